"""add, subtract, multiply, maximum, minimum: element by element, broadcasting like NumPy within an example."""

import functools
import math

import torch
from keras import layers

from recorder import CLOSE, EXACT, floats, per_row, values

FUNCTIONS = {
    "add": torch.add,
    "subtract": torch.subtract,
    "multiply": torch.multiply,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
}


def record(group):
    torch_cases(group)
    special(group)
    keras(group)


def torch_cases(group):
    def case(operator, name, tolerance=EXACT, **shapes):
        function = FUNCTIONS[operator]
        group.torch(f"{operator}_torch_{name}", f"- {operator}: {{ from: [{', '.join(shapes)}] }}",
                    run=per_row(lambda *row: functools.reduce(function, row)), source=f"torch.{operator}",
                    tolerance=tolerance, **{key: floats(*shape) for key, shape in shapes.items()})

    case("add", "vectors", x=[17], y=[17])
    case("add", "three", tolerance=CLOSE, x=[3, 5], y=[3, 5], z=[3, 5])
    case("add", "broadcast_row", x=[3, 5], y=[5])
    case("add", "broadcast_channel", x=[3, 4, 5], y=[3, 1, 1])
    case("add", "broadcast_both", x=[4, 1], y=[1, 5])
    case("add", "broadcast_three", tolerance=CLOSE, x=[1], y=[2, 1, 3], z=[4, 1])
    case("subtract", "broadcast_first", x=[7], y=[5, 7])
    case("multiply", "three", tolerance=CLOSE, x=[19], y=[19], z=[19])
    case("multiply", "broadcast_scalar", x=[1], y=[3, 17])
    case("maximum", "three", x=[3, 6], y=[3, 6], z=[3, 6])
    case("minimum", "broadcast_rank", x=[5], y=[2, 1, 5])



def special(group):
    pairs = [(math.nan, 1), (1, math.nan), (math.inf, -math.inf), (math.inf, math.inf), (0.0, -0.0), (1e-40, 2e-40),
             (3e38, 3e38), (-math.inf, 0.0), (1e30, -1e30), (0.1, 0.2), (math.nan, math.inf), (-2, 3), (1e-30, 1e-15)]
    for operator, function in FUNCTIONS.items():
        group.torch(f"{operator}_torch_special", f"- {operator}: {{ from: [x, y] }}",
                    run=lambda model, x, y: function(x, y), source=f"torch.{operator}", tolerance=EXACT,
                    x=values([[x for x, _ in pairs]]), y=values([[y for _, y in pairs]]))


def keras(group):
    def case(name, layer, tolerance=EXACT, **shapes):
        operator = type(layer).__name__.lower()
        group.keras(f"{operator}_keras_{name}", f"- {operator}: {{ from: [{', '.join(shapes)}] }}",
                    lambda *inputs: layer(list(inputs)), tolerance=tolerance,
                    **{key: floats(*shape) for key, shape in shapes.items()})

    case("broadcast_rank", layers.Add(), x=[3, 4, 5], y=[5])
    case("vectors", layers.Subtract(), x=[6], y=[6])
    case("gate", layers.Multiply(), x=[4, 3, 17], y=[1, 1, 17])
