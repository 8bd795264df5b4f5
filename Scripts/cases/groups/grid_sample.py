"""grid_sample: images and volumes at computed places, as PyTorch and onnxruntime have it."""

import math

import numpy as np
from torch.nn import functional

from recorder import CLOSE, Feature, floats

MODES = {"nearest": "nearest", "linear": "bilinear", "cubic": "bicubic"}


def grid(*shape, reach=1.7):
    """Places from -reach to reach; a few are corners and edges."""
    def make(generator, rows):
        places = generator.uniform(-reach, reach, [rows, *shape])
        places.reshape(rows, -1)[:, :4] = [-1, 1, 0, 0]
        return places.astype(np.float32)
    return Feature(shape, "float32", make)


def record(group):
    def case(name, options, x, g, mode, padding, aligned):
        group.torch(f"grid_sample_torch_{name}", f"- grid_sample: {{ from: [x, g]{options} }}",
                    run=lambda m, x, g: functional.grid_sample(x, g, MODES[mode], padding, aligned),
                    source="torch.nn.functional.grid_sample", tolerance=CLOSE, x=x, g=g)

    for mode in MODES:
        for padding in ["zeros", "border", "reflection"]:
            for aligned in [False, True]:
                # Corners and edges lie halfway between two pixels, where float32 and float64 may round apart.
                places = grid(3, 4, 2) if mode != "nearest" else Feature(
                    (3, 4, 2), "float32", lambda generator, rows: generator.uniform(-1.7, 1.7, [rows, 3, 4, 2]).astype(np.float32))
                case(f"{mode}_{padding}_{'aligned' if aligned else 'edges'}",
                     f", mode: {mode}, padding: {padding}, align_corners: {str(aligned).lower()}", floats(2, 4, 5), places, mode,
                     padding, aligned)
    for padding in ["zeros", "border", "reflection"]:
        case(f"volume_{padding}", f", padding: {padding}", floats(2, 3, 2, 4), grid(2, 3, 2, 3), "linear", padding, False)
    case("volume_nearest", ", mode: nearest, align_corners: true", floats(1, 3, 2, 4),
         Feature((2, 2, 2, 3), "float32", lambda generator, rows: generator.uniform(-1.2, 1.2, [rows, 2, 2, 2, 3]).astype(np.float32)),
         "nearest", "zeros", True)
    case("one_pixel", ", padding: reflection, align_corners: true", floats(3, 1, 1), grid(2, 2, 2), "linear", "reflection", True)
    case("wide", "", floats(17, 3, 3), grid(2, 2, 2), "linear", "zeros", False)
    case("far", ", padding: border", floats(1, 3, 4),
         Feature((4, 1, 2), "float32", lambda g, rows: np.asarray([[[[1e30, 0]], [[0, -1e30]], [[-1e30, 1e30]], [[9, 0.5]]]] * rows,
                                                                  np.float32)), "linear", "border", False)

    def bounded(x, g):
        """PyTorch says that NaN is taken for -1, but that holds for some of its modes only."""
        import torch
        return functional.grid_sample(torch.from_numpy(x), torch.nan_to_num(torch.from_numpy(g), nan=-1.0, posinf=9, neginf=-9),
                                      align_corners=False).numpy()

    nan, inf = math.nan, math.inf
    group.numpy("grid_sample_no_numbers", "- grid_sample: { from: [x, g] }", lambda _, x, g: bounded(x, g),
                source="torch.nn.functional.grid_sample of places that are numbers", x=floats(2, 3, 4),
                g=Feature((5, 1, 2), "float32", lambda g, rows: np.asarray(
                    [[[[nan, 0]], [[0.25, nan]], [[inf, 0]], [[-inf, inf]], [[nan, nan]]]] * rows, np.float32)))
    group.torch("grid_sample_torch_in_a_network", """
                - conv2d: { name: a, from: x, filters: 3, kernel: 3, padding: 1 }
                - grid_sample: { from: [a, g] }
                - relu
                """,
                _Convolution(), run=lambda m, x, g: functional.grid_sample(m.a(x), g, align_corners=False).relu(),
                source="torch.nn.Conv2d, torch.nn.functional.grid_sample", x=floats(2, 4, 4), g=grid(2, 3, 2))


def _Convolution():
    import torch
    model = torch.nn.Sequential()
    model.add_module("a", torch.nn.Conv2d(2, 3, 3, padding=1))
    return model
