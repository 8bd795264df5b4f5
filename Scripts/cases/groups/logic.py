"""Comparisons, logic, choices and casts: what gives 1 and 0, and what reads them."""

import math

import numpy as np
import torch
from keras import ops
from torch import nn

from recorder import CLOSE, EXACT, Feature, floats, ids, named, per_row, values

COMPARISONS = {
    "equal": torch.eq, "not_equal": torch.ne, "less": torch.lt, "less_or_equal": torch.le, "greater": torch.gt,
    "greater_or_equal": torch.ge, "logical_and": torch.logical_and, "logical_or": torch.logical_or,
    "logical_xor": torch.logical_xor,
}
SPECIAL = [0.0, -0.0, 1, -1, math.inf, -math.inf, math.nan, 1e-40, 2.5, np.nextafter(np.float32(1), np.float32(2))]
PAIRS = [(x, y) for x in SPECIAL for y in SPECIAL]


def small(*shape):
    """Whole numbers from -1 to 2, so that many are equal and some are 0."""
    def make(generator, rows):
        return generator.integers(-1, 3, [rows, *shape]).astype(np.float32)
    return Feature(shape, "float32", make)


def record(group):
    comparisons(group)
    of_one_value(group)
    choices(group)
    casts(group)


def comparisons(group):
    for name, function in COMPARISONS.items():
        def case(suffix, x, y):
            group.torch(f"{name}_torch_{suffix}", f"- {name}: {{ from: [x, y] }}",
                        run=per_row(lambda x, y: function(x, y).double()), source=f"torch.{function.__name__}", tolerance=EXACT,
                        x=x, y=y)
        case("special", values([[x for x, _ in PAIRS]]), values([[y for _, y in PAIRS]]))
        case("broadcast", small(3, 1, 5), small(4, 1))
    group.torch("equal_torch_one", "- equal: { from: [x, y] }", run=lambda m, x, y: (x == y).double(), source="torch.eq",
                tolerance=EXACT, rows=4, x=small(1), y=small(1))
    group.torch("less_torch_row", "- less: { from: [x, y] }", run=per_row(lambda x, y: (x < y).double()), source="torch.lt",
                tolerance=EXACT, x=small(19), y=small(2, 3, 19))
    group.torch("greater_torch_rank", "- greater: { from: [x, y] }", run=per_row(lambda x, y: (x > y).double()),
                source="torch.gt", tolerance=EXACT, x=small(2, 3, 1, 5), y=small(3, 4, 1))
    group.keras("less_or_equal_keras", "- less_or_equal: { from: [x, y] }",
                lambda x, y: ops.cast(ops.less_equal(x, y), "float64"), source="keras.ops.less_equal", tolerance=EXACT,
                x=small(3, 5), y=small(3, 5))
    # Behind a product, which takes the comparison up.
    group.torch("logic_torch_behind_dense", """
                - dense: { name: a, from: x, units: 19 }
                - greater: { name: mask, from: [a, y] }
                - dense: { name: b, from: x, units: 19 }
                - logical_and: { from: [mask, b] }
                """,
                named(a=nn.Linear(7, 19), b=nn.Linear(7, 19)),
                run=lambda m, x, y: torch.logical_and(m.a(x) > y, m.b(x)).double(), source="torch.nn.Linear, torch.gt",
                tolerance=EXACT, x=floats(7), y=floats(19))


def of_one_value(group):
    inputs = values([SPECIAL + [3e38, -3e38, 0.5, -2, 1, -0.0, 7], SPECIAL[::-1] + [1, 2, 3, 0.0, math.nan, -math.inf, math.inf]])
    for name, text, function in [
        ("logical_not", "logical_not", torch.logical_not), ("is_nan", "is_nan", torch.isnan),
        ("is_infinite", "is_infinite", torch.isinf), ("is_infinite_positive", "is_infinite: positive", torch.isposinf),
        ("is_infinite_negative", "is_infinite: { sign: negative }", torch.isneginf),
    ]:
        group.torch(f"{name}_torch", f"- {text}", run=lambda m, x: function(x).double(), source=f"torch.{function.__name__}",
                    tolerance=EXACT, x=inputs)
    group.torch("logical_not_torch_image", "- logical_not", run=lambda m, x: torch.logical_not(x).double(),
                source="torch.logical_not", tolerance=EXACT, x=small(2, 3, 5))
    numbers = [0.0, -0.0, 0.5, -0.5, 1.5, -1.5, 0.99999994, -0.99999994, 8388607.5, -8388607.5, 1e30, -1e30, 1e-40, math.inf,
               -math.inf, math.nan, 2, -3]
    group.torch("trunc_torch", "- trunc", run=lambda m, x: torch.trunc(x), source="torch.trunc", tolerance=EXACT,
                x=values([numbers, numbers[::-1]]))


def choices(group):
    def case(name, condition, x, y):
        group.torch(f"where_torch_{name}", "- where: { from: [condition, x, y] }",
                    run=per_row(lambda c, x, y: torch.where(c != 0, x, y)), source="torch.where", tolerance=EXACT,
                    condition=condition, x=x, y=y)

    case("same", small(3, 7), floats(3, 7), floats(3, 7))
    case("one", small(1), floats(1), floats(1))
    case("special", values([[x for x, _ in PAIRS]]), values([[y for _, y in PAIRS]]), values([[y for _, y in PAIRS[::-1]]]))
    case("mask_of_rows", small(4, 1), floats(4, 5), floats(5))
    case("fill", small(2, 3, 17), floats(2, 3, 17), floats(1))
    case("all_repeat", small(5, 1, 1), floats(1, 3, 1), floats(2, 1, 1, 4))
    case("rank", small(1, 4), floats(2, 1, 3, 1), floats(3, 4))
    group.torch("where_torch_masked", """
                - is_nan: { name: missing }
                - constant: { name: filler, shape: [1] }
                - where: { from: [missing, filler, x] }
                """,
                run=lambda m, x: torch.where(torch.isnan(x), m.value.to(x.dtype), x), model=_Filler(), source="torch.where",
                rename={"value": "filler.value"}, tolerance=EXACT,
                x=values([[1, math.nan, math.inf, -0.0, math.nan], [math.nan, 2, 3, -math.inf, 5]]))
    group.torch("where_torch_between_convolutions", """
                - conv2d: { name: a, from: x, filters: 4, kernel: 3, padding: 1 }
                - less: { name: mask, from: [x, a] }
                - where: { from: [mask, x, a] }
                - conv2d: { name: b, filters: 3, kernel: 1 }
                """,
                named(a=nn.Conv2d(4, 4, 3, padding=1), b=nn.Conv2d(4, 3, 1)),
                run=lambda m, x: m.b(torch.where(x < m.a(x), x, m.a(x))), source="torch.nn.Conv2d, torch.where",
                x=floats(4, 5, 3))


class _Filler(nn.Module):
    def __init__(self):
        super().__init__()
        self.value = nn.Parameter(torch.zeros(1))


def casts(group):
    def whole(*numbers):
        array = np.asarray(numbers, dtype=np.int64)
        return Feature(array.shape[1:], "int64", lambda generator, rows: array)

    group.numpy("cast_numpy", "- cast: float32", lambda p, x: x.astype(np.float64), source="numpy.ndarray.astype",
                x=whole([0, 1, -1, 16777216, -2147483648, 2147483647, 16777219]))
    group.numpy("cast_mask", """
                - cast: { name: weights, from: mask, to: float32 }
                - multiply: { from: [x, weights] }
                """,
                lambda p, x, mask: x * mask, source="numpy.multiply", tolerance=EXACT, x=floats(3, 5), mask=ids(1, 5, below=2))
