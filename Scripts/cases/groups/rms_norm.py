"""rms_norm: x / sqrt(mean(x²) + epsilon) * scale."""

from keras import layers
from torch import finfo, float32, nn

from recorder import floats, named

# PyTorch's default is the epsilon of the type that it computes in; models are trained in float32.
EPSILON = finfo(float32).eps


def record(group):
    def case(name, text, module, x):
        group.torch(f"rms_norm_torch_{name}", f"- rms_norm: {{ name: n{text} }}", named(n=module), x=x)

    case("rank_one", "", nn.RMSNorm(17, eps=EPSILON), floats(17))
    case("rank_two", "", nn.RMSNorm(5, eps=EPSILON), floats(3, 5))
    case("two_axes", ", axes: [1, 2]", nn.RMSNorm([3, 5], eps=EPSILON), floats(2, 3, 5))
    case("epsilon", ", epsilon: 0.5", nn.RMSNorm(6, eps=0.5), floats(6))
    case("plain", ", scale: false", nn.RMSNorm(6, eps=EPSILON, elementwise_affine=False), floats(2, 6))
    case("tiny", "", nn.RMSNorm(6, eps=EPSILON), floats(6, spread=1e-4))

    group.keras("rms_norm_keras_rank_one", "- rms_norm: { name: n }", layers.RMSNormalization(name="n"), x=floats(5))
    group.keras("rms_norm_keras_rank_three", "- rms_norm: { name: n, epsilon: 1.0e-3 }",
                layers.RMSNormalization(epsilon=1e-3, name="n"), x=floats(2, 3, 17))
