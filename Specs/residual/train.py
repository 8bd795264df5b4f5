"""A residual convolutional graph, two inputs and two outputs. NOT TRAINED: its weights are random, by seed.

It stands for the shape of a real vision model (strided convolutions, batch norm, a shortcut, a depthwise block, a
second input, two heads) at a size that fits in a repository. Writes residual.random.safetensors and
residual.random.golden.npz.
"""
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.functional import gelu, relu, silu

HERE = Path(__file__).parent
SEED = 2024
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(16)
        self.conv1 = nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(32)
        self.shortcut = nn.Conv2d(16, 32, 1, stride=2, bias=False)
        self.shortcut_norm = nn.BatchNorm2d(32)
        self.depthwise = nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False)
        self.depthwise_norm = nn.GroupNorm(8, 32)
        self.pointwise = nn.Conv2d(32, 32, 1)
        self.context_fc = nn.Linear(8, 16)
        self.context_norm = nn.LayerNorm(16)
        self.fc = nn.Linear(48, 32)
        self.kind_head = nn.Linear(32, 4)
        self.embedding_head = nn.Linear(32, 6)

    def forward(self, image, context):
        x = silu(self.stem_norm(self.stem(image)))  # [16, 12, 12]
        main = relu(self.norm1(self.conv1(x)))
        main = self.norm2(self.conv2(main))
        x = relu(main + self.shortcut_norm(self.shortcut(x)))  # [32, 6, 6]
        inner = silu(self.depthwise_norm(self.depthwise(x)))
        x = x + gelu(self.pointwise(inner), approximate="tanh")
        pooled = x.mean(dim=(2, 3))  # [32]
        side = self.context_norm(gelu(self.context_fc(context)))
        joined = silu(self.fc(torch.cat([pooled, side], dim=1)))
        return torch.softmax(self.kind_head(joined), dim=1), torch.tanh(self.embedding_head(joined))


def images(count):
    """Smooth patches of colour with some noise: averages over white noise would look alike for every image."""
    patches = nn.functional.interpolate(torch.rand(count, 3, 3, 3), size=24, mode="bilinear", align_corners=False)
    return (0.85 * patches + 0.15 * torch.rand(count, 3, 24, 24)).contiguous()


model = Residual()
with torch.no_grad():
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")  # keeps the signal alive through the depth
            if module.bias is not None:
                module.bias.normal_(0, 0.1)
        if isinstance(module, (nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm)):
            module.weight.uniform_(0.5, 1.5)
            module.bias.normal_(0, 0.2)
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None  # the running statistics become those of the one batch below
    model.embedding_head.weight *= 0.4  # else tanh answers little but -1 and 1
    model.train()
    model(images(64), torch.randn(64, 8))
    model.eval()
    # Each class gets its turn: without this, one of the four random directions wins for almost every image.
    kind, _ = model(images(64), torch.randn(64, 8))
    model.kind_head.bias -= kind.log().mean(dim=0)

    image, context = images(16), torch.randn(16, 8)
    kind, embedding = model(image, context)

weights = {k: v for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
save_file(weights, HERE / "residual.random.safetensors")
np.savez(
    HERE / "residual.random.golden.npz",
    image=image.numpy(), context=context.numpy(), kind=kind.numpy(), embedding=embedding.numpy(),
)
print(f"residual: {sum(v.numel() for v in weights.values())} random parameters, answers {kind.argmax(1).tolist()}")
