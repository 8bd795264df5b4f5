"""dropout, scale, clip."""

import math

import torch
from keras import layers, ops
from torch import nn

from recorder import CLOSE, EXACT, floats, values


def record(group):
    group.torch("dropout_torch", "- dropout: 0.3", nn.Dropout(0.3), tolerance=EXACT, x=floats(3, 5))
    group.keras("dropout_keras", "- dropout: { rate: 0.5 }", layers.Dropout(0.5), tolerance=EXACT, x=floats(7))

    def scale(name, text, factor, offset, tolerance, *shape):
        group.torch(f"scale_torch_{name}", f"- scale: {text}", run=lambda model, x: x * factor + offset,
                    source="torch.Tensor.mul", tolerance=tolerance, x=floats(*shape))

    scale("shorthand", "0.125", 0.125, 0, EXACT, 17)
    scale("offset_only", "{ offset: -3.5 }", 1, -3.5, EXACT, 3, 5)
    scale("both", "{ factor: -2.7, offset: 0.3 }", -2.7, 0.3, CLOSE, 2, 3, 7)
    group.keras("scale_keras", "- scale: { factor: 0.00784313725490196, offset: -1 }",
                layers.Rescaling(0.00784313725490196, -1), x=floats(4, 3, 3, spread=60.0, offset=128.0))

    special = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1e-40, -1e-40, 1e30, -1e30, 2.5, -2.5, 0.5, -0.5, 1, -1, 3, -3]
    def clip(name, text, low, high):
        group.torch(f"clip_torch_{name}", f"- clip: {text}", run=lambda model, x: torch.clamp(x, low, high),
                    source="torch.clamp", tolerance=EXACT, x=values([special, special[::-1]]))

    clip("both", "{ min: -1, max: 2.5 }", -1, 2.5)
    clip("below", "{ min: -0.5 }", -0.5, None)
    clip("above", "{ max: 1 }", None, 1)
    group.keras("clip_keras", "- clip: { min: -0.5, max: 0.5 }", lambda x: ops.clip(x, -0.5, 0.5),
                source="keras.ops.clip", tolerance=EXACT, x=floats(5, 7))
