"""Makes one network, records what the framework computes, and exports it one way.

    export.py MODEL WAY FOLDER
    export.py --list                 all models with the ways that they go

Writes FOLDER/<model>.onnx, .pt2 or .keras, and FOLDER/inputs.bin and outputs.bin: float32, one example after the other.
"""

import logging
import sys
from pathlib import Path

import numpy as np

SEED = 20261125
ROWS = 3


def export_torch(name, make, shape, way, folder):
    import torch
    from torch_models import settle

    torch.manual_seed(SEED)
    model = settle(make(), shape)
    x = torch.randn(ROWS, *shape)
    with torch.no_grad():
        y = torch.cat([model(x[row : row + 1]) for row in range(ROWS)])
    example = (x[:1],)
    if way == "onnx":
        logging.disable(logging.WARNING)
        path = folder / f"{name}.onnx"
        torch.onnx.export(
            model, example, path, dynamo=True, external_data=False, verbose=False, input_names=["x"], output_names=["y"]
        )
    else:
        torch.export.save(torch.export.export(model, example), folder / f"{name}.pt2")
    return x.numpy(), y.numpy()


def export_keras(name, make, shape, folder):
    import keras
    from keras_models import settle

    keras.utils.set_random_seed(SEED)
    model = settle(make(shape), shape)
    x = np.random.standard_normal((ROWS, *shape)).astype(np.float32)
    y = np.concatenate([keras.ops.convert_to_numpy(model(x[row : row + 1], training=False)) for row in range(ROWS)])
    model.save(folder / f"{name}.keras")
    return x, y


def catalogue():
    import keras_models
    import torch_models

    rows = [(name, way) for name, _, _ in torch_models.MODELS for way in ("onnx", "pt2")]
    return rows + [(name, "keras") for name, _, _ in keras_models.MODELS]


def main():
    if sys.argv[1] == "--list":
        for name, way in catalogue():
            print(name, way)
        return
    wanted, way, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    if way == "keras":
        from keras_models import MODELS
    else:
        from torch_models import MODELS
    name, make, shape = next(model for model in MODELS if model[0] == wanted)
    if way == "keras":
        x, y = export_keras(name, make, shape, folder)
    else:
        x, y = export_torch(name, make, shape, way, folder)
    spread = float(y.std())
    if not np.isfinite(y).all() or spread == 0:
        sys.exit(f"the network's outputs are degenerate (deviation {spread})")
    np.ascontiguousarray(x, np.float32).tofile(folder / "inputs.bin")
    np.ascontiguousarray(y, np.float32).tofile(folder / "outputs.bin")


main()
