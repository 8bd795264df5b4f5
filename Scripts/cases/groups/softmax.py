"""softmax, log_softmax, hardmax: along one axis, without overflow for large numbers."""

import math

import numpy as np
from keras import activations, layers
from torch import nn

from recorder import EXACT, floats, named, values


def record(group):
    torch(group)
    special(group)
    hardmax(group)
    keras(group)


def torch(group):
    for kind, module in [("softmax", nn.Softmax), ("log_softmax", nn.LogSoftmax)]:
        group.torch(f"{kind}_torch_rank_one", f"- {kind}", named(s=module(-1)), x=floats(17, spread=3.0))
        for axis in range(3) if kind == "softmax" else [1]:
            group.torch(f"{kind}_torch_axis_{axis}", f"- {kind}: {axis}", named(s=module(axis + 1)),
                        x=floats(3, 5, 7, spread=3.0))
    group.torch("softmax_torch_long", "- softmax: { axis: 0 }", named(s=nn.Softmax(1)), x=floats(130, spread=4.0))
    group.torch("softmax_torch_one_element", "- softmax: { axis: 1 }", named(s=nn.Softmax(2)), x=floats(3, 1, spread=50.0))


def special(group):
    inf, nan = math.inf, math.nan
    large = [[1000, -1000, 999, 0, 1000], [-1000, -1001, -1000, -1002, -2000], [7, 7, 7, 7, 7], [88, 89, 90, -88, 1e30]]
    masked = [[1, -inf, 2, 0.5, -inf], [-inf, -inf, -inf, -inf, 3]]
    undefined = [[1, nan, 2, 0.5, 3], [1, inf, 2, 0.5, 3], [-inf, -inf, -inf, -inf, -inf]]
    for kind, module in [("softmax", nn.Softmax), ("log_softmax", nn.LogSoftmax)]:
        for name, rows in [("large", large), ("masked", masked), ("undefined", undefined)]:
            group.torch(f"{kind}_torch_{name}", f"- {kind}", named(s=module(-1)), x=values(rows))


def hardmax(group):
    """NumPy's argmax, as ONNX's own implementation of the operator has it."""
    def case(name, text, axis, **features):
        group.numpy(f"hardmax_numpy_{name}", f"- hardmax{text}",
                    lambda _, x: np.moveaxis(np.eye(x.shape[axis])[np.argmax(x, axis)], -1, axis), tolerance=EXACT, **features)

    nan, inf = math.nan, math.inf
    case("last", "", 2, x=floats(3, 17))
    case("first", ": 0", 1, x=floats(5, 18))
    case("special", "", 1, x=values([[1, 3, 3, 2], [nan, 1, 2, 3], [1, nan, inf, nan], [-inf, -inf, -inf, -inf]]))
    case("special_across", ": { axis: 0 }", 1, x=values([[[1, nan, 1, -inf], [3, 1, nan, -inf], [3, 2, nan, -inf]]]))


def keras(group):
    group.keras("softmax_keras_rank_one", "- softmax", layers.Softmax(), x=floats(10, spread=3.0))
    group.keras("softmax_keras_axis", "- softmax: { axis: -2 }", layers.Softmax(axis=-2), x=floats(3, 5, 4, spread=3.0))
    group.keras("log_softmax_keras", "- log_softmax: { axis: -1 }",
                lambda x: activations.log_softmax(x), source="keras.activations.log_softmax",
                x=floats(3, 16, spread=3.0))
