"""MobileNetV2, layer by layer that of torchvision 0.28, and a shorter network of MobileNetV3's blocks.

Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.
Howard et al., "Searching for MobileNetV3", 2019.
"""
from torch import nn

# Of MobileNetV2: expansion, channels, blocks, stride of the first.
STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]

# Of the shorter network: window, expanded channels, channels, squeeze and excitation, activation, stride.
BLOCKS = [
    (3, 16, 16, True, nn.ReLU, 2),
    (3, 72, 24, False, nn.ReLU, 2),
    (3, 88, 24, False, nn.ReLU, 1),
    (5, 96, 40, True, nn.Hardswish, 2),
    (5, 240, 40, True, nn.Hardswish, 1),
    (5, 120, 48, True, nn.Hardswish, 1),
    (5, 288, 96, True, nn.Hardswish, 2),
]


def convolution(channels, filters, kernel=3, stride=1, groups=1, activation=nn.ReLU6):
    layers = [
        nn.Conv2d(channels, filters, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
        nn.BatchNorm2d(filters),
    ]
    return nn.Sequential(*layers, *([activation()] if activation else []))


class InvertedResidual(nn.Module):
    def __init__(self, channels, filters, stride, expansion):
        super().__init__()
        hidden = channels * expansion
        layers = [convolution(channels, hidden, kernel=1)] if expansion != 1 else []
        self.conv = nn.Sequential(
            *layers,
            convolution(hidden, hidden, stride=stride, groups=hidden),
            nn.Conv2d(hidden, filters, 1, bias=False),
            nn.BatchNorm2d(filters),
        )
        self.is_residual = stride == 1 and channels == filters

    def forward(self, x):
        return x + self.conv(x) if self.is_residual else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        features, channels = [convolution(3, 32, stride=2)], 32
        for expansion, filters, count, stride in STAGES:
            for index in range(count):
                features.append(InvertedResidual(channels, filters, stride if index == 0 else 1, expansion))
                channels = filters
        self.features = nn.Sequential(*features, convolution(channels, 1280, kernel=1))
        self.pool, self.flatten = nn.AdaptiveAvgPool2d(1), nn.Flatten()
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, 1000))

    def forward(self, x):
        return self.classifier(self.flatten(self.pool(self.features(x))))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels):
        super().__init__()
        squeezed = max(8, channels // 4 // 8 * 8)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1, self.activation = nn.Conv2d(channels, squeezed, 1), nn.ReLU()
        self.fc2, self.scale_activation = nn.Conv2d(squeezed, channels, 1), nn.Hardsigmoid()

    def forward(self, x):
        return x * self.scale_activation(self.fc2(self.activation(self.fc1(self.avgpool(x)))))


class ExcitedResidual(nn.Module):
    def __init__(self, channels, kernel, hidden, filters, has_excitation, activation, stride):
        super().__init__()
        layers = [convolution(channels, hidden, 1, activation=activation)] if hidden != channels else []
        layers.append(convolution(hidden, hidden, kernel, stride, groups=hidden, activation=activation))
        if has_excitation:
            layers.append(SqueezeExcitation(hidden))
        self.block = nn.Sequential(*layers, convolution(hidden, filters, 1, activation=None))
        self.is_residual = stride == 1 and channels == filters

    def forward(self, x):
        return x + self.block(x) if self.is_residual else self.block(x)


def version2():
    return MobileNetV2()


def version3():
    features, channels = [convolution(3, 16, stride=2, activation=nn.Hardswish)], 16
    for block in BLOCKS:
        features.append(ExcitedResidual(channels, *block))
        channels = block[2]
    return nn.Sequential(
        *features,
        convolution(channels, 576, 1, activation=nn.Hardswish),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(576, 256),
        nn.Hardswish(),
        nn.Linear(256, 10),
        nn.Softmax(-1),
    )
