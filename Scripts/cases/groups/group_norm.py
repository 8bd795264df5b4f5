"""group_norm: over the spatial axes and the channels of a group; scale and center per channel."""

from keras import layers
from torch import nn

from recorder import channels_last, floats, named


def record(group):
    torch(group)
    keras(group)


def torch(group):
    def case(name, text, module, *shape, **options):
        group.torch(f"group_norm_torch_{name}", f"- group_norm: {{ name: n, {text} }}", named(n=module),
                    x=floats(*shape, spread=2.0), **options)

    case("one_group", "groups: 1", nn.GroupNorm(1, 6), 6, 3, 5)
    case("between", "groups: 3", nn.GroupNorm(3, 6), 6, 5, 2)
    case("per_channel", "groups: 5", nn.GroupNorm(5, 5), 5, 3, 4)
    case("rank_two", "groups: 2", nn.GroupNorm(2, 4), 4, 7)
    case("rank_one", "groups: 2", nn.GroupNorm(2, 34), 34)
    case("plain", "groups: 2, scale: false, center: false", nn.GroupNorm(2, 4, affine=False), 4, 3, 2)
    case("channels_last", "groups: 2, data_format: channels_last", nn.GroupNorm(2, 6), 3, 5, 6, run=channels_last)


def keras(group):
    def case(name, text, *shape, **options):
        group.keras(f"group_norm_keras_{name}", f"- group_norm: {{ name: n, {text} }}",
                    layers.GroupNormalization(name="n", **options), x=floats(*shape, spread=2.0))

    case("between", "groups: 3", 5, 2, 6, groups=3)
    case("per_channel", "groups: 5", 3, 4, 5, groups=-1)
    case("rank_two", "groups: 2, epsilon: 1.0e-6", 7, 4, groups=2, epsilon=1e-6)
    case("no_scale", "groups: 2, scale: false", 3, 2, 4, groups=2, scale=False)
    case("no_center", "groups: 2, center: false", 3, 2, 4, groups=2, center=False)
    case("channels_first", "groups: 2, data_format: channels_first", 6, 3, 5, groups=2, axis=1)
