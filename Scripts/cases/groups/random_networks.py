"""Networks that nobody designed: random layers with random options, one after the other, with residuals and branches.

The same seed gives the same networks. COUNT and NETWORK_SEED in the environment take more of them, or others:

    CASES_FOLDER=/tmp/random COUNT=300 NETWORK_SEED=7 Scripts/cases/record random_networks
    swift run forge-cases /tmp/random-package /tmp/random
"""

import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from recorder import DEEP, floats

COUNT = int(os.environ.get("COUNT", 12))
NETWORK_SEED = int(os.environ.get("NETWORK_SEED", 20261124))

ACTIVATIONS = {
    "relu": functional.relu, "silu": functional.silu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu6": functional.relu6,
    "gelu": functional.gelu, "{ gelu: { approximate: tanh } }": lambda x: functional.gelu(x, approximate="tanh"), "mish": functional.mish,
    "hard_swish": functional.hardswish, "hard_sigmoid": functional.hardsigmoid, "elu": functional.elu,
    "selu": functional.selu, "softsign": functional.softsign, "softplus": functional.softplus,
    "{ leaky_relu: { slope: 0.1 } }": lambda x: functional.leaky_relu(x, 0.1),
}


def record(group):
    for number in range(COUNT):
        network = Network(np.random.Generator(np.random.PCG64([NETWORK_SEED, number])))
        network.grow()
        group.torch(f"random_network_{number}", "\n".join(network.lines), network.modules, run=network.run, rows=2,
                    tolerance=DEEP, source="torch.nn", x=floats(*network.input_shape))


class Network:
    """Lines of a spec beside what PyTorch does for each; `shape` is that of one example after the last line."""

    def __init__(self, random):
        self.random = random
        self.lines, self.steps, self.modules = [], [], nn.Sequential()
        self.count = 0
        start = self.pick(["image", "image", "sequence", "vector"])
        self.input_shape = {
            "image": lambda: (self.size(1, 9), self.size(4, 12), self.size(4, 12)),
            "sequence": lambda: (self.size(1, 9), self.size(5, 17)),
            "vector": lambda: (self.size(1, 40),),
        }[start]()
        self.shape = self.input_shape
        self.name = "x"

    # MARK: Chance

    def size(self, low, high):
        return int(self.random.integers(low, high + 1))

    def pick(self, choices):
        return choices[int(self.random.integers(len(choices)))]

    def chance(self, share):
        return self.random.random() < share

    # MARK: Growing

    def run(self, modules, x):
        values = {"x": x}
        for output, inputs, step in self.steps:
            values[output] = step(*[values[name] for name in inputs])
        return values[self.name]

    def grow(self):
        for _ in range(self.size(2, 7)):
            {3: self.image_layer, 2: self.sequence_layer, 1: self.vector_layer}[len(self.shape)]()
        if len(self.shape) > 1 and self.chance(0.5):
            self.add("flatten", {}, lambda x: x.flatten(1))
            self.vector_layer()
        if len(self.shape) == 1 and self.chance(0.4):
            self.add("softmax", {}, lambda x: torch.softmax(x, -1))

    def add(self, kind, options, step, module=None, inputs=None):
        """Writes a layer that reads the last value, or those named."""
        name = f"l{self.count}"
        self.count += 1
        words = [f"name: {name}"] + ([f"from: [{', '.join(inputs)}]"] if inputs else [])
        words += [f"{key}: {yaml(value)}" for key, value in options.items()]
        self.lines.append(f"- {kind}: {{ {', '.join(words)} }}")
        if module is not None:
            self.modules.add_module(name, module)
        self.steps.append((name, inputs or [self.name], step or module))
        self.name = name
        self.shape = self.probe()
        return name

    def probe(self):
        with torch.no_grad():
            self.modules.double().eval()
            return tuple(self.run(self.modules, torch.zeros(1, *self.input_shape, dtype=torch.float64)).shape[1:])

    def with_activation(self, options, module):
        """Half of the layers that may have one get an activation of their own."""
        if not self.chance(0.5):
            return options, module
        word = self.pick(list(ACTIVATIONS))
        function = ACTIVATIONS[word]
        return options | {"activation": word}, lambda x: function(module(x))

    def activation(self):
        word = self.pick(list(ACTIVATIONS))
        kind = word.strip("{ }").split(":")[0]
        options = {"gelu": {"approximate": "tanh"}, "leaky_relu": {"slope": 0.1}}[kind] if word[0] == "{" else {}
        self.add(kind, options, ACTIVATIONS[word])

    # MARK: Images

    def image_layer(self):
        self.pick([self.conv2d, self.conv2d, self.conv2d, self.residual, self.branches, self.pool2d, self.norm, self.activation,
                   self.depthwise, self.conv_transpose2d, self.upsample, self.pad, self.leave_image, self.arithmetic])()

    def conv2d(self):
        channels, height, width = self.shape
        groups = self.pick([g for g in (1, 1, 1, 2, 3, 4) if channels % g == 0])
        kernel = [self.size(1, min(5, height)), self.size(1, min(5, width))]
        if self.chance(0.4):
            kernel = [min(3, height, width)] * 2
        if self.chance(0.25):
            kernel = [1, 1]
        stride = [self.size(1, 2), self.size(1, 2)] if self.chance(0.3) else [1, 1]
        padding = [self.size(0, kernel[0] - 1), self.size(0, kernel[1] - 1)]
        dilation = [1, 1]
        if self.chance(0.2) and (kernel[0] - 1) * 2 < height and (kernel[1] - 1) * 2 < width:
            dilation = [2, 2]
        filters, bias = groups * self.size(1, 12), self.chance(0.7)
        module = nn.Conv2d(channels, filters, kernel, stride, padding, dilation, groups, bias)
        options, step = self.with_activation(
            dict(filters=filters, kernel=kernel, stride=stride, padding=padding, dilation=dilation, groups=groups, bias=bias),
            module)
        self.add("conv2d", options, step, module)

    def depthwise(self):
        channels, height, width = self.shape
        kernel, stride = min(self.pick([3, 3, 5]), height, width), self.pick([1, 1, 2])
        multiplier = self.pick([1, 1, 1, 2])
        module = nn.Conv2d(channels, channels * multiplier, kernel, stride, kernel // 2, groups=channels)
        options, step = self.with_activation(
            dict(filters=channels * multiplier, kernel=kernel, stride=stride, padding=kernel // 2, groups=channels), module)
        self.add("conv2d", options, step, module)

    def conv_transpose2d(self):
        channels, height, width = self.shape
        if height > 12 or width > 12:
            return self.pool2d()
        kernel, stride = self.size(1, 4), self.size(1, 2)
        padding = self.size(0, (kernel - 1) // 2)
        extra = self.size(0, stride - 1)
        filters = self.size(1, 6)
        module = nn.ConvTranspose2d(channels, filters, kernel, stride, padding, extra)
        options, step = self.with_activation(
            dict(filters=filters, kernel=kernel, stride=stride, padding=padding, output_padding=extra), module)
        self.add("conv_transpose2d", options, step, module)

    def pool2d(self):
        _, height, width = self.shape
        kernel = [self.size(1, min(3, height)), self.size(1, min(3, width))]
        stride = [self.size(1, 2), self.size(1, 2)]
        padding = [self.size(0, kernel[0] // 2), self.size(0, kernel[1] // 2)]
        ceil = self.chance(0.3)
        options = dict(kernel=kernel, stride=stride, padding=padding, ceil_mode=ceil)
        if self.chance(0.5):
            self.add("max_pool2d", options, nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil))
        else:
            counts = self.chance(0.5)
            self.add("average_pool2d", options | {"count_include_pad": counts},
                     nn.AvgPool2d(kernel, stride, padding, ceil_mode=ceil, count_include_pad=counts))

    def upsample(self):
        _, height, width = self.shape
        if height * width > 150:
            return self.pool2d()
        scale = [self.size(1, 3), self.size(1, 3)]
        if self.chance(0.5):
            self.add("upsample2d", dict(scale=scale, mode="nearest"), nn.Upsample(scale_factor=tuple(map(float, scale))))
        else:
            corners = self.chance(0.5)
            module = nn.Upsample(scale_factor=tuple(map(float, scale)), mode="bilinear", align_corners=corners)
            self.add("upsample2d", dict(scale=scale, mode="bilinear", align_corners=corners), module)

    def pad(self):
        _, height, width = self.shape
        top, bottom, left, right = (self.size(0, 2) for _ in range(4))
        mode = self.pick(["constant", "edge", "reflect"])
        if mode == "reflect" and (max(top, bottom) >= height or max(left, right) >= width):
            mode = "edge"
        name = {"constant": "constant", "edge": "replicate", "reflect": "reflect"}[mode]
        self.add("pad", dict(padding=[top, bottom, left, right], mode=mode),
                 lambda x: functional.pad(x, (left, right, top, bottom), mode=name))

    def residual(self):
        """A block whose result is added to what it reads."""
        channels, height, width = self.shape
        start = self.name
        kernel = self.pick([1, 3])
        for _ in range(self.size(1, 2)):
            bias = self.chance(0.5)
            module = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, bias=bias)
            self.add("conv2d", dict(filters=channels, kernel=kernel, padding=kernel // 2, bias=bias), None, module)
            if self.chance(0.6):
                self.add("batch_norm", {}, None, nn.BatchNorm2d(channels))
            if self.chance(0.5):
                self.activation()
        self.add("add", {}, lambda a, b: a + b, inputs=self.pick([[self.name, start], [start, self.name]]))
        if self.chance(0.6):
            self.activation()

    def branches(self):
        """Two convolutions of one value, joined along the channels."""
        channels = self.shape[0]
        start, ends = self.name, []
        for _ in range(2):
            filters = self.size(1, 6)
            module = nn.Conv2d(channels, filters, 1)
            options, step = self.with_activation(dict(filters=filters, kernel=1), module)
            ends.append(self.add("conv2d", options, step, module, inputs=[start]))
            self.name, self.shape = start, self.probe_of(start)
        self.add("concat", dict(axis=0), lambda *values: torch.cat(values, 1), inputs=ends)

    def probe_of(self, name):
        keep, self.name = self.name, name
        shape = self.probe()
        self.name = keep
        return shape

    def leave_image(self):
        if self.chance(0.3):
            return self.norm()
        kind = self.pick(["global_average_pool", "global_max_pool", "flatten", "mean", "transpose"])
        if kind == "mean":
            return self.add("mean", dict(axes=[1, 2]), lambda x: x.mean((2, 3)))
        if kind == "transpose":
            self.add("transpose", dict(axes=[1, 0, 2]), lambda x: x.transpose(1, 2))
            return None
        step = {"global_average_pool": lambda x: x.mean((2, 3)), "global_max_pool": lambda x: x.amax((2, 3)),
                "flatten": lambda x: x.flatten(1)}[kind]
        return self.add(kind, {}, step)

    # MARK: Sequences

    def sequence_layer(self):
        self.pick([self.conv1d, self.conv1d, self.pool1d, self.norm, self.activation, self.turn, self.last_axis, self.last_axis,
                   self.leave_sequence, self.arithmetic])()

    def conv1d(self):
        channels, length = self.shape
        groups = self.pick([g for g in (1, 1, 2, 3) if channels % g == 0])
        kernel, stride = self.size(1, min(5, length)), self.size(1, 2)
        padding, filters = self.size(0, kernel - 1), groups * self.size(1, 8)
        module = nn.Conv1d(channels, filters, kernel, stride, padding, groups=groups)
        options, step = self.with_activation(
            dict(filters=filters, kernel=kernel, stride=stride, padding=padding, groups=groups), module)
        self.add("conv1d", options, step, module)

    def pool1d(self):
        kernel, stride = self.size(1, min(3, self.shape[1])), self.size(1, 2)
        options = dict(kernel=kernel, stride=stride)
        if self.chance(0.5):
            self.add("max_pool1d", options, nn.MaxPool1d(kernel, stride))
        else:
            self.add("average_pool1d", options, nn.AvgPool1d(kernel, stride))

    def turn(self):
        self.add("transpose", dict(axes=[1, 0]), lambda x: x.transpose(1, 2))

    def leave_sequence(self):
        axis = self.size(0, 1)
        kind = self.pick(["mean", "sum", "max"])
        step = {"mean": lambda x: x.mean(axis + 1), "sum": lambda x: x.sum(axis + 1), "max": lambda x: x.amax(axis + 1)}[kind]
        self.add(kind, dict(axes=[axis]), step)

    def last_axis(self):
        """What works along the last axis of any value."""
        size = self.shape[-1]
        kind = self.pick(["dense", "dense", "layer_norm", "rms_norm", "softmax", "log_softmax"])
        if kind == "dense":
            units, bias = self.size(1, 40), self.chance(0.8)
            module = nn.Linear(size, units, bias)
            options, step = self.with_activation(dict(units=units, bias=bias), module)
            self.add("dense", options, step, module)
        elif kind == "layer_norm":
            self.add(kind, {}, None, nn.LayerNorm(size))
        elif kind == "rms_norm":
            self.add(kind, dict(epsilon=1e-6), None, nn.RMSNorm(size, eps=1e-6))
        else:
            function = torch.softmax if kind == "softmax" else torch.log_softmax
            axis = self.size(0, len(self.shape) - 1)
            self.add(kind, dict(axis=axis), lambda x: function(x, axis + 1))

    # MARK: Vectors

    def vector_layer(self):
        self.pick([self.last_axis, self.last_axis, self.last_axis, self.norm, self.activation, self.vector_residual,
                   self.arithmetic])()

    def vector_residual(self):
        start, size = self.name, self.shape[0]
        module = nn.Linear(size, size)
        options, step = self.with_activation(dict(units=size), module)
        self.add("dense", options, step, module)
        kind = self.pick(["add", "multiply", "subtract", "maximum"])
        step = {"add": torch.add, "multiply": torch.mul, "subtract": torch.sub, "maximum": torch.maximum}[kind]
        self.add(kind, {}, step, inputs=[self.name, start])

    # MARK: Anything

    def norm(self):
        channels = self.shape[0]
        if len(self.shape) > 1 and self.chance(0.4):
            groups = self.pick([g for g in (1, 2, 3, 4) if channels % g == 0])
            self.add("group_norm", dict(groups=groups), None, nn.GroupNorm(groups, channels))
            return
        kind = {1: nn.BatchNorm1d, 2: nn.BatchNorm1d, 3: nn.BatchNorm2d}[len(self.shape)]
        self.add("batch_norm", {}, None, kind(channels))

    def arithmetic(self):
        if self.chance(0.5):
            self.add("scale", dict(factor=0.5, offset=0.25), lambda x: x * 0.5 + 0.25)
        else:
            self.add("clip", dict(min=-1.5, max=1.0), lambda x: x.clamp(-1.5, 1.0))


def yaml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("'", "")
