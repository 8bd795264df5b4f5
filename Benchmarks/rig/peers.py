"""What is compared: how each runtime is compiled and started."""
import functools
from dataclasses import dataclass
from typing import Callable
from . import places, steps

OURS, ORT = "protoforge", "ONNX Runtime"


@dataclass(frozen=True)
class Peer:
    name: str
    words: Callable  # the words that start it, before those that the protocol adds
    model_files: tuple = ()  # what has to be shipped beside its libraries
    is_slow_to_start: bool = False


def library(folder, pattern):
    found = sorted((places.PACKAGES / folder).glob(pattern))
    if not found:
        raise steps.StepFailed(f"{folder} is not installed")
    return found[0]


@functools.cache
def in_c(name, *options):
    """Compiles a runner."""
    program = places.PROGRAMS / name
    places.PROGRAMS.mkdir(parents=True, exist_ok=True)
    steps.run(f"{name}-compile", "clang", "-O3", "-march=native", places.RUNNERS / f"{name}.c", *options, "-o", program)
    return program


def linked(library):
    return library, f"-Wl,-rpath,{library.parent}", f"-Wl,-rpath-link,{library.parent}"


def onnxruntime(model):
    return [in_c("onnxruntime", "-ldl"), library("onnxruntime", "capi/libonnxruntime.so.*")]


def openvino(model):
    link = linked(library("openvino", "libs/libopenvino_c.so.*"))
    return [in_c("openvino", f"-I{places.PACKAGES}/openvino/include", *link)]


def tract(model):
    return [in_c("tract", *linked(library("tract", "tract.*.so")))]


def in_python(name):
    def words(model):
        library("torch", "lib/libtorch_cpu.so")
        return [places.PYTHON, "-W", "ignore", places.RUNNERS / f"{name}.py"]

    return words


ALL = [
    Peer(OURS, lambda model: [steps.runner_of(model)]),
    Peer(ORT, onnxruntime, ("model.onnx",)),
    Peer("OpenVINO", openvino, ("model.onnx",)),
    Peer("tract", tract, ("model.onnx",)),
    Peer("PyTorch", in_python("torch_eager"), ("weights.safetensors",)),
    Peer("torch.compile", in_python("torch_compiled"), ("weights.safetensors",), is_slow_to_start=True),
]
