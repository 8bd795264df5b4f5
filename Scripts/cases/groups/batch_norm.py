"""batch_norm in inference: (x - mean) / sqrt(variance + epsilon) * scale + center, per channel."""

from keras import layers
from torch import nn, zeros

from recorder import channels_last, floats, named


def record(group):
    torch(group)
    keras(group)


def torch(group):
    def case(name, text, module, *shape, **options):
        group.torch(f"batch_norm_torch_{name}", f"- batch_norm: {{ name: n{text} }}", named(n=module),
                    x=floats(*shape, spread=2.0), **options)

    case("rank_one", "", nn.BatchNorm1d(17), 17)
    case("rank_two", "", nn.BatchNorm1d(3), 3, 7)
    case("rank_three", "", nn.BatchNorm2d(4), 4, 5, 7)
    case("one_channel", "", nn.BatchNorm2d(1), 1, 3, 2)
    case("epsilon", ", epsilon: 0.25", nn.BatchNorm2d(3, eps=0.25), 3, 2, 5)
    case("plain", ", scale: false, center: false", nn.BatchNorm1d(5, affine=False), 5)
    case("last_axis", ", axis: -1", nn.BatchNorm2d(3), 4, 5, 3, run=channels_last)

    scaled = nn.BatchNorm2d(3, affine=False)
    scaled.weight = nn.Parameter(zeros(3))
    case("scale_only", ", center: false", scaled, 3, 4, 2)
    centered = nn.BatchNorm2d(3, affine=False)
    centered.bias = nn.Parameter(zeros(3))
    case("center_only", ", scale: false", centered, 3, 4, 2)


def keras(group):
    def case(name, text, *shape, **options):
        group.keras(f"batch_norm_keras_{name}", f"- batch_norm: {{ name: n{text} }}",
                    layers.BatchNormalization(name="n", **options), x=floats(*shape, spread=2.0))

    case("rank_two", "", 7, 3)
    case("rank_three", "", 5, 3, 17)
    case("epsilon", ", epsilon: 1.0e-5", 4, 3, epsilon=1e-5)
    case("no_scale", ", scale: false", 4, 2, 3, scale=False)
    case("no_center", ", center: false", 4, 2, 3, center=False)
    case("plain", ", scale: false, center: false", 6, scale=False, center=False)
    case("first_axis", ", axis: 0", 3, 4, 5, axis=1)
