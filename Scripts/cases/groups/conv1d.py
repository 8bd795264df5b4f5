"""conv1d: [channels, length] in PyTorch, [length, channels] in Keras."""

from keras import layers
from torch import nn
from torch.nn import functional

from recorder import channels_last, floats, named


def record(group):
    torch(group)
    keras(group)


def torch(group):
    def case(name, text, channels, filters, length, **options):
        group.torch(f"conv1d_torch_{name}", f"- conv1d: {{ name: c, filters: {filters}, {text} }}",
                    named(c=nn.Conv1d(channels, filters, **options)), x=floats(channels, length))

    case("valid", "kernel: 3", 3, 4, 9, kernel_size=3)
    case("same_even_kernel", "kernel: 4, padding: same", 2, 3, 7, kernel_size=4, padding="same")
    case("same_even_kernel_dilation", "kernel: 4, padding: same, dilation: 3", 2, 2, 12,
         kernel_size=4, padding="same", dilation=3)
    case("stride_two", "kernel: 3, stride: 2, padding: 1", 3, 5, 8, kernel_size=3, stride=2, padding=1)
    case("stride_three", "kernel: 5, stride: 3", 2, 16, 33, kernel_size=5, stride=3)
    case("groups", "kernel: 3, padding: 1, groups: 2", 4, 6, 5, kernel_size=3, padding=1, groups=2)
    case("depthwise_multiplier", "kernel: 3, padding: 1, groups: 3", 3, 6, 6, kernel_size=3, padding=1, groups=3)
    case("depthwise_doubled", "kernel: 3, padding: 1, groups: 9", 9, 18, 6, kernel_size=3, padding=1, groups=9)
    case("groups_of_two", "kernel: 2, dilation: 2, groups: 8, bias: false", 16, 16, 4, kernel_size=2, dilation=2, groups=8, bias=False)
    case("whole_length", "kernel: 5", 3, 2, 5, kernel_size=5)
    case("one_element", "kernel: 5, padding: 2", 3, 2, 1, kernel_size=5, padding=2)

    group.torch("conv1d_torch_asymmetric", "- conv1d: { name: c, filters: 3, kernel: 4, stride: 2, padding: [3, 1] }",
                named(c=nn.Conv1d(2, 3, 4, stride=2)), run=lambda model, x: model(functional.pad(x, [3, 1])),
                x=floats(2, 7))
    group.torch("conv1d_torch_activation", "- conv1d: { name: c, filters: 17, kernel: 3, activation: relu }",
                named(c=nn.Conv1d(3, 17, 3), a=nn.ReLU()), x=floats(3, 19))
    group.torch("conv1d_torch_channels_last",
                "- conv1d: { name: c, filters: 4, kernel: 3, padding: 1, data_format: channels_last }",
                named(c=nn.Conv1d(3, 4, 3, padding=1)), run=channels_last, x=floats(7, 3))


def keras(group):
    def case(name, text, channels, filters, length, **options):
        group.keras(f"conv1d_keras_{name}", f"- conv1d: {{ name: c, filters: {filters}, {text} }}",
                    layers.Conv1D(filters, name="c", **options), x=floats(length, channels))

    case("valid", "kernel: 3", 3, 4, 9, kernel_size=3)
    case("same_even_kernel", "kernel: 4, padding: same", 2, 3, 7, kernel_size=4, padding="same")
    case("same_stride_two_even", "kernel: 3, padding: same, stride: 2", 2, 3, 8,
         kernel_size=3, padding="same", strides=2)
    case("same_stride_two_odd", "kernel: 3, padding: same, stride: 2", 2, 3, 7,
         kernel_size=3, padding="same", strides=2)
    case("same_stride_three", "kernel: 2, padding: same, stride: 3", 2, 3, 10,
         kernel_size=2, padding="same", strides=3)
    case("same_dilation", "kernel: 3, padding: same, dilation: 2", 2, 3, 9,
         kernel_size=3, padding="same", dilation_rate=2)
    case("kernel_larger_than_input", "kernel: 7, padding: same", 3, 2, 2, kernel_size=7, padding="same")
    case("causal", "kernel: 3, dilation: 2, padding: [4, 0]", 2, 3, 8,
         kernel_size=3, dilation_rate=2, padding="causal")
    case("groups", "kernel: 3, groups: 2", 4, 6, 5, kernel_size=3, groups=2)
    case("no_bias", "kernel: 2, bias: false", 3, 16, 5, kernel_size=2, use_bias=False)
    case("activation", "kernel: 3, activation: tanh", 3, 17, 18, kernel_size=3, activation="tanh")

    group.keras("conv1d_keras_channels_first",
                "- conv1d: { name: c, filters: 4, kernel: 3, padding: same, stride: 2, data_format: channels_first }",
                layers.Conv1D(4, 3, strides=2, padding="same", data_format="channels_first", name="c"), x=floats(3, 6))
