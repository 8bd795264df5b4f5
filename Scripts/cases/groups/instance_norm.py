"""instance_norm: over all places of each channel."""

from keras import layers
from torch import nn

from recorder import channels_last, floats, named


def record(group):
    def case(name, text, module, *shape, **options):
        group.torch(f"instance_norm_torch_{name}", f"- instance_norm{text}", named(n=module), x=floats(*shape, spread=2.0, offset=1.0),
                    **options)

    case("plain", "", nn.InstanceNorm2d(5), 5, 3, 4)
    case("learned", ": { name: n, scale: true, center: true }", nn.InstanceNorm2d(17, affine=True), 17, 3, 2)
    case("sequence", ": { epsilon: 0.01 }", nn.InstanceNorm1d(3, eps=0.01), 3, 19)
    case("channels_last", ": { name: n, scale: true, center: true, data_format: channels_last }", nn.InstanceNorm2d(6, affine=True),
         3, 5, 6, run=channels_last)
    group.keras("instance_norm_keras", "- instance_norm: { name: n }", layers.GroupNormalization(groups=-1, name="n"),
                x=floats(2, 3, 18, spread=2.0))
