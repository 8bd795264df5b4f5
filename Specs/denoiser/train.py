"""Noise removed from 8x8 handwritten digits: a small convolutional autoencoder with a shortcut, in PyTorch.

Writes denoiser.pt (a checkpoint as training loops keep it: the epoch, the error, the model's state dict) and
denoiser.golden.safetensors (48 noisy held-out images and what the model makes of them).
"""
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).parent
SEED = 23
EPOCHS = 60
NOISE = 4.0  # standard deviation, in grey values of 0...16
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

data = load_digits()
images = torch.from_numpy(data.images.astype(np.float32)[:, None, :, :])  # [rows, 1, 8, 8], pixels 0..16
train, test = train_test_split(images, test_size=0.25, stratify=data.target, random_state=SEED)


def with_noise(x):
    """What a bad scan gives: noise on every pixel, but no value outside 0...16."""
    return (x + NOISE * torch.randn_like(x)).clamp(0, 16)


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Conv2d(1, 16, 3, padding=1)
        self.down = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.bottom = nn.Conv2d(32, 32, 3, padding=1)
        self.up = nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1)
        self.out = nn.Conv2d(16, 1, 3, padding=1)

    def forward(self, noisy):
        x = noisy * 0.0625
        inner = torch.relu(self.inner(x))  # [16, 8, 8]
        x = torch.relu(self.down(inner))  # [32, 4, 4]
        x = torch.relu(self.bottom(x))
        x = torch.relu(self.up(x) + inner)  # [16, 8, 8], with the fine lines that `down` lost
        return 16 * torch.sigmoid(self.out(x))


model = Denoiser()
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
for _ in range(EPOCHS):
    for batch in torch.randperm(len(train)).split(64):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(with_noise(train[batch])), train[batch]).backward()
        optimizer.step()
    schedule.step()

model.eval()
noisy = with_noise(test)
with torch.no_grad():
    clean = model(noisy)


def error(x):
    return torch.sqrt(nn.functional.mse_loss(x, test)).item()


torch.save({"epoch": EPOCHS, "error": error(clean), "state_dict": model.state_dict()}, HERE / "denoiser.pt")
save_file({"noisy": noisy[:48].numpy().copy(), "clean": clean[:48].numpy().copy()}, HERE / "denoiser.golden.safetensors")
print(f"denoiser: root mean square error {error(clean):.3f} on {len(test)} held-out images, {error(noisy):.3f} before")
