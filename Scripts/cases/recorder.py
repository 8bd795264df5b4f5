"""What every group of cases shares: values with a seed, one evaluation per framework, and the files.

A case is some layers of a spec (as YAML), inputs, parameters and the output that a framework computes from them.
Inputs and parameters are float32 numbers; the framework computes in float64; the output is rounded to float32.
"""

import json
import math
import os
import re
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy as np
import safetensors
import safetensors.numpy
import torch

SEED = 20250611
FOLDER = Path(os.environ.get("CASES_FOLDER", Path(__file__).resolve().parents[2] / "Tests" / "OperatorCases"))
VERSIONS = {
    "jax": jax.__version__,
    "keras": keras.__version__,
    "numpy": np.__version__,
    "safetensors": safetensors.__version__,
    "torch": torch.__version__.split("+")[0],
}

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.set_grad_enabled(False)
warnings.filterwarnings("ignore", message="Using padding='same' with even kernel lengths")
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
# On JAX, Keras turns float64 into float32 in many operations, whatever floatx says; JAX itself runs in 64 bits here.
keras.src.backend.common.dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"

# Tolerances by name: a result is right when |got - want| <= absolute + relative * |want|.
EXACT = {"absolute": 0.0, "relative": 0.0}          # the operator only moves, selects or rounds once
CLOSE = {"absolute": 1e-5, "relative": 1e-5}
DEEP = {"absolute": 1e-4, "relative": 1e-4}         # several layers, or numbers that nearly cancel


@dataclass(frozen=True)
class Feature:
    """An input: its shape in the spec (a name for a dimension that varies) and how its rows are made."""

    shape: tuple
    dtype: str
    make: object    # (generator, rows) -> array [rows, ...]


def floats(*shape, spread=1.0, offset=0.0, **sizes):
    """Normally distributed numbers; `floats("time", 8, time=5)` has a named dimension of length 5."""
    actual = [sizes.get(n, n) for n in shape]
    def make(generator, rows):
        return (generator.standard_normal([rows, *actual]) * spread + offset).astype(np.float32)
    return Feature(shape, "float32", make)


def ids(*shape, below, **sizes):
    """Whole numbers in 0..<below; the first is 0 and the last below - 1."""
    actual = [sizes.get(n, n) for n in shape]
    def make(generator, rows):
        values = generator.integers(0, below, [rows, *actual])
        values.flat[0], values.flat[-1] = 0, below - 1
        return values.astype(np.int64)
    return Feature(shape, "int64", make)


def values(rows):
    """Exactly these rows."""
    array = np.asarray(rows, dtype=np.float32)
    return Feature(array.shape[1:], "float32", lambda generator, count: array)


def named(**modules):
    """A torch model whose parameters are called `<name>.weight` and so on."""
    model = torch.nn.Sequential()
    for name, module in modules.items():
        model.add_module(name, module)
    return model


def channels_last(model, x):
    """Runs a channels-first torch model on a channels-last value."""
    return torch.movedim(model(torch.movedim(x, -1, 1)), 1, -1)


def per_row(function):
    """Applies a torch function to one example at a time, so that it broadcasts without the batch axis."""
    return lambda model, *inputs: torch.stack([function(*row) for row in zip(*inputs)])


class Group:
    """The cases that share one pair of files."""

    def __init__(self, name):
        self.name = name
        self.cases = []
        self.tensors = {}
        self.versions = VERSIONS

    def torch(self, name, layers, model=None, run=None, source=None, rename=None, layout="pytorch",
              rows=2, tolerance=CLOSE, **features):
        """Records what a PyTorch model computes. `run(model, *inputs)` replaces the plain call; `rename` gives
        parameters another name in the weights file."""
        model = (model or torch.nn.Sequential()).double().eval()
        run = run or (lambda model, *inputs: model(*inputs))
        generator = self._generator(name)
        inputs = self._inputs(generator, rows, features)
        state = {key: value for key, value in model.state_dict().items() if not key.endswith("num_batches_tracked")}
        parameters = {}
        for key in sorted(state):
            value = _parameter(generator, key, tuple(state[key].shape), outputs_last=False)
            state[key].copy_(torch.from_numpy(value))
            parameters[(rename or {}).get(key, key)] = value
        tensors = [torch.from_numpy(value.astype(np.float64 if value.dtype == np.float32 else np.int64))
                   for value in inputs.values()]
        output = run(model, *tensors).numpy()
        self._add(name, layout, features, layers, tolerance, source or _torch_source(model), inputs, parameters, output)

    def keras(self, name, layers, build, source=None, rename=None, rows=2, tolerance=CLOSE, **features):
        """Records what a Keras model computes; `build` maps the inputs to the output with the functional API."""
        generator = self._generator(name)
        inputs = self._inputs(generator, rows, features)
        symbols = [keras.Input([n if isinstance(n, int) else None for n in feature.shape], name=key,
                               dtype="float64" if feature.dtype == "float32" else "int64")
                   for key, feature in features.items()]
        model = keras.Model(symbols, build(*symbols))
        parameters = {}
        for variable in sorted(model.weights, key=lambda variable: variable.path):
            value = _parameter(generator, variable.path, tuple(variable.shape), outputs_last=True)
            variable.assign(value.astype(np.float64))
            parameters[(rename or {}).get(variable.path, variable.path)] = value
        arguments = [value.astype(np.float64) if value.dtype == np.float32 else value for value in inputs.values()]
        output = keras.ops.convert_to_numpy(model(arguments, training=False))
        self._add(name, "keras", features, layers, tolerance, source or _keras_source(model), inputs, parameters, output)

    def numpy(self, name, layers, run, layout="pytorch", parameters=None, source="numpy",
              rows=2, tolerance=CLOSE, **features):
        """Records what a formula in NumPy computes: `run(parameters, *inputs)`, in float64. `parameters` are shapes."""
        generator = self._generator(name)
        inputs = self._inputs(generator, rows, features)
        made = {key: _parameter(generator, key, tuple(shape), outputs_last="/" in key)
                for key, shape in sorted((parameters or {}).items())}
        arguments = [value.astype(np.float64) if value.dtype == np.float32 else value for value in inputs.values()]
        with np.errstate(all="ignore"):
            output = run({key: value.astype(np.float64) for key, value in made.items()}, *arguments)
        self._add(name, layout, features, layers, tolerance, source, inputs, made, output)

    def onnx(self, name, layers, node, constants=None, opset=20, rows=2, tolerance=CLOSE, **features):
        """Records what the reference implementation of ONNX computes with one node, one example at a time and in float64. The
        node's inputs are called as the features are; `constants` holds the others, as they are."""
        # Most groups do without ONNX.
        import onnx
        from onnx.reference import ReferenceEvaluator
        self.versions = dict(sorted({**VERSIONS, "onnx": onnx.__version__}.items()))
        inputs = self._inputs(self._generator(name), rows, features)
        arguments = {key: value.astype(np.float64) if value.dtype == np.float32 and key not in (constants or {}) else value
                     for key, value in inputs.items()}
        info = onnx.helper.make_tensor_value_info
        given = [*((key, value[0]) for key, value in arguments.items()), *(constants or {}).items()]
        graph = onnx.helper.make_graph(
            [node], "case", [info(key, onnx.helper.np_dtype_to_tensor_dtype(value.dtype), value.shape) for key, value in given],
            [info(node.output[0], onnx.TensorProto.DOUBLE, None)])
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)])
        session = ReferenceEvaluator(model)
        # Attributes are float32 scalars, with which NumPy would compute in float32.
        for rt_node in session.rt_nodes_:
            for key, value in vars(rt_node).items():
                if isinstance(value, (np.floating, float)):
                    setattr(rt_node, key, float(value))
        output = np.stack([session.run(None, {key: value[row] for key, value in arguments.items()} | (constants or {}))[0]
                           for row in range(rows)])
        self._add(name, "pytorch", features, layers, tolerance, f"onnx.reference: {node.op_type}", inputs, {},
                  output.astype(np.float64))

    def _generator(self, name):
        return np.random.Generator(np.random.PCG64([SEED, zlib.crc32(name.encode())]))

    def _inputs(self, generator, rows, features):
        return {key: feature.make(generator, rows) for key, feature in features.items()}

    def _add(self, name, layout, features, layers, tolerance, source, inputs, parameters, output):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name), f"'{name}' is not a Swift identifier in snake case"
        assert name not in (case["name"] for case in self.cases), f"two cases are called '{name}'"
        assert output.dtype == np.float64, f"'{name}' was computed in {output.dtype}"
        self.cases.append({
            "name": name,
            "layout": layout,
            "features": [{"name": key, "shape": list(feature.shape), "dtype": feature.dtype}
                         for key, feature in features.items()],
            "layers": [line.strip() for line in layers.strip().splitlines()],
            "tolerance": tolerance,
            "source": source,
        })
        for key, value in parameters.items():
            self.tensors[f"{name}:weights:{key}"] = np.ascontiguousarray(value)
        for key, value in inputs.items():
            self.tensors[f"{name}:input:{key}"] = np.ascontiguousarray(value)
        with np.errstate(over="ignore", under="ignore"):
            self.tensors[f"{name}:output"] = np.ascontiguousarray(output.astype(np.float32))

    def write(self):
        description = {"recorded_by": "Scripts/cases/record.py", "versions": self.versions, "seed": SEED, "cases": self.cases}
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{self.name}.json").write_text(_pretty(description) + "\n")
        (FOLDER / f"{self.name}.safetensors").write_bytes(safetensors.numpy.save(self.tensors))


def _parameter(generator, name, shape, outputs_last):
    """Numbers of the size that training gives them: kernels keep the spread of their input, variances are positive."""
    role = re.split(r"[./]", name)[-1]
    if role in ("running_var", "moving_variance"):
        value = generator.uniform(0.3, 2.5, shape)
    elif role in ("bias", "beta"):
        value = generator.standard_normal(shape) * 0.5
    elif len(shape) < 2 and role in ("weight", "gamma", "scale") or role == "alpha":
        value = generator.uniform(-0.5, 1.5, shape)
    elif role in ("running_mean", "moving_mean"):
        value = generator.standard_normal(shape)
    else:
        outputs = shape[-1] if outputs_last else shape[0]
        value = generator.standard_normal(shape) / math.sqrt(max(1, math.prod(shape) // outputs))
    return np.asarray(value, dtype=np.float32)


def _torch_source(model):
    names = [f"torch.nn.{type(module).__name__}" for module in model.modules() if not list(module.children())]
    return ", ".join(dict.fromkeys(name for name in names if name != "torch.nn.Sequential"))


def _keras_source(model):
    names = [f"keras.layers.{type(layer).__name__}" for layer in model.layers]
    return ", ".join(dict.fromkeys(name for name in names if not name.endswith(".InputLayer")))


def _pretty(value, indent=""):
    """JSON over several lines, where what fits into one line stays in one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= 118 and len(indent) >= 6 or not isinstance(value, (dict, list)) or not value:
        return flat
    inner = indent + "  "
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {_pretty(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _pretty(item, inner) for item in value) + f"\n{indent}]"
