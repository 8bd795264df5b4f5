"""Reductions over one or several axes of an example."""

import math

import torch
from keras import ops

from recorder import CLOSE, EXACT, floats, values

FUNCTIONS = {"mean": torch.mean, "sum": torch.sum, "max": torch.amax, "min": torch.amin, "log_sum_exp": torch.logsumexp}


def product(x, axes, keep_dims):
    for axis in sorted(axes, reverse=True):
        x = torch.prod(x, axis, keepdim=keep_dims)
    return x


FUNCTIONS |= {
    "product": product,
    "l1_norm": lambda x, axes, keep_dims: torch.linalg.vector_norm(x, 1, axes, keep_dims),
    "l2_norm": lambda x, axes, keep_dims: torch.linalg.vector_norm(x, 2, axes, keep_dims),
    "sum_of_squares": lambda x, axes, keep_dims: torch.sum(torch.square(x), axes, keep_dims),
    "log_sum": lambda x, axes, keep_dims: torch.log(torch.sum(x, axes, keep_dims)),
}
SOURCES = {"product": "torch.prod", "l1_norm": "torch.linalg.vector_norm", "l2_norm": "torch.linalg.vector_norm",
           "sum_of_squares": "torch.sum, torch.square", "log_sum": "torch.log, torch.sum"}


def record(group):
    def case(operator, name, axes, *shape, keep_dims=False, offset=-1.0):
        rank = len(shape)
        text = f"{{ axes: {axes}, keep_dims: true }}" if keep_dims else f"{axes}"
        group.torch(f"{operator}_torch_{name}", f"- {operator}: {text}",
                    run=lambda model, x: FUNCTIONS[operator](x, [axis % rank + 1 for axis in axes], keep_dims),
                    source=SOURCES.get(operator, f"torch.{FUNCTIONS[operator].__name__}"),
                    tolerance=EXACT if operator in ("max", "min") else CLOSE, x=floats(*shape, offset=offset))

    case("mean", "first", [0], 5, 7)
    case("mean", "several", [1, 2], 3, 5, 7)
    case("mean", "outer", [0, -1], 3, 4, 5)
    case("mean", "all_keep_dims", [0, 1, 2], 2, 3, 5, keep_dims=True)
    case("sum", "last", [-1], 3, 33)
    case("sum", "middle_keep_dims", [1], 3, 5, 2, keep_dims=True)
    case("max", "last", [-1], 3, 17)
    case("max", "keep_dims", [-2], 4, 5, 3, keep_dims=True)

    case("min", "last", [-1], 3, 17)
    case("min", "first", [0], 3, 18)
    case("product", "last", [-1], 2, 21)
    case("product", "outer", [0, 2], 3, 4, 5)
    for operator in ["l1_norm", "l2_norm", "sum_of_squares", "log_sum_exp"]:
        case(operator, "last", [-1], 3, 35)
        case(operator, "first", [0], 5, 18, keep_dims=True)
        case(operator, "outer", [0, -1], 3, 4, 5)
    case("log_sum", "last", [-1], 3, 35, offset=2.0)
    case("log_sum", "outer", [0, -1], 3, 4, 5, offset=2.0)

    nan, inf = math.nan, math.inf
    rows = [[nan, 1, 2], [-inf, -inf, -inf], [-1, inf, 3], [1e30, -2e30, 1], [1e-40, 0.0, -0.0], [-3, 1, 0.5], [-inf, 1, inf],
            [1e-30, 2e-30, 0.0], [100, 99, 101], [-200, -201, -inf]]
    for operator, function in FUNCTIONS.items():
        if operator in ("mean", "sum", "max"):
            continue
        group.torch(f"{operator}_torch_special", f"- {operator}: [1]",
                    run=lambda model, x: function(x, [2], False), source=SOURCES.get(operator, f"torch.{operator}"),
                    tolerance=EXACT if operator == "min" else CLOSE, x=values([rows, rows[::-1]]))
    group.torch("max_torch_special", "- max: [1]", run=lambda model, x: torch.amax(x, 2), source="torch.amax",
                tolerance=EXACT, x=values([[[nan, 1, 2], [-inf, -inf, -inf], [-1, inf, 3]],
                                           [[1, 2, nan], [-0.0, 0.0, -1], [1e-40, -1e-40, -1]]]))

    group.keras("sum_keras_keep_dims", "- sum: { axes: [0, 1], keep_dims: true }",
                lambda x: ops.sum(x, axis=(1, 2), keepdims=True), source="keras.ops.sum", x=floats(3, 4, 5))
    group.keras("max_keras_several", "- max: { axes: [-1, -2] }", lambda x: ops.max(x, axis=(-1, -2)),
                source="keras.ops.max", tolerance=EXACT, x=floats(3, 4, 5))
