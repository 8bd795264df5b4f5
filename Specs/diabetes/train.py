"""Progression of diabetes after one year: scikit-learn's MLPRegressor on raw units.

Writes diabetes.safetensors (weights) and diabetes.golden.csv (the model's answers on the held-out patients, in the
target's own units), and prints the fitted constants that diabetes.yaml holds.
"""
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from safetensors.numpy import save_file
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, PowerTransformer, StandardScaler

HERE = Path(__file__).parent
SEED = 5

data = load_diabetes(as_frame=True, scaled=False)
table = data.data.rename(columns={
    "bp": "blood_pressure", "s1": "cholesterol", "s2": "ldl", "s3": "hdl", "s4": "cholesterol_ratio",
    "s5": "log_triglycerides", "s6": "glucose",
})
table["sex"] = table["sex"].astype(int).astype(str)  # "1" and "2": the source does not say which is which
train_x, test_x, train_y, test_y = train_test_split(table, data.target, test_size=0.25, random_state=SEED)

# One transformer per column, in the order of the table, so that the columns of the network keep that order.
# The skewed ones are bent first.
steps = {name: StandardScaler() for name in table.columns}
steps["sex"] = OneHotEncoder(categories=[["1", "2"]], drop="first", sparse_output=False)
steps["ldl"] = make_pipeline(FunctionTransformer(np.sqrt), StandardScaler())
steps["hdl"] = make_pipeline(FunctionTransformer(np.log), StandardScaler())
steps["cholesterol_ratio"] = make_pipeline(PowerTransformer("yeo-johnson", standardize=False), StandardScaler())
encoder = ColumnTransformer([(name, step, [name]) for name, step in steps.items()])
target = StandardScaler()

# float32 from here on: scikit-learn keeps the type of what it is fitted on, so the stored weights are exact.
x = encoder.fit_transform(train_x).astype(np.float32)
y = target.fit_transform(train_y.to_numpy()[:, None]).astype(np.float32).ravel()
model = MLPRegressor(
    hidden_layer_sizes=(16, 8), activation="tanh", alpha=2.0, learning_rate_init=0.01, max_iter=1000, random_state=SEED
)
model.fit(x, y)


def predict(frame):
    scaled = model.predict(encoder.transform(frame).astype(np.float32))
    return target.inverse_transform(scaled.astype(np.float64)[:, None]).ravel()


weights = {}
for name, kernel, bias in zip(["hidden1", "hidden2", "head"], model.coefs_, model.intercepts_):
    assert kernel.dtype == bias.dtype == np.float32
    weights[f"{name}/kernel"], weights[f"{name}/bias"] = np.ascontiguousarray(kernel), bias
save_file(weights, HERE / "diabetes.safetensors")

progression = predict(test_x)
golden = test_x.reset_index(drop=True)
golden["progression"] = progression
golden.to_csv(HERE / "diabetes.golden.csv", index=False)

for name in table.columns:
    step = encoder.named_transformers_[name]
    for part in [step] if not hasattr(step, "steps") else [part for _, part in step.steps]:
        if isinstance(part, PowerTransformer):
            print(f"  {name}: yeo_johnson: {float(part.lambdas_[0])!r}")
        elif isinstance(part, StandardScaler):
            print(f"  {name}: standardize: {{ mean: {float(part.mean_[0])!r}, std: {float(part.scale_[0])!r} }}")
print(f"  progression: scale: {float(target.scale_[0])!r}, offset: {float(target.mean_[0])!r}")
error = progression - test_y
print(f"diabetes: R2 {1 - np.mean(error**2) / np.var(test_y):.3f}, mean absolute error {np.mean(np.abs(error)):.1f} "
      f"on {len(test_y)} held-out rows")
