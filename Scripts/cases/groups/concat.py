"""concat: values one after another along an axis."""

import torch
from keras import layers

from recorder import EXACT, floats


def record(group):
    def case(name, text, axis, **shapes):
        sources = ", ".join(shapes)
        group.torch(f"concat_torch_{name}", f"- concat: {{ from: [{sources}]{text} }}",
                    run=lambda model, *inputs: torch.cat(inputs, axis), source="torch.cat", tolerance=EXACT,
                    **{key: floats(*shape) for key, shape in shapes.items()})

    case("rank_one", "", 1, x=[3], y=[5])
    case("rank_one_three", ", axis: 0", 1, x=[1], y=[16], z=[4])
    case("first_axis", ", axis: 0", 1, x=[2, 5, 3], y=[1, 5, 3])
    case("middle_axis", ", axis: 1", 2, x=[2, 5, 3], y=[2, 1, 3], z=[2, 4, 3])
    case("last_axis", ", axis: 2", 3, x=[2, 5, 1], y=[2, 5, 17])

    group.keras("concat_keras_channels", "- concat: { from: [x, y, z], axis: -1 }",
                lambda *inputs: layers.Concatenate()(list(inputs)), tolerance=EXACT,
                x=floats(3, 4, 2), y=floats(3, 4, 1), z=floats(3, 4, 5))
    group.keras("concat_keras_twice_the_same", "- concat: { from: [y, x, y], axis: 0 }",
                lambda x, y: layers.Concatenate(axis=1)([y, x, y]), tolerance=EXACT, x=floats(2, 3), y=floats(1, 3))
    group.torch("concat_features_by_default", "- scale: { factor: 2 }",
                run=lambda model, x, y, z: 2 * torch.cat([x.flatten(1), y.flatten(1), z.flatten(1)], 1),
                source="torch.cat", tolerance=EXACT, x=floats(2, 3), y=floats(1), z=floats(4))
