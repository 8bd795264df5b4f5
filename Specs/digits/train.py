"""Handwritten digits, 8x8 pixels: a PyTorch CNN with batch norm.

Writes digits.safetensors (weights) and digits.golden.safetensors (60 held-out images and the model's probabilities).
"""
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).parent
SEED = 11
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

data = load_digits()
images = data.images.astype(np.float32)[:, None, :, :]  # [rows, 1, 8, 8], pixels 0..16
train_x, test_x, train_y, test_y = train_test_split(
    images, data.target, test_size=0.25, stratify=data.target, random_state=SEED
)


def encode(pixels):
    return torch.from_numpy(pixels * np.float32(0.0625))  # exact: 0..16 to 0..1


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(32)
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(32 * 2 * 2, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.norm1(self.conv1(x))))  # [16, 4, 4]
        x = self.pool(torch.relu(self.norm2(self.conv2(x))))  # [32, 2, 2]
        return self.head(self.dropout(x.flatten(1)))


model = Digits()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.005, weight_decay=0.01)
x, y = encode(train_x), torch.from_numpy(train_y)
for _ in range(20):
    for batch in torch.randperm(len(x)).split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()

model.eval()
with torch.no_grad():
    probabilities = torch.softmax(model(encode(test_x)), dim=1).numpy()

# `num_batches_tracked` only counts training steps: inference has no use for it.
weights = {k: v.numpy() for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
save_file(weights, HERE / "digits.safetensors")

# Sixty golden images: the ones that the model gets wrong or is least sure of first, then the rest in order.
# A model that answers 0.9999 everywhere would prove little.
order = np.argsort(probabilities.max(axis=1), kind="stable")
rows = np.concatenate([order[:20], np.sort(order[20:])[:40]])
save_file(
    {"image": np.ascontiguousarray(test_x[rows]), "digit": np.ascontiguousarray(probabilities[rows])},
    HERE / "digits.golden.safetensors",
)
print(f"digits: accuracy {np.mean(probabilities.argmax(1) == test_y):.3f} on {len(test_y)} held-out rows")
