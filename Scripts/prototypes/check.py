"""Recomputes every golden vector from the spec alone: YAML, weights file, NumPy in float64. The one thing that is left to a
training framework is to read the weights file that it wrote itself (.pt).

    check.py [NAME...]        names of folders in Specs; default: all that have a train.py

What it proves is that the constants, names and shapes written in a spec are those of the prototype that recorded the
golden file. It is no validator: it knows just the part of the language that these prototypes use, takes correct
spelling for granted, and stops with an exception at anything else. It shares no code with protoforge.
"""
import csv
import math
import sys
from pathlib import Path

import numpy as np
import yaml
from numpy.lib.stride_tricks import sliding_window_view
from safetensors.numpy import load_file
from scipy.special import erf

SPECS = Path(__file__).resolve().parents[2] / "Specs"


def tensors(path):
    if path.suffix == ".pt":
        import torch

        saved = torch.load(path, weights_only=True)
        return {name: value.numpy() for name, value in saved.get("state_dict", saved).items()}
    return dict(np.load(path)) if path.suffix == ".npz" else load_file(path)


def entry(item, shorthand):
    """`- relu`, `- dropout: 0.3` or `- dense: {...}` as a pair of kind and keys. All scalars are text (BaseLoader)."""
    if isinstance(item, str):
        return item, {}
    ((kind, keys),) = item.items()
    return kind, keys if isinstance(keys, dict) else {shorthand.get(kind, "from"): keys}


# --- features: raw texts or arrays to columns

def transformed(x, steps):
    for step in steps:
        kind, keys = entry(step, {"yeo_johnson": "lambda", "binarize": "threshold", "bucketize": "boundaries"})
        number = {k: float(v) for k, v in keys.items() if isinstance(v, str) and k not in ("closed", "to")}
        if kind == "standardize" and "std" in number:
            x = (x - number["mean"]) / (number["std"] + number.get("epsilon", 0))
        elif kind == "standardize":
            x = (x - number["mean"]) / math.sqrt(number["variance"] + number.get("epsilon", 0))
        elif kind == "min_max":
            assert "range" not in keys and "clip" not in keys
            x = (x - number["min"]) / (number["max"] - number["min"])
        elif kind == "robust":
            x = (x - number["center"]) / number["scale"]
        elif kind == "affine":
            x = x * number.get("scale", 1) + number.get("offset", 0)
        elif kind == "clip":
            x = np.clip(x, number["min"], number["max"])
        elif kind in ("log", "log1p", "sqrt"):
            x = getattr(np, kind)(x)
        elif kind == "yeo_johnson":
            k = number["lambda"]
            assert k not in (0, 2) and np.all(x >= 0)
            x = ((x + 1) ** k - 1) / k
        elif kind == "binarize":
            x = (x > number["threshold"]).astype(float)
        elif kind == "bucketize":
            bounds = [float(b) for b in keys["boundaries"]]
            x = sum((x >= b) if keys["closed"] == "left" else (x > b) for b in bounds).astype(int)
            if keys.get("to") == "one_hot":
                x = (x == np.arange(len(bounds) + 1)).astype(float)
        else:
            raise NotImplementedError(kind)
    return x


def encoded(feature, raw, weights):
    kind, steps = feature["type"], feature.get("transform", [])
    if kind == "tensor":
        x = transformed(raw.astype(np.float64), steps)
        assert list(x.shape[1:]) == [int(n) for n in feature["shape"]], feature["name"]
        return x

    sentinels = set(feature.get("missing_values", [])) - {"nil", "nan"}
    policy = feature.get("missing", "error")
    missing = np.array([text == "" or text in sentinels for text in raw])
    impute = policy.get("impute") if isinstance(policy, dict) else None
    indicator = policy == "indicator" or isinstance(policy, dict) and policy.get("indicator") == "true"
    assert policy != "error" or not missing.any(), f"{feature['name']}: missing, but not foreseen"
    raw = [text if not gone else impute for text, gone in zip(raw, missing)]

    if kind in ("category", "ordinal"):
        values = feature["values"]
        assert len(set(values)) == len(values)
        index = np.array([0 if text is None else values.index(text) if text in values else -1 for text in raw])
        assert feature.get("unknown") == "zeros" or (index >= 0).all(), f"{feature['name']}: unknown value"
    if kind == "category":
        assert not missing.any()
        encoding, keys = entry(feature.get("encode", "one_hot"), {})
        if encoding == "one_hot":
            first = {None: 0, "first": 1}[keys.get("drop")]
            return (index[:, None] == np.arange(first, len(values))).astype(float)
        assert encoding == "embedding"
        table = weights(keys["embedding"]["weights"] if "embedding" in keys else keys["weights"])
        assert len(table) == len(values)
        return np.where(index[:, None] < 0, 0, table[index])

    if kind == "ordinal":
        x = index.astype(float)
    else:
        x = np.array([np.nan if text is None else float(text) for text in raw])
        assert kind == "number" or kind == "integer" and all(text is None or text.lstrip("-").isdigit() for text in raw)
    x = transformed(x[:, None], steps)
    if indicator:
        if impute is None:
            x = np.where(missing[:, None], 0, x)
        x = np.concatenate([x, missing[:, None]], axis=1)
    assert np.isfinite(x).all(), feature["name"]
    return x


# --- layers

def activation(x, item):
    kind, keys = entry(item, {"gelu": "approximate"})
    if kind == "gelu" and keys.get("approximate", "none") == "tanh":
        return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return {
        "relu": lambda: np.maximum(x, 0),
        "relu6": lambda: np.clip(x, 0, 6),
        "tanh": lambda: np.tanh(x),
        "sigmoid": lambda: 1 / (1 + np.exp(-x)),
        "silu": lambda: x / (1 + np.exp(-x)),
        "erf": lambda: erf(x),
        "softmax": lambda: softmax(x),
        "elu": lambda: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
        "gelu": lambda: 0.5 * x * (1 + erf(x / math.sqrt(2))),
    }[kind]()


def softmax(x):
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    return x / x.sum(axis=-1, keepdims=True)


def windows(x, size, stride):
    return sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]


def conv_transpose(x, kernel, stride, padding, output_padding):
    """As torch.nn.ConvTranspose2d: kernel [channels, filters, size, size], padding crops, output_padding adds at the end."""
    (rows, _, height, width), (_, filters, size, _) = x.shape, kernel.shape
    high, wide = [(n - 1) * stride + size + output_padding for n in (height, width)]
    full = np.zeros((rows, filters, high, wide))
    for i in range(size):
        for j in range(size):
            part = np.einsum("nchw,cf->nfhw", x, kernel[:, :, i, j])
            full[:, :, i : i + height * stride : stride, j : j + width * stride : stride][:, :, :height, :width] += part
    return full[:, :, padding : full.shape[2] - padding, padding : full.shape[3] - padding]


def axis_of(text):
    """An axis of an example as one of the batch."""
    return int(text) + (int(text) >= 0)


def forward(spec, features, weights):
    keras = spec["weights"]["layout"] == "keras"
    epsilon = 1e-3 if keras else 1e-5
    names = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
    values = dict(features)
    rows = len(next(iter(values.values())))
    (x,) = values.values() if len(values) == 1 else [np.concatenate([v.reshape(rows, -1) for v in values.values()], 1)]
    for item in spec["layers"]:
        kind, keys = entry(item, {"dropout": "rate", "max_pool2d": "kernel", "reshape": "shape", "transpose": "axes"})
        name = keys.get("name")

        def parameter(role):
            if role in keys.get("weights", {}):
                return weights(keys["weights"][role])
            if not keras:
                return weights(f"{name}.{role}")
            return weights(f"{name}/{('kernel' if role == 'weight' else role) if kind == 'dense' else names[role]}")

        def integer(key, default):
            return int(keys.get(key, default))

        source = keys.get("from")
        inputs = [values[s] for s in source] if isinstance(source, list) else [values[source] if source else x]
        x = inputs[0]
        if kind == "concat":
            x = np.concatenate(inputs, axis=1)
        elif kind == "add":
            x = inputs[0] + inputs[1]
        elif kind == "subtract":
            x = inputs[0] - inputs[1]
        elif kind == "multiply":
            x = inputs[0] * inputs[1]
        elif kind == "matmul":
            x = inputs[0] @ inputs[1]
        elif kind == "attention":
            q, k, v = (np.moveaxis(value.reshape(*value.shape[:-1], int(keys["heads"]), -1), -2, 1) for value in inputs)
            weights_of_steps = softmax(q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1]))
            x = np.moveaxis(weights_of_steps @ v, 1, -2)
            x = x.reshape(*x.shape[:-2], -1)
        elif kind == "scale":
            x = x * float(keys.get("factor", 1)) + float(keys.get("offset", 0))
        elif kind == "clip":
            x = np.clip(x, float(keys["min"]), float(keys["max"]))
        elif kind == "constant":
            x = parameter("value")[None]
            assert list(x.shape[1:]) == [int(n) for n in keys["shape"]], name
        elif kind == "reshape":
            x = x.reshape([rows] + [int(n) for n in keys["shape"]])
        elif kind == "transpose":
            x = x.transpose([0] + [axis_of(a) for a in keys["axes"]])
        elif kind == "slice":
            end = int(keys["end"]) if "end" in keys else None
            x = np.moveaxis(np.moveaxis(x, axis_of(keys["axis"]), 0)[integer("start", 0) : end], 0, axis_of(keys["axis"]))
        elif kind in ("sum", "mean"):
            axes = keys["axes"] if isinstance(keys["axes"], list) else [keys["axes"]]
            keeps = keys.get("keep_dims") == "true"
            x = getattr(np, kind)(x, axis=tuple(axis_of(a) for a in axes), keepdims=keeps)
        elif kind == "conv_transpose2d":
            sizes = [integer("stride", 1), integer("padding", 0), integer("output_padding", 0)]
            x = conv_transpose(x, parameter("weight"), *sizes)
            if keys.get("bias") != "false":
                x = x + parameter("bias")[:, None, None]
        elif kind == "average_pool2d":
            assert keys.get("stride", keys["kernel"]) == keys["kernel"]
            x = windows(x, integer("kernel", 0), integer("kernel", 0)).mean(axis=(4, 5))
        elif kind == "dense":
            kernel = parameter("weight") if keras else parameter("weight").T
            assert kernel.shape == (x.shape[-1], integer("units", 0)), (name, kernel.shape, x.shape)
            x = x @ kernel
            if keys.get("bias") != "false":
                x = x + parameter("bias")
        elif kind == "conv2d":
            kernel, size, groups = parameter("weight"), integer("kernel", 0), integer("groups", 1)
            assert kernel.shape == (integer("filters", 0), x.shape[1] // groups, size, size), name
            padding = keys.get("padding", "0")
            padding = (size - 1) // 2 if padding == "same" else int(padding)
            x = windows(np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)]), size, integer("stride", 1))
            parts = zip(np.split(x, groups, axis=1), np.split(kernel, groups))
            x = np.concatenate([np.einsum("nchwyx,ocyx->nohw", part, k) for part, k in parts], axis=1)
            if keys.get("bias") != "false":
                x = x + parameter("bias")[:, None, None]
        elif kind == "max_pool2d":
            x = windows(x, integer("kernel", 0), integer("kernel", 0)).max(axis=(4, 5))
        elif kind == "batch_norm":
            mean, variance, factor, offset = [
                parameter(role).reshape([-1] + [1] * (x.ndim - 2))
                for role in ("running_mean", "running_var", "weight", "bias")
            ]
            x = (x - mean) / np.sqrt(variance + epsilon) * factor + offset
        elif kind == "layer_norm" and x.ndim > 2:  # over the last axis
            assert "axes" not in keys and float(keys.get("epsilon", 1e-5)) == 1e-5
            x = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + epsilon)
            x = x * parameter("weight") + parameter("bias")
        elif kind in ("group_norm", "layer_norm"):
            split = x.reshape(rows, integer("groups", 1), -1)
            split = (split - split.mean(axis=2, keepdims=True)) / np.sqrt(split.var(axis=2, keepdims=True) + epsilon)
            shape = [-1] + [1] * (x.ndim - 2)
            x = split.reshape(x.shape) * parameter("weight").reshape(shape) + parameter("bias").reshape(shape)
        elif kind == "global_average_pool":
            x = x.mean(axis=(2, 3))
        elif kind == "flatten":
            x = x.reshape(rows, -1)
        elif kind == "softmax":
            x = softmax(x)
        elif kind != "dropout":
            x = activation(x, item if isinstance(item, str) else kind)
        if "activation" in keys:
            x = activation(x, keys["activation"])
        if name:
            assert name not in values, f"{name} twice"
            values[name] = x
    return values, x


# --- one prototype

def check(folder):
    (path,) = folder.glob("*.yaml")
    spec = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    stored, used = tensors(folder / spec["weights"]["file"]), set()

    def weights(name):
        used.add(name)
        return stored[name].astype(np.float64)

    assert all(t.dtype == np.float32 and np.isfinite(t).all() for t in stored.values())
    file = folder / spec["golden"]["file"]
    if file.suffix == ".csv":
        with open(file, newline="", encoding="utf-8") as lines:
            table = list(csv.DictReader(lines))
        golden = {name: [row[name] for row in table] for name in table[0]}
    else:
        golden = tensors(file)
    known = set()

    def column(name):
        known.add(name)
        return golden[name]

    features = {f["name"]: encoded(f, column(f["name"]), weights) for f in spec["features"]}
    values, last = forward(spec, features, weights)
    count = len(last)
    for output in spec["outputs"]:
        name, kind, x = output["name"], output["type"], values[output["from"]] if "from" in output else last
        want, got = {}, {}
        if kind == "category" and file.suffix == ".csv":
            labels = output["values"]
            assert column(name) == [labels[i] for i in x.argmax(axis=1)], f"{name}: labels differ"
            for i, label in enumerate(labels):
                want[f"{name}.{label}"], got[f"{name}.{label}"] = column(f"{name}.{label}"), x[:, i]
        elif kind == "boolean":
            threshold = float(output["threshold"])
            assert column(name) == [str(p >= threshold) for p in x[:, 0]], f"{name}: answers differ"
            print(f"  {name}: nearest to the threshold {np.abs(x - threshold).min():.3g}")
            want[name], got[name] = column(f"{name}.probability"), x[:, 0]
        elif kind == "number":
            want[name] = np.reshape(column(name), -1)
            got[name] = (x * float(output.get("scale", 1)) + float(output.get("offset", 0)))[:, 0]
        else:
            assert kind != "category" or x.shape[1] == len(output["values"])
            want[name], got[name] = column(name), x
        tolerance = output.get("tolerance") or spec["golden"]["tolerance"]
        absolute, relative = float(tolerance["absolute"]), float(tolerance["relative"])
        want, got = np.stack([np.asarray(w, float) for w in want.values()]), np.stack(list(got.values()))
        assert want.shape == got.shape
        error = np.abs(got - want)
        share = (error / (absolute + relative * np.abs(want))).max()
        print(f"  {name}: {count} rows, max abs {error.max():.2e}, {100 * share:.2g} % of the tolerance")
        assert share < 0.25, f"{name}: golden differs from the spec, or the tolerance leaves no room"
    assert used == set(stored), f"unused weights: {set(stored) - used}"
    assert known == set(golden), f"unused columns: {set(golden) - known}"


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(p.parent.name for p in SPECS.glob("*/train.py")):
        print(f"{name}: golden against the spec, in NumPy")
        check(SPECS / name)
