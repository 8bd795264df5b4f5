"""dense: y = activation(x W + b) on the last axis."""

import numpy as np
from keras import activations, layers
from torch import nn

from recorder import floats, named


def record(group):
    torch_sizes(group)
    torch_options(group)
    keras(group)
    mixed_layouts(group)


def torch_sizes(group):
    for inputs, units in [(1, 1), (3, 16), (17, 33), (33, 1), (130, 33), (33, 130)]:
        group.torch(f"dense_torch_{inputs}_to_{units}", f"- dense: {{ name: d, units: {units} }}",
                    named(d=nn.Linear(inputs, units)), x=floats(inputs))
    group.torch("dense_torch_rank_two", "- dense: { name: d, units: 16 }",
                named(d=nn.Linear(17, 16)), x=floats(5, 17))
    group.torch("dense_torch_rank_three", "- dense: { name: d, units: 3 }",
                named(d=nn.Linear(16, 3)), x=floats(2, 3, 16))
    group.torch("dense_torch_one_row", "- dense: { name: d, units: 4 }",
                named(d=nn.Linear(6, 4)), rows=1, x=floats(6))
    group.torch("dense_torch_nineteen_rows", "- dense: { name: d, units: 5 }",
                named(d=nn.Linear(7, 5)), rows=19, x=floats(7))


def torch_options(group):
    group.torch("dense_torch_no_bias", "- dense: { name: d, units: 4, bias: false }",
                named(d=nn.Linear(3, 4, bias=False)), x=floats(3))
    group.torch("dense_torch_weights_by_name",
                "- dense: { units: 3, weights: { weight: head.w, bias: head.b } }",
                named(d=nn.Linear(5, 3)), rename={"d.weight": "head.w", "d.bias": "head.b"}, x=floats(5))
    for name, text, module in [
        ("relu", "relu", nn.ReLU()),
        ("gelu_tanh", "{ gelu: { approximate: tanh } }", nn.GELU(approximate="tanh")),
        ("leaky_relu", "{ leaky_relu: { slope: 0.2 } }", nn.LeakyReLU(0.2)),
    ]:
        group.torch(f"dense_torch_activation_{name}", f"- dense: {{ name: d, units: 19, activation: {text} }}",
                    named(d=nn.Linear(6, 19), a=module), x=floats(6, spread=2.0))


def keras(group):
    for inputs, units in [(3, 17), (130, 16)]:
        group.keras(f"dense_keras_{inputs}_to_{units}", f"- dense: {{ name: d, units: {units} }}",
                    layers.Dense(units, name="d"), x=floats(inputs))
    group.keras("dense_keras_rank_three", "- dense: { name: d, units: 17 }",
                layers.Dense(17, name="d"), x=floats(2, 3, 4))
    group.keras("dense_keras_no_bias", "- dense: { name: d, units: 4, bias: false }",
                layers.Dense(4, use_bias=False, name="d"), x=floats(3))
    group.keras("dense_keras_weights_by_name",
                "- dense: { units: 3, weights: { kernel: head_w, bias: head_b } }",
                layers.Dense(3, name="d"), rename={"d/kernel": "head_w", "d/bias": "head_b"}, x=floats(5))
    for name, text, activation in [
        ("sigmoid", "sigmoid", "sigmoid"),
        ("gelu", "gelu", "gelu"),
        ("elu", "{ elu: { alpha: 0.5 } }", lambda x: activations.elu(x, alpha=0.5)),
        ("softmax", "softmax", "softmax"),
    ]:
        group.keras(f"dense_keras_activation_{name}", f"- dense: {{ name: d, units: 9, activation: {text} }}",
                    layers.Dense(9, activation=activation, name="d"), x=floats(6, spread=2.0))


def mixed_layouts(group):
    group.numpy("dense_layout_override", """
                - dense: { name: a, units: 4, activation: relu }
                - dense: { name: b, units: 3, layout: keras }
                """,
                lambda p, x: np.maximum(x @ p["a.weight"].T + p["a.bias"], 0) @ p["b/kernel"] + p["b/bias"],
                parameters={"a.weight": (4, 5), "a.bias": (4,), "b/kernel": (4, 3), "b/bias": (3,)}, x=floats(5))
