"""add, subtract, multiply, divide, power, modulo, atan2, maximum, minimum: element by element, broadcasting like NumPy within an
example."""

import functools
import math

import torch
from keras import layers
from torch import nn

from recorder import CLOSE, DEEP, EXACT, floats, named, per_row, values

FUNCTIONS = {
    "add": torch.add,
    "subtract": torch.subtract,
    "multiply": torch.multiply,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "divide": torch.divide,
    "power": torch.pow,
    "atan2": torch.atan2,
}


def record(group):
    torch_cases(group)
    special(group)
    powers(group)
    remainders(group)
    behind_sums(group)
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
    case("divide", "broadcast_channel", x=[3, 4, 5], y=[3, 1, 1])
    case("atan2", "broadcast_row", tolerance=CLOSE, x=[3, 5], y=[5])


def powers(group):
    """The special values of C, then ordinary bases with all sorts of exponents."""
    inf, nan = math.inf, math.nan
    bases = [0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, inf, -inf, nan, 1e-40, 3e38, -3e38, 0.99999994, 1.0000001]
    exponents = [0.0, -0.0, 1, -1, 2, -3, 0.5, -2.5, inf, -inf, nan, 16777215, 16777216, -1e30, 1e-40]
    pairs = [(x, y) for x in bases for y in exponents]
    group.torch("power_torch_special", "- power: { from: [x, y] }", run=lambda model, x, y: torch.pow(x, y), source="torch.pow",
                x=values([[x for x, _ in pairs]]), y=values([[y for _, y in pairs]]))
    group.torch("power_torch_ordinary", "- abs: { name: a, from: x }\n- power: { from: [a, y] }",
                run=lambda model, x, y: torch.pow(torch.abs(x), y), source="torch.pow", x=floats(33, spread=3.0),
                y=floats(33, spread=2.0))
    for name, exponent in [("fraction", 2.5), ("cube", 3), ("inverse", -1.5)]:
        group.torch(f"power_torch_{name}", f"- power: {exponent}", run=lambda model, x: torch.pow(x, exponent), source="torch.pow",
                    x=values([bases + [3, -0.3, 17.5], [-x for x in bases] + [0.1, 9, -4]]))
    group.torch("power_torch_broadcast", "- exp: { name: e, from: x }\n- power: { from: [e, y] }",
                run=per_row(lambda x, y: torch.pow(torch.exp(x), y)), source="torch.pow", x=floats(4, 19), y=floats(4, 1))


def remainders(group):
    inf, nan = math.inf, math.nan
    pairs = [(7, 3), (-7, 3), (7, -3), (-7, -3), (6, 3), (-6, 3), (0.0, 5), (-0.0, 5), (5, 0.0), (0.0, 0.0), (5, inf), (-5, inf),
             (5, -inf), (inf, 5), (-inf, 5), (inf, inf), (nan, 1), (1, nan), (1e30, 3), (-1e30, 7), (3.4e38, 1e-40), (3.4e38, 1.1),
             (1e-40, 3e38), (-1e-40, 3), (16777215, 0.1), (2.0**28, 1), (2.0**29 + 32, 3), (5.5, 0.7), (-5.5, 0.7), (1e10, -0.3)]
    x, y = values([[x for x, _ in pairs]]), values([[y for _, y in pairs]])
    for rounding, function in [("floor", torch.remainder), ("truncate", torch.fmod)]:
        group.torch(f"modulo_torch_{rounding}", f"- modulo: {{ rounding: {rounding}, from: [x, y] }}",
                    run=lambda model, x, y: function(x, y), source=f"torch.{function.__name__}", x=x, y=y,
                    tolerance=EXACT if rounding == "truncate" else CLOSE)
    group.torch("modulo_torch_broadcast", "- modulo: { rounding: floor, from: [x, y] }",
                run=per_row(lambda x, y: torch.remainder(x, y)), source="torch.remainder", x=floats(3, 18, spread=9.0),
                y=floats(3, 1, offset=3.0))


def behind_sums(group):
    """Functions of two elements that become part of the layer before them, with the sum on either side."""
    group.torch("elementwise_torch_behind_dense", "\n".join([
        "- dense: { name: a, from: x, units: 19 }", "- divide: { from: [a, x] }",
        "- dense: { name: b, units: 19, activation: exp }", "- power: { name: p, from: [b, y] }",
        "- dense: { name: c, units: 19 }", "- modulo: { rounding: floor, from: [c, y] }",
        "- dense: { name: d, units: 19 }", "- atan2: { from: [x, d] }",
    ]), named(a=nn.Linear(19, 19), b=nn.Linear(19, 19), c=nn.Linear(19, 19), d=nn.Linear(19, 19)),
        run=lambda model, x, y: torch.atan2(x, model.d(torch.remainder(model.c(torch.exp(model.b(model.a(x) / x)) ** y), y))),
        source="torch.nn.Linear and functions", tolerance=DEEP, x=floats(19, offset=3.0, spread=0.5),
        y=floats(19, offset=2.0, spread=0.25))


def special(group):
    pairs = [(math.nan, 1), (1, math.nan), (math.inf, -math.inf), (math.inf, math.inf), (0.0, -0.0), (1e-40, 2e-40),
             (3e38, 3e38), (-math.inf, 0.0), (1e30, -1e30), (0.1, 0.2), (math.nan, math.inf), (-2, 3), (1e-30, 1e-15)]
    pairs += [(0.0, 0.0), (-0.0, -1), (1, 0.0), (-1, -0.0)]
    for operator, function in FUNCTIONS.items():
        if operator == "power":
            continue
        group.torch(f"{operator}_torch_special", f"- {operator}: {{ from: [x, y] }}",
                    run=lambda model, x, y: function(x, y), source=f"torch.{operator}", tolerance=CLOSE if operator == "atan2" else EXACT,
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
