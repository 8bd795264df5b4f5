"""The sum of two handwritten digits: one residual network in PyTorch that reads both images, and is never told a digit.

The network sees pairs of images, their sum, and whether they show the same digit. It gives each image a distribution over
the digits, from which the expected sum and the probability that both are the same follow.

Writes digit_sums.pt2 (the program as torch.export saves it, with a batch of any size) and digit_sums.golden.safetensors
(50 pairs of images that the training never saw), and prints the command that makes digit_sums.yaml of them.
"""
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).parent
SEED = 29
EPOCHS = 40
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

data = load_digits()
images = data.images.astype(np.float32)[:, None, :, :]  # [rows, 1, 8, 8], pixels 0..16
train_x, test_x, train_y, test_y = (
    torch.from_numpy(part)
    for part in train_test_split(images, data.target, test_size=0.25, stratify=data.target, random_state=SEED)
)


class Residual(nn.Module):
    """Two convolutions that add to what they read."""

    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return torch.relu(x + self.conv2(torch.relu(self.conv1(x))))


class Digit(nn.Module):
    """A distribution over the ten digits."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 16, 3, padding=1)
        self.block1 = Residual(16)
        self.widen = nn.Conv2d(16, 16, 3, stride=2, padding=1)
        self.block2 = Residual(16)
        self.head = nn.Linear(16 * 2 * 2, 10)

    def forward(self, image):
        x = self.block1(torch.relu(self.stem(image * 0.0625)))  # [16, 8, 8]
        x = self.block2(torch.relu(self.widen(x)))  # [16, 4, 4]
        x = nn.functional.avg_pool2d(x, 2)  # [16, 2, 2]
        return torch.softmax(self.head(x.flatten(1)), dim=1)


class DigitSums(nn.Module):
    def __init__(self):
        super().__init__()
        self.digit = Digit()
        self.register_buffer("values", torch.arange(10, dtype=torch.float32))

    def forward(self, left, right):
        p, q = self.digit(left), self.digit(right)
        total = (p + q) @ self.values  # what the sum is expected to be
        same = (p * q).sum(dim=1)  # the probability that both show the same digit
        return total.unsqueeze(1), same.unsqueeze(1)


def pairs(labels, count):
    """Places of pairs, a quarter of which show the same digit twice."""
    left, right = torch.randint(len(labels), (2, count))
    for i in range(0, count, 4):
        alike = torch.nonzero(labels == labels[left[i]])[:, 0]
        right[i] = alike[torch.randint(len(alike), ())]
    return left, right


# Which sum two digits have, as a one: [10, 10, 19].
ADDITION = nn.functional.one_hot(torch.arange(10)[:, None] + torch.arange(10)).float()


def loss(left, right):
    """The sum's cross entropy, by all ways to make it of two digits, and that of the sameness."""
    p, q = model.digit(train_x[left]), model.digit(train_x[right])
    sums = torch.einsum("bi,bj,ijs->bs", p, q, ADDITION)
    same = (p * q).sum(dim=1).clamp(1e-6, 1 - 1e-6)
    alike = (train_y[left] == train_y[right]).float()
    return nn.functional.nll_loss(torch.log(sums + 1e-9), train_y[left] + train_y[right]) + (
        nn.functional.binary_cross_entropy(same, alike)
    )


model = DigitSums()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.005, weight_decay=0.01)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
for _ in range(EPOCHS):
    left, right = pairs(train_y, 4096)
    for i, j in zip(left.split(128), right.split(128)):
        optimizer.zero_grad()
        loss(i, j).backward()
        optimizer.step()
    schedule.step()

model.eval()
left, right = pairs(test_y, 2000)
with torch.no_grad():
    total, same = model(test_x[left], test_x[right])

batch = torch.export.Dim("batch")
program = torch.export.export(
    model, (test_x[left[:2]], test_x[right[:2]]), dynamic_shapes={"left": {0: batch}, "right": {0: batch}}
)
for node in program.graph.nodes:
    node.meta.pop("stack_trace", None)  # it holds paths of the machine
torch.export.save(program, HERE / "digit_sums.pt2")

# Half of the golden pairs are those whose sum is furthest from a whole number: where the network hesitates.
order = torch.argsort((total - total.round()).abs()[:, 0], descending=True)
rows = torch.cat([order[:25], order[25:].sort().values[:25]])
save_file(
    {
        "left": test_x[left[rows]].numpy().copy(),
        "right": test_x[right[rows]].numpy().copy(),
        "sum": total[rows].numpy().copy(),
        "same": same[rows].numpy().copy(),
    },
    HERE / "digit_sums.golden.safetensors",
)

wanted = (test_y[left] + test_y[right])[:, None]
right_sums = (total.round() == wanted).float().mean().item()
right_same = ((same >= 0.5) == (test_y[left] == test_y[right])[:, None]).float().mean().item()
print(f"digit_sums: {right_sums:.3f} of the sums and {right_same:.3f} of the samenesses right, on {len(left)} held-out pairs")
print("protoforge import digit_sums.pt2 -o . --golden digit_sums.golden.safetensors --force")
