"""Small networks of many kinds, with sizes that are no multiples of a vector."""
from torch import nn


def perceptron(sizes, activation):
    def build():
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, outputs), activation()]
        return nn.Sequential(*layers[:-1], nn.Softmax(-1))

    return build


def dilated():
    """24, 40 and 20 channels."""
    return nn.Sequential(
        nn.Conv2d(3, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(),
        nn.Conv2d(24, 40, 3, padding=2, dilation=2), nn.BatchNorm2d(40), nn.LeakyReLU(0.1),
        nn.Conv2d(40, 40, 3, padding=4, dilation=4), nn.BatchNorm2d(40), nn.SiLU(),
        nn.Conv2d(40, 20, (3, 1), padding=(1, 0)), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(20, 11),
    )


def grouped():
    """Groups of 6, 13 and 3 channels, strides of 2."""
    return nn.Sequential(
        nn.Conv2d(3, 24, 3, stride=2, padding=1), nn.BatchNorm2d(24), nn.ReLU(),
        nn.Conv2d(24, 48, 3, padding=1, groups=4), nn.BatchNorm2d(48), nn.ReLU(),
        nn.Conv2d(48, 52, 1), nn.BatchNorm2d(52), nn.ReLU(),
        nn.Conv2d(52, 52, 5, stride=2, padding=2, groups=4), nn.BatchNorm2d(52), nn.Hardswish(),
        nn.Conv2d(52, 60, 1), nn.BatchNorm2d(60), nn.ReLU(),
        nn.Conv2d(60, 60, 3, padding=1, groups=20), nn.BatchNorm2d(60), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(60, 9),
    )


class Temporal(nn.Module):
    """Causal convolutions with growing dilation (Bai, Kolter and Koltun, 2018)."""

    def __init__(self):
        super().__init__()
        widths = [12, 33, 33, 48, 48]
        self.pads = nn.ModuleList(nn.ConstantPad1d((2 << step, 0), 0.0) for step in range(4))
        self.convolutions = nn.ModuleList(
            nn.Conv1d(widths[step], widths[step + 1], 3, dilation=1 << step) for step in range(4)
        )
        self.relu, self.average = nn.ReLU(), nn.AdaptiveAvgPool1d(1)
        self.flatten, self.head = nn.Flatten(), nn.Linear(48, 5)

    def forward(self, x):
        for pad, convolution in zip(self.pads, self.convolutions):
            x = self.relu(convolution(pad(x)))
        return self.head(self.flatten(self.average(x)))


class Recurrent(nn.Module):
    """A recurrent layer, the mean over the steps or the last of them, a dense layer."""

    def __init__(self, layer, width, classes=6, is_mean=True):
        super().__init__()
        self.layer, self.head, self.is_mean = layer, nn.Linear(width, classes), is_mean

    def forward(self, x):
        x = self.layer(x)[0]
        return self.head(x.mean(1) if self.is_mean else x[:, -1])


class Encoder(nn.Module):
    """Two encoder layers of a transformer."""

    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(96, 4, 256, activation="gelu", batch_first=True)
        self.layers, self.head = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False), nn.Linear(96, 6)

    def forward(self, x):
        return self.head(self.layers(x).mean(1))


class Separable(nn.Sequential):
    """Depthwise and pointwise layers with odd widths, 5x5 and 7x7 windows."""

    def __init__(self):
        layers, channels = [nn.Conv2d(1, 19, 3, stride=2, padding=1), nn.BatchNorm2d(19), nn.SiLU()], 19
        for filters, kernel, stride in [(37, 5, 1), (53, 7, 2), (70, 3, 1), (91, 5, 2)]:
            layers += [
                nn.Conv2d(channels, channels, kernel, stride, kernel // 2, groups=channels), nn.BatchNorm2d(channels), nn.SiLU(),
                nn.Conv2d(channels, filters, 1), nn.BatchNorm2d(filters), nn.SiLU(),
            ]
            channels = filters
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


class Autoencoder(nn.Sequential):
    """Strided convolutions down, transposed ones up."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 20, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(20, 36, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(36, 12, 3, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(12, 36, 4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(36, 3, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid(),
        )


def lenet():
    """LeNet-5 as it is mostly written: LeCun, Bottou, Bengio and Haffner (1998), with ReLU and the largest of each square."""
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


def thin():
    """An image to an image, with no more than eight channels anywhere."""
    return nn.Sequential(
        *(nn.Conv2d(3, 8, 3, padding=1), nn.SiLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(8, 4, 1), nn.ReLU(), nn.Conv2d(4, 3, 3, padding=1), nn.Sigmoid()),
    )


def slim():
    """MobileNetV1 of a quarter of its width, as on small devices."""
    def convolution(inputs, outputs, kernel, stride=1, groups=1):
        return (nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs), nn.ReLU6())

    layers, channels = [*convolution(3, 8, 3, 2)], 8
    for filters, stride in ((16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (256, 2), (256, 1)):
        layers += [*convolution(channels, channels, 3, stride, channels), *convolution(channels, filters, 1)]
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 2))


NETWORKS = {
    "lenet": (lenet, (1, 28, 28)),
    "thin": (thin, (3, 45, 60)),
    "slim": (slim, (3, 96, 96)),
    "mlp_tabular": (perceptron([30, 100, 50, 1, 2], nn.ReLU), (30,)),
    "mlp_deep": (perceptron([17, 96, 96, 96, 96, 5], nn.SiLU), (17,)),
    "mlp_large": (perceptron([784, 1000, 500, 10], nn.ReLU), (784,)),
    "dilated": (dilated, (3, 50, 70)),
    "grouped": (grouped, (3, 65, 65)),
    "separable": (Separable, (1, 63, 40)),
    "autoencoder": (Autoencoder, (3, 48, 48)),
    "temporal": (Temporal, (12, 200)),
    "lstm": (lambda: Recurrent(nn.LSTM(20, 64, num_layers=2, batch_first=True), 64), (50, 20)),
    "gru": (lambda: Recurrent(nn.GRU(14, 48, bidirectional=True, batch_first=True), 96), (40, 14)),
    "encoder": (Encoder, (32, 96)),
}
