"""mean, sum, max: over one or several axes of an example."""

import math

import torch
from keras import ops

from recorder import CLOSE, EXACT, floats, values

FUNCTIONS = {"mean": torch.mean, "sum": torch.sum, "max": torch.amax}


def record(group):
    def case(operator, name, axes, *shape, keep_dims=False):
        rank = len(shape)
        text = f"{{ axes: {axes}, keep_dims: true }}" if keep_dims else f"{axes}"
        group.torch(f"{operator}_torch_{name}", f"- {operator}: {text}",
                    run=lambda model, x: FUNCTIONS[operator](x, [axis % rank + 1 for axis in axes], keep_dims),
                    source=f"torch.{FUNCTIONS[operator].__name__}", tolerance=EXACT if operator == "max" else CLOSE,
                    x=floats(*shape, offset=-1.0))

    case("mean", "first", [0], 5, 7)
    case("mean", "several", [1, 2], 3, 5, 7)
    case("mean", "outer", [0, -1], 3, 4, 5)
    case("mean", "all_keep_dims", [0, 1, 2], 2, 3, 5, keep_dims=True)
    case("sum", "last", [-1], 3, 33)
    case("sum", "middle_keep_dims", [1], 3, 5, 2, keep_dims=True)
    case("max", "last", [-1], 3, 17)
    case("max", "keep_dims", [-2], 4, 5, 3, keep_dims=True)

    nan, inf = math.nan, math.inf
    group.torch("max_torch_special", "- max: [1]", run=lambda model, x: torch.amax(x, 2), source="torch.amax",
                tolerance=EXACT, x=values([[[nan, 1, 2], [-inf, -inf, -inf], [-1, inf, 3]],
                                           [[1, 2, nan], [-0.0, 0.0, -1], [1e-40, -1e-40, -1]]]))

    group.keras("sum_keras_keep_dims", "- sum: { axes: [0, 1], keep_dims: true }",
                lambda x: ops.sum(x, axis=(1, 2), keepdims=True), source="keras.ops.sum", x=floats(3, 4, 5))
    group.keras("max_keras_several", "- max: { axes: [-1, -2] }", lambda x: ops.max(x, axis=(-1, -2)),
                source="keras.ops.max", tolerance=EXACT, x=floats(3, 4, 5))
