"""conv2d: [channels, height, width] in PyTorch, [height, width, channels] in Keras."""

from keras import layers
from torch import nn
from torch.nn import functional

from recorder import channels_last, floats, named


def record(group):
    torch(group)
    torch_wrapped(group)
    keras(group)
    keras_depthwise(group)


def torch(group):
    def case(name, text, channels, filters, size, **options):
        group.torch(f"conv2d_torch_{name}", f"- conv2d: {{ name: c, filters: {filters}, {text} }}",
                    named(c=nn.Conv2d(channels, filters, **options)), x=floats(channels, *size))

    case("valid", "kernel: 3", 3, 4, (5, 7), kernel_size=3)
    case("pointwise", "kernel: 1", 5, 17, (3, 5), kernel_size=1)
    case("seventeen_channels", "kernel: 3, padding: 1", 17, 16, (3, 4), kernel_size=3, padding=1)
    case("same_even_kernel", "kernel: 4, padding: same", 2, 3, (5, 7), kernel_size=4, padding="same")
    case("same_uneven_kernel", "kernel: [2, 5], padding: same", 2, 3, (5, 7), kernel_size=(2, 5), padding="same")
    case("same_even_kernel_dilation", "kernel: 2, padding: same, dilation: 3", 2, 3, (5, 7),
         kernel_size=2, padding="same", dilation=3)
    case("row_kernel", "kernel: [1, 3], padding: [0, 1]", 2, 3, (5, 7), kernel_size=(1, 3), padding=(0, 1))
    case("stride_two", "kernel: 3, stride: 2, padding: 1", 3, 4, (5, 7), kernel_size=3, stride=2, padding=1)
    case("stride_three", "kernel: 2, stride: 3", 2, 3, (7, 8), kernel_size=2, stride=3)
    case("stride_uneven", "kernel: 3, stride: [2, 1]", 2, 3, (7, 5), kernel_size=3, stride=(2, 1))
    case("stem", "kernel: 7, stride: 2, padding: 3", 3, 8, (11, 9), kernel_size=7, stride=2, padding=3)
    case("dilation", "kernel: 3, dilation: 2", 2, 3, (7, 8), kernel_size=3, dilation=2)
    case("dilation_uneven", "kernel: 3, dilation: [1, 3], padding: [1, 3]", 2, 3, (5, 7),
         kernel_size=3, dilation=(1, 3), padding=(1, 3))
    case("groups_two", "kernel: 3, padding: 1, groups: 2", 4, 6, (5, 4), kernel_size=3, padding=1, groups=2)
    # Vectors of 16 filters hold several groups, of which the last vector has some that the one before has too.
    case("groups_of_four", "kernel: [1, 3], padding: [0, 1], groups: 5", 20, 20, (1, 5), kernel_size=(1, 3), padding=(0, 1), groups=5)
    case("groups_of_eight", "kernel: 3, stride: 2, padding: 1, groups: 3", 3, 24, (3, 4), kernel_size=3, stride=2, padding=1,
         groups=3)
    case("depthwise", "kernel: 3, padding: 1, groups: 5", 5, 5, (5, 7), kernel_size=3, padding=1, groups=5)
    case("depthwise_multiplier", "kernel: 3, groups: 3", 3, 6, (5, 7), kernel_size=3, groups=3)
    case("depthwise_stride_two", "kernel: 5, stride: 2, padding: 2, groups: 17, bias: false", 17, 17, (5, 6),
         kernel_size=5, stride=2, padding=2, groups=17, bias=False)
    case("depthwise_dilation", "kernel: 5, padding: 4, dilation: 2, groups: 17", 17, 17, (3, 11),
         kernel_size=5, padding=4, dilation=2, groups=17)
    case("depthwise_dilation_uneven", "kernel: 3, padding: [1, 3], dilation: [1, 3], groups: 16", 16, 16, (3, 14),
         kernel_size=3, padding=(1, 3), dilation=(1, 3), groups=16)
    case("depthwise_stride_of_its_dilation", "kernel: 5, stride: 2, padding: [4, 3], dilation: 2, groups: 17", 17, 17, (3, 13),
         kernel_size=5, stride=2, padding=(4, 3), dilation=2, groups=17)
    case("depthwise_seven_stride_two", "kernel: 7, stride: 2, padding: 3, groups: 16, bias: false", 16, 16, (4, 12),
         kernel_size=7, stride=2, padding=3, groups=16, bias=False)
    # Channels of groups are spread over planes, in which vectors hold the groups of one place or of several.
    case("groups_of_three", "kernel: 3, padding: 1, groups: 6", 18, 18, (4, 6), kernel_size=3, padding=1, groups=6)
    case("groups_of_one_filter", "kernel: 3, stride: [2, 1], padding: 1, groups: 19", 38, 19, (4, 5),
         kernel_size=3, stride=(2, 1), padding=1, groups=19)
    case("groups_of_five_dilation", "kernel: [2, 3], stride: 2, dilation: [1, 3], groups: 2, bias: false", 12, 10, (5, 12),
         kernel_size=(2, 3), stride=2, dilation=(1, 3), groups=2, bias=False)
    case("tiles_of_two", "kernel: 3, padding: 1", 24, 33, (7, 5), kernel_size=3, padding=1)
    case("tiles_of_four", "kernel: 3, padding: 1", 16, 15, (23, 22), kernel_size=3, padding=1)
    case("long_sum", "kernel: 3, stride: 2", 70, 18, (6, 9), kernel_size=3, stride=2)
    case("one_pixel", "kernel: 3, padding: 1", 3, 4, (1, 1), kernel_size=3, padding=1)
    case("kernel_larger_than_input", "kernel: 5, padding: 2", 2, 3, (2, 1), kernel_size=5, padding=2)
    case("whole_image", "kernel: [5, 7]", 2, 16, (5, 7), kernel_size=(5, 7))


def torch_wrapped(group):
    group.torch("conv2d_torch_asymmetric",
                "- conv2d: { name: c, filters: 3, kernel: 3, stride: 2, padding: [0, 1, 2, 3] }",
                named(c=nn.Conv2d(2, 3, 3, stride=2)), run=lambda model, x: model(functional.pad(x, [2, 3, 0, 1])),
                x=floats(2, 5, 7))
    group.torch("conv2d_torch_activation", "- conv2d: { name: c, filters: 5, kernel: 3, activation: hard_swish }",
                named(c=nn.Conv2d(3, 5, 3), a=nn.Hardswish()), x=floats(3, 6, 5, spread=3.0))
    group.torch("conv2d_torch_channels_last", """
                - conv2d: { name: c, filters: 4, kernel: [3, 2], stride: [1, 2], padding: [1, 0], data_format: channels_last }
                """,
                named(c=nn.Conv2d(3, 4, (3, 2), stride=(1, 2), padding=(1, 0))), run=channels_last, x=floats(5, 7, 3))
    group.torch("conv2d_torch_channels_last_groups",
                "- conv2d: { name: c, filters: 6, kernel: 3, groups: 2, data_format: channels_last }",
                named(c=nn.Conv2d(4, 6, 3, groups=2)), run=channels_last, x=floats(5, 4, 4))


def keras(group):
    def case(name, text, channels, filters, size, **options):
        group.keras(f"conv2d_keras_{name}", f"- conv2d: {{ name: c, filters: {filters}, {text} }}",
                    layers.Conv2D(filters, name="c", **options), x=floats(*size, channels))

    case("valid", "kernel: 3", 3, 4, (5, 7), kernel_size=3)
    case("same", "kernel: 3, padding: same", 3, 16, (5, 7), kernel_size=3, padding="same")
    case("same_even_kernel", "kernel: 4, padding: same", 2, 3, (5, 7), kernel_size=4, padding="same")
    case("same_stride_two_even", "kernel: 3, padding: same, stride: 2", 3, 4, (8, 8),
         kernel_size=3, padding="same", strides=2)
    case("same_stride_two_odd", "kernel: 3, padding: same, stride: 2", 3, 4, (5, 7),
         kernel_size=3, padding="same", strides=2)
    case("same_stride_three", "kernel: [5, 2], padding: same, stride: 3", 2, 3, (7, 8),
         kernel_size=(5, 2), padding="same", strides=3)
    case("same_stride_uneven", "kernel: 3, padding: same, stride: [1, 2]", 2, 3, (5, 6),
         kernel_size=3, padding="same", strides=(1, 2))
    case("same_dilation", "kernel: 3, padding: same, dilation: [2, 3]", 2, 3, (6, 7),
         kernel_size=3, padding="same", dilation_rate=(2, 3))
    case("groups", "kernel: 3, groups: 2", 4, 6, (5, 4), kernel_size=3, groups=2)
    case("groups_per_channel", "kernel: 3, padding: same, groups: 3", 3, 6, (4, 5),
         kernel_size=3, padding="same", groups=3)
    case("no_bias", "kernel: [1, 5], bias: false", 3, 4, (3, 7), kernel_size=(1, 5), use_bias=False)
    case("one_pixel", "kernel: 3, padding: same, stride: 2", 3, 4, (1, 1), kernel_size=3, padding="same", strides=2)
    case("activation", "kernel: 2, activation: relu6", 2, 17, (3, 4), kernel_size=2, activation="relu6")
    case("channels_first", "kernel: 3, padding: same, stride: 2, data_format: channels_first", 6, 4, (3, 6),
         kernel_size=3, padding="same", strides=2, data_format="channels_first")

    group.keras("conv2d_keras_asymmetric",
                "- conv2d: { name: c, filters: 4, kernel: 3, stride: 2, padding: [0, 1, 0, 1] }",
                lambda x: layers.Conv2D(4, 3, strides=2, name="c")(layers.ZeroPadding2D(((0, 1), (0, 1)))(x)),
                x=floats(8, 6, 3))


def keras_depthwise(group):
    def case(name, text, channels, filters, size, **options):
        group.keras(f"conv2d_keras_depthwise_{name}",
                    f"- conv2d: {{ name: c, filters: {filters}, groups: {channels}, {text} }}",
                    layers.DepthwiseConv2D(name="c", **options), x=floats(*size, channels))

    case("multiplier", "kernel: 3, padding: same", 3, 6, (5, 7), kernel_size=3, padding="same", depth_multiplier=2)
    case("stride_two", "kernel: 3, padding: same, stride: 2, bias: false, activation: relu6", 17, 17, (6, 4),
         kernel_size=3, padding="same", strides=2, use_bias=False, activation="relu6")
    case("dilation", "kernel: 3, dilation: 2, padding: same", 2, 2, (5, 6),
         kernel_size=3, padding="same", dilation_rate=2)
    case("one_channel", "kernel: 3", 1, 3, (4, 4), kernel_size=3, depth_multiplier=3)
