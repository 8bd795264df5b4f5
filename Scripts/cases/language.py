"""The layers of the spec language, evaluated plainly in NumPy, one example at a time.

A second opinion on the recorded cases: it reads the YAML of a case and knows nothing of the framework that the expected
output comes from. Where the two differ, the case's YAML, the contract or the framework is not what we believe it is.
"""

import itertools
import math

import numpy as np
import yaml
from scipy import special

SHORTHAND = {
    "max_pool1d": "kernel", "max_pool2d": "kernel", "average_pool1d": "kernel", "average_pool2d": "kernel",
    "reshape": "shape", "transpose": "axes", "pad": "padding", "upsample2d": "scale", "mean": "axes", "sum": "axes",
    "max": "axes", "dropout": "rate", "scale": "factor", "leaky_relu": "slope", "elu": "alpha", "gelu": "approximate",
    "softplus": "beta", "softmax": "axis", "log_softmax": "axis", "dense": "units", "group_norm": "groups", "flip": "axis",
    "silu": "beta", "celu": "alpha", "thresholded_relu": "threshold", "shrink": "lambda", "hardmax": "axis",
    "modulo": "rounding", "min": "axes", "product": "axes", "l1_norm": "axes", "l2_norm": "axes", "sum_of_squares": "axes",
    "log_sum": "axes", "log_sum_exp": "axes", "cumulative_sum": "axis", "lp_normalize": "axis", "power": "exponent",
    "local_response_norm": "size", "cast": "to", "is_infinite": "sign", "expand": "shape", "argmax": "axis", "argmin": "axis",
    "take": "axis", "lstm": "units", "gru": "units", "rnn": "units", "take_along_axis": "axis", "scatter_nd": "reduction",
}
COMMON = {"name", "from", "weights", "layout"}


def evaluate(case, parameters, inputs, dtype):
    """The value of the last layer for one example, and the names of the parameters that it took."""
    layers = yaml.safe_load("\n".join(case["layers"]))
    model = Model(case["layout"], parameters, dtype)
    features = {name: value.astype(dtype) if value.dtype == np.float32 else value for name, value in inputs.items()}
    model.values = dict(features)
    model.last = next(iter(features.values())) if len(features) == 1 else \
        np.concatenate([value.ravel() for value in features.values()]).astype(dtype)
    for entry in layers:
        kind, options = next(iter(entry.items())) if isinstance(entry, dict) else (entry, None)
        if options is None:
            options = {}
        elif not isinstance(options, dict):
            options = {SHORTHAND[kind]: options}
        model.run(kind, dict(options))
    return model.last, model.used


class Model:
    def __init__(self, layout, parameters, dtype):
        self.model_layout, self.parameters, self.dtype = layout, parameters, dtype
        self.used = set()

    def run(self, kind, options):
        self.options = options
        self.name = options.pop("name", None)
        self.layout = options.pop("layout", self.model_layout)
        self.renamed = options.pop("weights", {})
        source = options.pop("from", None)
        sources = [self.last] if source is None and kind != "constant" else [] if kind == "constant" else \
            [self.values[key] for key in (source if isinstance(source, list) else [source])]
        activation = None if kind in ("lstm", "gru", "rnn") else options.pop("activation", None)
        with np.errstate(all="ignore"):
            # `take` is the evaluator's word for reading an option.
            result = getattr(self, "take_layer" if kind == "take" else kind)(*sources)
            if activation is not None:
                kind, self.options = next(iter(activation.items())) if isinstance(activation, dict) else (activation, {})
                self.options = dict(self.options)
                result = getattr(self, kind)(result)
        assert not self.options, f"unknown keys {self.options} for {kind}"
        assert result.dtype == self.dtype, f"{kind} gives {result.dtype}"
        self.last = result
        if self.name is not None:
            assert self.name not in self.values, f"two values are called {self.name}"
            self.values[self.name] = result

    # Options and parameters

    def take(self, key, default=None, torch=None, keras=None):
        if torch is not None and key not in self.options:
            return torch if self.layout == "pytorch" else keras
        return self.options.pop(key, default)

    def pair(self, key, count, default=None):
        value = self.take(key, default)
        return value if isinstance(value, list) else [value] * count

    def parameter(self, torch, keras):
        role = torch if self.layout == "pytorch" else keras
        name = self.renamed.get(role) or (f"{self.name}.{role}" if self.layout == "pytorch" else f"{self.name}/{role}")
        self.used.add(name)
        return self.parameters[name].astype(self.dtype)

    def to_first(self, x):
        """The value with channels first, and the way back."""
        if self.take("data_format", torch="channels_first", keras="channels_last") == "channels_first":
            return x, lambda y: y
        return np.moveaxis(x, -1, 0), lambda y: np.moveaxis(y, 0, -1)

    def sides(self, sizes, kernel, stride, dilation):
        """Padding before and after each spatial axis."""
        padding, count = self.take("padding", "valid"), len(sizes)
        if padding == "valid":
            return [(0, 0)] * count
        if padding == "same":
            if self.layout == "pytorch":
                assert set(stride) == {1}
                totals = [d * (k - 1) for d, k in zip(dilation, kernel)]
            else:
                totals = [max(0, (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n)
                          for n, k, s, d in zip(sizes, kernel, stride, dilation)]
            return [(total // 2, total - total // 2) for total in totals]
        return explicit_sides(padding, count)

    # Layers with parameters

    def dense(self, x):
        units = self.take("units")
        weight = self.parameter("weight", "kernel")
        weight = weight.T if self.layout == "pytorch" else weight
        assert weight.shape == (x.shape[-1], units)
        y = x @ weight
        return y + self.parameter("bias", "bias") if self.take("bias", True) else y

    def conv1d(self, x):
        return self.convolution(x, 1)

    def conv2d(self, x):
        return self.convolution(x, 2)

    def convolution(self, x, rank):
        x, back = self.to_first(x)
        filters, groups = self.take("filters"), self.take("groups", 1)
        kernel, stride, dilation = self.pair("kernel", rank), self.pair("stride", rank, 1), self.pair("dilation", rank, 1)
        sides = self.sides(x.shape[1:], kernel, stride, dilation)
        weight = self.parameter("weight", "kernel")
        if self.layout == "keras":
            if groups == len(x) and weight.shape[-2] == groups:      # DepthwiseConv2D: [kh, kw, in, multiplier]
                weight = weight.reshape(*kernel, 1, -1)
            weight = np.moveaxis(weight, [-1, -2], [0, 1])
        assert weight.shape == (filters, len(x) // groups, *kernel), f"{weight.shape}"
        x = np.pad(x, [(0, 0), *sides])
        sizes = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(x.shape[1:], kernel, stride, dilation)]
        y = np.zeros([filters, *sizes], self.dtype)
        inputs, outputs = len(x) // groups, filters // groups
        for group in range(groups):
            for offset in itertools.product(*map(range, kernel)):
                window = x[(slice(group * inputs, (group + 1) * inputs),
                            *(slice(o * d, o * d + s * (n - 1) + 1, s)
                              for o, d, s, n in zip(offset, dilation, stride, sizes)))]
                part = weight[(slice(group * outputs, (group + 1) * outputs), slice(None), *offset)]
                y[group * outputs:(group + 1) * outputs] += np.tensordot(part, window, 1)
        if self.take("bias", True):
            y = y + self.parameter("bias", "bias").reshape(-1, *[1] * rank)
        return back(y)

    def conv_transpose1d(self, x):
        return self.transposed_convolution(x, 1)

    def conv_transpose2d(self, x):
        return self.transposed_convolution(x, 2)

    def transposed_convolution(self, x, rank):
        x, back = self.to_first(x)
        filters, groups = self.take("filters"), self.take("groups", 1)
        kernel, stride, dilation = self.pair("kernel", rank), self.pair("stride", rank, 1), self.pair("dilation", rank, 1)
        padding, extra = self.take("padding", "valid"), self.pair("output_padding", rank)
        weight = self.parameter("weight", "kernel")
        if self.layout == "keras":
            weight = np.moveaxis(weight, [-1, -2], [0, 1])           # [kh, kw, out, in] -> [in, out, kh, kw]
        assert weight.shape == (len(x), filters // groups, *kernel)
        crops, outs = [], []
        for axis, (n, k, s, d, e) in enumerate(zip(x.shape[1:], kernel, stride, dilation, extra)):
            k = d * (k - 1) + 1
            full = (n - 1) * s + k
            if padding == "same":
                out = n * s if e is None else (n - 1) * s + k % 2 + e
                crops.append(max(0, full - out) // 2)
            elif padding == "valid":
                out = full + (e if e is not None else max(k, s) - k if self.layout == "keras" else 0)
                crops.append(0)
            else:
                before, after = explicit_sides(padding, rank)[axis]
                out = full - before - after + (e or 0)
                crops.append(before)
            outs.append(out)
        fulls = [max(c + o, (n - 1) * s + d * (k - 1) + 1)
                 for c, o, n, k, s, d in zip(crops, outs, x.shape[1:], kernel, stride, dilation)]
        y = np.zeros([filters, *fulls], self.dtype)
        inputs, outputs = len(x) // groups, filters // groups
        for group in range(groups):
            for offset in itertools.product(*map(range, kernel)):
                part = weight[(slice(group * inputs, (group + 1) * inputs), slice(None), *offset)]
                y[(slice(group * outputs, (group + 1) * outputs),
                   *(slice(o * d, o * d + s * (n - 1) + 1, s)
                     for o, d, s, n in zip(offset, dilation, stride, x.shape[1:])))] += np.tensordot(
                         part.T, x[group * inputs:(group + 1) * inputs], 1)
        y = y[(slice(None), *(slice(c, c + o) for c, o in zip(crops, outs)))]
        if self.take("bias", True):
            y = y + self.parameter("bias", "bias").reshape(-1, *[1] * rank)
        return back(y)

    def affine(self, y, shape, keras_scale="gamma"):
        if self.take("scale", True):
            y = y * self.parameter("weight", keras_scale).reshape(shape)
        if self.take("center", True):
            y = y + self.parameter("bias", "beta").reshape(shape)
        return y

    def batch_norm(self, x):
        axis = self.take("axis", 0 if self.layout == "pytorch" else x.ndim - 1) % x.ndim
        epsilon = self.take("epsilon", torch=1e-5, keras=1e-3)
        shape = [n if i == axis else 1 for i, n in enumerate(x.shape)]
        mean = self.parameter("running_mean", "moving_mean").reshape(shape)
        variance = self.parameter("running_var", "moving_variance").reshape(shape)
        return self.affine((x - mean) / np.sqrt(variance + self.dtype(epsilon)), shape)

    def layer_norm(self, x):
        axes = trailing(self.take("axes", [-1]), x.ndim)
        epsilon = self.take("epsilon", torch=1e-5, keras=1e-3)
        return self.affine(normalised(x, axes, self.dtype(epsilon)), x.shape[axes[0]:])

    def group_norm(self, x):
        x, back = self.to_first(x)
        groups, epsilon = self.take("groups"), self.take("epsilon", torch=1e-5, keras=1e-3)
        y = normalised(x.reshape(groups, -1), (1,), self.dtype(epsilon)).reshape(x.shape)
        return back(self.affine(y, [-1] + [1] * (x.ndim - 1)))

    def instance_norm(self, x):
        x, back = self.to_first(x)
        learned = self.layout == "keras"
        self.options = {"scale": learned, "center": learned} | self.options
        y = normalised(x, tuple(range(1, x.ndim)), self.dtype(self.take("epsilon", torch=1e-5, keras=1e-3)))
        return back(self.affine(y, [-1] + [1] * (x.ndim - 1)))

    def lp_normalize(self, x):
        axis, order, epsilon = self.take("axis", -1), self.take("p", 2), self.take("epsilon", 1e-12)
        wide = x.astype(np.float64)          # squares of large float32 numbers overflow
        norm = np.abs(wide).sum(axis, keepdims=True) if order == 1 else np.sqrt((wide * wide).sum(axis, keepdims=True))
        return (wide / np.maximum(norm, epsilon)).astype(self.dtype)

    def local_response_norm(self, x):
        x, back = self.to_first(x)
        size, alpha, beta = self.take("size"), self.take("alpha", 1e-4), self.take("beta", 0.75)
        k = self.take("k", 1)
        padded = np.pad(x * x, [(size // 2, size // 2)] + [(0, 0)] * (x.ndim - 1))
        total = sum(padded[i:i + len(x)] for i in range(size))
        return back(x / (self.dtype(k) + self.dtype(alpha / size) * total) ** self.dtype(beta))

    def rms_norm(self, x):
        axes = trailing(self.take("axes", [-1]), x.ndim)
        epsilon = self.dtype(self.take("epsilon", torch=1.1920929e-07, keras=1e-6))
        y = x / np.sqrt(np.mean(x * x, axes, keepdims=True) + epsilon)
        return y * self.parameter("weight", "scale").reshape(x.shape[axes[0]:]) if self.take("scale", True) else y

    def embedding(self, x):
        table = self.parameter("weight", "embeddings")
        assert table.shape == (self.take("entries"), self.take("units")) and x.dtype == np.int64
        return table[x]

    def prelu(self, x):
        slope = self.parameter("weight", "alpha")
        if self.layout == "pytorch":
            slope = slope.reshape([-1] + [1] * (x.ndim - 1))
        return np.where(x >= 0, x, slope * x)

    # Pooling

    def windows(self, x, rank):
        """For every output position: the cells of its window that lie inside, and how many cells the window has that
        lie inside the padded input."""
        kernel = self.pair("kernel", rank)
        stride, dilation = self.pair("stride", rank, kernel), self.pair("dilation", rank, 1)
        sides = self.sides(x.shape[1:], kernel, stride, dilation)
        ceil = self.take("ceil_mode", False)
        axes = []
        for n, k, s, d, (before, after) in zip(x.shape[1:], kernel, stride, dilation, sides):
            room = n + before + after - d * (k - 1) - 1
            count = (-(-room // s) if ceil else room // s) + 1
            if ceil and (count - 1) * s >= n + before:
                count -= 1
            positions = []
            for i in range(count):
                cells = [i * s - before + j * d for j in range(k)]
                positions.append(([c for c in cells if 0 <= c < n], sum(c < n + after for c in cells)))
            axes.append(positions)
        for combination in itertools.product(*axes):
            yield np.ix_(range(len(x)), *(cells for cells, _ in combination)), math.prod(c for _, c in combination)
        self.pooled = [len(x), *(len(positions) for positions in axes)]

    def max_pool(self, x, rank):
        x, back = self.to_first(x)
        columns = [x[cells].reshape(len(x), -1).max(1) for cells, _ in self.windows(x, rank)]
        return back(np.stack(columns, 1).reshape(self.pooled))

    def average_pool(self, x, rank):
        x, back = self.to_first(x)
        padded = self.take("count_include_pad", torch=True, keras=False)
        columns = []
        for cells, count in self.windows(x, rank):
            values = x[cells].reshape(len(x), -1)
            columns.append(values.sum(1) / self.dtype(count if padded else values.shape[1]))
        return back(np.stack(columns, 1).reshape(self.pooled))

    def max_pool1d(self, x):
        return self.max_pool(x, 1)

    def max_pool2d(self, x):
        return self.max_pool(x, 2)

    def average_pool1d(self, x):
        return self.average_pool(x, 1)

    def average_pool2d(self, x):
        return self.average_pool(x, 2)

    def global_average_pool(self, x):
        x, back = self.to_first(x)
        keep = self.take("keep_dims", False)
        y = x.mean(tuple(range(1, x.ndim)), keepdims=keep)
        return back(y) if keep else y

    def global_max_pool(self, x):
        x, back = self.to_first(x)
        keep = self.take("keep_dims", False)
        y = x.max(tuple(range(1, x.ndim)), keepdims=keep)
        return back(y) if keep else y

    # Shapes

    def flatten(self, x):
        return x.reshape(-1)

    def reshape(self, x):
        return x.reshape(self.take("shape"))

    def transpose(self, x):
        return x.transpose(self.take("axes"))

    def concat(self, *inputs):
        axis = self.take("axis", 0 if inputs[0].ndim == 1 else None)
        return np.concatenate(inputs, axis)

    def pad(self, x):
        x, back = self.to_first(x)
        sides = explicit_sides(self.take("padding"), x.ndim - 1)
        mode, value = self.take("mode", "constant"), self.take("value", 0)
        return back(np.pad(x, [(0, 0), *sides], mode, **({"constant_values": value} if mode == "constant" else {})))

    def upsample2d(self, x):
        x, back = self.to_first(x)
        scale, mode, aligned = self.pair("scale", 2), self.take("mode"), self.take("align_corners", False)
        for axis, factor in enumerate(scale, start=1):
            size = x.shape[axis]
            position = np.arange(size * factor)
            if mode == "nearest":
                x = np.take(x, position // factor, axis)
                continue
            if aligned:
                position = position * ((size - 1) / max(1, size * factor - 1))
            else:
                position = np.clip((position + 0.5) / factor - 0.5, 0, None)
            low = np.minimum(np.floor(position).astype(int), size - 1)
            high = np.minimum(low + 1, size - 1)
            share = (position - low).astype(self.dtype).reshape([-1 if i == axis else 1 for i in range(3)])
            x = np.take(x, low, axis) * (1 - share) + np.take(x, high, axis) * share
        return back(x)

    def resize(self, x):
        sizes = listed(self.take("size"))
        axes = [axis % x.ndim for axis in listed(self.take("axes", list(range(-len(sizes), 0))))]
        scales = listed(self.take("scale", [new / x.shape[axis] for new, axis in zip(sizes, axes)]))
        region = self.take("region", [0] * len(sizes) + [1] * len(sizes))
        filling, outside = self.take("extrapolation", 0), np.zeros([1] * x.ndim, bool)
        options = {key: self.take(key, default) for key, default in [
            ("mode", None), ("coordinates", None), ("rounding", None), ("cubic_coefficient", -0.75), ("exclude_outside", False),
            ("antialias", False)]}
        for place, axis in enumerate(axes):
            matrix, beyond = resampling(x.shape[axis], sizes[place], scales[place],
                                        (region[place], region[place + len(sizes)]), **options)
            x = np.moveaxis(np.tensordot(matrix.astype(self.dtype), x, (1, axis)), 0, axis)
            outside = outside | beyond.reshape([-1 if i == axis else 1 for i in range(x.ndim)])
        return np.where(outside, self.dtype(filling), x)

    def slice(self, x):
        axis, start, end, step = self.take("axis"), self.take("start", 0), self.take("end"), self.take("step", 1)
        size = x.shape[axis]
        places = range(size)[start:size if end is None else end:step]
        return np.take(x, list(places), axis)

    def gather(self, x):
        axis = self.take("axis")
        return np.take(x, self.take("indices"), axis)

    def flip(self, x):
        return np.flip(x, self.take("axis"))

    def constant(self):
        value = self.parameter("value", "value")
        assert list(value.shape) == self.take("shape")
        return value

    def matmul(self, x, y):
        return np.matmul(x, y)

    def attention(self, q, k, v, mask=None):
        heads = self.take("heads")
        kv_heads = self.take("kv_heads", heads)
        if heads is not None:
            q, k, v = (np.moveaxis(value.reshape(*value.shape[:-1], count, -1), -2, -3)
                       for value, count in [(q, heads), (k, kv_heads), (v, kv_heads)])
            k, v = (np.repeat(value, heads // kv_heads, axis=-3) for value in (k, v))
        scores = np.einsum("...id,...jd->...ij", q, k) * self.dtype(self.take("scale", 1 / math.sqrt(q.shape[-1])))
        kind = self.take("mask", "additive")
        if mask is not None:
            scores = scores + mask if kind == "additive" else np.where(mask == 0, self.dtype(-np.inf), scores)
        if self.take("causal", False):
            scores = np.where(np.tri(*scores.shape[-2:], dtype=bool), scores, self.dtype(-np.inf))
        e = np.exp(scores - scores.max(-1, keepdims=True))
        weights = np.where(np.all(scores == -np.inf, -1, keepdims=True), self.dtype(0), e / e.sum(-1, keepdims=True))
        y = np.matmul(weights, v)
        return y if heads is None else np.moveaxis(y, -3, -2).reshape(*y.shape[:-3], y.shape[-2], -1)

    # Recurrent layers

    def lstm(self, x, h=None, c=None):
        return self.recurrent("lstm", 4, x, h, c)

    def gru(self, x, h=None):
        return self.recurrent("gru", 3, x, h, None)

    def rnn(self, x, h=None):
        return self.recurrent("simple_rnn", 1, x, h, None)

    def recurrent(self, kind, gates, x, h, c):
        units, is_torch = self.take("units"), self.layout == "pytorch"
        result = self.take("result", "sequence" if is_torch else "last")
        resets_product = self.take("reset_after", True)
        functions = {"tanh": np.tanh, "sigmoid": special.expit, "relu": lambda x: np.maximum(x, 0), "linear": lambda x: x,
                     "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1)}
        act = functions[self.take("activation", "tanh")]
        gate = functions[self.take("recurrent_activation", "sigmoid")]
        W = self.parameter("weight_ih_l0", f"{kind}_cell/kernel")
        U = self.parameter("weight_hh_l0", f"{kind}_cell/recurrent_kernel")
        W, U = (W, U) if is_torch else (W.T, U.T)
        own, other = np.zeros(gates * units, self.dtype), np.zeros(gates * units, self.dtype)
        if self.take("bias", True):
            own = self.parameter("bias_ih_l0", f"{kind}_cell/bias")
            own, other = (own, self.parameter("bias_hh_l0", "")) if is_torch else own if own.ndim == 2 else (own, other)
        if kind == "gru" and not is_torch:
            W, U, own, other = (np.concatenate([v[units:2 * units], v[:units], v[2 * units:]]) for v in (W, U, own, other))
        h, c = (np.zeros(units, self.dtype) if state is None else state for state in (h, c))
        assert W.shape == (gates * units, x.shape[1]) and U.shape == (gates * units, units)
        order = range(len(x))
        states = np.zeros([len(x), units], self.dtype)
        for step in reversed(order) if self.take("reverse", False) else order:
            a, b = np.split(W @ x[step] + own, gates), np.split(U @ h + other, gates)
            if kind == "lstm":
                c = gate(a[1] + b[1]) * c + gate(a[0] + b[0]) * act(a[2] + b[2])
                h = gate(a[3] + b[3]) * act(c)
            elif kind == "gru":
                r, z = gate(a[0] + b[0]), gate(a[1] + b[1])
                new = r * b[2] if resets_product else U[2 * units:] @ (r * h) + other[2 * units:]
                h = (1 - z) * act(a[2] + new) + z * h
            else:
                h = act(a[0] + b[0])
            states[step] = h
        return {"sequence": states, "last": h, "cell": c}[result]

    # Computed places

    def take_layer(self, x, places):
        axis = self.take("axis") % x.ndim
        return np.take(x, computed_places(places, x.shape[axis]), axis)

    def take_along_axis(self, x, places):
        axis = self.take("axis")
        return np.take_along_axis(x, computed_places(places, x.shape[axis]), axis)

    def gather_nd(self, x, places):
        batch = self.take("batch_axes", 0)
        result = []
        for index in np.ndindex(places.shape[:-1]):
            result.append(x[(*index[:batch], *tuple_place(places[index], x.shape[batch:]))])
        return np.stack(result).reshape([*places.shape[:-1], *x.shape[batch + places.shape[-1]:]])

    def scatter_elements(self, x, places, updates):
        axis = self.take("axis") % x.ndim
        join, y = SCATTER[self.take("reduction", "none")], x.copy()
        for index in np.ndindex(places.shape):
            target = list(index)
            target[axis] = computed_places(places[index], x.shape[axis])
            y[tuple(target)] = join(y[tuple(target)], updates[index])
        return y

    def scatter_nd(self, x, places, updates):
        join, y = SCATTER[self.take("reduction", "none")], x.copy()
        for index in np.ndindex(places.shape[:-1]):
            target = tuple_place(places[index], x.shape)
            y[target] = join(y[target], updates[index])
        return y

    def top_k(self, x):
        k, axis, largest = self.take("k"), self.take("axis", -1), self.take("largest", True)
        keys = np.where(np.isnan(x), np.inf, x)
        tops = np.isnan(x)                       # NaN is above infinity
        rows = np.moveaxis(np.stack([keys, tops]), axis + 1 if axis >= 0 else axis, -1)
        sign = -1 if largest else 1
        order = np.lexsort((sign * rows[0], sign * rows[1]), axis=-1)
        places = np.moveaxis(order[..., :k], -1, axis)
        if self.take("result", "values") == "indices":
            return places.astype(self.dtype)
        return np.take_along_axis(x, places, axis)

    def grid_sample(self, x, grid):
        mode, padding, aligned = self.take("mode", "linear"), self.take("padding", "zeros"), self.take("align_corners", False)
        sizes, rank = x.shape[1:], x.ndim - 1
        y = np.zeros([len(x), *grid.shape[:-1]], self.dtype)
        for index in np.ndindex(grid.shape[:-1]):
            taps = [grid_taps(float(number), size, mode, padding, aligned)
                    for number, size in zip(grid[index][::-1], sizes)]
            for combination in itertools.product(*taps):
                weight = math.prod(w for _, w in combination)
                y[(slice(None), *index)] += self.dtype(weight) * x[(slice(None), *(pixel for pixel, _ in combination))]
        return y

    # Element by element

    def add(self, *inputs):
        return sum(inputs[1:], inputs[0])

    def subtract(self, x, y):
        return x - y

    def multiply(self, *inputs):
        return math.prod(inputs[1:], start=inputs[0])

    def maximum(self, *inputs):
        result = inputs[0]
        for value in inputs[1:]:
            result = np.maximum(result, value)
        return result

    def minimum(self, *inputs):
        result = inputs[0]
        for value in inputs[1:]:
            result = np.minimum(result, value)
        return result

    def mean(self, x):
        return x.mean(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def sum(self, x):
        return x.sum(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def max(self, x):
        return x.max(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def min(self, x):
        return x.min(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def product(self, x):
        return x.prod(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def l1_norm(self, x):
        return np.abs(x).sum(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def l2_norm(self, x):
        wide = x.astype(np.float64)          # squares of large float32 numbers overflow
        total = (wide * wide).sum(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))
        return np.sqrt(total).astype(self.dtype)

    def sum_of_squares(self, x):
        return (x * x).sum(tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def log_sum(self, x):
        return np.log(x.sum(tuple(self.take("axes")), keepdims=self.take("keep_dims", False)))

    def log_sum_exp(self, x):
        return special.logsumexp(x, tuple(self.take("axes")), keepdims=self.take("keep_dims", False))

    def cumulative_sum(self, x):
        axis, exclusive, reverse = self.take("axis"), self.take("exclusive", False), self.take("reverse", False)
        x = np.flip(x, axis) if reverse else x
        y = np.cumsum(x, axis)
        y = y - x if exclusive else y
        return np.flip(y, axis) if reverse else y

    def divide(self, x, y):
        return x / y

    def power(self, x, y=None):
        exponent = self.take("exponent")
        return np.power(x, self.dtype(exponent) if y is None else y)

    def modulo(self, x, y):
        return np.mod(x, y) if self.take("rounding") == "floor" else np.fmod(x, y)

    def atan2(self, y, x):
        return np.arctan2(y, x)

    # Comparisons and logic

    def truth(self, mask):
        return mask.astype(self.dtype)

    def equal(self, x, y):
        return self.truth(x == y)

    def not_equal(self, x, y):
        return self.truth(x != y)

    def less(self, x, y):
        return self.truth(x < y)

    def less_or_equal(self, x, y):
        return self.truth(x <= y)

    def greater(self, x, y):
        return self.truth(x > y)

    def greater_or_equal(self, x, y):
        return self.truth(x >= y)

    def logical_and(self, x, y):
        return self.truth(np.logical_and(x, y))

    def logical_or(self, x, y):
        return self.truth(np.logical_or(x, y))

    def logical_xor(self, x, y):
        return self.truth(np.logical_xor(x, y))

    def logical_not(self, x):
        return self.truth(np.logical_not(x))

    def is_nan(self, x):
        return self.truth(np.isnan(x))

    def is_infinite(self, x):
        return self.truth({"any": np.isinf, "positive": np.isposinf, "negative": np.isneginf}[self.take("sign", "any")](x))

    def where(self, condition, x, y):
        return np.where(condition, x, y)

    def cast(self, x):
        assert self.take("to") == "float32" and x.dtype == np.int64
        return x.astype(np.float32).astype(self.dtype)

    def expand(self, x):
        shape = self.take("shape")
        own = [1] * (len(shape) - x.ndim) + list(x.shape)
        return np.broadcast_to(x, [n if size == -1 else size for size, n in zip(shape, own)])

    def argmax(self, x):
        return self.arg_extreme(np.argmax, x)

    def argmin(self, x):
        return self.arg_extreme(np.argmin, x)

    def arg_extreme(self, function, x):
        axis, keep = self.take("axis"), self.take("keep_dims", False)
        if self.take("select_last", False):
            return (x.shape[axis] - 1 - function(np.flip(x, axis), axis, keepdims=keep)).astype(self.dtype)
        return function(x, axis, keepdims=keep).astype(self.dtype)

    def dropout(self, x):
        self.take("rate")
        return x

    def scale(self, x):
        return x * self.dtype(self.take("factor", 1)) + self.dtype(self.take("offset", 0))

    def clip(self, x):
        return np.clip(x, self.take("min"), self.take("max"))

    # Activations

    def relu(self, x):
        return np.maximum(x, self.dtype(0))

    def relu6(self, x):
        return np.clip(x, 0, 6)

    def sigmoid(self, x):
        return special.expit(x)

    def silu(self, x):
        return x * special.expit(x * self.dtype(self.take("beta", 1)))

    def tanh(self, x):
        return np.tanh(x)

    def mish(self, x):
        return x * np.tanh(np.logaddexp(x, self.dtype(0)))

    def hard_sigmoid(self, x):
        slope, offset = self.take("slope"), self.take("offset", 0.5)
        if slope is None and offset == 0.5:
            return np.clip(x + 3, 0, 6) / 6
        return np.clip(self.dtype(slope or 1 / 6) * x + self.dtype(offset), 0, 1)

    def celu(self, x):
        alpha = self.dtype(self.take("alpha", 1))
        return np.where(x > 0, x, alpha * np.expm1(x / alpha))

    def thresholded_relu(self, x):
        return np.where(x <= self.take("threshold", 1), self.dtype(0), x)

    def shrink(self, x):
        bias = self.dtype(self.take("bias", 0))
        return np.where(np.abs(x) <= self.take("lambda", 0.5), self.dtype(0), x - np.copysign(bias, x))

    def hardmax(self, x):
        axis = self.take("axis", -1)
        places = np.arange(x.shape[axis]).reshape([-1 if i == axis % x.ndim else 1 for i in range(x.ndim)])
        return (places == np.expand_dims(np.argmax(x, axis), axis)).astype(self.dtype)

    def hard_swish(self, x):
        return x * self.hard_sigmoid(x)

    def softsign(self, x):
        return x / (1 + np.abs(x))

    def exp(self, x):
        return np.exp(x)

    def log(self, x):
        return np.log(x)

    def sqrt(self, x):
        return np.sqrt(x)

    def abs(self, x):
        return np.abs(x)

    def negate(self, x):
        return -x

    def reciprocal(self, x):
        return 1 / x

    def square(self, x):
        return x * x

    def floor(self, x):
        return np.floor(x)

    def ceil(self, x):
        return np.ceil(x)

    def round(self, x):
        return np.rint(x)

    def trunc(self, x):
        return np.trunc(x)

    def sign(self, x):
        return np.sign(x)

    def sin(self, x):
        return np.sin(x)

    def cos(self, x):
        return np.cos(x)

    def tan(self, x):
        return np.tan(x)

    def asin(self, x):
        return np.arcsin(x)

    def acos(self, x):
        return np.arccos(x)

    def atan(self, x):
        return np.arctan(x)

    def sinh(self, x):
        return np.sinh(x)

    def cosh(self, x):
        return np.cosh(x)

    def asinh(self, x):
        return np.arcsinh(x)

    def acosh(self, x):
        return np.arccosh(x)

    def atanh(self, x):
        return np.arctanh(x)

    def erf(self, x):
        return special.erf(x)

    def expm1(self, x):
        return np.expm1(x)

    def log1p(self, x):
        return np.log1p(x)

    def selu(self, x):
        alpha = self.take("alpha", 1.6732632423543772848170429916717)
        scale = self.take("gamma", 1.0507009873554804934193349852946)
        return self.dtype(scale) * np.where(x > 0, x, self.dtype(alpha) * np.expm1(x))

    def elu(self, x):
        return np.where(x > 0, x, self.dtype(self.take("alpha", 1)) * np.expm1(x))

    def leaky_relu(self, x):
        return np.where(x >= 0, x, self.dtype(self.take("slope", torch=0.01, keras=0.3)) * x)

    def gelu(self, x):
        if self.take("approximate", "none") == "tanh":
            return x * (1 + np.tanh(self.dtype(math.sqrt(2 / math.pi)) * (x + self.dtype(0.044715) * x * x * x))) / 2
        return x * special.erfc(-x / self.dtype(math.sqrt(2))) / 2

    def softplus(self, x):
        beta, threshold = self.dtype(self.take("beta", 1)), self.take("threshold", 20)
        return np.where(beta * x > threshold, x, np.log1p(np.exp(beta * x)) / beta)

    def softmax(self, x):
        axis = self.take("axis", -1)
        e = np.exp(x - x.max(axis, keepdims=True))
        return e / e.sum(axis, keepdims=True)

    def log_softmax(self, x):
        axis = self.take("axis", -1)
        shifted = x - x.max(axis, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


def listed(value):
    return value if isinstance(value, list) else [value]


def resampling(size, count, scale, region, mode, coordinates, rounding, cubic_coefficient, exclude_outside, antialias):
    """How much of each old element of an axis goes into each new one, and which of those lie outside."""
    i = np.arange(count)
    place = {
        "half_pixel": lambda: (i + 0.5) / scale - 0.5,
        "half_pixel_symmetric": lambda: size / 2 * (1 - count / (scale * size)) + (i + 0.5) / scale - 0.5,
        "pytorch_half_pixel": lambda: (i + 0.5) / scale - 0.5 if count > 1 else np.zeros(1),
        "align_corners": lambda: i * ((size - 1) / (count - 1)) if count > 1 else np.zeros(1),
        "asymmetric": lambda: i / scale,
        "tf_crop_and_resize": lambda: region[0] * (size - 1) + i * (region[1] - region[0]) * (size - 1) / (count - 1)
        if count > 1 else np.full(1, 0.5 * sum(region) * (size - 1)),
    }[coordinates]()
    outside = ((place < 0) | (place > size - 1)) & (coordinates == "tf_crop_and_resize")
    if mode == "nearest":
        rounded = {"round_prefer_floor": np.ceil(place - 0.5), "round_prefer_ceil": np.floor(place + 0.5),
                   "floor": np.floor(place), "ceil": np.ceil(place)}[rounding]
        return np.eye(size)[np.clip(rounded, 0, size - 1).astype(int)], outside
    narrow = min(scale, 1) if antialias else 1
    margin = math.ceil(2 / narrow) + 2 + max(0, math.ceil(place.max()) - size)
    neighbours = np.arange(-margin, size + margin)
    distance = np.abs(place[:, None] - neighbours) * narrow
    if mode == "linear":
        weights = np.clip(1 - distance, 0, None)
    else:
        a, d = cubic_coefficient, distance
        weights = np.where(d <= 1, (a + 2) * d**3 - (a + 3) * d**2 + 1,
                           np.where(d < 2, a * d**3 - 5 * a * d**2 + 8 * a * d - 4 * a, 0))
    if exclude_outside:
        weights = weights * ((neighbours >= 0) & (neighbours < size))
    weights = weights / weights.sum(1, keepdims=True)
    matrix = np.zeros([count, size])
    for column, neighbour in enumerate(neighbours):
        matrix[:, min(max(neighbour, 0), size - 1)] += weights[:, column]
    return matrix, outside


def grid_taps(number, size, mode, padding, aligned):
    """The pixels along an axis that have a part in a place from -1 to 1, with their weights."""
    number = -1.0 if math.isnan(number) else min(max(number, -1e6), 1e6)
    place = (number + 1) / 2 * (size - 1) if aligned else ((number + 1) * size - 1) / 2

    def returned(place):
        if padding == "border":
            return min(max(place, 0), size - 1)
        if padding == "reflection":
            low, high = (0, size - 1) if aligned else (-0.5, size - 0.5)
            while not low <= place <= high and high > low:
                place = 2 * low - place if place < low else 2 * high - place
            return min(max(place, 0), size - 1)
        return place

    place = place if mode == "cubic" else returned(place)
    low = math.floor(place)
    part = place - low
    if mode == "nearest":
        taps = [(round(place), 1.0)]
    elif mode == "linear":
        taps = [(low, 1 - part), (low + 1, part)]
    else:
        a = -0.75
        near, far = (lambda d: (a + 2) * d**3 - (a + 3) * d**2 + 1), (lambda d: a * d**3 - 5 * a * d**2 + 8 * a * d - 4 * a)
        taps = [(low - 1, far(1 + part)), (low, near(part)), (low + 1, near(1 - part)), (low + 2, far(2 - part))]
        taps = [(returned(pixel), weight) for pixel, weight in taps]
    return [(int(pixel), weight) for pixel, weight in taps if 0 <= pixel < size and weight != 0]


SCATTER = {"none": lambda old, new: new, "add": np.add, "multiply": np.multiply, "minimum": np.minimum,
           "maximum": np.maximum}


def computed_places(numbers, size):
    """Whole numbers from 0 to size - 1: towards 0, negative ones from the end, clamped; NaN is 0."""
    whole = np.trunc(np.clip(np.nan_to_num(numbers, nan=0.0, posinf=1e9, neginf=-1e9), -1e9, 1e9)).astype(np.int64)
    return np.clip(np.where(whole < 0, whole + size, whole), 0, size - 1)


def tuple_place(numbers, shape):
    return tuple(int(computed_places(number, size)) for number, size in zip(numbers, shape))


def explicit_sides(padding, count):
    """n, one number per axis, or both sides of every axis; [a, b] of a single axis is its two sides."""
    if not isinstance(padding, list):
        return [(padding, padding)] * count
    if len(padding) == 2 * count:
        return list(zip(padding[::2], padding[1::2]))
    return [(n, n) for n in padding]


def trailing(axes, rank):
    axes = tuple(sorted(axis % rank for axis in axes))
    assert axes == tuple(range(axes[0], rank)), f"{axes} are not the trailing axes"
    return axes


def normalised(x, axes, epsilon):
    centred = x - x.mean(axes, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(axes, keepdims=True) + epsilon)
