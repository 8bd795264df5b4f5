#!/usr/bin/env python3
"""Writes the files that Keras' reader is tested with, and beside them what Keras itself holds as `.npz`.

Written with Python 3.11, keras 3.15.1, h5py 3.16.0, torch 2.13.0 (CPU) and numpy 2.4.6:

    KERAS_BACKEND=torch python3 make_keras_fixtures.py

The names in the `.npz` files come from walking the layers as Python objects; how Keras lays out files plays no part. Values are
drawn from a generator with a fixed seed.
"""

import io
import json
import os
import pathlib
import shutil
import tempfile
import zipfile

os.environ.setdefault("KERAS_BACKEND", "torch")

import h5py
import keras
import numpy as np
from keras import layers
from keras.src.legacy.saving import legacy_h5_format

HERE = pathlib.Path(__file__).resolve().parent
random = np.random.default_rng(20260101)


# MARK: What Keras holds

def own_variables(layer):
    return [v for v in layer._trainable_variables + layer._non_trainable_variables]


def parts(layer):
    """The layers in a layer or model, each with the name that it goes by."""
    if hasattr(layer, "layers"):
        return list(layer.layers)
    if isinstance(layer, layers.Bidirectional):
        return [layer.forward_layer, layer.backward_layer]
    if isinstance(layer, layers.StackedRNNCells):
        return list(layer.cells)
    if isinstance(layer, layers.RNN):
        return [layer.cell]
    if isinstance(layer, (layers.TimeDistributed, layers.SpectralNormalization)):
        return [layer.layer]
    if isinstance(layer, layers.MultiHeadAttention):
        return [layer.query_dense, layer.key_dense, layer.value_dense, layer.output_dense]
    return []


KNOWN = "keras.src"


def expected(layer, path, held, seen):
    """Puts the variables of a layer into `held`, as they are called in files of Keras 3: `encoder/dense/kernel`."""
    if id(layer) in seen:
        return
    seen.add(id(layer))
    is_known = type(layer).__module__.startswith(KNOWN) and not isinstance(layer, layers.SpectralNormalization)
    for number, variable in enumerate(own_variables(layer)):
        name = [variable.name] if is_known else ["vars", str(number)]
        held["/".join(path + name)] = keras.ops.convert_to_numpy(variable)
    for part in parts(layer):
        expected(part, path + [part.name], held, seen)


def expected_legacy(layer, path, held, seen):
    """The same in legacy files, which tell every variable's name, and hold each variable once."""
    for part in parts(layer):
        expected_legacy(part, path + [part.name], held, seen)
    for variable in own_variables(layer):
        if id(variable) not in seen:
            seen.add(id(variable))
            held["/".join(path + [variable.name])] = keras.ops.convert_to_numpy(variable)


def record_answers(name, model):
    """What the model answers to some inputs."""
    x = random.standard_normal((5, 4)).astype("float32")
    np.savez(HERE / f"{name}_golden.npz", x=x, y=model.predict(x, verbose=0))


def record(name, model, walk=expected):
    held = {}
    walk(model, [], held, set())
    held = {key: value.astype(np.float32) if value.dtype.name == "bfloat16" else value for key, value in held.items()}
    np.savez(HERE / f"{name}.npz", **held)


def fill(model):
    """Gives every variable values that tell it from others."""
    for variable in model.variables:
        if np.dtype(str(variable.dtype).replace("bfloat16", "float32")).kind == "f":
            variable.assign(random.standard_normal(variable.shape).astype("float32") * 0.5 + 1)


# MARK: Models

def sequential():
    model = keras.Sequential([
        layers.Input((4,)),
        layers.Dense(3, activation="relu", name="fc1"),
        layers.BatchNormalization(name="norm"),
        layers.Dropout(0.5, seed=7),
        layers.Dense(2, name="out"),
    ], name="classifier")
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    model.fit(random.standard_normal((8, 4)), random.standard_normal((8, 2)), epochs=1, verbose=0)
    return model


def functional():
    encoder = keras.Sequential([layers.Input((4,)), layers.Dense(5, name="dense"), layers.Dense(3, name="dense_1")], name="encoder")
    inner = layers.Input((3,), name="inner_input")
    head = keras.Model(inner, layers.Dense(2, name="dense")(layers.LayerNormalization(name="norm")(inner)), name="head")
    shared = layers.Dense(4, name="shared")
    norm = layers.Normalization(name="normalization")
    norm.adapt(random.standard_normal((16, 4)).astype("float32"))
    a, b = layers.Input((4,), name="a"), layers.Input((4,), name="b")
    x = keras.ops.add(shared(norm(a)), shared(b))
    x = layers.Add(name="sum")([encoder(x), layers.Dense(3, name="later", use_bias=False)(x)])
    return keras.Model([a, b], [head(x), layers.Dense(1, name="early")(x)], name="twins")


@keras.saving.register_keras_serializable("Fixtures")
class Dense(layers.Layer):
    """A user's layer that is called like one of Keras, with other variables."""

    def build(self, shape):
        self.first = self.add_weight(shape=(shape[-1],), name="first")
        self.second = self.add_weight(shape=(shape[-1],), name="second")

    def call(self, x):
        return x * self.first + self.second


def every_layer():
    image, series, ids = layers.Input((8, 8, 2), name="image"), layers.Input((6, 3), name="series"), layers.Input((6,), dtype="int32", name="ids")
    flat = layers.GlobalAveragePooling2D
    x = image
    for layer in [
        layers.Conv2D(3, 3, padding="same", name="conv"),
        layers.Conv2D(4, 1, use_bias=False),
        layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", name="depthwise"),
        layers.SeparableConv2D(3, 3, padding="same"),
        layers.Conv2DTranspose(2, 3, strides=2, padding="same"),
        layers.BatchNormalization(),
        layers.BatchNormalization(scale=False, name="no_scale"),
        layers.BatchNormalization(center=False, name="no_center"),
        layers.BatchNormalization(scale=False, center=False, name="neither"),
        layers.LayerNormalization(),
        layers.LayerNormalization(center=False, name="layer_no_center"),
        layers.LayerNormalization(scale=False, name="layer_no_scale"),
        layers.GroupNormalization(groups=2),
        layers.RMSNormalization(name="rms"),
        layers.PReLU(shared_axes=[1, 2]),
        layers.SpectralNormalization(layers.Conv2D(2, 1, name="inner_conv"), name="spectral"),
    ]:
        x = layer(x)
    s = series
    for layer in [
        layers.Conv1D(4, 3, padding="same"),
        layers.Conv1DTranspose(4, 3, padding="same"),
        layers.DepthwiseConv1D(3, padding="same"),
        layers.SeparableConv1D(4, 3, padding="same"),
        layers.LSTM(3, return_sequences=True),
        layers.GRU(3, return_sequences=True, name="gated"),
        layers.SimpleRNN(3, return_sequences=True, use_bias=False),
        layers.Bidirectional(layers.LSTM(2, return_sequences=True), name="both_ways"),
        layers.Bidirectional(layers.GRU(2, return_sequences=True, name="ahead"), backward_layer=layers.GRU(2, return_sequences=True, go_backwards=True, name="aback")),
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(2), layers.LSTMCell(3, name="top")]), return_sequences=True),
        layers.TimeDistributed(layers.Dense(4, name="each"), name="steps"),
        layers.EinsumDense("abc,cd->abd", output_shape=(None, 4), bias_axes="d", name="einsum"),
        layers.EinsumDense("abc,cd->abd", output_shape=(None, 4)),
        Dense(name="mine"),
    ]:
        s = layer(s)
    e = layers.Embedding(7, 4)(ids)
    s = layers.MultiHeadAttention(num_heads=2, key_dim=2, name="attention")(s, e)
    joined = layers.Concatenate()([flat()(x), layers.GlobalAveragePooling1D()(s)])
    return keras.Model([image, series, ids], layers.Dense(2)(joined), name="every_layer")


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__(name="subclassed")
        self.first = layers.Dense(3, name="entry")
        self.blocks = [layers.Dense(3), layers.Dense(2, name="last")]

    def call(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return x


def small(dtype):
    keras.config.set_dtype_policy(dtype)
    model = keras.Sequential([layers.Input((3,)), layers.Dense(2, name="fc")])
    keras.config.set_dtype_policy("float32")
    return model


# MARK: Files

METHODS = {False: zipfile.ZIP_STORED, True: zipfile.ZIP_DEFLATED}


def rewrite(source, target, change, deflate=False):
    """Copies the HDF5 file in a `.keras` archive, or a `.h5` file, with a change made to it."""
    if source.suffix != ".keras":
        shutil.copy(source, target)
        with h5py.File(target, "a") as file:
            change(file)
        return
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as copy:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "model.weights.h5":
                stream = io.BytesIO(data)
                with h5py.File(stream, "a") as file:
                    change(file)
                data = stream.getvalue()
            copy.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, METHODS[deflate])


def each_dataset(file):
    found = []
    file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None)
    return found


def without_names(file):
    """As Keras 3 wrote before it put names there."""
    file.visititems(lambda name, item: item.attrs.pop("name", None))


def compressed(file):
    for number, name in enumerate(each_dataset(file)):
        data = file[name][()]
        del file[name]
        if data.ndim == 0 or number % 5 == 4:
            file.create_dataset(name, data=data)
        elif number % 5 == 0:
            file.create_dataset(name, data=data, compression="gzip", shuffle=True, chunks=data.shape)
        elif number % 5 == 1:
            file.create_dataset(name, data=data, compression="gzip", chunks=tuple(max(1, n // 2) for n in data.shape))
        elif number % 5 == 2:
            file.create_dataset(name, data=data.astype(data.dtype.newbyteorder(">")))
        else:
            plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plan.set_layout(h5py.h5d.COMPACT)
            plan.set_obj_track_times(False)
            space = h5py.h5s.create_simple(data.shape)
            dataset = h5py.h5d.create(file.id, name.encode(), h5py.h5t.py_create(data.dtype), space, plan)
            dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, data)


def texts(group, name):
    return [text.decode() if isinstance(text, bytes) else text for text in group.attrs[name]]


def with_colons(file):
    """Names as Keras 2 and TensorFlow give them, `dense/kernel:0`, in lists of texts of fixed length as h5py 2 wrote them."""
    weights = file["model_weights"]
    weights.attrs["layer_names"] = np.array(texts(weights, "layer_names"), dtype="S")
    for group in list(weights.values()):
        names = texts(group, "weight_names")
        for name in names:
            group.move(name, f"{name}:0")
        if names:
            group.attrs["weight_names"] = np.array([f"{name}:0" for name in names], dtype="S")


def split_lists(file):
    """Lists of names in several attributes, as they are where one would be too long (`save_attributes_to_hdf5_group`)."""
    weights = file["model_weights"]
    for group in [weights] + list(weights.values()):
        for name in ("layer_names", "weight_names"):
            if len(group.attrs.get(name, [])) > 1:
                values = np.array(texts(group, name), dtype="S")
                del group.attrs[name]
                for part, piece in enumerate(np.array_split(values, 2)):
                    group.attrs[f"{name}{part}"] = piece


def without_identities(config):
    """A configuration without the addresses of objects."""
    if isinstance(config, dict):
        return {key: without_identities(value) for key, value in config.items() if key != "shared_object_id"}
    return [without_identities(value) for value in config] if isinstance(config, list) else config


def save(name, model, deflate=False):
    """Saves an archive, without the date of today and other things that change from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        model.save(f"{folder}/model.keras")
        with zipfile.ZipFile(f"{folder}/model.keras") as archive, zipfile.ZipFile(HERE / name, "w") as copy:
            for entry in archive.namelist():
                data = archive.read(entry)
                if entry == "metadata.json":
                    data = json.dumps({**json.loads(data), "date_saved": "2026-01-01@00:00:00"}).encode()
                if entry == "config.json":
                    data = json.dumps(without_identities(json.loads(data))).encode()
                copy.writestr(zipfile.ZipInfo(entry, (1980, 1, 1, 0, 0, 0)), data, METHODS[deflate])


def main():
    keras.utils.set_random_seed(1)
    for name, make in [("sequential", sequential), ("functional", functional), ("every_layer", every_layer)]:
        keras.utils.clear_session()
        model = make()
        fill(model)
        record(name, model)
        if name == "sequential":
            record_answers(name, model)
        save(f"{name}.keras", model, deflate=name == "every_layer")
        model.save(HERE / f"{name}.h5")
        if name == "every_layer":
            record(f"{name}_legacy", model, expected_legacy)
            model.save_weights(HERE / f"{name}.weights.h5")
    for dtype in ("float16", "bfloat16", "float64"):
        keras.utils.clear_session()
        model = small(dtype)
        fill(model)
        record(dtype, model)
        save(f"{dtype}.keras", model)
    keras.utils.clear_session()
    model = small("float32")
    model.save_weights(HERE / "small.weights.h5")
    model.save(HERE / "small_legacy.h5")
    keras.utils.clear_session()
    model = Subclassed()
    model(np.zeros((1, 4), "float32"))
    fill(model)
    record("subclassed", model)
    model.save_weights(HERE / "subclassed.weights.h5")
    with h5py.File(HERE / "weights_alone.h5", "w") as file:
        keras.utils.clear_session()
        model = functional()
        fill(model)
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    record("weights_alone", model)

    rewrite(HERE / "functional.keras", HERE / "functional_without_names.keras", without_names, deflate=True)
    rewrite(HERE / "every_layer.keras", HERE / "every_layer_without_names.keras", without_names, deflate=True)
    rewrite(HERE / "functional.keras", HERE / "functional_compressed.keras", compressed, deflate=True)
    rewrite(HERE / "sequential.h5", HERE / "sequential_colons.h5", with_colons)
    rewrite(HERE / "functional.h5", HERE / "functional_split.h5", split_lists)


main()
