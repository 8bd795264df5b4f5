"""slice, gather, flip, expand, constant: some elements, in some order, and values that depend on no input."""

import numpy as np

from recorder import EXACT, floats


def record(group):
    slices(group)
    gathers(group)
    flips(group)
    expansions(group)
    constants(group)


def slices(group):
    def case(name, options, index, *shape):
        group.numpy(f"slice_{name}", f"- slice: {{ {options} }}", lambda p, x: x[(slice(None), *index)],
                    source="numpy indexing", tolerance=EXACT, x=floats(*shape))

    every = slice(None)
    case("first_axis", "axis: 0, start: 1, end: 3", (slice(1, 3),), 5, 7)
    case("last_axis", "axis: -1, start: 2", (every, slice(2, None)), 3, 9)
    case("middle_axis", "axis: 1, start: -4, end: -1", (every, slice(-4, -1)), 3, 6, 5)
    case("steps", "axis: 1, start: 1, step: 3", (every, slice(1, None, 3)), 3, 11, 4)
    case("steps_inner", "axis: 2, step: 2, end: 16", (every, every, slice(0, 16, 2)), 2, 3, 17)
    case("single", "axis: 0, start: 4, end: 5", (slice(4, 5),), 5, 3)
    case("everything", "axis: 0", (every,), 4, 3)


def gathers(group):
    def case(name, axis, indices, *shape):
        group.numpy(f"gather_{name}", f"- gather: {{ axis: {axis}, indices: {indices} }}",
                    lambda p, x: np.take(x, indices, axis=axis + 1 if axis >= 0 else axis), source="numpy.take",
                    tolerance=EXACT, x=floats(*shape))

    case("first_axis", 0, [3, 0, 0, 2], 4, 5)
    case("last_axis", -1, [1, -1, 4], 3, 6)
    case("middle_axis", 1, [0, 2, 4, 3, 1], 3, 5, 7)
    case("runs", 0, [0, 1, 2, 9, 8, 7, 4], 10, 3)
    case("one", 2, [3], 2, 3, 4)


def flips(group):
    def case(name, axis, *shape):
        group.numpy(f"flip_{name}", f"- flip: {axis}", lambda p, x: np.flip(x, axis + 1 if axis >= 0 else axis),
                    source="numpy.flip", tolerance=EXACT, x=floats(*shape))

    case("vector", 0, 19)
    case("rows", 0, 4, 5)
    case("columns", -1, 3, 7)
    case("middle", 1, 3, 4, 17)


def expansions(group):
    def case(name, shape, *own):
        def run(p, x):
            rows = [np.broadcast_to(row, [n if n > 0 else row.shape[i - len(shape)] for i, n in enumerate(shape)]) for row in x]
            return np.stack(rows)
        group.numpy(f"expand_{name}", f"- expand: {shape}", run, source="numpy.broadcast_to", tolerance=EXACT, x=floats(*own))

    case("columns", [3, 5], 3, 1)
    case("rows", [4, 19], 19)
    case("scalar", [2, 3, 5], 1)
    case("middle", [3, 4, 5], 3, 1, 5)
    case("alternating", [2, 3, 2, 4, 2], 3, 1, 4, 1)
    case("kept", [2, -1, 3, -1], 2, 1, 5)
    case("nothing", [3, 5], 3, 5)
    case("one", [1, 1, 1], 1, 1)
    group.numpy("expand_named", "- expand: [2, -1, 3]", lambda p, x: np.broadcast_to(x[:, None], [2, 2, 5, 3]),
                source="numpy.broadcast_to", tolerance=EXACT, x=floats("time", 1, time=5))
    group.numpy("expand_joined", """
                - expand: { name: wide, from: x, shape: [3, 4] }
                - concat: { from: [wide, y], axis: 0 }
                """,
                lambda p, x, y: np.concatenate([np.broadcast_to(x, [2, 3, 4]), y], 1), source="numpy.broadcast_to",
                tolerance=EXACT, x=floats(1, 4), y=floats(2, 4))


def constants(group):
    group.numpy("constant_added", """
                - constant: { name: token, shape: [3, 5] }
                - add: { from: [x, token] }
                """,
                lambda p, x: x + p["token.value"], parameters={"token.value": [3, 5]}, tolerance=EXACT, x=floats(3, 5))
    group.numpy("constant_broadcast_first", """
                - constant: { name: gamma, shape: [4, 1], weights: { value: layer_scale } }
                - multiply: { from: [gamma, x] }
                """,
                lambda p, x: x * p["layer_scale"], parameters={"layer_scale": [4, 1]}, tolerance=EXACT, x=floats(4, 6))
    group.numpy("constant_joined", """
                - constant: { name: class_token, shape: [1, 6] }
                - concat: { from: [class_token, x], axis: 0 }
                """,
                lambda p, x: np.concatenate([np.broadcast_to(p["class_token.value"], [len(x), 1, 6]), x], axis=1),
                parameters={"class_token.value": [1, 6]}, tolerance=EXACT, x=floats(4, 6))
    group.numpy("constant_reshaped", """
                - constant: { name: table, shape: [6] }
                - reshape: { name: grid, shape: [2, 3] }
                - add: { from: [grid, x] }
                - relu
                """,
                lambda p, x: np.maximum(x + p["table.value"].reshape(2, 3), 0), parameters={"table.value": [6]},
                tolerance=EXACT, x=floats(2, 3))
    group.keras("constant_keras", """
                - constant: { name: shift, shape: [5] }
                - add: { from: [x, shift] }
                """,
                lambda x: _Shift()(x), rename={"shift/value": "shift/value"}, source="a weight of a Keras layer",
                tolerance=EXACT, x=floats(3, 5))


def _Shift():
    import keras

    class Shift(keras.layers.Layer):
        def build(self, shape):
            self.value = self.add_weight(name="value", shape=(shape[-1],))

        def call(self, x):
            return x + self.value

    return Shift(name="shift")
