"""take, take_along_axis, gather_nd, scatter_elements, scatter_nd, top_k: elements at computed places."""

import math

import numpy as np
import torch
from onnx import helper

from recorder import CLOSE, EXACT, Feature, floats, per_row, values

# Numbers that mean places of an axis of 5: whole ones, others, and what is no place at all.
ODD_PLACES = [0, 4, -1, -5, 1.9, -0.5, -1.5, 5, 7.5, -6, 1e30, -1e30, math.inf, -math.inf, math.nan, 2]
CLAMPED = [0, 4, 4, 0, 1, 0, 4, 4, 4, 0, 4, 0, 4, 0, 0, 2]


def places(*shape, below, dtype="float32"):
    """Whole numbers from -below to below - 1."""
    def make(generator, rows):
        return generator.integers(-below, below, [rows, *shape]).astype(dtype)
    return Feature(shape, dtype, make)


def tuples(*shape, sizes, dtype="float32"):
    """Tuples of places, each below the size of its axis."""
    def make(generator, rows):
        columns = [generator.integers(-size, size, [rows, *shape]) for size in sizes]
        return np.stack(columns, -1).astype(dtype)
    return Feature((*shape, len(sizes)), dtype, make)


def distinct(*shape, below):
    """Places along the first axis, none of them twice in a column."""
    def make(generator, rows):
        return np.argsort(generator.random([rows, below, *shape[1:]]), 1)[:, :shape[0]].astype(np.float32)
    return Feature(shape, "float32", make)


def record(group):
    takes(group)
    along(group)
    tuples_of_places(group)
    scatters(group)
    tops(group)


def takes(group):
    def case(name, axis, x, p):
        group.numpy(f"take_numpy_{name}", f"- take: {{ from: [x, p], axis: {axis} }}",
                    lambda _, x, p: np.stack([np.take(row, q.astype(int), axis) for row, q in zip(x, p)]), source="numpy.take",
                    tolerance=EXACT, x=x, p=p)

    case("first", 0, floats(4, 5), places(3, below=4))
    case("last", -1, floats(3, 7), places(2, 2, below=7))
    case("middle", 1, floats(2, 5, 3), places(4, below=5))
    case("scalar", 0, floats(6), places(1, below=6))
    case("one", 0, floats(1), places(1, below=1))
    case("ids", 0, floats(6, 17), places(3, below=6, dtype="int64"))
    case("ids_last", 1, floats(2, 6), places(5, below=6, dtype="int64"))
    group.numpy("take_numpy_odd_places", "- take: { from: [x, p], axis: 0 }", lambda _, x, p: x[:, CLAMPED],
                source="numpy.take of clamped places", tolerance=EXACT, x=floats(5, 3), p=values([ODD_PLACES, ODD_PLACES]))
    group.numpy("take_numpy_odd_ids", "- take: { from: [x, p], axis: 1 }", lambda _, x, p: x[:, :, [0, 4, 4, 4, 0]],
                source="numpy.take of clamped places", tolerance=EXACT, x=floats(3, 5),
                p=Feature((5,), "int64", lambda g, rows: np.asarray([[0, 2**31 - 1, 5, -1, -2**31]] * rows)))
    group.torch("take_torch_of_argmax", """
                - argmax: { name: best, from: x, axis: 0 }
                - take: { from: [y, best], axis: 0 }
                """,
                run=per_row(lambda x, y: y[x.argmax(0)]), source="torch.argmax", tolerance=EXACT, x=floats(4, 3), y=floats(4, 5))


def along(group):
    def case(name, axis, x, p):
        group.torch(f"take_along_axis_torch_{name}", f"- take_along_axis: {{ from: [x, p], axis: {axis} }}",
                    run=per_row(lambda x, p: torch.gather(x, axis, p.long() % x.shape[axis])), source="torch.gather",
                    tolerance=EXACT, x=x, p=p)

    case("first", 0, floats(4, 5), places(2, 5, below=4))
    case("last", -1, floats(3, 5), places(3, 9, below=5))
    case("middle", 1, floats(2, 5, 3), places(2, 4, 3, below=5))
    case("one", 0, floats(1), places(1, below=1))
    case("ids", 0, floats(4, 5), places(2, 5, below=4, dtype="int64"))
    group.numpy("take_along_axis_numpy_odd_places", "- take_along_axis: { from: [x, p], axis: 0 }",
                lambda _, x, p: x[:, CLAMPED], source="numpy.take of clamped places", tolerance=EXACT, x=floats(5),
                p=values([ODD_PLACES, ODD_PLACES]))


def tuples_of_places(group):
    def case(name, options, x, p):
        batch = options.get("batch_dims", 0)
        text = f"- gather_nd: {{ from: [x, p], batch_axes: {batch} }}" if batch else "- gather_nd: { from: [x, p] }"
        ids = Feature(p.shape, "int64", lambda generator, rows: p.make(generator, rows).astype(np.int64))
        node = helper.make_node("GatherND", ["x", "p"], ["y"], **options)
        group.onnx(f"gather_nd_onnx_{name}", text, node, tolerance=EXACT, x=x, p=ids)

    case("elements", {}, floats(3, 4), tuples(5, sizes=[3, 4]))
    case("rows", {}, floats(3, 4), tuples(2, 2, sizes=[3]))
    case("rows_of_three", {}, floats(3, 2, 4), tuples(5, sizes=[3, 2]))
    case("three", {}, floats(3, 2, 4), tuples(3, 2, sizes=[3, 2, 4]))
    case("batch", {"batch_dims": 1}, floats(3, 4, 2), tuples(3, 5, sizes=[4]))
    case("batch_elements", {"batch_dims": 1}, floats(2, 4, 3), tuples(2, 3, sizes=[4, 3]))
    case("batches", {"batch_dims": 2}, floats(2, 3, 4, 2), tuples(2, 3, sizes=[4]))
    group.torch("gather_nd_torch_numbers", "- gather_nd: { from: [x, p] }",
                run=per_row(lambda x, p: x[p[..., 0].long(), p[..., 1].long()]), source="torch indexing", tolerance=EXACT,
                x=floats(4, 5, 3), p=tuples(7, sizes=[4, 5]))
    group.numpy("gather_nd_numpy_odd_places", "- gather_nd: { from: [x, p] }", lambda _, x, p: x[:, CLAMPED],
                source="numpy.take of clamped places", tolerance=EXACT, x=floats(5, 2),
                p=values([[[p] for p in ODD_PLACES], [[p] for p in ODD_PLACES]]))


def scatters(group):
    words = {"add": "sum", "multiply": "prod", "minimum": "amin", "maximum": "amax"}

    def case(name, axis, reduction, x, p, u):
        group.torch(f"scatter_elements_torch_{name}",
                    f"- scatter_elements: {{ from: [x, p, u], axis: {axis}, reduction: {reduction} }}",
                    run=per_row(lambda x, p, u: torch.scatter_reduce(x, axis, p.long() % x.shape[axis], u, words[reduction])),
                    source="torch.scatter_reduce", x=x, p=p, u=u)

    for reduction in words:
        case(f"{reduction}_first", 0, reduction, floats(3, 4), places(5, 4, below=3), floats(5, 4))
        case(f"{reduction}_last", 1, reduction, floats(3, 4), places(3, 2, below=4), floats(3, 2))
    case("ids", 1, "add", floats(2, 4, 3), places(2, 5, 3, below=4, dtype="int64"), floats(2, 5, 3))
    group.torch("scatter_elements_torch", "- scatter_elements: { from: [x, p, u], axis: 0 }",
                run=per_row(lambda x, p, u: torch.scatter(x, 0, p.long(), u)), source="torch.scatter", tolerance=EXACT,
                x=floats(6, 4), p=distinct(3, 4, below=6), u=floats(3, 4))
    nan, inf = math.nan, math.inf
    for reduction in ("minimum", "maximum"):
        case(f"{reduction}_special", 0, reduction, values([[0, nan, inf, -inf, 1]]), values([[0, 1, 2, 3, 4, 4]]),
             values([[nan, 1, -inf, inf, -0.0, 3]]))

    def last(x, p, u):
        y = x.copy()
        for row, (places, updates) in enumerate(zip(p, u)):
            for place, update in zip(places, updates):
                y[row, place] = update
        return y

    group.numpy("scatter_elements_numpy_odd_places", "- scatter_elements: { from: [x, p, u], axis: -1 }",
                lambda _, x, p, u: last(x, [CLAMPED, CLAMPED], u), source="numpy indexing", tolerance=EXACT, x=floats(5),
                p=values([ODD_PLACES, ODD_PLACES]), u=floats(16))
    names = {"none": "none", "add": "add", "multiply": "mul", "minimum": "min", "maximum": "max"}
    for reduction, name in names.items():
        p = tuples(6, sizes=[3, 4], dtype="int64") if reduction != "none" else \
            Feature((3, 2), "int64", lambda g, rows: np.asarray([[[2, 3], [-3, 1], [0, -1]], [[1, 0], [0, 1], [-1, -1]]]))
        node = helper.make_node("ScatterND", ["x", "p", "u"], ["y"], reduction=name)
        group.onnx(f"scatter_nd_onnx_{reduction}", f"- scatter_nd: {{ from: [x, p, u], reduction: {reduction} }}", node,
                   x=floats(3, 4, 2), p=p, u=floats(p.shape[0], 2))
    group.numpy("scatter_nd_numpy_rows", "- scatter_nd: { from: [x, p, u] }",
                lambda _, x, p, u: np.concatenate([u[:, 1:], x[:, 1:3], u[:, :1]], 1), source="numpy indexing", tolerance=EXACT,
                x=floats(4, 5), p=values([[[3], [0]], [[-1], [-4]]]), u=floats(2, 5))
    group.numpy("scatter_nd_numpy_odd_places", "- scatter_nd: { from: [x, p, u], reduction: add }",
                lambda _, x, p, u: np.stack([row + np.bincount(CLAMPED, v, 5) for row, v in zip(x, u)]), source="numpy.bincount",
                x=floats(5), p=values([[[p] for p in ODD_PLACES], [[p] for p in ODD_PLACES]]), u=floats(16))


def tops(group):
    def case(name, options, k, axis, largest, x):
        for result in ("values", "indices"):
            group.torch(f"top_k_torch_{name}_{result}", f"- top_k: {{ k: {k}, {options}result: {result} }}",
                        run=lambda m, x: getattr(torch.topk(x, k, axis, largest), result).double(), source="torch.topk",
                        tolerance=EXACT, x=x)

    case("row", "", 3, -1, True, floats(17))
    case("rows_smallest", "largest: false, ", 4, -1, False, floats(3, 9))
    case("columns", "axis: 0, ", 5, 1, True, floats(7, 4))
    case("middle", "axis: 1, ", 2, 2, True, floats(2, 5, 3))
    case("all", "", 6, -1, True, floats(6))
    case("one", "", 1, -1, True, floats(1))

    def ordered(x, k, largest, result):
        order = np.argsort(-x if largest else x, axis=-1, kind="stable")[..., :k]
        return order.astype(np.float64) if result == "indices" else np.take_along_axis(x, order, -1)

    def ties(*shape):
        return Feature(shape, "float32", lambda generator, rows: generator.integers(0, 4, [rows, *shape]).astype(np.float32))

    special = values([[1, math.inf, -math.inf, -0.0, 0.0, 1e-40, math.inf], [0.0, -0.0, -1e-40, 2, 2, -math.inf, 3]])
    for name, x, k in [("ties", ties(23), 11), ("special", special, 7)]:
        for largest in (True, False):
            for result in ("values", "indices"):
                suffix = f"{name}_{'largest' if largest else 'smallest'}_{result}"
                group.numpy(f"top_k_numpy_{suffix}", f"- top_k: {{ k: {k}, largest: {str(largest).lower()}, result: {result} }}",
                            lambda _, x: ordered(x, k, largest, result), source="numpy.argsort", tolerance=EXACT, x=x)
    with_nan = values([[1, math.nan, math.inf, -math.inf, 2], [math.nan, 3, math.nan, 1, math.inf]])
    for largest in (True, False):
        group.torch(f"top_k_torch_nan_{'largest' if largest else 'smallest'}",
                    f"- top_k: {{ k: 4, largest: {str(largest).lower()} }}",
                    run=lambda m, x: torch.topk(x, 4, -1, largest).values, source="torch.topk", tolerance=EXACT, x=with_nan)
