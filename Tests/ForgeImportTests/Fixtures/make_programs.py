"""Writes the programs of torch.export in this folder and what PyTorch computes with them.

    python Tests/ForgeImportTests/Fixtures/make_programs.py      (torch 2.13.0, safetensors 0.8.0)

Weights and inputs are random with a seed. `<model>.golden.safetensors` holds the inputs and outputs by name, examples on the first
axis; the programs are exported for one example.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).parent


class Block(nn.Module):
    """Depthwise convolution, squeeze and excitation, a residual sum."""

    def __init__(self, channels):
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.squeeze = nn.Conv2d(channels, 4, 1)
        self.excite = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        y = F.hardswish(self.norm(self.depthwise(x)))
        y = y * F.hardsigmoid(self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(y, 1)))))
        return x + y


class Network(nn.Module):
    """Two branches over channels that are shuffled, a U-shaped part, a head."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding="valid"), nn.BatchNorm2d(8), nn.SiLU())
        self.block = Block(8)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.head = nn.Linear(12, 5)
        self.dropout = nn.Dropout(0.5)

    def forward(self, image):
        x = self.block(self.stem(image))
        a, b = x.chunk(2, dim=1)
        x = torch.cat([b, a], 1).view(1, 2, 4, 6, 6).transpose(1, 2).reshape(1, 8, 6, 6)
        y = F.interpolate(F.max_pool2d(x, 2), scale_factor=4, mode="bilinear")
        z = torch.cat([self.up(x), y], dim=1)[:, :, 1:, :-1]
        z = F.pad(z, (1, 0, 0, 2), value=0.5)
        return F.log_softmax(self.head(self.dropout(z.mean([2, 3]))), dim=1)


class Encoder(nn.Module):
    """A token in front, positions, attention of two heads, a feed-forward part."""

    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.randn(1, 1, 8))
        self.positions = nn.Parameter(torch.randn(1, 6, 8) * 0.1)
        self.norm = nn.LayerNorm(8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.wide, self.narrow = nn.Linear(8, 16), nn.Linear(16, 8)
        self.register_buffer("shift", torch.randn(8))

    def forward(self, tokens):
        x = torch.cat([self.token.expand(tokens.shape[0], -1, -1), tokens], dim=1) + self.positions
        y = self.norm(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        x = x + self.narrow(F.gelu(self.wide(x))) - self.shift
        return x[:, 0], x.flatten(1).clamp(min=-1)


class Words(nn.Module):
    """A table of rows by number."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(11, 6)
        self.norm = nn.GroupNorm(2, 6)
        self.filter = nn.Conv1d(6, 4, 3, padding="same")

    def forward(self, ids, scale):
        x = self.norm(self.table(ids).permute(0, 2, 1)) * scale.unsqueeze(-1)
        return F.avg_pool1d(F.leaky_relu(self.filter(x), 0.2), 2)


def write(name, model, **inputs):
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.5)
                module.running_var.uniform_(0.5, 1.5)
        results = [model(*[value[row:row + 1] for value in inputs.values()]) for row in range(3)]
    results = [result if isinstance(result, tuple) else (result,) for result in results]
    count = len(results[0])
    outputs = {"output" if count == 1 else f"output_{i}": torch.cat([r[i] for r in results]).contiguous() for i in range(count)}
    torch.export.save(torch.export.export(model, tuple(value[:1] for value in inputs.values())), HERE / f"{name}.pt2")
    save_file(inputs | outputs, HERE / f"{name}.golden.safetensors")


torch.manual_seed(20261125)
write("network", Network().eval(), image=torch.randn(3, 3, 13, 13))
write("encoder", Encoder().eval(), tokens=torch.randn(3, 5, 8))
write("sequence", Words().eval(), ids=torch.randint(0, 11, [3, 7]), scale=torch.randn(3, 6))
