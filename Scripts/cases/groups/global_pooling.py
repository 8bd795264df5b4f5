"""global_average_pool, global_max_pool: over all spatial axes."""

from keras import layers
from torch import nn

from recorder import EXACT, channels_last, floats, named


def record(group):
    for kind, pool1d, pool2d, tolerance in [
        ("average", nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, {}),
        ("max", nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, {"tolerance": EXACT}),
    ]:
        name = f"global_{kind}_pool"
        group.torch(f"{name}_torch_rank_two", f"- {name}",
                    named(p=pool1d(1), f=nn.Flatten()), x=floats(3, 7, offset=-2.0), **tolerance)
        group.torch(f"{name}_torch_rank_three", f"- {name}",
                    named(p=pool2d(1), f=nn.Flatten()), x=floats(17, 5, 7, offset=-2.0), **tolerance)
        group.torch(f"{name}_torch_channels_last", f"- {name}: {{ keep_dims: true, data_format: channels_last }}",
                    named(p=pool2d(1)), run=channels_last, x=floats(5, 4, 3, offset=-2.0), **tolerance)

    for kind, pool1d, pool2d, tolerance in [
        ("average", layers.GlobalAveragePooling1D, layers.GlobalAveragePooling2D, {}),
        ("max", layers.GlobalMaxPooling1D, layers.GlobalMaxPooling2D, {"tolerance": EXACT}),
    ]:
        name = f"global_{kind}_pool"
        group.keras(f"{name}_keras_rank_two", f"- {name}", pool1d(), x=floats(7, 3, offset=-2.0), **tolerance)
        group.keras(f"{name}_keras_keep_dims", f"- {name}: {{ keep_dims: true }}",
                    pool2d(keepdims=True), x=floats(1, 1, 3, offset=-2.0), **tolerance)
        group.keras(f"{name}_keras_channels_first", f"- {name}: {{ data_format: channels_first }}",
                    pool2d(data_format="channels_first"), x=floats(3, 4, 5, offset=-2.0), **tolerance)
