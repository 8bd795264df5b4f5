"""The networks of Keras: keras.applications, and small ones. Weights are random by the seed that the caller has set."""

import keras
import numpy as np
from keras import layers


def _application(name):
    def make(shape):
        build = getattr(keras.applications, name)
        return build(weights=None, input_tensor=keras.Input(shape, name="x"), classifier_activation=None)

    return make


def _perceptron(shape):
    x = keras.Input(shape, name="x")
    y = layers.Dense(64)(x)
    y = layers.Activation("relu")(layers.BatchNormalization()(y))
    y = layers.Dense(32, activation="gelu")(layers.Dropout(0.2)(y))
    return keras.Model(x, layers.Dense(5, activation="softmax")(y))


def _autoencoder(shape):
    x = keras.Input(shape, name="x")
    y = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(x)
    y = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(y)
    y = layers.Dense(16)(layers.Flatten()(y))
    y = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32, activation="relu")(y))
    y = layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu")(y)
    return keras.Model(x, layers.Conv2DTranspose(1, 2, strides=2, padding="same", activation="sigmoid")(y))


def _double(x, filters):
    for _ in range(2):
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
    return x


def _unet(shape):
    x = keras.Input(shape, name="x")
    first = _double(x, 16)
    second = _double(layers.MaxPooling2D()(first), 32)
    bottom = _double(layers.MaxPooling2D()(second), 64)
    up = layers.Conv2DTranspose(32, 2, strides=2, padding="same")(bottom)
    second = _double(layers.Concatenate()([second, up]), 32)
    up = layers.Conv2D(16, 1)(layers.UpSampling2D(2, interpolation="bilinear")(second))
    return keras.Model(x, layers.Conv2D(2, 1)(_double(layers.Concatenate()([first, up]), 16)))


def _transformer(shape):
    x = keras.Input(shape, name="x")
    y = layers.Dense(64)(x)
    for _ in range(2):
        z = layers.LayerNormalization(epsilon=1e-6)(y)
        y = layers.Add()([y, layers.MultiHeadAttention(4, 16, dropout=0.1)(z, z, use_causal_mask=True)])
        z = layers.Dense(128, activation="gelu")(layers.LayerNormalization(epsilon=1e-6)(y))
        y = layers.Add()([y, layers.Dense(64)(z)])
    return keras.Model(x, layers.Dense(7)(layers.GlobalAveragePooling1D()(y)))


def _recurrence(shape):
    x = keras.Input(shape, name="x")
    y = layers.Bidirectional(layers.LSTM(24, return_sequences=True))(x)
    y = layers.GRU(16, return_sequences=True)(y)
    return keras.Model(x, layers.Dense(3)(layers.LSTM(16)(y)))


_IMAGE = (224, 224, 3)

# The name, what makes it, the shape of one input.
MODELS = [
    ("keras-mlp", _perceptron, (20,)),
    ("keras-autoencoder", _autoencoder, (28, 28, 1)),
    ("keras-unet", _unet, (64, 64, 3)),
    ("keras-transformer", _transformer, (24, 12)),
    ("keras-recurrence", _recurrence, (40, 12)),
] + [
    (f"keras-{name.lower()}", _application(name), _IMAGE)
    for name in ("MobileNetV2", "EfficientNetB0", "ResNet50", "Xception", "DenseNet121")
]


def settle(model, shape):
    """Sets the statistics of batch normalisations to those of random inputs."""
    norms = [layer for layer in model._flatten_layers() if isinstance(layer, layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    if norms:
        model(np.random.standard_normal((8, *shape)).astype(np.float32), training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    return model
