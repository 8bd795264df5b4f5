"""resize: other sizes along some axes, as ONNX and PyTorch have them."""

import numpy as np
import torch
from onnx import helper
from torch.nn import functional

from recorder import CLOSE, EXACT, floats


def record(group):
    onnx_cases(group)
    crops(group)
    torch_cases(group)
    graphs(group)


def case(group, name, sizes, shape, mode, coordinates, text="", axes=None, scales=None, roi=None, tolerance=CLOSE, **attributes):
    """A case of ONNX's operator; `text` are the keys of the layer that its attributes stand for."""
    axes = list(range(len(shape) - len(sizes), len(shape))) if axes is None else axes
    constants = {"sizes": np.asarray(sizes, np.int64)} if scales is None else {"scales": np.asarray(scales, np.float64)}
    inputs = ["x", "", "", "sizes"] if scales is None else ["x", "", "scales"]
    if roi is not None:
        constants["roi"] = np.asarray(roi, np.float64)
        inputs[1] = "roi"
    node = helper.make_node("Resize", inputs, ["y"], mode=mode, coordinate_transformation_mode=coordinates, axes=axes, **attributes)
    keys = [f"size: {sizes}", f"mode: {mode}", f"coordinates: {coordinates}"]
    keys += [f"axes: {axes}"] if axes[-1] != len(shape) - 1 or len(axes) != axes[-1] - axes[0] + 1 else []
    keys += [f"scale: {scales}"] if scales is not None else []
    keys += [text] if text else []
    group.onnx(f"resize_onnx_{name}", f"- resize: {{ {', '.join(keys)} }}", node, constants, tolerance=tolerance, x=floats(*shape))


def onnx_cases(group):
    for coordinates in ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric"]:
        for mode in ["linear", "cubic"]:
            case(group, f"{coordinates}_{mode}", [7, 3], (2, 4, 5), mode, coordinates)
        case(group, f"{coordinates}_nearest", [9], (6,), "nearest", coordinates, "rounding: round_prefer_floor", tolerance=EXACT)
    for rounding in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
        for name, sizes in [("up", [11]), ("down", [3])]:
            case(group, f"nearest_{rounding}_{name}", sizes, (7,), "nearest", "half_pixel", f"rounding: {rounding}",
                 nearest_mode=rounding, tolerance=EXACT)
    case(group, "nearest_ties", [8, 4], (4, 8), "nearest", "asymmetric", "rounding: round_prefer_ceil",
         nearest_mode="round_prefer_ceil", tolerance=EXACT)
    for coordinates in ["half_pixel", "half_pixel_symmetric", "asymmetric"]:
        case(group, f"scale_{coordinates}", [12, 2], (2, 5, 4), "linear", coordinates, scales=[2.5, 0.6])
    case(group, "scale_cubic", [8], (3,), "cubic", "half_pixel_symmetric", scales=[2.75])
    case(group, "coefficient", [7], (3, 5), "cubic", "half_pixel", "cubic_coefficient: -0.5", cubic_coeff_a=-0.5)
    case(group, "exclude", [9, 3], (4, 6), "cubic", "half_pixel", "exclude_outside: true", exclude_outside=1)
    for mode in ["linear", "cubic"]:
        case(group, f"antialias_{mode}", [3, 8], (2, 7, 5), mode, "half_pixel", "antialias: true", antialias=1)
        case(group, f"antialias_{mode}_exclude", [2, 3], (11, 4), mode, "half_pixel", "antialias: true, exclude_outside: true",
             antialias=1, exclude_outside=1)
    case(group, "first_axis", [5], (3, 17), "linear", "half_pixel", axes=[0])
    case(group, "two_axes_apart", [5, 2], (3, 4, 5), "linear", "align_corners", axes=[0, 2])
    case(group, "three_axes", [3, 5, 2], (2, 3, 4), "linear", "half_pixel")
    case(group, "to_one", [1, 1], (2, 3, 4), "linear", "half_pixel")
    case(group, "to_one_pytorch", [1], (2, 4), "linear", "pytorch_half_pixel")
    case(group, "of_one", [3, 4], (1, 1), "cubic", "half_pixel")
    case(group, "nothing", [3, 4], (3, 4), "linear", "half_pixel", tolerance=EXACT)


def crops(group):
    for mode, sizes, shape, roi in [
        ("linear", [4, 3], (5, 6), [0.25, 0.1, 0.75, 0.9]), ("linear", [3, 5], (4, 4), [-0.25, 0.5, 0.5, 1.5]),
        ("cubic", [5], (6,), [0.2, 1.25]), ("nearest", [5], (6,), [-0.3, 0.9]), ("linear", [1], (5,), [0.1, 0.4]),
        ("linear", [2], (5,), [0.8, 0.2]),
    ]:
        case(group, f"crop_{mode}_{len(shape)}_{sizes[0]}", sizes, shape, mode, "tf_crop_and_resize",
             f"region: {roi}, extrapolation: 2.5" + (", rounding: floor" if mode == "nearest" else ""), roi=roi,
             extrapolation_value=2.5, **({"nearest_mode": "floor"} if mode == "nearest" else {}))


def torch_cases(group):
    def interpolated(name, text, shape, **options):
        group.torch(f"resize_torch_{name}", f"- resize: {{ {text} }}", run=lambda m, x: functional.interpolate(x, **options),
                    source="torch.nn.functional.interpolate", x=floats(*shape))

    interpolated("bilinear", "size: [5, 9], mode: linear, coordinates: half_pixel", (3, 7, 4), size=(5, 9), mode="bilinear")
    interpolated("bilinear_corners", "size: [5, 9], mode: linear, coordinates: align_corners", (3, 7, 4), size=(5, 9),
                 mode="bilinear", align_corners=True)
    interpolated("bicubic", "size: [4, 9], mode: cubic, coordinates: half_pixel", (2, 7, 4), size=(4, 9), mode="bicubic")
    interpolated("bicubic_corners", "size: [4, 9], mode: cubic, coordinates: align_corners", (2, 7, 4), size=(4, 9),
                 mode="bicubic", align_corners=True)
    interpolated("linear", "size: 11, mode: linear, coordinates: half_pixel", (3, 4), size=11, mode="linear")
    interpolated("trilinear", "size: [3, 5, 2], mode: linear, coordinates: half_pixel", (2, 4, 3, 3), size=(3, 5, 2),
                 mode="trilinear")
    interpolated("nearest", "size: [5, 9], mode: nearest, coordinates: asymmetric, rounding: floor", (3, 7, 4), size=(5, 9))
    interpolated("nearest_exact", "size: [5, 9], mode: nearest, coordinates: half_pixel, rounding: round_prefer_ceil", (3, 7, 4),
                 size=(5, 9), mode="nearest-exact")
    interpolated("scale_factor", "size: [10, 6], scale: [2.6, 1.6], mode: linear, coordinates: half_pixel", (2, 4, 4),
                 scale_factor=(2.6, 1.6), mode="bilinear")
    interpolated("antialias_bilinear", "size: [3, 9], mode: linear, coordinates: half_pixel, antialias: true, "
                 "exclude_outside: true", (2, 8, 5), size=(3, 9), mode="bilinear", antialias=True)
    interpolated("antialias_bicubic", "size: [3, 4], mode: cubic, coordinates: half_pixel, cubic_coefficient: -0.5, "
                 "antialias: true, exclude_outside: true", (2, 8, 11), size=(3, 4), mode="bicubic", antialias=True)


def graphs(group):
    # Between convolutions the channels stay last.
    conv = [torch.nn.Conv2d(3, 4, 3, padding=1), torch.nn.Conv2d(4, 2, 1)]
    model = torch.nn.Sequential()
    model.add_module("a", conv[0])
    model.add_module("b", conv[1])
    group.torch("resize_torch_between_convolutions", """
                - conv2d: { name: a, filters: 4, kernel: 3, padding: 1 }
                - resize: { size: [7, 6], mode: linear, coordinates: half_pixel }
                - conv2d: { name: b, filters: 2, kernel: 1 }
                """,
                model, run=lambda m, x: m.b(functional.interpolate(m.a(x), size=(7, 6), mode="bilinear")),
                source="torch.nn.Conv2d, torch.nn.functional.interpolate", x=floats(3, 4, 5))
    group.torch("resize_torch_named", "- resize: { size: [5], mode: linear, coordinates: half_pixel }",
                run=lambda m, x: functional.interpolate(x, size=5, mode="linear"), source="torch.nn.functional.interpolate",
                x=floats("time", 3, time=4))
