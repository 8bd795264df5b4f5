"""pad: more rows and columns around the spatial axes."""

import numpy as np
from keras import layers
from torch import nn

from recorder import EXACT, channels_last, floats, named


def record(group):
    torch(group)
    keras(group)


def torch(group):
    def case(name, text, module, *shape, **options):
        group.torch(f"pad_torch_{name}", f"- pad: {text}", named(p=module), tolerance=EXACT, x=floats(*shape), **options)

    case("shorthand", "1", nn.ZeroPad2d(1), 3, 2, 4)
    case("height_width", "[1, 2]", nn.ZeroPad2d((2, 2, 1, 1)), 2, 3, 4)
    case("four_sides_value", "{ padding: [1, 0, 2, 3], value: -1.5 }", nn.ConstantPad2d((2, 3, 1, 0), -1.5), 2, 3, 4)
    case("reflect", "{ padding: [1, 2, 3, 0], mode: reflect }", nn.ReflectionPad2d((3, 0, 1, 2)), 2, 3, 4)
    case("edge", "{ padding: [1, 2, 3, 0], mode: edge }", nn.ReplicationPad2d((3, 0, 1, 2)), 2, 3, 4)
    case("length", "{ padding: [2, 1], value: 0.5 }", nn.ConstantPad1d((2, 1), 0.5), 2, 5)
    case("length_reflect", "{ padding: 4, mode: reflect }", nn.ReflectionPad1d(4), 2, 5)
    case("channels_last", "{ padding: [1, 0], mode: reflect, data_format: channels_last }",
         nn.ReflectionPad2d((0, 0, 1, 1)), 3, 4, 2, run=channels_last)


def keras(group):
    def case(name, text, layer, *shape):
        group.keras(f"pad_keras_{name}", f"- pad: {text}", layer, tolerance=EXACT, x=floats(*shape))

    case("four_sides", "[1, 0, 2, 1]", layers.ZeroPadding2D(((1, 0), (2, 1))), 3, 4, 2)
    case("length", "{ padding: [2, 1] }", layers.ZeroPadding1D((2, 1)), 5, 2)
    case("channels_first", "{ padding: [2, 1], data_format: channels_first }",
         layers.ZeroPadding2D((2, 1), data_format="channels_first"), 2, 3, 4)
    for mode in ["reflect", "edge"]:
        group.numpy(f"pad_numpy_{mode}", f"- pad: {{ padding: [2, 1, 0, 3], mode: {mode} }}",
                    lambda p, x: np.pad(x, [(0, 0), (2, 1), (0, 3), (0, 0)], mode), layout="keras",
                    source="numpy.pad", tolerance=EXACT, x=floats(4, 4, 3))
