"""The functions of each element, on values that mix ordinary numbers with special ones, and behind the layers that fuse them."""

import math

import torch
from keras import ops
from torch import nn

from groups.activations import mixed
from recorder import CLOSE, EXACT, floats, named, values

# Multiples of π/2 and the float32 numbers next to them, the largest angle of the fast path and the next, the float32 number that
# comes nearest to a multiple of π/2, and the largest.
ANGLES = [0.0, -0.0, 1e-40, -1e-40, 1e-4, 0.785398, 0.785399, 1.570796, 1.570797, 3.141592, 3.141593, -4.712389, 6.283185, 100,
          -355, 10000, 1e6, 3e7, 2.0**28, 2.0**28 + 32, -1e9, 1e10, 16367173 * 2.0**72, -1e30, 3.4e38, math.inf, -math.inf,
          math.nan, 0.5, -0.25, 2.0, -2.5]
WHOLE = [0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.49999997, -0.49999997, 0.99999994, 1.0000001, 8388607.5, -8388607.5, 8388608, 16777217,
         1e30, -1e30, 1e-40, -1e-40, 0.0, -0.0, math.nan, math.inf, -math.inf, 3.7, -3.7, 4194303.3, 2147483648, -7]
UNIT = [1, -1, 1.0000001, -1.0000001, 0.99999994, -0.99999994, 0.5, -0.5, 0.0, -0.0, 1e-40, -1e-40, 1e-4, 2, -2, math.inf,
        -math.inf, math.nan, 0.7071068, 0.3, -0.9]


def record(group):
    together(group, "functions_torch_exact", EXACT, mixed(11), {
        "negate": torch.neg, "square": torch.square, "reciprocal": torch.reciprocal,
    })
    together(group, "functions_torch_whole", EXACT, values([WHOLE, WHOLE[::-1]]), {
        "floor": torch.floor, "ceil": torch.ceil, "round": torch.round,
    })
    together(group, "functions_torch_angles", CLOSE, values([ANGLES, ANGLES[::-1]]), {
        "sin": torch.sin, "cos": torch.cos, "tan": torch.tan,
    })
    together(group, "functions_torch_unit", CLOSE, values([UNIT, UNIT[::-1]]), {
        "asin": torch.asin, "acos": torch.acos, "atanh": torch.atanh, "log1p": torch.log1p,
    })
    together(group, "functions_torch_everywhere", CLOSE, mixed(12), {
        "atan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh, "asinh": torch.asinh, "acosh": torch.acosh,
        "erf": torch.erf, "expm1": torch.expm1, "log1p": torch.log1p,
    })
    group.keras("functions_keras_sign", "- sign", lambda x: ops.sign(x), source="keras.ops.sign", tolerance=EXACT, x=mixed(13))
    fused(group)


def together(group, name, tolerance, x, functions):
    """Several functions of one value, side by side."""
    lines = [f"- {key}: {{ name: {key}_of_x, from: x }}" for key in functions]
    lines.append(f"- concat: {{ from: [{', '.join(f'{key}_of_x' for key in functions)}], axis: 0 }}")
    group.torch(name, "\n".join(lines), run=lambda model, x: torch.cat([function(x) for function in functions.values()], 1),
                source=", ".join(f"torch.{function.__name__}" for function in functions.values()), tolerance=tolerance, x=x)


def fused(group):
    functions = {"sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "atan": torch.atan, "asinh": torch.asinh, "erf": torch.erf,
                 "cosh": torch.cosh, "floor": torch.floor, "sign": torch.sign}
    sizes = [7, 17, 5, 16, 9, 18, 3, 12, 20, 5]
    names = [f"a{i}" for i in range(len(functions))]
    model = named(**{name: nn.Linear(a, b) for name, a, b in zip(names, sizes, sizes[1:])})
    lines = [f"- dense: {{ name: {name}, units: {size}, activation: {key} }}"
             for name, size, key in zip(names, sizes[1:], functions)]
    def run(model, x):
        for name, function in zip(names, functions.values()):
            x = function(getattr(model, name)(x))
        return x
    group.torch("functions_torch_behind_dense", "\n".join(lines), model, run=run, source="torch.nn.Linear and functions",
                x=floats(7))
    group.torch("functions_torch_negate_behind_dense", "- dense: { name: a, units: 5 }\n- negate", named(a=nn.Linear(4, 5)),
                run=lambda model, x: -model(x), source="torch.nn.Linear, torch.neg", x=floats(4))
    group.torch("functions_torch_behind_conv2d", "\n".join([
        "- conv2d: { name: c, filters: 17, kernel: 3, padding: 1, activation: sin }",
        "- conv2d: { name: d, filters: 5, kernel: 1, activation: atan }",
        "- conv2d: { name: e, filters: 5, kernel: 3, padding: 1, activation: asinh }",
        "- conv2d: { name: f, filters: 5, kernel: 3, padding: 1, groups: 5, activation: erf }",
        "- negate",
    ]), named(c=nn.Conv2d(3, 17, 3, padding=1), d=nn.Conv2d(17, 5, 1), e=nn.Conv2d(5, 5, 3, padding=1),
              f=nn.Conv2d(5, 5, 3, padding=1, groups=5)),
        run=lambda model, x: -torch.erf(model.f(torch.asinh(model.e(torch.atan(model.d(torch.sin(model.c(x)))))))),
        source="torch.nn.Conv2d and functions", x=floats(3, 5, 6))
