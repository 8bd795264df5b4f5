"""cumulative_sum: running sums along one axis."""

import numpy as np
import torch
from keras import ops

from recorder import floats, values


def record(group):
    def case(name, text, axis, x):
        group.torch(f"cumulative_sum_torch_{name}", f"- cumulative_sum: {text}", run=lambda model, x: torch.cumsum(x, axis),
                    source="torch.cumsum", x=x)

    case("last", "-1", 2, floats(3, 35))
    case("first", "0", 1, floats(5, 18))
    inf, nan = float("inf"), float("nan")
    case("special", "0", 1, values([[1, inf, 2, 3], [1, nan, 2, 3], [inf, 1, -inf, 2], [1e30, 1, -1e30, 1]]))
    group.keras("cumulative_sum_keras", "- cumulative_sum: 1", lambda x: ops.cumsum(x, axis=2), source="keras.ops.cumsum",
                x=floats(3, 4, 5))

    def exclusive(x, axis):
        return np.cumsum(x, axis) - x

    def reverse(function):
        return lambda x, axis: np.flip(function(np.flip(x, axis), axis), axis)

    for name, text, function in [
        ("exclusive", "exclusive: true", exclusive), ("reverse", "reverse: true", reverse(np.cumsum)),
        ("both", "exclusive: true, reverse: true", reverse(exclusive)),
    ]:
        group.numpy(f"cumulative_sum_numpy_{name}", f"- cumulative_sum: {{ axis: 0, {text} }}",
                    lambda _, x: function(x, 1), x=floats(4, 17))
        group.numpy(f"cumulative_sum_numpy_{name}_row", f"- cumulative_sum: {{ axis: -1, {text} }}",
                    lambda _, x: function(x, -1), x=floats(21))
