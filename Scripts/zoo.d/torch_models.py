"""The networks of PyTorch: torchvision's, and small ones. Weights are random by the seed that the caller has set."""

import torch
from torch import nn
from torch.nn import functional as F


def _vision(name):
    def make():
        import vision

        return getattr(vision.models, name)(weights=None)

    return make


class Perceptron(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Linear(20, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 32), nn.GELU(), nn.Linear(32, 5),
            nn.Softmax(dim=1),
        )


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.Flatten(), nn.Linear(32 * 7 * 7, 16),
        )
        self.widen = nn.Linear(16, 32 * 7 * 7)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 2, stride=2), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.decoder(F.relu(self.widen(self.encoder(x))).unflatten(1, (32, 7, 7)))


class _Double(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
        )


class UNet(nn.Module):
    """One step up is a transposed convolution, the other a bilinear enlargement."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.bottom = _Double(3, 16), _Double(16, 32), _Double(32, 64)
        self.up_second = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.join_second = _Double(64, 32)
        self.up_first = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), nn.Conv2d(32, 16, 1)
        )
        self.join_first = _Double(32, 16)
        self.head = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        first = self.first(x)
        second = self.second(F.max_pool2d(first, 2))
        bottom = self.bottom(F.max_pool2d(second, 2))
        second = self.join_second(torch.cat([second, self.up_second(bottom)], dim=1))
        return self.head(self.join_first(torch.cat([first, self.up_first(second)], dim=1)))


class Transformer(nn.Module):
    """A decoder as language models are: positions, causal attention, a feed-forward part; then an encoder layer of PyTorch's."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Linear(12, 64)
        self.positions = nn.Parameter(torch.randn(24, 64) * 0.1)
        self.norm, self.qkv, self.out = nn.LayerNorm(64), nn.Linear(64, 192), nn.Linear(64, 64)
        self.encoder = nn.TransformerEncoderLayer(64, 4, 128, batch_first=True, norm_first=True, activation="gelu")
        self.head = nn.Linear(64, 7)

    def forward(self, x):
        x = self.embedding(x) + self.positions
        q, k, v = (t.unflatten(2, (4, 16)).transpose(1, 2) for t in self.qkv(self.norm(x)).chunk(3, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2)
        return self.head(self.encoder(x + self.out(y))[:, -1])


class Recurrence(nn.Module):
    """Two layers of two directions, and one that is read at its last step."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(12, 24, 2, batch_first=True, bidirectional=True, dropout=0.1)
        self.gru = nn.GRU(48, 16, batch_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(self.gru(self.lstm(x)[0])[0][:, -1])


_IMAGE = (3, 224, 224)

# The name, what makes it, the shape of one input.
MODELS = [
    ("torch-mlp", Perceptron, (20,)),
    ("torch-autoencoder", Autoencoder, (1, 28, 28)),
    ("torch-unet", UNet, (3, 64, 64)),
    ("torch-transformer", Transformer, (24, 12)),
    ("torch-recurrence", Recurrence, (40, 12)),
] + [
    (name.replace("_", "-"), _vision(name), _IMAGE)
    for name in (
        "alexnet", "vgg11", "resnet18", "resnet50", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0", "squeezenet1_1",
        "shufflenet_v2_x1_0", "densenet121", "convnext_tiny", "vit_b_16", "swin_t",
    )
]


def settle(model, shape):
    """Sets the statistics of batch normalisations to those of random inputs, so that values stay of the size that training keeps
    them in. A head that starts as zeros gets random weights."""
    model.eval()
    for module in model.modules():
        if isinstance(module, nn.Linear) and not module.weight.any():
            nn.init.normal_(module.weight, std=module.in_features**-0.5)
    norms = [module for module in model.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
        norm.train()
    if norms:
        with torch.no_grad():
            for _ in range(2):
                model(torch.randn(8, *shape))
    return model.eval()
