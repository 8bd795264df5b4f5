"""flatten, reshape, transpose: the same numbers in another shape or order."""

import numpy as np
from keras import layers
from torch import nn

from recorder import EXACT, floats


def record(group):
    flatten(group)
    reshape(group)
    transpose(group)


def flatten(group):
    group.torch("flatten_torch_rank_one", "- flatten", nn.Flatten(), tolerance=EXACT, x=floats(5))
    group.torch("flatten_torch_channels_first", "- flatten", nn.Flatten(), tolerance=EXACT, x=floats(3, 5, 7))
    group.keras("flatten_keras_channels_last", "- flatten", layers.Flatten(), tolerance=EXACT, x=floats(5, 7, 3))
    # Keras brings a channels-first value into channels-last order before it flattens.
    group.keras("flatten_keras_channels_first", """
                - transpose: [1, 2, 0]
                - flatten
                """,
                layers.Flatten(data_format="channels_first"), tolerance=EXACT, x=floats(3, 4, 5))


def reshape(group):
    def case(name, target, *shape):
        group.torch(f"reshape_torch_{name}", f"- reshape: {target}", nn.Flatten(1), tolerance=EXACT,
                    source="torch.Tensor.reshape", run=lambda model, x: x.reshape(len(x), *target), x=floats(*shape))

    case("split", [3, 4], 12)
    case("infer_first", [-1, 4], 2, 3, 4)
    case("infer_all", [-1], 3, 5)
    case("ones", [1, 3, 1, -1], 3, 4)
    group.keras("reshape_keras", "- reshape: { shape: [5, -1, 2] }",
                layers.Reshape([5, -1, 2]), tolerance=EXACT, x=floats(6, 5))


def transpose(group):
    def case(name, axes, *shape):
        group.numpy(f"transpose_{name}", f"- transpose: {axes}",
                    lambda p, x: np.transpose(x, [0, *(axis + 1 for axis in axes)]), source="numpy.transpose",
                    tolerance=EXACT, x=floats(*shape))

    case("matrix", [1, 0], 5, 7)
    case("to_channels_last", [1, 2, 0], 3, 5, 4)
    case("to_channels_first", [2, 0, 1], 5, 4, 17)
    case("identity", [0, 1, 2], 2, 1, 3)
    case("rank_four", [2, 0, 3, 1], 2, 3, 4, 5)
    group.keras("transpose_keras", "- transpose: { axes: [1, 0, 2] }",
                layers.Permute([2, 1, 3]), tolerance=EXACT, x=floats(3, 4, 5))
