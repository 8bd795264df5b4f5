"""argmax and argmin: the place of the largest or smallest element along an axis."""

import math

import numpy as np
from keras import ops

from recorder import EXACT, Feature, floats, values


def ties(*shape):
    """Whole numbers from 0 to 3, so that the extreme comes up several times."""
    def make(generator, rows):
        return generator.integers(0, 4, [rows, *shape]).astype(np.float32)
    return Feature(shape, "float32", make)


def last(function):
    return lambda x, axis: x.shape[axis] - 1 - function(np.flip(x, axis), axis)


def record(group):
    for name, function, keras_function in [("argmax", np.argmax, ops.argmax), ("argmin", np.argmin, ops.argmin)]:
        def case(suffix, options, axis, x, function=function, keeps=False):
            def run(p, x):
                y = function(x, axis).astype(np.float64)
                return np.expand_dims(y, axis) if keeps else y
            group.numpy(f"{name}_numpy_{suffix}", f"- {name}: {options}", run, source=f"numpy.{name}", tolerance=EXACT, x=x)

        case("row", "-1", -1, floats(37))
        case("long_row", "0", -1, floats(100))
        case("rows", "{ axis: 1 }", 2, floats(3, 7))
        case("columns", "0", 1, floats(4, 19))
        case("few_columns", "-2", -2, floats(5, 3))
        case("middle", "1", 2, floats(2, 5, 4))
        case("kept", "{ axis: -1, keep_dims: true }", 2, floats(3, 5), keeps=True)
        case("kept_first", "{ axis: 0, keep_dims: true }", 1, floats(3, 5), keeps=True)
        case("one", "0", 1, floats(1))
        case("axis_of_one", "1", 2, floats(3, 1, 2))
        for suffix, options, chosen in [("first", "", function), ("last", ", select_last: true", last(function))]:
            case(f"{suffix}_of_row", f"{{ axis: -1{options} }}", -1, ties(83), chosen)
            case(f"{suffix}_of_short_row", f"{{ axis: -1{options} }}", -1, ties(13), chosen)
            case(f"{suffix}_of_column", f"{{ axis: 0{options} }}", 1, ties(9, 18), chosen)
            case(f"special_{suffix}", f"{{ axis: 0{options} }}", 1, special(), chosen)
            case(f"special_{suffix}_of_row", f"{{ axis: 1{options} }}", 2, special(transposed=True), chosen)
        group.keras(f"{name}_keras", f"- {name}: 1", lambda x: ops.cast(keras_function(x, axis=2), "float64"),
                    source=f"keras.ops.{name}", tolerance=EXACT, x=floats(3, 6, 2))
    # A picture of labels: the channels are compared where they lie.
    group.numpy("argmax_of_convolution", """
                - conv2d: { name: conv, filters: 5, kernel: 1, bias: false }
                - argmax: 0
                """,
                lambda p, x: np.einsum("oi,nihw->nohw", p["conv.weight"][:, :, 0, 0], x).argmax(1).astype(np.float64),
                parameters={"conv.weight": [5, 3, 1, 1]}, tolerance=EXACT, x=floats(3, 4, 6))


def special(transposed=False):
    """Columns with NaN, infinities and zeros of both signs, each over 40 rows."""
    nan, inf = math.nan, math.inf
    columns = np.zeros([6, 40])
    columns[0, [3, 21, 39]] = nan
    columns[1, [5, 30]] = inf, -inf
    columns[2, [0, 17]] = -0.0, 1e-40
    columns[3, [1, 2]] = inf, nan
    columns[4] = nan
    columns[5] = -inf
    return values([columns if transposed else columns.T])
