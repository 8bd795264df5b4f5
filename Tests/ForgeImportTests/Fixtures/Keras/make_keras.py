"""Writes the models of Keras in this folder and what Keras computes with them.

    python Tests/ForgeImportTests/Fixtures/Keras/make_keras.py [MODEL...]     (keras 3.15.1 on torch 2.13.0, safetensors 0.8.0)

Weights and inputs are random with a seed. `<model>.golden.safetensors` holds the inputs and outputs by name, examples on the first
axis. Lookups need TensorFlow: `lookups.keras` is put together by hand, and what it gives is computed in NumPy.
"""

import json
import os
import sys
import zipfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
from keras import layers as L
from safetensors.numpy import save_file

HERE = Path(__file__).parent
random = np.random.default_rng(20251125)


def randomise(model):
    """Gives every variable values that matter: those of normalisations are zeros and ones at first."""
    for variable in model.variables:
        shape = tuple(variable.shape)
        if "count" in variable.path or "seed" in variable.path:
            continue
        if "variance" in variable.path:
            values = random.uniform(0.3, 2, shape)
        else:
            values = random.normal(0, 1 / max(1, np.prod(shape[:-1])) ** 0.5, shape)
        variable.assign(values.astype("float32"))


def save(name, model, inputs, rows=3, h5=False, packs=False, batch=None):
    """`inputs` are shapes, integers below a bound, `(shape, bound)`, or truth values that are not all false: `(shape, bool)`.

    Those of a mask, `(shape, bound, "mask")`, are all 0 in the first example, begin with 0 in the second and are all 1 in the third.
    """
    randomise(model)
    given = {}
    for key, kind in inputs.items():
        shape, bound, *masked = kind if isinstance(kind[0], tuple) else (kind, None)
        if bound is bool:
            given[key] = (random.uniform(0, 1, (rows, *shape)) < 0.6).astype("float32")
            given[key][..., 0] = 1
        elif bound is None:
            given[key] = random.normal(0, 1, (rows, *shape)).astype("float32")
        else:
            given[key] = random.integers(0, bound, (rows, *shape)).astype("int64")
        if masked:
            given[key][0], given[key][1, 0], given[key][2] = 0, 0, 1
    results = model.predict(list(given.values()) if len(given) > 1 else next(iter(given.values())), batch, verbose=0)
    if isinstance(results, dict):
        answers = results
    else:
        results = results if isinstance(results, list) else [results]
        names = getattr(model, "output_names", None) or [model.layers[-1].name]
        answers = dict(zip(names, results))
    model.save(HERE / f"{name}.keras")
    if packs:
        pack(HERE / f"{name}.keras")
    if h5:
        model.save(HERE / f"{name}.h5")
    tensors = {key: np.ascontiguousarray(value) for key, value in (given | answers).items()}
    save_file(tensors, HERE / f"{name}.golden.safetensors")


def pack(path):
    """Deflates the parts of a file: HDF5 leaves much room between small weights."""
    with zipfile.ZipFile(path) as archive:
        parts = {item: archive.read(item) for item in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for item, content in parts.items():
            archive.writestr(item, content)


def perceptron():
    model = keras.Sequential(
        [
            keras.Input((6,), name="x"),
            L.Dense(8, activation="relu", name="fc1"),
            L.BatchNormalization(name="norm"),
            L.Dropout(0.5, name="drop"),
            L.Dense(8, activation=L.LeakyReLU(negative_slope=0.1), name="fc2"),
            L.ReLU(max_value=2.0, name="ceiling"),
            L.Dense(8, activation="leaky_relu", use_bias=False, name="fc3"),
            L.GaussianNoise(0.1),
            L.LayerNormalization(name="layer_norm"),
            L.Dense(8, activation="hard_tanh", name="fc4"),
            L.Activation("swish", name="swish"),
            L.Dense(3, activation="softmax", name="out"),
        ]
    )
    save("perceptron", model, {"x": (6,)}, h5=True)


def convolutions():
    x = image = keras.Input((15, 12, 3), name="image")
    x = L.ZeroPadding2D(((1, 0), (2, 1)))(x)
    x = L.Conv2D(8, 3, strides=2, padding="same", activation="relu6", name="even")(x)
    x = L.Conv2D(8, (2, 4), padding="same", use_bias=False, name="wide")(x)
    x = y = L.BatchNormalization(name="norm")(x)
    x = L.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="gelu", name="depthwise")(x)
    x = L.SeparableConv2D(8, 4, padding="same", activation="elu", name="separable")(x)
    x = L.Add(name="sum")([x, y])
    x = L.Conv2D(8, 3, padding="same", dilation_rate=2, groups=4, name="grouped")(x)
    x = L.PReLU(shared_axes=[1, 2], name="prelu")(x)
    a = L.MaxPooling2D(3, strides=2, padding="same", name="largest")(x)
    b = L.AveragePooling2D(2, padding="same", name="mean")(x)
    x = L.Concatenate(name="both")([a, b])
    x = L.GroupNormalization(4, name="groups")(x)
    x = L.UpSampling2D((2, 3), name="larger")(x)
    x = L.UpSampling2D(2, interpolation="bilinear", name="smoother")(x)
    x = L.Conv2DTranspose(6, 3, strides=2, padding="same", activation="tanh", name="back")(x)
    x = L.Cropping2D(((3, 2), (1, 4)), name="cropped")(x)
    x = L.SpatialDropout2D(0.2)(x)
    x = L.AveragePooling2D((3, 2), name="coarse")(x)
    c = L.GlobalAveragePooling2D(keepdims=True, name="squeeze")(x)
    c = L.Dense(6, activation="hard_sigmoid", name="excite")(c)
    x = L.Multiply(name="weighted")([x, c])
    p = L.GlobalMaxPooling2D(name="peaks")(x)
    q = L.Flatten(name="flat")(x)
    out = L.Dense(4, name="out")(L.Concatenate(name="all")([p, q]))
    save("convolutions", keras.Model(image, out), {"image": (15, 12, 3)})


def sequences():
    words = keras.Input((10,), dtype="int32", name="words")
    x = L.Embedding(20, 8, name="embedding")(words)
    x = L.Conv1D(8, 3, padding="causal", dilation_rate=2, activation="silu", name="causal")(x)
    x = L.SeparableConv1D(8, 2, strides=2, padding="same", name="separable")(x)
    x = L.LayerNormalization(epsilon=1e-6, center=False, name="norm")(x)
    x = L.TimeDistributed(L.Dense(6, activation="softsign", name="step"), name="steps")(x)
    x = L.UpSampling1D(2, name="twice")(x)
    x = L.ZeroPadding1D((1, 2), name="padded")(x)
    x = L.Cropping1D((0, 1), name="cropped")(x)
    x = L.MaxPooling1D(3, strides=2, padding="same", name="peaks")(x)
    x = L.Permute((2, 1), name="turned")(x)
    x = L.Softmax(axis=1, name="shares")(x)
    x = L.RMSNormalization(name="rms")(x)
    mean = L.GlobalAveragePooling1D(name="mean")(x)
    rows = L.RepeatVector(3, name="rows")(mean)
    flat = L.Reshape((-1, 2), name="pairs")(rows)
    save("sequences", keras.Model(words, [mean, flat]), {"words": ((10,), 20)})


def nested():
    inner_in = keras.Input((5,))
    inner = keras.Model(
        inner_in,
        [L.Dense(4, activation="relu", name="fc")(inner_in), L.Dense(4, name="gate")(inner_in)],
        name="tower",
    )
    head = keras.Sequential([L.Dense(6, activation="softplus", name="fc"), L.Dense(2, name="out")], name="head")
    left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
    a, b = inner(left)
    c, d = inner(right)
    shared = L.Dense(4, name="shared")
    s, t = shared(a), shared(c)
    x = L.Average(name="average")([s, t, L.Subtract(name="difference")([b, d])])
    x = L.Maximum(name="most")([x, L.Minimum(name="least")([s, d])])
    x = 1.0 - keras.ops.relu(x * 0.5 + 0.25) / 2.0
    x = keras.ops.concatenate([x, keras.ops.mean(x, axis=1, keepdims=True)], axis=-1)
    save("nested", keras.Model([left, right], {"score": head(x), "middle": x}), {"left": (5,), "right": (5,)})


def operations():
    """Functions of keras.ops, most of them of one element."""
    O = keras.ops
    x = keras.Input((3, 4), name="x")
    y = keras.Input((3, 4), name="y")
    p = O.sigmoid(x)
    names = (
        "abs arccos arcsin arcsinh arctan arctanh ceil cos cosh exp expm1 floor hard_sigmoid hard_silu log log1p negative"
        " reciprocal relu relu6 selu sign silu sin sinh softplus softsign sqrt square tan tanh celu hard_shrink soft_shrink"
        " gelu leaky_relu elu round"
    ).split()
    parts = [getattr(O, name)(p) for name in names]
    parts += [O.erf(x), O.rsqrt(p), O.arccosh(p + 1.0), O.gelu(y, approximate=False), 2.0 / p, p**1.5, p / (1.0 + O.abs(y))]
    parts += [O.power(p, y), O.arctan2(x, y), O.maximum(x, y), O.minimum(x, 0.5), O.maximum(0.1, x), O.clip(x, -0.5, 0.75)]
    parts += [O.cumsum(x, axis=1), O.flip(x, axis=2), O.softmax(x, axis=1), O.log_softmax(x), x - y, 3.0 - x, -x * y]
    parts += [x * O.convert_to_tensor([1.0, -2.0, 0.5, 3.0])]
    picked = [x[:, -1, 1:], x[..., ::2, 0], y[:, None, 2, -3:-1][:, 0]]
    square = O.matmul(x, O.transpose(y, (0, 2, 1)))
    folds = [O.mean(x, axis=1), O.sum(x, axis=-2), O.max(x, axis=1), O.min(x, axis=1), O.prod(x, axis=1), O.logsumexp(x, axis=1)]
    unit = L.UnitNormalization(name="unit")(y)
    flat = [L.Flatten()(x), L.Flatten()(y)]
    dots = [L.Dot(1, normalize=True, name="cosine")(flat), L.Flatten()(L.Dot((2, 2), name="products")([x, y]))]
    model = keras.Model(
        [x, y],
        [
            L.Concatenate(name="elements")(parts),
            O.reshape(square, (-1, 9)),
            L.Concatenate(name="folds")(folds),
            L.Add(name="units")([unit, L.Activation("hard_shrink", name="shrunk")(y)]),
            L.Concatenate(name="dots")(dots),
            L.Concatenate(name="picked")(picked),
        ],
    )
    save("operations", model, {"x": (3, 4), "y": (3, 4)})


def preprocessing():
    """A table: each column with the layers that Keras has for it."""
    age = keras.Input((1,), name="age")
    income = keras.Input((1,), name="income")
    city = keras.Input((1,), dtype="int64", name="city")
    pixels = keras.Input((4, 4, 3), name="pixels")
    table = keras.Input((3,), name="table")
    a = L.Normalization(mean=40.0, variance=225.0, name="age_scaled")(age)
    b = L.Discretization([-1.0, 0.0, 1.5], output_mode="one_hot", name="income_bucket")(income)
    c = L.CategoryEncoding(4, output_mode="one_hot", name="city_columns")(city)
    columns = L.Normalization(name="table_scaled")
    columns.adapt(random.normal(2, 3, (50, 3)))
    d = columns(table)
    p = L.Rescaling(1 / 127.5, offset=-1.0, name="pixels_scaled")(pixels)
    channels = L.Normalization(axis=-1, name="channels")
    channels.adapt(random.normal(0.5, 2, (5, 4, 4, 3)))
    p = L.Rescaling([0.5, 2.0, 1.5], offset=[0.0, 1.0, -1.0], name="per_channel")(channels(p))
    p = L.Flatten(name="pixels_flat")(p)
    x = L.Concatenate(name="columns")([a, b, c, d, p])
    out = L.Dense(2, name="out")(x)
    model = keras.Model([age, income, city, pixels, table], out)
    # `randomise` leaves the statistics of the normalisations positive, and the rest as it was.
    save("preprocessing", model, {"age": (1,), "income": (1,), "city": ((1,), 4), "pixels": (4, 4, 3), "table": (3,)}, rows=6)


def lookups():
    """What Keras with TensorFlow writes for two lookups, an embedding and a dense layer (keras 3.15, `index_lookup.py`)."""
    colour, code = keras.Input((1,), dtype="int64", name="colour"), keras.Input((1,), dtype="int64", name="code")
    a = L.Embedding(4, 3, name="colour_embedding")(L.Identity(name="colour_index")(colour))
    b = L.CategoryEncoding(4, output_mode="one_hot", name="code_columns")(L.Identity(name="code_index")(code))
    x = L.Concatenate(name="columns")([L.Flatten(name="flat")(a), b])
    model = keras.Model([colour, code], L.Dense(2, name="out")(x))
    save("lookups", model, {"colour": ((1,), 4), "code": ((1,), 4)}, rows=8)
    path = HERE / "lookups.keras"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(parts["config.json"])
    common = {
        "invert": False, "max_tokens": None, "num_oov_indices": 1, "mask_token": None, "sparse": False,
        "pad_to_max_tokens": False, "idf_weights": None, "vocabulary_size": 4, "output_mode": "int",
    }
    for layer in config["config"]["layers"]:
        if layer["config"]["name"] == "colour_index":
            layer["class_name"] = "StringLookup"
            layer["config"] = common | {
                "name": "colour_index", "oov_token": "[UNK]", "vocabulary_dtype": "string", "encoding": "utf-8",
                "vocabulary": ["red", "light: green", "blue"],
            }
        if layer["config"]["name"] == "code_index":
            layer["class_name"] = "IntegerLookup"
            layer["config"] = common | {
                "name": "code_index", "oov_token": -1, "vocabulary_dtype": "int64", "vocabulary": [-1, 10, 20, 7],
            }
        if layer["config"]["name"] == "colour":
            layer["config"]["dtype"] = "string"
    parts["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 11, 25, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def attention():
    """Attention layers in every form: heads, shared keys, masks, sums in the place of products."""
    global random
    random = np.random.default_rng(20261128)
    x = keras.Input((5, 12), name="x")
    y = keras.Input((7, 8), name="y")
    mask = keras.Input((5, 7), dtype="bool", name="mask")
    many = L.MultiHeadAttention(3, 4, name="many")(x, y)
    causal = L.MultiHeadAttention(2, 5, value_dim=3, output_shape=6, use_bias=False, dropout=0.5, name="causal")(
        x, x, use_causal_mask=True)
    hidden = L.MultiHeadAttention(2, 3, name="hidden")(query=x, value=y, key=L.Dense(4, name="keys")(y), attention_mask=mask)
    shared = L.GroupQueryAttention(4, 6, 2, name="shared")(x, many)
    dot = L.Attention(use_scale=True, name="dot")([x, many])
    keyed = L.Attention(name="keyed")([x, shared, many], use_causal_mask=True)
    sums = L.AdditiveAttention(name="sums")([x, many])
    plain = L.AdditiveAttention(use_scale=False, name="plain")([x, many, shared])
    model = keras.Model([x, y, mask], [many, causal, hidden, shared, dot, keyed, sums, plain])
    save("attention", model, {"x": (5, 12), "y": (7, 8), "mask": ((5, 7), bool)})


def recurrent():
    """Recurrent layers: whole sequences and last states, both directions, from the end, states given, other functions."""
    global random
    random = np.random.default_rng(20261129)
    x = keras.Input((5, 3), name="x")
    h = keras.Input((4,), name="h")
    stacked = L.LSTM(3, name="second")(L.LSTM(4, return_sequences=True, dropout=0.3, name="first")(x))
    gated = L.GRU(4, reset_after=False, activation="relu", recurrent_activation="hard_sigmoid", name="gated")(x, initial_state=h)
    turned = L.GRU(2, go_backwards=True, return_sequences=True, use_bias=False, name="turned")(x)
    plain = L.SimpleRNN(3, activation="relu", name="plain")(x, initial_state=L.Dense(3, name="start")(h))
    both = L.Bidirectional(L.LSTM(3, return_sequences=True), name="both")(x)
    ends = L.Bidirectional(L.GRU(2), merge_mode="ave", name="ends")(both)
    apart = L.Bidirectional(L.SimpleRNN(2, return_sequences=True), merge_mode="sum",
                            backward_layer=L.LSTM(2, return_sequences=True, go_backwards=True, name="other"), name="apart")(x)
    model = keras.Model([x, h], [stacked, gated, turned, plain, both, ends, apart])
    save("recurrent", model, {"x": (5, 3), "h": (4,)})


def arrangements():
    """Functions of keras.ops that move axes and elements about, and those that take them at places."""
    global random
    random = np.random.default_rng(20261201)
    O = keras.ops
    x, y = keras.Input((3, 4), name="x"), keras.Input((3, 4), name="y")
    ids = keras.Input((3,), dtype="int32", name="ids")
    first, second = O.split(x, 2, axis=-1)
    a, b, c = O.split(y, [1, 3], axis=-1)
    rows = O.unstack(y, axis=1)
    best, places = O.top_k(x, 2)
    along = O.take_along_axis(x, O.expand_dims(O.argmax(y, axis=1), 1), axis=1)
    parts = [
        O.stack([x, y], axis=1), O.stack([x, y], axis=-1), second, O.concatenate([c, a, b], axis=-1), first, rows[1],
        O.squeeze(x[:, :1], 1), O.expand_dims(x, (1, -1)), O.swapaxes(x, 1, 2), O.moveaxis(O.expand_dims(x, 1), 1, -1),
        O.moveaxis(O.stack([x, y, x], axis=1), [1, 3], [2, 1]), O.transpose(x, (0, 2, 1)),
        O.pad(x, ((0, 0), (1, 2), (0, 3)), constant_values=0.5), O.pad(x, ((0, 0), (2, 1), (1, 0)), mode="reflect"),
        O.pad(O.stack([x, y], axis=-1), ((0, 0), (1, 0), (0, 2), (1, 1))),
        O.repeat(x, 2, axis=1), O.tile(x, (1, 2, 3)), O.roll(x, 1, axis=1),
        O.roll(x, (-5, 3), axis=(1, 2)), O.take(x, [0, -1, 0], axis=1), O.take(x, [[1, 2], [0, 1]], axis=2), O.take(x, 1, axis=2),
        O.take(O.convert_to_tensor(np.arange(10.0).reshape(5, 2).astype("float32")), ids, axis=0), along,
        O.sort(x, axis=1), O.cast(O.argsort(y, axis=-1), "float32"), best, O.cast(places, "float32"),
        O.one_hot(ids, 6), O.one_hot(ids, 5, axis=1), O.multi_hot(ids, 6), x[:, 0, 0],
        L.CategoryEncoding(7, output_mode="multi_hot")(ids), L.CategoryEncoding(7, output_mode="count")(ids),
    ]
    save("arrangements", keras.Model([x, y, ids], joined(parts)), {"x": (3, 4), "y": (3, 4), "ids": ((3,), 5)})


def joined(parts):
    """One output for many results."""
    return L.Concatenate(name="together")([keras.ops.reshape(part, (-1, int(np.prod(part.shape[1:])))) for part in parts])


def comparisons():
    """Comparisons, choices, folds and activations of Keras alone."""
    global random
    random = np.random.default_rng(20261202)
    O = keras.ops
    x, y = keras.Input((3, 4), name="x"), keras.Input((3, 4), name="y")
    ids = keras.Input((3,), dtype="int32", name="ids")
    f = lambda value: O.cast(value, "float32")
    truths = [
        x > 0, x > y, 0.5 > x, O.greater_equal(x, y), O.less_equal(x, 0.25), O.equal(O.sign(x), 1.0), O.not_equal(ids, 0),
        O.logical_and(x > 0, y > 0), O.logical_or(x > 0, y > 0), O.logical_xor(x > 0, y > 0), ~(x > 0), O.isnan(x), O.isinf(x),
        O.cast(O.round(x), "bool"), O.any(x > 1, axis=1), O.all(x > -1, axis=2, keepdims=True),
    ]
    numbers = [
        O.where(x > 0, x, 0.1 * x), O.where(x > y, 1.0, y), O.where(O.expand_dims(ids, -1) > 2, x, y),
        O.cast(O.cast(x * 3, "int32"), "float32"), f(O.argmax(x, -1)), f(O.argmin(x, axis=1, keepdims=True)),
        f(O.count_nonzero(O.round(x), axis=(1, 2))), O.norm(x, axis=-1), O.norm(x, ord=1, axis=1, keepdims=True), O.norm(x, axis=(1, 2)),
        O.var(x, axis=-1), O.var(x, axis=(1, 2), keepdims=True), O.std(x, axis=1), O.normalize(x, axis=-1),
        O.normalize(x, axis=1, order=1), *O.moments(x, axes=[1]), O.mod(x, 0.75), O.mod(x, y), O.log2(O.abs(x)), O.log10(O.abs(y)),
        O.trunc(3 * x), f(ids) * 2.0, x + O.ones((3, 4)), x - O.convert_to_tensor(np.float32([[1], [2], [3]])), 2.0 / y,
        O.power(O.abs(x), O.convert_to_tensor(np.float32([1, 2, 3, 0.5]))),
        O.reshape(O.glu(x), (-1, 6)), O.reshape(O.glu(O.concatenate([x, y], axis=1), axis=1), (-1, 12)), O.squareplus(x), O.squareplus(x, 2), O.tanh_shrink(x), O.sparse_plus(2 * x),
        O.sparse_sigmoid(x), O.log_sigmoid(x), O.hard_tanh(x), O.threshold(x, 0.25, 0.0), O.threshold(x, 0.25, 2.0),
        L.Activation("tanh_shrink")(x), O.reshape(L.Dense(4, activation="glu", name="gated")(x), (-1, 6)), L.Dense(3, activation="squareplus")(x),
        L.Dense(3, activation="log_sigmoid")(x), L.Dense(3, activation=L.ReLU(threshold=0.3))(x), L.ReLU(threshold=0.2)(x),
        L.ReLU(max_value=1.0, threshold=0.2)(x), L.ReLU(1.0, 0.1, 0.2)(x), L.ReLU(0.5, 0.1, 0.4)(x), L.ReLU(None, 0.1, 0.2)(x),
    ]
    save(
        "comparisons",
        keras.Model([x, y, ids], [L.Concatenate(name="truths")([O.reshape(f(t), (-1, int(np.prod(t.shape[1:])))) for t in truths]),
                                  joined(numbers)]),
        {"x": (3, 4), "y": (3, 4), "ids": ((3,), 5)},
    )


def products():
    """Products written with letters, and with constants."""
    global random
    random = np.random.default_rng(20261203)
    O = keras.ops
    x, y = keras.Input((3, 4), name="x"), keras.Input((5, 4), name="y")
    z = keras.Input((2, 3, 4), name="z")
    w = O.convert_to_tensor(np.linspace(-1, 1, 8).reshape(4, 2).astype("float32"))
    parts = [
        O.einsum("bij,bkj->bik", x, y), O.einsum("bhij,bij->bhi", z, x), O.einsum("bhij,bkj->bkhi", z, y), O.einsum("bij->bji", x),
        O.einsum("bhij->bj", z), O.einsum("bij,jk->bki", x, w), O.einsum("bij,bkl->bi", x, y), O.matmul(x, w),
        O.matmul(z, O.expand_dims(O.transpose(y, (0, 2, 1)), 1)), O.dot(z, w),
        L.EinsumDense("abc,cd->abd", output_shape=(3, 7), bias_axes="d", activation="relu")(x),
        L.EinsumDense("abc,cde->abde", output_shape=(3, 2, 3), bias_axes="de")(x),
        L.EinsumDense("abcd,cde->abe", output_shape=(2, 5), bias_axes="e")(z),
        L.EinsumDense("abcd,cde->abe", output_shape=(2, 5))(z), L.EinsumDense("abc,bd->adc", output_shape=(7, 4))(x),
        L.EinsumDense("abc,bd->adc", output_shape=(7, 4), bias_axes="dc", activation="softmax")(x),
        O.reshape(L.EinsumDense("...x,xy->...y", output_shape=6, bias_axes="y", activation="tanh")(z), (-1, 36)),
        L.EinsumDense("abc,cde->aebd", output_shape=(2, 3, 3), bias_axes="e")(x),
        L.EinsumDense("abcd,bcde->ae", output_shape=(6,), bias_axes="e")(z),
        L.SpectralNormalization(L.Dense(3))(x),
    ]
    save("products", keras.Model([x, y, z], joined(parts)), {"x": (3, 4), "y": (5, 4), "z": (2, 3, 4)})


def images():
    """Other sizes of images, what training alone does to them, and windows that divide."""
    global random
    random = np.random.default_rng(20261204)
    x = keras.Input((8, 12, 2), name="x")
    y = keras.Input((2, 6, 7), name="y")
    kinds = [("nearest", False), ("bilinear", False), ("bilinear", True), ("bicubic", True)]
    parts = [L.Resizing(5, 17, interpolation=kind, antialias=soft)(x) for kind, soft in kinds]
    parts += [
        L.Resizing(6, 4, crop_to_aspect_ratio=True)(x), L.Resizing(6, 4, pad_to_aspect_ratio=True, fill_value=0.5)(x),
        L.Resizing(3, 9, data_format="channels_first")(y), keras.ops.image.resize(x, (4, 5)), L.CenterCrop(5, 7)(x),
        L.CenterCrop(10, 7)(x), L.CenterCrop(3, 3, data_format="channels_first")(y), L.RandomFlip()(x) * 2.0, L.GlobalAveragePooling2D()(L.RandomCrop(4, 4)(x)),
        L.RandomRotation(0.2)(L.RandomZoom(0.1)(L.RandomContrast(0.3)(x))) - 1.0, L.AdaptiveAveragePooling2D((4, 3))(x),
        L.AdaptiveMaxPooling2D(2)(x), L.AdaptiveMaxPooling2D((3, 7), data_format="channels_first")(y),
        L.Normalization(axis=-1, mean=[0.5, 2.0], variance=[2.0, 0.25], invert=True)(x),
        L.Normalization(axis=None, mean=0.5, variance=2.0, invert=True)(x),
    ]
    save("images", keras.Model([x, y], joined(parts)), {"x": (8, 12, 2), "y": (2, 6, 7)})


def volumes():
    """Volumes, transposed convolutions of sequences, and layers that are called for each step."""
    global random
    random = np.random.default_rng(20261205)
    v, s = keras.Input((5, 6, 4, 4), name="v"), keras.Input((7, 3), name="s")
    steps = keras.Input((3, 6, 5, 2), name="steps")
    cnn = keras.Sequential([L.Conv2D(3, 2, name="conv"), L.ReLU(name="bend"), L.GlobalMaxPooling2D(name="peaks")], name="cnn")
    parts = [
        L.Conv3D(3, 2, activation="relu")(v), L.Conv3D(3, (3, 2, 3), strides=(2, 1, 2), padding="same", use_bias=False)(v),
        L.Conv3D(4, (2, 3, 1), dilation_rate=(2, 1, 1), groups=2, activation="softmax")(v),
        L.Conv3D(2, (2, 1, 2), data_format="channels_first", activation="softmax")(v), L.MaxPooling3D(2)(v),
        L.MaxPooling3D((3, 2, 2), strides=(2, 2, 1), padding="same")(v), L.AveragePooling3D((2, 3, 2))(v),
        L.AveragePooling3D(2, data_format="channels_first")(v), L.GlobalAveragePooling3D()(v),
        L.GlobalMaxPooling3D(keepdims=True, data_format="channels_first")(v), L.ZeroPadding3D(((1, 0), (0, 2), (1, 1)))(v),
        L.Cropping3D(((1, 1), (0, 2), (1, 0)))(v), L.UpSampling3D((2, 1, 3))(v), L.SpatialDropout3D(0.2)(v),
        L.Conv1DTranspose(4, 3, strides=2, padding="same", activation="tanh")(s), L.Conv1DTranspose(2, 2, strides=3)(s),
        L.AdaptiveAveragePooling1D(1)(s), L.TimeDistributed(L.Conv2D(3, 2, padding="same", activation="relu", name="conv"))(steps),
        L.TimeDistributed(L.MaxPooling2D(2))(steps), L.TimeDistributed(L.Flatten())(steps), L.TimeDistributed(cnn)(steps),
        L.TimeDistributed(L.GlobalAveragePooling2D())(steps),
        L.SpectralNormalization(L.Conv2D(2, 2))(L.Cropping2D(1, name="inner")(keras.ops.reshape(v, (-1, 6, 20, 4)))),
    ]
    save("volumes", keras.Model([v, s, steps], joined(parts)), {"v": (5, 6, 4, 4), "s": (7, 3), "steps": (3, 6, 5, 2)})


def untouched():
    """Outputs that are an input as it came, or nearly."""
    global random
    random = np.random.default_rng(20261206)
    x, one = keras.Input((3, 2), name="x"), keras.Input((1,), name="one")
    y, number = keras.Input((4,), name="y"), keras.Input((1,), dtype="int32", name="number")
    model = keras.Model(
        [x, one, y, number],
        [L.GaussianNoise(0.3, name="noise")(x), L.Rescaling(2.0, offset=1.0, name="larger")(one), L.Identity(name="same")(y),
         L.CategoryEncoding(4, output_mode="one_hot", name="columns")(number)],
    )
    save("untouched", model, {"x": (3, 2), "one": (1,), "y": (4,), "number": ((1,), 4)})


def masked():
    """Masks that no later layer reads."""
    global random
    random = np.random.default_rng(20261207)
    words = keras.Input((6,), dtype="int32", name="words")
    steps = keras.Input((6, 3), name="steps")
    x = L.Embedding(5, 4, mask_zero=True, name="embedding")(words)
    x = L.LayerNormalization(name="norm")(L.Dropout(0.1)(L.Dense(4, activation="relu", name="fc")(x)))
    x = L.BatchNormalization(name="batch_norm")(x)
    flat = L.Flatten(name="flat")(x)
    y = L.Masking(1.0, name="masking")(keras.ops.where(keras.ops.abs(steps) > 1.0, steps, 1.0))
    mean = L.GlobalAveragePooling1D(name="mean")(L.Conv1D(3, 2, name="conv")(y))
    save("masked", keras.Model([words, steps], [flat, mean, y]), {"words": ((6,), 5), "steps": (6, 3)})


def windows():
    """Adaptive pools whose windows differ in size."""
    global random
    random = np.random.default_rng(20261208)
    x, y = keras.Input((7, 5, 2), name="x"), keras.Input((3, 4, 5, 2), name="y")
    parts = [
        L.AdaptiveAveragePooling2D((3, 4))(x), L.AdaptiveMaxPooling2D((7, 3))(x),
        L.AdaptiveAveragePooling2D((2, 2), data_format="channels_first")(x), L.AdaptiveMaxPooling1D(3)(keras.ops.reshape(x, (-1, 7, 10))),
        L.AdaptiveAveragePooling1D(9)(keras.ops.reshape(x, (-1, 7, 10))), L.AdaptiveAveragePooling3D((2, 2, 5))(y),
        L.AdaptiveMaxPooling3D((3, 2, 3))(y), L.AdaptiveAveragePooling3D(1)(y), keras.ops.take(x, [1, 3, 5], axis=1),
    ]
    save("windows", keras.Model([x, y], joined(parts)), {"x": (7, 5, 2), "y": (3, 4, 5, 2)})


def read_masks():
    """Masks that layers read: steps in the middle, the first ones, and all of them masked."""
    global random
    random = np.random.default_rng(20261209)
    words, steps = keras.Input((5,), dtype="int32", name="words"), keras.Input((5, 2), name="steps")
    h, flags = keras.Input((3,), name="h"), keras.Input((5,), dtype="bool", name="flags")
    x = L.Dropout(0.1)(L.Embedding(4, 3, mask_zero=True, name="embedding")(words))
    y = L.Masking(0.0, name="again")(L.Dense(2, use_bias=False)(L.Masking(0.0)(keras.ops.where(flags[..., None], steps, 0.0))))
    bare = keras.ops.tanh(x)
    both = L.Concatenate(axis=1)([x, bare])
    inner_x = keras.Input((5, 3))
    inner = keras.Model(inner_x, L.LSTM(3, return_sequences=True)(L.LayerNormalization()(inner_x)))
    cells = L.RNN([L.LSTMCell(2), L.GRUCell(3)], return_sequences=True, return_state=True, go_backwards=True)(x)
    encoder, state, cell = L.LSTM(3, return_state=True)(x)
    parts = [
        L.LSTM(3)(x), L.LSTM(2, return_sequences=True)(y), L.GRU(3, go_backwards=True)(x), L.GRU(2, return_sequences=True, go_backwards=True)(x),
        L.SimpleRNN(2, return_sequences=True, zero_output_for_mask=True)(x), L.SimpleRNN(2, zero_output_for_mask=True)(y),
        L.Bidirectional(L.LSTM(2))(x), L.Bidirectional(L.GRU(2, return_sequences=True), merge_mode="sum")(x), encoder, state, cell,
        # Keras takes no notice of the mask of a call with states that gives none.
        L.LSTM(3, return_sequences=True)(x, initial_state=[state, cell]), L.GRU(3, return_sequences=True, return_state=True)(bare, initial_state=h, mask=flags)[0],
        L.GRU(3, return_sequences=True, return_state=True)(bare, initial_state=h, mask=flags)[1],
        *L.LSTM(3, return_sequences=True, return_state=True, recurrent_activation="hard_sigmoid")(bare, initial_state=[h, state], mask=flags),
        *keras.tree.flatten(cells), L.LSTM(2)(L.LSTM(3, return_sequences=True)(x)), L.LSTM(2)(inner(x)), inner(bare),
        L.GRU(2)(both), L.GRU(2)(L.Add()([x, L.Dense(3)(x)])), L.GRU(2)(L.Add()([x, bare])), L.GRU(2)(keras.ops.concatenate([x, bare], 1)), L.GRU(2)(L.Concatenate()([y, x])),
        L.GRU(2)(L.TimeDistributed(L.Dense(2))(x)), L.GRU(2)(L.Flatten()(x)[:, :, None]),
        L.Bidirectional(L.LSTM(2, return_sequences=True, return_state=True), merge_mode=None)(x)[4],
    ]
    mean = L.GlobalAveragePooling1D()(L.Masking(0.0)(keras.ops.pad(keras.ops.where(flags[..., None], steps, 0.0), ((0, 0), (0, 1), (0, 0)), constant_values=1.0)))
    parts += [mean, L.GlobalAveragePooling1D(keepdims=True)(both, mask=keras.ops.pad(flags, ((0, 0), (0, 5)), constant_values=1))]
    save("read_masks", keras.Model([words, steps, h, flags], joined(parts)),
         {"words": ((5,), 3, "mask"), "steps": (5, 2), "h": (3,), "flags": ((5,), bool, "mask")}, rows=6, packs=True)


def masked_attention():
    """Attention with masks of queries, keys and the call, along several axes, and the weights as results."""
    global random
    random = np.random.default_rng(20261210)
    words, y = keras.Input((5,), dtype="int32", name="words"), keras.Input((4, 6), name="y")
    grid, flags = keras.Input((2, 3, 4), name="grid"), keras.Input((4, 5), dtype="bool", name="flags")
    M = L.MultiHeadAttention

    def sequence():
        """Words with a mask of their own: attention takes the mask away from what it has read."""
        return L.Embedding(4, 6, mask_zero=True)(words)

    x = sequence()
    attended = M(2, 3)(x, x)
    rest = L.LayerNormalization()(L.Add()([x, attended]))
    bare = keras.ops.tanh(x)
    parts = [
        attended, M(2, 3)(x, x), L.GlobalAveragePooling1D()(rest), L.GRU(2)(L.Dense(3)(attended)),
        M(2, 3, value_dim=2, output_shape=5)(y, sequence()), M(1, 2)(sequence(), y), M(2, 2)(sequence(), bare, use_causal_mask=True),
        M(2, 2)(y, sequence(), attention_mask=flags), M(2, 2)(y, bare, key=sequence()), M(2, 2, dropout=0.1)(y, sequence()),
        M(2, 2)(y, bare, attention_mask=flags), L.GroupQueryAttention(3, 4, 2)(sequence(), sequence(), use_causal_mask=True),
        *M(2, 3)(bare, sequence(), return_attention_scores=True), *M(2, 3)(sequence(), bare, return_attention_scores=True, use_causal_mask=True),
        *M(2, 3)(bare, bare, return_attention_scores=True), M(2, 3, attention_axes=(2,))(grid, grid), M(2, 3, attention_axes=1)(grid, grid),
        M(2, 3)(grid, grid), *M(2, 3, attention_axes=(2, 1), output_shape=2)(grid, grid, return_attention_scores=True),
        *M(2, 3, attention_axes=-2)(grid, grid, return_attention_scores=True),
        L.Attention()([sequence(), sequence()]), L.Attention(use_scale=True)([y, sequence()], use_causal_mask=True), L.Attention()([sequence(), y]),
        *L.Attention(score_mode="concat")([y, bare], return_attention_scores=True), L.Attention(score_mode="concat", use_scale=True)([y, sequence(), bare]),
        L.AdditiveAttention()([sequence(), y]), L.AdditiveAttention(use_scale=False)([y, sequence()], use_causal_mask=True),
        L.Attention()([y, bare, L.Dense(6)(bare)], mask=[None, keras.ops.not_equal(words, 1)]), L.GRU(2)(L.Dense(3)(L.Attention()([sequence(), y]))),
    ]
    # Keras is wrong about the shapes of some weights.
    together = L.Concatenate(name="together")([L.Flatten()(part) for part in parts])
    save("masked_attention", keras.Model([words, y, grid, flags], together),
         {"words": ((5,), 3, "mask"), "y": (4, 6), "grid": (2, 3, 4), "flags": ((4, 5), bool, "mask")}, rows=5, packs=True)


def signals():
    """Spectrograms, LSTMs of convolutions, and embeddings both ways."""
    global random
    random = np.random.default_rng(20261211)
    x, two = keras.Input((40, 1), name="x"), keras.Input((2, 24), name="two")
    wave, words = keras.Input((60,), name="wave"), keras.Input((4,), dtype="int32", name="words")
    rows, images = keras.Input((4, 6, 2), name="rows"), keras.Input((3, 5, 4, 2), name="images")
    S = L.STFTSpectrogram
    table, apart = L.ReversibleEmbedding(5, 3, mask_zero=True), L.ReversibleEmbedding(5, 3, tie_weights=False, logit_soft_cap=2.0)
    first = L.ConvLSTM1D(2, 3, padding="same", return_state=True, name="first")
    last, state, cell = first(rows)
    parts = [
        S(frame_length=8, frame_step=4)(x), S(mode="psd", frame_length=8, frame_step=3, padding="same", expand_dims=True)(x),
        S(mode="stft", frame_length=6, frame_step=4, fft_length=10, data_format="channels_first")(two),
        S(mode="angle", frame_length=6, frame_step=5, data_format="channels_first", expand_dims=True)(two),
        S(mode="magnitude", frame_length=8, frame_step=4)(keras.ops.transpose(two, (0, 2, 1))), S(mode="imag", frame_length=8, frame_step=4)(x),
        L.MelSpectrogram(fft_length=16, sequence_stride=8, num_mel_bins=4)(wave),
        L.MelSpectrogram(fft_length=16, sequence_length=11, sequence_stride=5, num_mel_bins=3, mag_exp=1.0, window="hamming", max_freq=4000, top_db=3.0, ref_power=0.5)(wave[:, :40]),
        L.MelSpectrogram(fft_length=15, sequence_stride=8, num_mel_bins=3, mag_exp=1.5, power_to_db=False)(wave),
        L.MelSpectrogram(fft_length=16, sequence_length=10, sequence_stride=8, num_mel_bins=3, window=None)(wave),
        table(table(words), reverse=True), apart(apart(words), reverse=True), L.GRU(2)(table(words)),
        last, state, cell, L.ConvLSTM1D(2, 2, strides=2, activation="relu", recurrent_activation="hard_sigmoid", use_bias=False, return_sequences=True, go_backwards=True)(rows),
        L.ConvLSTM1D(2, 3, padding="same", return_sequences=True)(rows, initial_state=[state, cell]),
        L.ConvLSTM2D(2, (3, 2), return_sequences=True)(images), L.ConvLSTM2D(2, 2, dilation_rate=(1, 2), data_format="channels_first")(keras.ops.transpose(images, (0, 1, 4, 2, 3))),
    ]
    # A batch of several examples has one loudest element for all.
    save("signals", keras.Model([x, two, wave, words, rows, images], joined(parts)),
         {"x": (40, 1), "two": (2, 24), "wave": (60,), "words": ((4,), 5), "rows": (4, 6, 2), "images": (3, 5, 4, 2)}, packs=True, batch=1)


def single():
    """Joins of one tensor alone, before the first layer and behind it."""
    global random
    random = np.random.default_rng(20261128)
    x = keras.Input((4,), name="x")
    y = L.Dense(3, name="hidden")(L.Concatenate(name="all_features")([x]))
    save("single", keras.Model(x, L.Dense(2, name="score")(keras.ops.concatenate([y], axis=-1))), {"x": (4,)}, packs=True)


def held():
    """Inputs of numbers, ids and truth values that are meant to be held at a value: the same in all rows."""
    global random
    random = np.random.default_rng(20261129)
    x, ids = keras.Input((3,), name="x"), keras.Input((2,), dtype="int32", name="ids")
    factors, flags = keras.Input((3,), name="factors"), keras.Input((3,), dtype="bool", name="flags")
    y = L.Dense(3, name="mix")(L.Multiply(name="scaled")([x, factors]))
    y = keras.ops.where(flags, y, 0.25)
    y = L.Concatenate(name="joined")([y, L.Flatten(name="flat")(L.Embedding(4, 2, name="words")(ids))])
    model = keras.Model([x, factors, ids, flags], L.Dense(2, name="score")(y))
    randomise(model)
    rows = {"x": random.normal(0, 1, (3, 3)).astype("float32")}
    values = {"factors": np.float32([0.5, 2, -1]), "ids": np.int64([3, 1]), "flags": np.array([True, False, True])}
    rows |= {key: np.stack([value] * 3) for key, value in values.items()}
    rows["score"] = np.ascontiguousarray(model.predict([rows["x"], rows["factors"], rows["ids"], rows["flags"]], verbose=0))
    model.save(HERE / "held.keras")
    pack(HERE / "held.keras")
    save_file(rows, HERE / "held.golden.safetensors")


for make in (perceptron, convolutions, sequences, nested, operations, preprocessing, lookups, attention, recurrent, arrangements,
             comparisons, products, images, volumes, untouched, masked, windows, read_masks, masked_attention, signals, single, held):
    if len(sys.argv) > 1 and make.__name__ not in sys.argv[1:]:
        continue
    keras.utils.set_random_seed(7)
    make()
