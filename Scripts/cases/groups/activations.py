"""The activations, on a value that mixes ordinary numbers with every kind of special one."""

import math

import numpy as np
import torch
from keras import activations, layers, ops
from torch import nn

from recorder import CLOSE, EXACT, SEED, floats, named, values

# Not a number, infinities, zeros, denormals, huge, where exp overflows and underflows, and the kinks of the formulas.
SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1e-40, -1e-40, 1e30, -1e30, 100, -100, 88, -88, 89, -104, 20, -20,
           3, -3, 2.999, -2.999, 3.001, -3.001, 6, -6, 5.999, 6.001, 1, -1, 1e-4, -1e-4]

# 41 is no multiple of a vector's width, so that the last elements take their own way.
COUNT = 41


def mixed(seed):
    """Two rows of special and ordinary numbers in different orders, and a row of ordinary ones."""
    generator = np.random.Generator(np.random.PCG64([SEED, seed]))
    ordinary = generator.standard_normal([3, COUNT]) * 2.5
    rows = ordinary.copy()
    for row in rows[:2]:
        row[generator.permutation(COUNT)[:len(SPECIAL)]] = SPECIAL
    return values(rows)


def record(group):
    torch_plain(group)
    torch_parameters(group)
    numpy_options(group)
    torch_prelu(group)
    keras_plain(group)
    keras_parameters(group)


def torch_plain(group):
    for name, module in [
        ("relu", nn.ReLU()),
        ("silu", nn.SiLU()),
        ("mish", nn.Mish()),
        ("hard_swish", nn.Hardswish()),
        ("hard_sigmoid", nn.Hardsigmoid()),
        ("sigmoid", nn.Sigmoid()),
        ("tanh", nn.Tanh()),
        ("softsign", nn.Softsign()),
        ("relu6", nn.ReLU6()),
        ("selu", nn.SELU()),
    ]:
        group.torch(f"{name}_torch", f"- {name}", named(a=module),
                    tolerance=EXACT if name in ("relu", "relu6") else CLOSE, x=mixed(1))
    for name in ["exp", "log", "sqrt", "abs"]:
        function = getattr(torch, name)
        group.torch(f"{name}_torch", f"- {name}", run=lambda model, x: function(x), source=f"torch.{name}",
                    tolerance=EXACT if name == "abs" else CLOSE, x=mixed(2))
    group.torch("sigmoid_torch_rank_three", "- sigmoid: { name: s }", named(a=nn.Sigmoid()), x=floats(3, 5, 7, spread=3.0))


def torch_parameters(group):
    for name, text, module in [
        ("leaky_relu_torch", "leaky_relu", nn.LeakyReLU()),
        ("leaky_relu_torch_slope", "leaky_relu: 0.2", nn.LeakyReLU(0.2)),
        ("leaky_relu_torch_steep", "leaky_relu: { slope: 1.5 }", nn.LeakyReLU(1.5)),
        ("elu_torch", "elu", nn.ELU()),
        ("elu_torch_alpha", "elu: 0.3", nn.ELU(0.3)),
        ("gelu_torch", "gelu", nn.GELU()),
        ("gelu_torch_tanh", "gelu: tanh", nn.GELU("tanh")),
        ("softplus_torch", "softplus", nn.Softplus()),
        ("softplus_torch_beta", "softplus: 2.5", nn.Softplus(2.5)),
        ("softplus_torch_threshold", "softplus: { beta: 0.5, threshold: 1 }", nn.Softplus(0.5, 1)),
        ("celu_torch", "celu", nn.CELU()),
        ("celu_torch_alpha", "celu: 0.4", nn.CELU(0.4)),
        ("thresholded_relu_torch", "thresholded_relu", nn.Threshold(1, 0)),
        ("thresholded_relu_torch_threshold", "thresholded_relu: -0.75", nn.Threshold(-0.75, 0)),
        ("shrink_torch_hard", "shrink", nn.Hardshrink()),
        ("shrink_torch_hard_lambda", "shrink: 3", nn.Hardshrink(3)),
        ("shrink_torch_soft", "shrink: { lambda: 0.75, bias: 0.75 }", nn.Softshrink(0.75)),
    ]:
        group.torch(name, f"- {text}", named(a=module), x=mixed(3))


def numpy_options(group):
    """What ONNX has options for and PyTorch has not."""
    group.numpy("hard_sigmoid_numpy_options", "- hard_sigmoid: { slope: 0.2, offset: 0.5 }",
                lambda _, x: np.clip(0.2 * x + 0.5, 0, 1), x=mixed(8))
    group.numpy("selu_numpy_options", "- selu: { alpha: 1.5, gamma: 1.25 }",
                lambda _, x: 1.25 * np.where(x > 0, x, 1.5 * np.expm1(x)), x=mixed(8))
    group.numpy("silu_numpy_beta", "- silu: 1.702", lambda _, x: x / (1 + np.exp(-1.702 * x)), x=mixed(8))


def torch_prelu(group):
    group.torch("prelu_torch_one", "- prelu: { name: p }", named(p=nn.PReLU()), x=mixed(4))
    group.torch("prelu_torch_rank_one", "- prelu: { name: p }", named(p=nn.PReLU(17)), x=floats(17))
    group.torch("prelu_torch_rank_two", "- prelu: { name: p }", named(p=nn.PReLU(3)), x=floats(3, 5))
    group.torch("prelu_torch_rank_three", "- prelu: { name: p }", named(p=nn.PReLU(4)), x=floats(4, 3, 5))


def keras_plain(group):
    together(group, "activations_keras_exact", EXACT, {
        "relu": activations.relu, "relu6": activations.relu6, "abs": ops.abs,
    })
    together(group, "activations_keras_rational", CLOSE, {
        "hard_sigmoid": activations.hard_sigmoid, "hard_swish": activations.hard_swish,
        "softsign": activations.softsign, "sqrt": ops.sqrt,
    })
    together(group, "activations_keras_smooth", CLOSE, {
        "sigmoid": activations.sigmoid, "silu": activations.silu, "mish": activations.mish, "tanh": activations.tanh,
        "gelu": activations.gelu, "softplus": activations.softplus,
    })
    together(group, "activations_keras_exponential", CLOSE, {
        "exp": activations.exponential, "log": ops.log, "elu": activations.elu, "selu": activations.selu,
    })


def together(group, name, tolerance, functions):
    """Several activations of one value, side by side: Keras and PyTorch agree on these, so that one case will do."""
    lines = [f"- {key}: {{ name: {key}_of_x, from: x }}" for key in functions]
    lines.append(f"- concat: {{ from: [{', '.join(f'{key}_of_x' for key in functions)}] }}")
    group.keras(name, "\n".join(lines),
                lambda x: layers.Concatenate()([layers.Activation(function)(x) for function in functions.values()]),
                source="keras.activations, keras.ops", tolerance=tolerance, x=mixed(5))


def keras_parameters(group):
    group.keras("leaky_relu_keras", "- leaky_relu", layers.LeakyReLU(), x=mixed(7))
    group.keras("leaky_relu_keras_slope", "- leaky_relu: { slope: 0.05 }", layers.LeakyReLU(0.05), x=mixed(7))
    group.keras("elu_keras_alpha", "- elu: { alpha: 2 }", layers.ELU(2.0), x=mixed(7))
    group.keras("gelu_keras_tanh", "- gelu: { approximate: tanh }", lambda x: activations.gelu(x, approximate=True),
                source="keras.activations.gelu", x=mixed(7))
    group.keras("prelu_keras_rank_one", "- prelu: { name: p }", layers.PReLU(name="p"), x=floats(19))
    group.keras("prelu_keras_full_shape", "- prelu: { name: p }", layers.PReLU(name="p"), x=floats(3, 4, 5))
    group.keras("prelu_keras_shared_axes", "- prelu: { name: p }",
                layers.PReLU(shared_axes=[1, 2], name="p"), x=floats(3, 4, 5))
    group.keras("prelu_keras_one_shared_axis", "- prelu: { name: p }",
                layers.PReLU(shared_axes=[1], name="p"), x=floats(4, 3))
