"""The models of the benchmark: what each is called, how it is built, what it is given and what issue 3 asks of it."""
from dataclasses import dataclass, field
from typing import Callable

from . import convolutional, drawn, mobilenet, others, perceptrons, resnet, vision


@dataclass(frozen=True)
class Model:
    name: str
    module: str  # the Swift module that is generated
    build: Callable  # makes the torch module, with random weights unless it says otherwise
    shape: tuple  # of one example
    targets: dict = field(default_factory=dict)
    quick: bool = False  # among those of --quick
    is_imported: bool = False  # its spec is what `protoforge import` makes of its ONNX file


# Targets are ratios of the peer's figure to ours, at one thread: `latency` and `start` against the fastest peer, `latency_ort`
# against ONNX Runtime; `build` and `compile` are seconds at most.
MODELS = [
    Model("mlp-4-16-3", "SmallPerceptron", perceptrons.small, (4,), {"latency_ort": 50}, quick=True),
    Model("mlp-64-128-64-10", "MiddlePerceptron", perceptrons.middle, (64,), {"latency": 8, "batch": 1.5}, quick=True),
    Model("mlp-512x3-gelu", "WidePerceptron", perceptrons.wide, (512,), {"latency": 1.2}, quick=True),
    Model("digits-cnn", "DigitsNetwork", convolutional.digits, (1, 8, 8), {"latency": 3}, quick=True),
    Model("mobilenet-v2", "MobileNetV2", mobilenet.version2, (3, 224, 224), {"latency": 1.2, "start": 10}),
    Model("resnet-18", "ResNet18", resnet.resnet18, (3, 224, 224), {"latency": 1.3}),
    Model("resnet-50", "ResNet50", resnet.resnet50, (3, 224, 224), {"latency": 1.1, "build": 3, "compile": 60}),
    # Others of the same kinds, with sizes that no kernel is made for.
    Model("odd-cnn", "OddNetwork", convolutional.odd, (3, 47, 61)),
    Model("conv1d", "SequenceNetwork", convolutional.sequence, (9, 128)),
    Model("mobilenet-v3", "MobileNetV3", mobilenet.version3, (3, 96, 96)),
    Model("unet", "SmallUNet", convolutional.unet, (1, 64, 64)),
]


# What Benchmarks/survey measures: networks that no kernel was made for, by their prototypes.
SURVEYED = [
    Model(name, name.title().replace("_", "") + "Network", build, shape, is_imported=True)
    for name, (build, shape) in {**others.NETWORKS, **vision.NETWORKS}.items()
]


def named(name):
    """Of the benchmark, of the survey, or `drawn-N`: what a seed N gives."""
    if name.startswith("drawn-"):
        return Model(name, f"Drawn{name[6:]}Network", *drawn.network(int(name[6:])), is_imported=True)
    return next(model for model in [*MODELS, *SURVEYED] if model.name == name)
