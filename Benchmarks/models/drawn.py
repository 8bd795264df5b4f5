"""Networks whose kind, widths, windows, strides, groups and dilations are drawn from a seed."""
import random
import torch
from torch import nn

from .others import Recurrent

ACTIVATIONS = [nn.ReLU, nn.ReLU6, nn.SiLU, nn.GELU, nn.Hardswish, nn.LeakyReLU, nn.ELU, nn.Tanh, nn.Mish]


def network(seed):
    """A function that makes the module, and the shape of one example."""
    draw = random.Random(seed)
    return draw.choice([image, image, image, segmentation, sequence, recurrent, tabular, tokens])(draw)


class Residual(nn.Module):
    def __init__(self, branch, shortcut, activation):
        super().__init__()
        self.branch, self.shortcut, self.activation = branch, shortcut, activation

    def forward(self, x):
        return self.activation(self.branch(x) + self.shortcut(x))


def width(draw, low, high):
    """Often a multiple of eight, as in published networks, else any."""
    count = draw.randint(low, high)
    return max(low, count // 8 * 8) if draw.random() < 0.5 else count


def divisor(draw, count, high):
    return draw.choice([d for d in range(1, min(count, high) + 1) if count % d == 0])


def convolution(draw, inputs, outputs, stride=1):
    """One with a window, a dilation and groups; its padding keeps the size (but for the stride)."""
    kernel = draw.choice([(3, 3)] * 4 + [(5, 5), (7, 7), (1, 7), (7, 1), (3, 1), (2, 2)])
    dilation = draw.choice([1, 1, 1, 2, 3]) if kernel != (2, 2) else 1
    groups = 1
    if draw.random() < 0.35:
        per = divisor(draw, inputs, 40)
        groups = inputs // per
        outputs = max(1, round(outputs / groups)) * groups
    padding = tuple(size // 2 * dilation for size in kernel)
    layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias=draw.random() < 0.5)
    return layer, outputs


def normed(draw, channels):
    kind = draw.choice(["batch"] * 4 + ["group", "none"])
    if kind == "batch":
        return [nn.BatchNorm2d(channels)]
    return [nn.GroupNorm(divisor(draw, channels, 8), channels)] if kind == "group" else []


def block(draw, channels, activation):
    """Layers and the channels that they give."""
    outputs, stride = width(draw, 8, 160), draw.choice([1, 1, 1, 2])
    kind = draw.choice(["plain", "plain", "depthwise", "inverted", "bottleneck", "pool"])
    if kind == "plain":
        layer, outputs = convolution(draw, channels, outputs, stride)
        return [layer, *normed(draw, outputs), activation()], outputs
    if kind == "pool":
        pool = draw.choice([nn.MaxPool2d, nn.AvgPool2d])(draw.choice([2, 3]), 2, ceil_mode=draw.random() < 0.3)
        return [pool, nn.Conv2d(channels, outputs, 1), nn.BatchNorm2d(outputs), activation()], outputs
    kernel, dilation = draw.choice([3, 3, 5, 7]), draw.choice([1, 1, 2])
    pad = kernel // 2 * dilation
    inner = channels * draw.choice([2, 3, 4]) if kind == "inverted" else channels
    if kind == "bottleneck":
        inner = max(4, channels // 2)
        middle = nn.Conv2d(inner, inner, kernel, stride, pad, dilation, bias=False)
    else:
        middle = nn.Conv2d(inner, inner, kernel, stride, pad, dilation, groups=inner, bias=False)
    expand = [nn.Conv2d(channels, inner, 1, bias=False), nn.BatchNorm2d(inner), activation()] if kind != "depthwise" else []
    branch = nn.Sequential(
        *expand, middle, nn.BatchNorm2d(inner), activation(), nn.Conv2d(inner, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
    )
    if kind == "depthwise":
        return [*branch, activation()], outputs
    same = stride == 1 and outputs == channels
    shortcut = nn.Identity() if same else nn.Sequential(nn.Conv2d(channels, outputs, 1, stride), nn.BatchNorm2d(outputs))
    return [Residual(branch, shortcut, draw.choice([nn.Identity, activation])())], outputs


def image(draw):
    channels, shape = draw.choice([1, 3, 3, 4]), (draw.randint(17, 120), draw.randint(17, 120))
    activation = draw.choice(ACTIVATIONS[:-2])

    def build(draw=random.Random(draw.random())):
        layers, count = [], width(draw, 8, 48)
        stem = nn.Conv2d(channels, count, draw.choice([3, 3, 5, 7]), draw.choice([1, 2, 2]), padding=draw.choice([0, 1, 3]))
        layers += [stem, nn.BatchNorm2d(count), activation()]
        for _ in range(draw.randint(3, 6)):
            more, count = block(draw, count, activation)
            layers += more
        head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(count, draw.choice([1, 2, 10, 37, 1000]))]
        return nn.Sequential(*layers, *head)

    return build, (channels, *shape)


class Up(nn.Module):
    """A coarser network between two halves of a level, whose results stand beside the level's."""

    def __init__(self, before, down, inner, up, after):
        super().__init__()
        self.before, self.down, self.inner, self.up, self.after = before, down, inner, up, after

    def forward(self, x):
        x = self.before(x)
        return self.after(torch.cat([x, self.up(self.inner(self.down(x)))], 1))


def segmentation(draw):
    shape = (draw.randint(3, 14) * 8, draw.randint(3, 14) * 8)
    activation = draw.choice(ACTIVATIONS[:-2])

    def build(draw=random.Random(draw.random())):
        def twice(inputs, outputs):
            return nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), activation(),
                nn.Conv2d(outputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), activation(),
            )

        widths = [width(draw, 8, 24), width(draw, 16, 60), width(draw, 24, 100)]
        inner, channels = nn.Identity(), widths[-1]
        for level in (1, 0):
            if draw.random() < 0.5:
                up = nn.ConvTranspose2d(channels, widths[level], 2, stride=2)
            else:
                mode = draw.choice(["nearest", "bilinear"])
                up = nn.Sequential(nn.Upsample(scale_factor=2, mode=mode), nn.Conv2d(channels, widths[level], 1))
            first = twice(widths[level], widths[level + 1]) if level == 1 else nn.Identity()
            inner = Up(
                twice(3 if level == 0 else widths[0], widths[level]),
                nn.MaxPool2d(2),
                nn.Sequential(first, inner) if level == 1 else inner,
                up,
                twice(2 * widths[level], widths[level]),
            )
            channels = widths[level]
        return nn.Sequential(inner, nn.Conv2d(widths[0], draw.choice([1, 2, 5, 21]), 1), nn.Flatten())

    return build, (3, *shape)


def sequence(draw):
    channels, length = draw.randint(1, 40), draw.randint(30, 600)
    activation = draw.choice(ACTIVATIONS)

    def build(draw=random.Random(draw.random())):
        layers, count = [], channels
        for _ in range(draw.randint(2, 5)):
            filters, kernel = width(draw, 8, 130), draw.choice([1, 3, 5, 7, 9])
            dilation, stride = draw.choice([1, 1, 2, 4]), draw.choice([1, 1, 2])
            groups = count if draw.random() < 0.2 else 1
            if groups > 1:
                filters = count
            layers += [
                nn.Conv1d(count, filters, kernel, stride, kernel // 2 * dilation, dilation, groups), nn.BatchNorm1d(filters), activation(),
            ]
            count = filters
        return nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(count, draw.randint(1, 20)))

    return build, (channels, length)


def recurrent(draw):
    steps, features = draw.randint(10, 120), draw.randint(3, 80)

    def build(draw=random.Random(draw.random())):
        hidden, both = width(draw, 16, 160), draw.random() < 0.3
        kind = draw.choice([nn.LSTM, nn.LSTM, nn.GRU, nn.RNN])
        layer = kind(features, hidden, num_layers=draw.choice([1, 1, 2]), bidirectional=both, batch_first=True)
        return Recurrent(layer, hidden * (1 + both), draw.randint(1, 12), draw.random() < 0.5)

    return build, (steps, features)


def tabular(draw):
    features = draw.randint(3, 300)
    activation = draw.choice(ACTIVATIONS)

    def build(draw=random.Random(draw.random())):
        layers, count = [], features
        for _ in range(draw.randint(1, 5)):
            units = width(draw, 8, draw.choice([64, 300, 1000]))
            norm = draw.choice([[], [], [nn.BatchNorm1d(units)], [nn.LayerNorm(units)]])
            layers += [nn.Linear(count, units), *norm, activation()]
            count = units
        end = draw.choice([[nn.Softmax(-1)], [nn.Sigmoid()], []])
        return nn.Sequential(*layers, nn.Linear(count, draw.choice([1, 2, 3, 10, 100])), *end)

    return build, (features,)


class Tokens(nn.Module):
    """Encoder layers of a transformer, the mean of the tokens, a dense layer."""

    def __init__(self, features, wide, heads, inner, depth, activation, before, classes):
        super().__init__()
        self.embedding = nn.Linear(features, wide)
        layer = nn.TransformerEncoderLayer(wide, heads, inner, activation=activation, batch_first=True, norm_first=before)
        self.layers = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.head = nn.Linear(wide, classes)

    def forward(self, x):
        return self.head(self.layers(self.embedding(x)).mean(1))


def tokens(draw):
    count, features = draw.randint(5, 150), draw.randint(4, 60)

    def build(draw=random.Random(draw.random())):
        heads = draw.choice([1, 2, 4, 6, 8])
        wide = heads * draw.randint(6, 40)
        words = (features, wide, heads, wide * draw.choice([2, 4]), draw.randint(1, 3), draw.choice(["relu", "gelu"]))
        return Tokens(*words, draw.random() < 0.5, draw.randint(2, 20))

    return build, (count, features)
