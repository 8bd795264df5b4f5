"""upsample2d: nearest neighbours or bilinear, with half-pixel centres unless the corners are aligned."""

from keras import layers
from torch import nn

from recorder import CLOSE, EXACT, channels_last, floats, named


def record(group):
    torch(group)
    keras(group)


def torch(group):
    def case(name, text, scale, *shape, mode="bilinear", align_corners=None, **options):
        group.torch(f"upsample2d_torch_{name}", f"- upsample2d: {{ scale: {text} }}",
                    named(u=nn.Upsample(scale_factor=scale, mode=mode, align_corners=align_corners)),
                    tolerance=EXACT if mode == "nearest" else CLOSE, x=floats(*shape), **options)

    case("nearest_uneven", "[2, 3], mode: nearest", (2, 3), 2, 5, 3, mode="nearest")
    case("bilinear", "2, mode: bilinear", 2, 3, 3, 4)
    case("bilinear_uneven", "[2, 3], mode: bilinear", (2, 3), 2, 5, 3)
    case("bilinear_one_pixel", "2, mode: bilinear", 2, 3, 1, 1)
    case("align_corners", "2, mode: bilinear, align_corners: true", 2, 3, 3, 4, align_corners=True)
    case("align_corners_uneven", "[3, 2], mode: bilinear, align_corners: true", (3, 2), 2, 2, 5, align_corners=True)
    case("align_corners_one_pixel", "[1, 2], mode: bilinear, align_corners: true", (1, 2), 3, 1, 1, align_corners=True)
    case("channels_last", "[2, 3], mode: bilinear, data_format: channels_last", (2, 3), 3, 2, 5, run=channels_last)


def keras(group):
    def case(name, text, scale, *shape, interpolation="bilinear", **options):
        group.keras(f"upsample2d_keras_{name}", f"- upsample2d: {{ scale: {text} }}",
                    layers.UpSampling2D(scale, interpolation=interpolation, **options),
                    tolerance=EXACT if interpolation == "nearest" else CLOSE, x=floats(*shape))

    case("nearest", "[2, 3], mode: nearest", (2, 3), 3, 4, 5, interpolation="nearest")
    case("bilinear", "2, mode: bilinear", 2, 3, 4, 17)
    case("bilinear_uneven", "[3, 2], mode: bilinear", (3, 2), 2, 5, 3)
    case("channels_first", "2, mode: bilinear, data_format: channels_first", 2, 3, 2, 4, data_format="channels_first")
