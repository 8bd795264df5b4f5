"""Small convolutional networks."""
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

SPECS = Path(__file__).parents[2] / "Specs"


def digits():
    """The network of Specs/digits with its trained weights; pixels from 0 to 1 go in."""
    network = nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(1, 16, 3, padding=1, bias=False),
            norm1=nn.BatchNorm2d(16),
            relu1=nn.ReLU(),
            pool1=nn.MaxPool2d(2),
            conv2=nn.Conv2d(16, 32, 3, padding=1, bias=False),
            norm2=nn.BatchNorm2d(32),
            relu2=nn.ReLU(),
            pool2=nn.MaxPool2d(2),
            flatten=nn.Flatten(),
            dropout=nn.Dropout(0.3),
            head=nn.Linear(128, 10),
            softmax=nn.Softmax(-1),
        )
    )
    if not torch.empty(0).is_meta:
        network.load_state_dict(load_file(SPECS / "digits/digits.safetensors"), strict=False)
        network.is_trained = True
    return network


def odd():
    """Odd channels, a 5×5 window with stride 2, dilation, groups, a depthwise layer with stride 2, uneven padding."""
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(3, 17, 5, stride=2, padding=2),
            relu1=nn.ReLU(),
            conv2=nn.Conv2d(17, 35, 3, padding=2, dilation=2, bias=False),
            norm2=nn.BatchNorm2d(35),
            relu2=nn.ReLU(),
            depthwise=nn.Conv2d(35, 35, 3, stride=2, padding=1, groups=35),
            relu3=nn.ReLU6(),
            pointwise=nn.Conv2d(35, 61, 1, bias=False),
            norm3=nn.BatchNorm2d(61),
            silu=nn.SiLU(),
            narrow=nn.Conv2d(61, 38, 1),
            grouped=nn.Conv2d(38, 38, 3, padding=1, groups=2),
            leaky=nn.LeakyReLU(0.1),
            tall=nn.Conv2d(38, 61, (5, 3), padding=(2, 1)),
            relu4=nn.ReLU(),
            pool=nn.AvgPool2d(3, stride=2),
            average=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            head=nn.Linear(61, 7),
            softmax=nn.Softmax(-1),
        )
    )


def sequence():
    """Nine channels of a motion sensor, 128 steps."""
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv1d(9, 32, 5, padding=2),
            relu1=nn.ReLU(),
            pool1=nn.MaxPool1d(2),
            conv2=nn.Conv1d(32, 64, 5, stride=2, padding=2),
            relu2=nn.ReLU(),
            conv3=nn.Conv1d(64, 64, 3, padding=2, dilation=2),
            relu3=nn.ReLU(),
            average=nn.AdaptiveAvgPool1d(1),
            flatten=nn.Flatten(),
            head=nn.Linear(64, 6),
            softmax=nn.Softmax(-1),
        )
    )


class UNet(nn.Module):
    """Two steps down, two up, one by a transposed convolution and one by stretching."""

    def __init__(self):
        super().__init__()
        self.down1, self.pool1 = block(1, 16), nn.MaxPool2d(2)
        self.down2, self.pool2 = block(16, 32), nn.MaxPool2d(2)
        self.bottom = block(32, 64)
        self.up2, self.join2 = nn.ConvTranspose2d(64, 32, 2, stride=2), block(64, 32)
        self.up1, self.join1 = nn.Upsample(scale_factor=2, mode="nearest"), block(48, 16)
        self.head, self.sigmoid = nn.Conv2d(16, 1, 1), nn.Sigmoid()

    def forward(self, x):
        first = self.down1(x)
        second = self.down2(self.pool1(first))
        x = self.bottom(self.pool2(second))
        x = self.join2(torch.cat([self.up2(x), second], 1))
        x = self.join1(torch.cat([self.up1(x), first], 1))
        return self.sigmoid(self.head(x))


def block(channels, filters):
    return nn.Sequential(
        nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
        nn.Conv2d(filters, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
    )


def unet():
    return UNet()
