"""conv_transpose1d in both layouts."""

from keras import layers
from torch import nn

from recorder import floats, named


def record(group):
    def torch_case(name, text, layer, x):
        group.torch(f"conv_transpose1d_torch_{name}", f"- conv_transpose1d: {{ name: conv, {text} }}", named(conv=layer), x=x)

    torch_case("plain", "filters: 4, kernel: 3", nn.ConvTranspose1d(3, 4, 3), floats(3, 5))
    torch_case("stride", "filters: 5, kernel: 4, stride: 2, padding: 1", nn.ConvTranspose1d(2, 5, 4, 2, 1), floats(2, 7))
    torch_case("output_padding", "filters: 3, kernel: 3, stride: 3, padding: 1, output_padding: 2",
               nn.ConvTranspose1d(2, 3, 3, 3, 1, 2), floats(2, 4))
    torch_case("dilation", "filters: 3, kernel: 3, dilation: 2, bias: false",
               nn.ConvTranspose1d(2, 3, 3, dilation=2, bias=False), floats(2, 6))
    torch_case("groups", "filters: 6, kernel: 3, stride: 2, groups: 2", nn.ConvTranspose1d(4, 6, 3, 2, groups=2), floats(4, 5))
    torch_case("wide", "filters: 17, kernel: 2, stride: 2", nn.ConvTranspose1d(3, 17, 2, 2), floats(3, 6))
    torch_case("one", "filters: 1, kernel: 1", nn.ConvTranspose1d(1, 1, 1), floats(1, 1))
    torch_case("varying", "filters: 3, kernel: 4, stride: 2, padding: 1", nn.ConvTranspose1d(2, 3, 4, 2, 1),
               floats(2, "time", time=5))
    group.torch("conv_transpose1d_torch_behind_conv", """
                - conv1d: { name: down, filters: 4, kernel: 3, stride: 2, padding: 1, activation: relu }
                - conv_transpose1d: { name: up, filters: 2, kernel: 4, stride: 2, padding: 1 }
                """,
                named(down=nn.Conv1d(2, 4, 3, 2, 1), a=nn.ReLU(), up=nn.ConvTranspose1d(4, 2, 4, 2, 1)), x=floats(2, 8))
    for name, text, options in [
        ("valid", "", {}), ("valid_gap", ", stride: 3", {"strides": 3}), ("same", ", stride: 2, padding: same",
                                                                         {"strides": 2, "padding": "same"}),
        ("output_padding", ", stride: 2, padding: same, output_padding: 1",
         {"strides": 2, "padding": "same", "output_padding": 1}),
    ]:
        group.keras(f"conv_transpose1d_keras_{name}", f"- conv_transpose1d: {{ name: conv, filters: 3, kernel: 2{text} }}",
                    lambda x: layers.Conv1DTranspose(3, 2, name="conv", **options)(x), x=floats(5, 2))
