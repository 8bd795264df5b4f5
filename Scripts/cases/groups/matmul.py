"""matmul: products of matrices that are both computed, with batches that broadcast."""

import torch

from recorder import CLOSE, floats, per_row, values

import math


def record(group):
    def case(name, x, y, **options):
        group.torch(f"matmul_torch_{name}", "- matmul: { from: [x, y] }", run=per_row(torch.matmul), source="torch.matmul",
                    tolerance=CLOSE, x=floats(*x), y=floats(*y), **options)

    case("matrices", [5, 7], [7, 3])
    case("one_row", [1, 33], [33, 17])
    case("one_column", [6, 9], [9, 1])
    case("one_element", [1, 1], [1, 1])
    case("wide", [13, 6], [6, 50])
    case("deep", [3, 270], [270, 5])
    case("batches", [3, 4, 6], [3, 6, 5])
    case("two_batches", [2, 3, 4, 8], [2, 3, 8, 18])
    case("right_broadcast", [3, 4, 6], [6, 5])
    case("left_broadcast", [4, 6], [3, 6, 5])
    case("both_broadcast", [2, 1, 3, 4], [3, 4, 5])
    group.torch("matmul_torch_special", "- matmul: { from: [x, y] }", run=per_row(torch.matmul), source="torch.matmul",
                tolerance=CLOSE, x=values([[[math.inf, 1], [math.nan, 0], [1, 2]]]), y=values([[[1, 0], [2, 3]]]))
    group.torch("matmul_torch_attention", """
                - transpose: { name: keys, from: k, axes: [0, 2, 1] }
                - matmul: { name: scores, from: [q, keys] }
                - scale: { factor: 0.35355339 }
                - softmax: { name: weights }
                - matmul: { from: [weights, v] }
                """,
                run=lambda model, q, k, v: torch.nn.functional.scaled_dot_product_attention(q, k, v),
                source="torch.nn.functional.scaled_dot_product_attention", tolerance=CLOSE,
                q=floats(2, 5, 8), k=floats(2, 7, 8), v=floats(2, 7, 8))
    group.torch("matmul_torch_time_varies", "- matmul: { from: [x, y] }", run=per_row(torch.matmul), source="torch.matmul",
                tolerance=CLOSE, x=floats("time", 4, time=6), y=floats(4, 3))
