"""Handwritten digits read row by row: a small transformer encoder in PyTorch, exported to ONNX.

An image is a sequence of eight tokens, one for each row, of eight features, one for each pixel.

Writes digit_rows.onnx (as the exporter of PyTorch 2 writes it, with a batch of any size) and digit_rows.golden.safetensors
(60 held-out images and the model's probabilities), and prints the command that makes digit_rows.yaml of them.
"""
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).parent
SEED = 31
EPOCHS = 60
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

data = load_digits()
images = data.images.astype(np.float32)  # [rows, 8, 8], pixels 0..16
train_x, test_x, train_y, test_y = (
    torch.from_numpy(part)
    for part in train_test_split(images, data.target, test_size=0.25, stratify=data.target, random_state=SEED)
)


class DigitRows(nn.Module):
    def __init__(self, width=24, heads=2, layers=2):
        super().__init__()
        self.embedding = nn.Linear(8, width)
        self.positions = nn.Parameter(torch.randn(1, 8, width) * 0.02)
        layer = nn.TransformerEncoderLayer(
            width, heads, dim_feedforward=2 * width, dropout=0.1, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, layers, norm=nn.LayerNorm(width), enable_nested_tensor=False)
        self.head = nn.Linear(width, 10)

    def forward(self, rows):
        x = self.embedding(rows * 0.0625) + self.positions  # [8, width]
        return self.head(self.encoder(x).mean(dim=1))  # logits


class Probabilities(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, rows):
        return torch.softmax(self.model(rows), dim=1)


model = DigitRows()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.004, weight_decay=0.01)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
for _ in range(EPOCHS):
    for batch in torch.randperm(len(train_x)).split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(train_x[batch]), train_y[batch]).backward()
        optimizer.step()
    schedule.step()

classifier = Probabilities(model).eval()
with torch.no_grad():
    probabilities = classifier(test_x).numpy()

program = torch.onnx.export(
    classifier,
    (test_x[:2],),
    dynamo=True,
    input_names=["rows"],
    output_names=["digit"],
    dynamic_shapes={"rows": {0: torch.export.Dim("batch")}},
    opset_version=18,
    verbose=False,
)
for node in program.model.graph:
    node.metadata_props.clear()  # the lines of Python behind each node, with paths of the machine
program.save(HERE / "digit_rows.onnx", external_data=False)

# Sixty golden images: first those that the model is least sure of, then the rest in order.
order = np.argsort(probabilities.max(axis=1), kind="stable")
rows = np.concatenate([order[:20], np.sort(order[20:])[:40]])
save_file(
    {"rows": np.ascontiguousarray(test_x.numpy()[rows]), "digit": np.ascontiguousarray(probabilities[rows])},
    HERE / "digit_rows.golden.safetensors",
)
accuracy = np.mean(probabilities.argmax(1) == test_y.numpy())
print(f"digit_rows: accuracy {accuracy:.3f} on {len(test_y)} held-out rows")
print("protoforge import digit_rows.onnx -o . --golden digit_rows.golden.safetensors --force")
