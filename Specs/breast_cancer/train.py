"""Malignant or benign from thirty measurements of cell nuclei: a Keras MLP.

Writes breast_cancer.npz (weights under <layer>/<parameter>) and breast_cancer.golden.csv (the model's answers on the
held-out patients), and prints the fitted constants that breast_cancer.yaml holds.
"""
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import keras
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

HERE = Path(__file__).parent
SEED = 3
THRESHOLD = 0.3  # for screening: a missed tumour costs more than a second look
keras.utils.set_random_seed(SEED)

data = load_breast_cancer(as_frame=True)
table = data.data.rename(columns=lambda name: name.replace(" ", "_"))
malignant = (data.target == 0).astype(int)  # scikit-learn codes malignant as 0
train_x, test_x, train_y, test_y = train_test_split(
    table, malignant, test_size=0.3, stratify=malignant, random_state=SEED
)

# Part of the model, as Keras users do: mean and variance are kept, and applied, as float32.
normalization = keras.layers.Normalization(name="normalization")
normalization.adapt(train_x.to_numpy())

model = keras.Sequential(
    [
        keras.Input((30,)),
        normalization,
        keras.layers.Dense(16, name="fc1", kernel_regularizer=keras.regularizers.L2(1e-3)),
        keras.layers.BatchNormalization(name="norm1"),
        keras.layers.Activation("relu"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(8, activation="elu", name="fc2", kernel_regularizer=keras.regularizers.L2(1e-3)),
        keras.layers.Dense(1, activation="sigmoid", name="head"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy")
model.fit(train_x.to_numpy(), train_y.to_numpy(), batch_size=32, epochs=40, verbose=0)

probability = np.asarray(model.predict(test_x.to_numpy(), batch_size=len(test_x), verbose=0))[:, 0]
answer = probability >= THRESHOLD

weights = {}
for layer in ["fc1", "norm1", "fc2", "head"]:
    for variable in model.get_layer(layer).variables:
        if variable.name != "seed_generator_state":
            weights[f"{layer}/{variable.name}"] = np.asarray(variable)
np.savez(HERE / "breast_cancer.npz", **weights)

golden = test_x.reset_index(drop=True)
golden["malignant"] = answer
golden["malignant.probability"] = probability.astype(np.float64)
golden.to_csv(HERE / "breast_cancer.golden.csv", index=False)

mean, variance = np.asarray(normalization.mean).ravel(), np.asarray(normalization.variance).ravel()
for name, m, v in zip(table.columns, mean, variance):
    print(f"  {name}: standardize: {{ mean: {m.item()!r}, variance: {v.item()!r} }}")
print(f"breast_cancer: accuracy {np.mean(answer == test_y):.3f}, recall {np.mean(answer[test_y == 1]):.3f}, "
      f"threshold {THRESHOLD}, on {len(test_y)} held-out rows")
