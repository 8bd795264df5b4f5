"""local_response_norm: over neighbouring channels."""

from torch import nn

from recorder import channels_last, floats


def record(group):
    def case(name, text, module, *shape, **options):
        group.torch(f"local_response_norm_torch_{name}", f"- local_response_norm: {text}", module, x=floats(*shape, spread=3.0),
                    **options)

    case("usual", "5", nn.LocalResponseNorm(5), 7, 3, 5)
    case("strong", "{ size: 3, alpha: 1.5, beta: 0.5, k: 2 }", nn.LocalResponseNorm(3, 1.5, 0.5, 2), 18, 2, 3)
    case("sequence", "{ size: 1, alpha: 0.1 }", nn.LocalResponseNorm(1, 0.1), 3, 18)
    case("wide", "{ size: 9, alpha: 0.3, data_format: channels_last }", nn.LocalResponseNorm(9, 0.3), 3, 2, 5, run=channels_last)
    case("channels_last", "{ size: 5, alpha: 0.3, data_format: channels_last }", nn.LocalResponseNorm(5, 0.3), 2, 3, 19,
         run=channels_last)
