"""layer_norm: over the trailing axes, with the variance of the population."""

import numpy as np
from keras import layers
from torch import nn, zeros

from recorder import DEEP, floats, named, values


def record(group):
    torch(group)
    keras(group)


def torch(group):
    def case(name, text, module, x, **options):
        group.torch(f"layer_norm_torch_{name}", f"- layer_norm: {{ name: n{text} }}", named(n=module), x=x, **options)

    case("rank_one", "", nn.LayerNorm(17), floats(17, spread=2.0))
    case("rank_three", "", nn.LayerNorm(33), floats(2, 3, 33, spread=2.0))
    case("two_axes", ", axes: [-2, -1]", nn.LayerNorm([3, 5]), floats(4, 3, 5, spread=2.0))
    case("all_axes", ", axes: [0, 1, 2]", nn.LayerNorm([2, 3, 4]), floats(2, 3, 4, spread=2.0))
    case("epsilon", ", epsilon: 0.5", nn.LayerNorm(6, eps=0.5), floats(6))
    case("plain", ", scale: false, center: false", nn.LayerNorm(6, elementwise_affine=False), floats(2, 6))
    case("scale_only", ", center: false", nn.LayerNorm(6, bias=False), floats(6))
    centered = nn.LayerNorm(6, elementwise_affine=False)
    centered.bias = nn.Parameter(zeros(6))
    case("center_only", ", scale: false", centered, floats(6))
    case("one_element", "", nn.LayerNorm(1), floats(3, 1))
    case("equal_elements", "", nn.LayerNorm(6), values(np.full((2, 6), [[3.0], [-0.1]])))
    # A variance as E[x²] - E[x]² in float32 is wrong by more than the tolerance here.
    case("large_offset", "", nn.LayerNorm(40), floats(40, offset=100.0), tolerance=DEEP)


def keras(group):
    def case(name, text, *shape, **options):
        group.keras(f"layer_norm_keras_{name}", f"- layer_norm: {{ name: n{text} }}",
                    layers.LayerNormalization(name="n", **options), x=floats(*shape, spread=2.0))

    case("rank_one", "", 5)
    case("rank_two", "", 3, 17)
    case("two_axes", ", axes: [1, 2]", 2, 3, 5, axis=(-2, -1))
    case("no_scale", ", scale: false", 4, 3, scale=False)
    case("no_center", ", center: false", 4, 3, center=False)
