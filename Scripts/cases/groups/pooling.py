"""max_pool1d/2d, average_pool1d/2d. Padding is -infinity for the maximum; for the average it counts or not."""

import math

from keras import layers
from torch import nn
from torch.nn import functional

from recorder import EXACT, channels_last, floats, named, values


def record(group):
    torch_max(group)
    torch_max_special(group)
    torch_average(group)
    torch_wrapped(group)
    keras_max(group)
    keras_average(group)


def torch_max(group):
    def case(name, text, module, *shape, offset=0.0):
        rank = "1d" if len(shape) == 2 else "2d"
        group.torch(f"max_pool{rank}_torch_{name}", f"- max_pool{rank}: {text}", named(p=module),
                    tolerance=EXACT, x=floats(*shape, offset=offset))

    case("shorthand", "2", nn.MaxPool1d(2), 3, 9)
    case("padding", "{ kernel: 3, stride: 2, padding: 1 }", nn.MaxPool1d(3, 2, 1), 2, 8, offset=-5.0)
    case("ceil", "{ kernel: 2, stride: 3, ceil_mode: true }", nn.MaxPool1d(2, 3, ceil_mode=True), 2, 10)

    case("shorthand", "2", nn.MaxPool2d(2), 3, 5, 7)
    case("uneven", "[2, 3]", nn.MaxPool2d((2, 3)), 2, 5, 7)
    case("padding", "{ kernel: 3, stride: 2, padding: 1 }", nn.MaxPool2d(3, 2, 1), 2, 5, 8, offset=-5.0)
    case("overlap", "{ kernel: 3, stride: 1, padding: [1, 0] }", nn.MaxPool2d(3, 1, (1, 0)), 17, 3, 4)
    case("dilation", "{ kernel: 2, stride: [1, 2], dilation: [3, 2] }",
         nn.MaxPool2d(2, (1, 2), dilation=(3, 2)), 2, 6, 7)
    case("ceil", "{ kernel: 2, ceil_mode: true }", nn.MaxPool2d(2, ceil_mode=True), 2, 5, 7)
    # The last window of each axis would start inside the padding, so it is dropped.
    case("ceil_padding", "{ kernel: 2, stride: 2, padding: 1, ceil_mode: true }",
         nn.MaxPool2d(2, 2, 1, ceil_mode=True), 2, 5, 7, offset=-5.0)
    case("ceil_dilation", "{ kernel: 3, stride: 2, padding: 1, dilation: 2, ceil_mode: true }",
         nn.MaxPool2d(3, 2, 1, 2, ceil_mode=True), 2, 7, 8)
    case("one_pixel", "{ kernel: 3, stride: 1, padding: 1 }", nn.MaxPool2d(3, 1, 1), 3, 1, 1, offset=-5.0)


def torch_max_special(group):
    nan, inf = math.nan, math.inf
    group.torch("max_pool2d_torch_special", "- max_pool2d: { kernel: 2, stride: 1 }", named(p=nn.MaxPool2d(2, 1)),
                tolerance=EXACT, x=values([[[[nan, 1, 2, -inf], [0, -1, -inf, -inf], [-3, inf, -4, -5]]],
                                           [[[1, 2, 3, 4], [5, nan, 7, 8], [-0.0, 1e-40, -1e30, 1e30]]]]))


def torch_average(group):
    def case(name, text, module, *shape):
        rank = "1d" if len(shape) == 2 else "2d"
        group.torch(f"average_pool{rank}_torch_{name}", f"- average_pool{rank}: {text}", named(p=module),
                    x=floats(*shape))

    case("shorthand", "3", nn.AvgPool1d(3), 2, 8)
    case("padding", "{ kernel: 3, stride: 2, padding: 1 }", nn.AvgPool1d(3, 2, 1), 2, 8)
    case("ceil_excluded", "{ kernel: 4, stride: 3, padding: 1, ceil_mode: true, count_include_pad: false }",
         nn.AvgPool1d(4, 3, 1, ceil_mode=True, count_include_pad=False), 2, 9)

    case("shorthand", "2", nn.AvgPool2d(2), 17, 5, 4)
    case("uneven", "{ kernel: [3, 2], stride: [2, 1] }", nn.AvgPool2d((3, 2), (2, 1)), 2, 5, 7)
    case("padding", "{ kernel: 3, stride: 2, padding: 1 }", nn.AvgPool2d(3, 2, 1), 2, 5, 8)
    case("padding_excluded", "{ kernel: 3, stride: 2, padding: 1, count_include_pad: false }",
         nn.AvgPool2d(3, 2, 1, count_include_pad=False), 2, 5, 8)
    # Cells that ceil_mode adds beyond the padding never count; those of the padding do, when count_include_pad is true.
    case("ceil", "{ kernel: 3, stride: 2, padding: [1, 0], ceil_mode: true }",
         nn.AvgPool2d(3, 2, (1, 0), ceil_mode=True), 2, 6, 8)
    case("ceil_excluded", "{ kernel: 3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false }",
         nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False), 2, 6, 8)


def torch_wrapped(group):
    group.torch("max_pool2d_torch_channels_last",
                "- max_pool2d: { kernel: 3, stride: 2, padding: 1, data_format: channels_last }",
                named(p=nn.MaxPool2d(3, 2, 1)), run=channels_last, tolerance=EXACT, x=floats(5, 6, 3, offset=-5.0))
    group.torch("average_pool2d_torch_channels_last",
                "- average_pool2d: { kernel: 2, padding: 1, data_format: channels_last }",
                named(p=nn.AvgPool2d(2, padding=1)), run=channels_last, x=floats(5, 4, 3))
    group.torch("max_pool2d_torch_same", "- max_pool2d: { kernel: 2, stride: 1, padding: same }",
                named(p=nn.MaxPool2d(2, 1)), tolerance=EXACT, source="torch.nn.MaxPool2d on a padded value",
                run=lambda model, x: model(functional.pad(x, [0, 1, 0, 1], value=-math.inf)),
                x=floats(2, 3, 4, offset=-5.0))
    group.torch("max_pool2d_torch_asymmetric", "- max_pool2d: { kernel: 3, stride: 2, padding: [0, 1, 2, 1] }",
                named(p=nn.MaxPool2d(3, 2)), tolerance=EXACT, source="torch.nn.MaxPool2d on a padded value",
                run=lambda model, x: model(functional.pad(x, [2, 1, 0, 1], value=-math.inf)),
                x=floats(2, 5, 6, offset=-5.0))
    group.torch("average_pool2d_torch_asymmetric", "- average_pool2d: { kernel: 3, stride: 2, padding: [0, 1, 2, 1] }",
                named(p=nn.AvgPool2d(3, 2)), source="torch.nn.AvgPool2d on a padded value",
                run=lambda model, x: model(functional.pad(x, [2, 1, 0, 1])), x=floats(2, 5, 6))


def keras_max(group):
    def case(name, text, layer, *shape):
        rank = "1d" if len(shape) == 2 else "2d"
        group.keras(f"max_pool{rank}_keras_{name}", f"- max_pool{rank}: {text}", layer,
                    tolerance=EXACT, x=floats(*shape, offset=-3.0))

    case("same_even", "{ kernel: 3, stride: 2, padding: same }", layers.MaxPooling1D(3, 2, "same"), 8, 3)
    case("same_odd", "{ kernel: 3, stride: 2, padding: same }", layers.MaxPooling1D(3, 2, "same"), 7, 3)

    case("valid", "[2, 3]", layers.MaxPooling2D((2, 3)), 5, 7, 3)
    case("same_even", "{ kernel: 2, padding: same }", layers.MaxPooling2D(2, padding="same"), 6, 4, 3)
    case("same_even_kernel_three", "{ kernel: 3, stride: 2, padding: same }",
         layers.MaxPooling2D(3, 2, "same"), 8, 6, 3)
    case("same_odd", "{ kernel: [2, 3], stride: 2, padding: same }", layers.MaxPooling2D((2, 3), 2, "same"), 5, 7, 17)
    case("gaps", "{ kernel: 2, stride: 3 }", layers.MaxPooling2D(2, 3), 8, 7, 2)
    case("channels_first", "{ kernel: 3, stride: 2, padding: same, data_format: channels_first }",
         layers.MaxPooling2D(3, 2, "same", data_format="channels_first"), 2, 6, 7)


def keras_average(group):
    def case(name, text, layer, *shape):
        rank = "1d" if len(shape) == 2 else "2d"
        group.keras(f"average_pool{rank}_keras_{name}", f"- average_pool{rank}: {text}", layer, x=floats(*shape))

    case("same", "{ kernel: 4, stride: 3, padding: same }", layers.AveragePooling1D(4, 3, "same"), 8, 3)

    case("valid", "{ kernel: 3, stride: 2 }", layers.AveragePooling2D(3, 2), 5, 8, 3)
    case("same_even", "{ kernel: 3, stride: 2, padding: same }", layers.AveragePooling2D(3, 2, "same"), 8, 6, 3)
    case("same_odd", "{ kernel: [2, 3], stride: 2, padding: same }",
         layers.AveragePooling2D((2, 3), 2, "same"), 5, 7, 17)
    case("same_stride_one", "{ kernel: 2, stride: 1, padding: same }", layers.AveragePooling2D(2, 1, "same"), 3, 4, 2)

    # The layout's default of count_include_pad differs: false for Keras, which never counts its padding.
    group.keras("average_pool2d_keras_explicit_padding", "- average_pool2d: { kernel: 3, stride: 1, padding: 1 }",
                layers.AveragePooling2D(3, 1, "same"), x=floats(4, 5, 2))
    group.keras("average_pool2d_keras_padding_included",
                "- average_pool2d: { kernel: 3, stride: 2, padding: [1, 0], count_include_pad: true }",
                lambda x: layers.AveragePooling2D(3, 2)(layers.ZeroPadding2D((1, 0))(x)), x=floats(5, 7, 2))
