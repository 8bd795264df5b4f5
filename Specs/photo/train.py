"""Noise removed from photographs: a small network of inverted residual blocks, as in MobileNetV2, in PyTorch.

Writes photo.safetensors (the state dict, without the counters of batch norm) and photo.golden.safetensors (noisy tiles of
photographs' parts that the training never saw, and what the model makes of them). Pixels are as cameras' libraries hand
them out: rows of red, green and blue bytes.
"""
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.datasets import load_sample_images
from torch import nn

HERE = Path(__file__).parent
SEED = 31
STEPS, BATCH, CROP, TILE = 3000, 8, 32, 64
NOISE = 25.0  # standard deviation, of 255
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

# Two photographs of 427 x 640 pixels; their right quarters are held out.
photos = [torch.from_numpy(np.array(photo)).float() for photo in load_sample_images().images]
seen, held_out = [photo[:, :480] for photo in photos], [photo[:, 480:] for photo in photos]


def with_noise(pixels):
    """What a small sensor gives in the dark, as bytes."""
    return (pixels + NOISE * torch.randn_like(pixels)).round().clamp(0, 255)


def crops(count):
    rows = []
    for _ in range(count):
        photo = seen[torch.randint(len(seen), ()).item()]
        top, left = (torch.randint(size - CROP + 1, ()).item() for size in photo.shape[:2])
        crop = photo[top : top + CROP, left : left + CROP]
        rows.append(crop.flip(1) if torch.rand(()) < 0.5 else crop)
    return torch.stack(rows)


class Block(nn.Module):
    def __init__(self, channels, inner):
        super().__init__()
        self.expand = nn.Conv2d(channels, inner, 1, bias=False)
        self.expand_norm = nn.BatchNorm2d(inner)
        self.depthwise = nn.Conv2d(inner, inner, 3, padding=1, groups=inner, bias=False)
        self.depthwise_norm = nn.BatchNorm2d(inner)
        self.project = nn.Conv2d(inner, channels, 1, bias=False)
        self.project_norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = nn.functional.relu6(self.expand_norm(self.expand(x)))
        y = nn.functional.relu6(self.depthwise_norm(self.depthwise(y)))
        return x + self.project_norm(self.project(y))


class PhotoDenoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.block1 = Block(16, 48)
        self.block2 = Block(16, 48)
        self.noise = nn.Conv2d(16, 3, 3, padding=1)

    def forward(self, pixels):  # [tiles, rows, columns, 3], from 0 to 255
        x = pixels.permute(0, 3, 1, 2) / 255
        noise = self.noise(self.block2(self.block1(torch.relu(self.stem(x)))))
        return (255 * (x - noise)).clamp(0, 255).permute(0, 2, 3, 1)


model = PhotoDenoiser()
optimizer = torch.optim.Adam(model.parameters(), lr=0.004)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
for _ in range(STEPS):
    clean = crops(BATCH)
    optimizer.zero_grad()
    nn.functional.mse_loss(model(with_noise(clean)) / 255, clean / 255).backward()
    optimizer.step()
    schedule.step()

model.eval()
tiles = torch.stack([photo[top : top + TILE, left : left + TILE] for photo in held_out
                     for top in range(0, 427 - TILE, TILE) for left in range(0, 160 - TILE, TILE)])
noisy = with_noise(tiles)
with torch.no_grad():
    cleaned = model(noisy)


def error(pixels):
    return nn.functional.mse_loss(pixels, tiles).sqrt().item()


state = {name: value for name, value in model.state_dict().items() if not name.endswith("num_batches_tracked")}
save_file(state, HERE / "photo.safetensors")
rows = [3, len(tiles) - 2]  # one of each photograph
save_file({"pixels": noisy[rows].contiguous(), "cleaned": cleaned[rows].contiguous()}, HERE / "photo.golden.safetensors")
print(f"photo: root mean square error {error(cleaned):.2f} of 255 on {len(tiles)} held-out tiles, {error(noisy):.2f} before")
