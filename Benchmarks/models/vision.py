"""Networks of torchvision, with random weights."""
import sys
from pathlib import Path

from torch import nn


def network(name, **options):
    def build():
        sys.path.insert(0, str(Path(__file__).parents[2] / "Scripts/zoo.d"))
        import vision

        found = getattr(vision.models, name, None) or getattr(vision.models.video, name, None)
        module = (found or getattr(vision.models.segmentation, name))(weights=None, **options)
        for layer in module.modules():
            if isinstance(layer, nn.Linear) and not layer.weight.any():
                nn.init.normal_(layer.weight, std=0.02)  # heads that training starts at zero would answer nothing
        return module

    return build


def segmentation(name):
    return lambda: Scores(network(name, weights_backbone=None)())


class Scores(nn.Module):
    """The scores of each pixel in a row, of a network that answers with a dictionary."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)["out"].flatten(1)


_PICTURE = (3, 224, 224)

NETWORKS = {
    name: (network(name), _PICTURE)
    for name in (
        "alexnet",
        "vgg11",
        "squeezenet1_1",
        "densenet121",
        "mnasnet1_0",
        "mobilenet_v3_small",
        "mobilenet_v3_large",
        "shufflenet_v2_x1_0",
        "efficientnet_b0",
        "efficientnet_v2_s",
        "regnet_x_400mf",
        "regnet_y_400mf",
        "resnext50_32x4d",
        "wide_resnet50_2",
        "convnext_tiny",
        "vit_b_32",
        "swin_t",
    )
} | {
    "googlenet": (network("googlenet", init_weights=True, aux_logits=False), _PICTURE),
    "inception_v3": (network("inception_v3", init_weights=True, aux_logits=False), (3, 299, 299)),
    "r3d_18": (network("r3d_18"), (3, 8, 112, 112)),
    "lraspp_mobilenet_v3_large": (segmentation("lraspp_mobilenet_v3_large"), _PICTURE),
    "deeplabv3_mobilenet_v3_large": (segmentation("deeplabv3_mobilenet_v3_large"), _PICTURE),
}
