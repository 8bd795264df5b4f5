"""Images so large that layers over them are computed some rows at a time."""

from keras import layers
from torch import nn

from recorder import DEEP, floats, named


class Residual(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return x + self.body(x)


def record(group):
    body = named(expand=nn.Conv2d(3, 192, 1), a1=nn.ReLU6(),
                 depthwise=nn.Conv2d(192, 192, 3, padding=1, groups=192, bias=False), a2=nn.ReLU6(),
                 project=nn.Conv2d(192, 3, 1))
    group.torch("strips_torch_residual", """
                - conv2d: { name: body.expand, filters: 192, kernel: 1, activation: relu6 }
                - conv2d: { name: body.depthwise, filters: 192, kernel: 3, padding: 1, groups: 192, bias: false, activation: relu6 }
                - conv2d: { name: body.project, filters: 3, kernel: 1 }
                - add: { from: [x, body.project] }
                """, Residual(body), rows=1, tolerance=DEEP, x=floats(3, 31, 35))
    group.torch("strips_torch_stride_dilation", """
                - conv2d: { name: expand, filters: 193, kernel: 1, activation: relu }
                - conv2d: { name: depthwise, filters: 193, kernel: [5, 3], stride: [2, 3], padding: [4, 1], dilation: [2, 1], groups: 193 }
                - conv2d: { name: project, filters: 5, kernel: 1 }
                """,
                named(expand=nn.Conv2d(2, 193, 1), a=nn.ReLU(),
                      depthwise=nn.Conv2d(193, 193, (5, 3), stride=(2, 3), padding=(4, 1), dilation=(2, 1), groups=193),
                      project=nn.Conv2d(193, 5, 1)), rows=1, tolerance=DEEP, x=floats(2, 44, 25))
    # The first window of the chain lies over what another layer gives as a whole, which is called like rows of a strip, and two more over strips.
    group.torch("strips_torch_windows", """
                - upsample2d: { name: rows, scale: 8, mode: nearest }
                - conv2d: { name: first, filters: 80, kernel: 3, padding: 1, groups: 80, activation: relu }
                - conv2d: { name: second, filters: 80, kernel: 7, padding: [3, 2], groups: 80 }
                - conv2d: { name: third, filters: 80, kernel: 3, stride: [1, 2], groups: 80, activation: silu }
                - conv2d: { name: project, filters: 2, kernel: 1 }
                """,
                named(rows=nn.Upsample(scale_factor=8), first=nn.Conv2d(80, 80, 3, padding=1, groups=80), a1=nn.ReLU(),
                      second=nn.Conv2d(80, 80, 7, padding=(3, 2), groups=80),
                      third=nn.Conv2d(80, 80, 3, stride=(1, 2), groups=80), a2=nn.SiLU(),
                      project=nn.Conv2d(80, 2, 1)), rows=1, tolerance=DEEP, x=floats(80, 6, 7))
    group.keras("strips_keras_same", """
                - conv2d: { name: expand, filters: 192, kernel: 1, activation: relu }
                - conv2d: { name: depthwise, filters: 192, kernel: 3, stride: 2, padding: same, groups: 192, activation: relu }
                - conv2d: { name: project, filters: 6, kernel: 1 }
                """,
                lambda x: layers.Conv2D(6, 1, name="project")(layers.DepthwiseConv2D(
                    3, strides=2, padding="same", activation="relu", name="depthwise")(
                        layers.Conv2D(192, 1, activation="relu", name="expand")(x))),
                rows=1, tolerance=DEEP, x=floats(32, 34, 3))
