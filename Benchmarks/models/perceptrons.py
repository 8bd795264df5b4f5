"""Fully connected networks."""
from collections import OrderedDict

from torch import nn


def small():
    return nn.Sequential(OrderedDict(fc1=nn.Linear(4, 16), relu1=nn.ReLU(), fc2=nn.Linear(16, 3), softmax=nn.Softmax(-1)))


def middle():
    return nn.Sequential(
        OrderedDict(
            fc1=nn.Linear(64, 128),
            relu1=nn.ReLU(),
            fc2=nn.Linear(128, 64),
            relu2=nn.ReLU(),
            fc3=nn.Linear(64, 10),
            softmax=nn.Softmax(-1),
        )
    )


def wide():
    layers = OrderedDict()
    for number in (1, 2, 3):
        layers[f"fc{number}"] = nn.Linear(512, 512)
        layers[f"gelu{number}"] = nn.GELU()
    return nn.Sequential(layers)
