"""Iris species from four measurements: a PyTorch MLP, 4-16-3.

Writes iris.safetensors (weights) and iris.golden.csv (what the trained model answers on the held-out flowers),
and prints the fitted constants that iris.yaml holds.
"""
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import save_file
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).parent
SEED = 7
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

# The table holds one flower twice; without dropping it, a golden row could be a training row.
data = load_iris(as_frame=True)
table = data.frame.drop_duplicates()
table.columns = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]
features, species = list(table.columns[:4]), [str(name) for name in data.target_names]
train, test = train_test_split(table, test_size=0.3, stratify=table["species"], random_state=SEED)

mean = train[features].to_numpy().mean(axis=0)
std = train[features].to_numpy().std(axis=0)  # ddof=0, as scikit-learn's StandardScaler


def encode(frame):
    return torch.tensor((frame[features].to_numpy() - mean) / std, dtype=torch.float32)


class Iris(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 16)
        self.fc2 = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


model = Iris()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.02, weight_decay=0.01)
x, y = encode(train), torch.tensor(train["species"].to_numpy())
for _ in range(200):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    probabilities = torch.softmax(model(encode(test)), dim=1).numpy()
answer = probabilities.argmax(axis=1)

save_file(model.state_dict(), HERE / "iris.safetensors")
golden = test[features].reset_index(drop=True)
golden["species"] = [species[i] for i in answer]
for i, name in enumerate(species):
    golden[f"species.{name}"] = probabilities[:, i].astype(np.float64)
golden.to_csv(HERE / "iris.golden.csv", index=False)

for name, m, s in zip(features, mean, std):
    print(f"  {name}: standardize: {{ mean: {float(m)!r}, std: {float(s)!r} }}")
print(f"iris: accuracy {np.mean(answer == test['species']):.3f} on {len(test)} held-out rows")
