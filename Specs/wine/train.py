"""The cultivar of an Italian wine from thirteen measurements: a Functional Keras model that takes the measurements as they are.

Writes wine.keras (the whole model, preprocessing included, as Keras saves it) and wine.golden.csv (what the trained model
answers on the held-out wines), and prints the command that makes wine.yaml and wine.safetensors of them.
"""
import csv
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import keras
import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

HERE = Path(__file__).parent
SEED = 17
keras.utils.set_random_seed(SEED)

# scikit-learn calls the classes class_0 to class_2; these are their names in the paper of Forina and others.
CULTIVARS = ["barolo", "grignolino", "barbera"]
NAMES = ["alcohol", "malic_acid", "ash", "ash_alcalinity", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols",
         "proanthocyanins", "color_intensity", "hue", "od280_od315", "proline"]

data = load_wine()
train_x, test_x, train_y, test_y = train_test_split(
    data.data, data.target, test_size=0.3, stratify=data.target, random_state=SEED
)


def columns(x):
    return {name: x[:, i : i + 1].astype(np.float32) for i, name in enumerate(NAMES)}


# One input for each measurement, with its preprocessing behind it. A few wines hold far more magnesium than all others,
# so magnesium goes in as one of four bands, between the quartiles of the training wines.
inputs = {name: keras.Input((1,), name=name) for name in NAMES}
prepared = []
for name, column in columns(train_x).items():
    if name == "magnesium":
        quartiles = [float(q) for q in np.quantile(column, [0.25, 0.5, 0.75])]
        layer = keras.layers.Discretization(bin_boundaries=quartiles, output_mode="one_hot", name="magnesium_band")
    else:
        layer = keras.layers.Normalization(name=f"{name}_standard")
        layer.adapt(column)
    prepared.append(layer(inputs[name]))

x = keras.layers.Concatenate(name="wine")(prepared)
x = keras.layers.Dense(16, activation="gelu", name="hidden", kernel_regularizer=keras.regularizers.L2(1e-2))(x)
x = keras.layers.Dropout(0.2, name="dropout")(x)
cultivar = keras.layers.Dense(3, activation="softmax", name="cultivar")(x)
model = keras.Model(inputs, cultivar, name="wine_cultivar")

model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
model.fit(columns(train_x), train_y, batch_size=32, epochs=60, verbose=0)
model.save(HERE / "wine.keras")

probabilities = np.asarray(model.predict(columns(test_x), batch_size=len(test_x), verbose=0))
answer = probabilities.argmax(axis=1)
with open(HERE / "wine.golden.csv", "w", newline="", encoding="utf-8") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(NAMES + ["cultivar"] + [f"cultivar.{name}" for name in CULTIVARS])
    for row, label, shares in zip(test_x, answer, probabilities.astype(np.float64)):
        table.writerow([*row.tolist(), CULTIVARS[label], *shares.tolist()])

print(f"wine: accuracy {np.mean(answer == test_y):.3f} on {len(test_y)} held-out rows, "
      f"least sure {probabilities.max(axis=1).min():.3f}")
print("protoforge import wine.keras -o . --golden wine.golden.csv --force")
