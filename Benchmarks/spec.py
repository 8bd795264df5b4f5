"""The spec of a torch module: its traced graph, node by node, as a list of layers."""
import operator
import string

import torch
from torch import nn


def spec(module, name, swift_module, shape):
    """A spec's text. Layers are called as the module names them, so that the weights file needs no other names."""
    graph = torch.fx.symbolic_trace(module).graph
    layers, names, above = [], {}, None
    for node in graph.nodes:
        if node.op == "placeholder":
            names[node] = "x"
        elif node.op == "output":
            last = node.args[0]
        else:
            kind, keys = layer_of(node, module)
            names[node] = node.target if node.op == "call_module" and node.target not in names.values() else node.name
            layers.append(line(kind, names[node], sources(node, names, above), keys))
        above = node
    return TEXT.format(
        name=name, module=swift_module, shape=list(shape), layers="\n".join(layers), output=output(module, last)
    )


TEXT = """# Written by Benchmarks/export.py: {name} with random weights.
protoforge: 1
model: {{ name: {module} }}
features:
  - {{ name: x, type: tensor, shape: {shape} }}
layers:
{layers}
outputs:
  - {output}
weights: {{ file: weights.safetensors, layout: pytorch }}
"""


def line(kind, name, origin, keys):
    words = [f'name: "{name}"', *origin, *(f"{key}: {text(value)}" for key, value in keys.items())]
    return f"  - {kind}: {{ {', '.join(words)} }}"


def text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return str(list(value)) if isinstance(value, tuple) else str(value)


def sources(node, names, above):
    """`from`, unless the layer reads the one above alone."""
    inputs = node.args[0] if isinstance(node.args[0], (list, tuple)) else [a for a in node.args if isinstance(a, torch.fx.Node)]
    if len(inputs) == 1:
        return [] if inputs[0] is above else [f'from: "{names[inputs[0]]}"']
    return ["from: [" + ", ".join(f'"{names[node]}"' for node in inputs) + "]"]


def output(module, last):
    """Probabilities of a few labels become a category, all else a tensor."""
    linear = [layer for layer in module.modules() if isinstance(layer, nn.Linear)]
    if last.op == "call_module" and isinstance(module.get_submodule(last.target), nn.Softmax):
        labels = ", ".join(string.ascii_lowercase[: linear[-1].out_features])
        return f"{{ name: label, type: category, values: [{labels}] }}"
    return "{ name: y, type: tensor }"


def layer_of(node, module):
    """Kind and keys of a layer."""
    if node.op == "call_module":
        layer = module.get_submodule(node.target)
        return LAYERS[type(layer)](layer)
    return FUNCTIONS[node.target](node)


def window(layer):
    return {"kernel": layer.kernel_size, "stride": layer.stride, "padding": layer.padding}


def convolution(kind):
    def keys(layer):
        # A window of one axis is a number in the spec and a tuple of one in torch.
        sizes = {**window(layer), "dilation": layer.dilation}
        sizes = {key: value[0] if len(value) == 1 else value for key, value in sizes.items()}
        return kind, {"filters": layer.out_channels, **sizes, "groups": layer.groups, "bias": layer.bias is not None}

    return keys


def plain(kind, **keys):
    return lambda _: (kind, keys)


def batch_norm(layer):
    return "batch_norm", {"epsilon": layer.eps}


def upsample(layer):
    return "upsample2d", {"scale": int(layer.scale_factor), "mode": layer.mode}


LAYERS = {
    nn.Linear: lambda layer: ("dense", {"units": layer.out_features}),
    nn.Conv1d: convolution("conv1d"),
    nn.Conv2d: convolution("conv2d"),
    nn.ConvTranspose2d: convolution("conv_transpose2d"),
    nn.BatchNorm2d: batch_norm,
    nn.ReLU: plain("relu"),
    nn.ReLU6: plain("relu6"),
    nn.LeakyReLU: lambda layer: ("leaky_relu", {"slope": layer.negative_slope}),
    nn.GELU: plain("gelu"),
    nn.SiLU: plain("silu"),
    nn.Hardswish: plain("hard_swish"),
    nn.Hardsigmoid: plain("hard_sigmoid"),
    nn.Sigmoid: plain("sigmoid"),
    nn.Softmax: plain("softmax"),
    nn.MaxPool1d: lambda layer: ("max_pool1d", window(layer)),
    nn.MaxPool2d: lambda layer: ("max_pool2d", window(layer)),
    nn.AvgPool2d: lambda layer: ("average_pool2d", window(layer)),
    nn.AdaptiveAvgPool1d: plain("global_average_pool", keep_dims=True),
    nn.AdaptiveAvgPool2d: plain("global_average_pool", keep_dims=True),
    nn.Upsample: upsample,
    nn.Flatten: plain("flatten"),
    nn.Dropout: lambda layer: ("dropout", {"rate": layer.p}),
}

FUNCTIONS = {
    operator.add: plain("add"),
    operator.mul: plain("multiply"),
    torch.cat: lambda node: ("concat", {"axis": node.args[1] - 1}),  # a spec does not count the batch
}
