"""conv_transpose2d: the full output, then `padding` cropped from it and `output_padding` added at the end."""

from keras import layers
from torch import nn

from recorder import channels_last, floats, named


def record(group):
    torch(group)
    keras(group)


def torch(group):
    def case(name, text, channels, filters, size, **options):
        group.torch(f"conv_transpose2d_torch_{name}", f"- conv_transpose2d: {{ name: c, filters: {filters}, {text} }}",
                    named(c=nn.ConvTranspose2d(channels, filters, **options)), x=floats(channels, *size))

    case("plain", "kernel: 3", 3, 4, (3, 5), kernel_size=3)
    case("stride_two", "kernel: 2, stride: 2", 3, 4, (3, 5), kernel_size=2, stride=2)
    case("stride_three", "kernel: 5, stride: 3, padding: 1", 2, 17, (3, 2), kernel_size=5, stride=3, padding=1)
    case("output_padding", "kernel: 3, stride: 2, padding: 1, output_padding: 1", 2, 3, (3, 4),
         kernel_size=3, stride=2, padding=1, output_padding=1)
    case("output_padding_uneven", "kernel: 3, stride: [3, 2], padding: [0, 1], output_padding: [2, 0]", 2, 3, (2, 3),
         kernel_size=3, stride=(3, 2), padding=(0, 1), output_padding=(2, 0))
    case("uneven", "kernel: [3, 2], stride: [1, 2], padding: [1, 0]", 2, 3, (4, 3),
         kernel_size=(3, 2), stride=(1, 2), padding=(1, 0))
    case("gaps", "kernel: 2, stride: 3", 2, 3, (3, 2), kernel_size=2, stride=3)
    case("dilation", "kernel: 3, stride: 2, padding: 2, dilation: [2, 3]", 2, 3, (3, 4),
         kernel_size=3, stride=2, padding=2, dilation=(2, 3))
    case("groups", "kernel: 3, stride: 2, groups: 2", 4, 6, (2, 3), kernel_size=3, stride=2, groups=2)
    case("one_pixel", "kernel: 4", 5, 3, (1, 1), kernel_size=4)

    group.torch("conv_transpose2d_torch_activation",
                "- conv_transpose2d: { name: c, filters: 3, kernel: 2, stride: 2, activation: silu }",
                named(c=nn.ConvTranspose2d(4, 3, 2, stride=2), a=nn.SiLU()), x=floats(4, 2, 3, spread=2.0))
    group.torch("conv_transpose2d_torch_channels_last",
                "- conv_transpose2d: { name: c, filters: 3, kernel: 3, stride: 2, padding: 1, data_format: channels_last }",
                named(c=nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1)), run=channels_last, x=floats(2, 3, 4))
    group.torch("conv_transpose2d_torch_asymmetric",
                "- conv_transpose2d: { name: c, filters: 3, kernel: 4, stride: 2, padding: [0, 1, 2, 1] }",
                named(c=nn.ConvTranspose2d(2, 3, 4, stride=2)), run=lambda model, x: model(x)[:, :, :-1, 2:-1],
                source="torch.nn.ConvTranspose2d and a crop", x=floats(2, 3, 4))


def keras(group):
    def case(name, text, channels, filters, size, **options):
        group.keras(f"conv_transpose2d_keras_{name}", f"- conv_transpose2d: {{ name: c, filters: {filters}, {text} }}",
                    layers.Conv2DTranspose(filters, name="c", **options), x=floats(*size, channels))

    case("valid", "kernel: 3", 3, 4, (3, 5), kernel_size=3)
    case("valid_stride_two", "kernel: 3, stride: 2", 2, 3, (3, 4), kernel_size=3, strides=2)
    case("valid_gaps", "kernel: 2, stride: 3", 2, 3, (3, 2), kernel_size=2, strides=3)
    case("same_stride_two", "kernel: 3, padding: same, stride: 2", 3, 4, (3, 4),
         kernel_size=3, padding="same", strides=2)
    case("same_even_kernel", "kernel: [4, 2], padding: same, stride: 2", 3, 2, (3, 2),
         kernel_size=(4, 2), padding="same", strides=2)
    case("same_wide_kernel", "kernel: 5, padding: same, stride: [2, 3]", 2, 3, (3, 2),
         kernel_size=5, padding="same", strides=(2, 3))
    case("same_gaps", "kernel: 2, padding: same, stride: 3", 2, 3, (3, 2), kernel_size=2, padding="same", strides=3)
    case("dilation", "kernel: 3, dilation: 2", 2, 3, (3, 4), kernel_size=3, dilation_rate=2)
    case("same_dilation", "kernel: 3, padding: same, dilation: 2", 2, 3, (3, 4),
         kernel_size=3, padding="same", dilation_rate=2)
    case("valid_output_padding", "kernel: 3, stride: 2, output_padding: 1", 2, 3, (3, 2),
         kernel_size=3, strides=2, output_padding=1)
    case("same_output_padding", "kernel: [5, 4], padding: same, stride: 2, output_padding: [0, 1]", 2, 3, (3, 2),
         kernel_size=(5, 4), padding="same", strides=2, output_padding=(0, 1))
    # Left out, Keras's output padding makes the size n * stride; an explicit 0 does not.
    case("same_output_padding_zero", "kernel: 3, padding: same, stride: 2, output_padding: 0", 2, 3, (3, 2),
         kernel_size=3, padding="same", strides=2, output_padding=0)
    case("no_bias_activation", "kernel: 2, stride: 2, bias: false, activation: relu", 17, 3, (2, 2),
         kernel_size=2, strides=2, use_bias=False, activation="relu")
    case("channels_first", "kernel: 3, padding: same, stride: 2, data_format: channels_first", 4, 2, (3, 2),
         kernel_size=3, padding="same", strides=2, data_format="channels_first")
