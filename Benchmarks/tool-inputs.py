"""Makes two models of 100 MB of float32 weights without golden vectors: one matrix, and the same in four layers."""
import json, pathlib, struct, sys
import numpy

MODELS = {"one_matrix": [5000, 5000, 10], "four_layers": [2500, 2500, 2500, 2500, 2500, 10]}


def make(folder, name, sizes):
    random = numpy.random.default_rng(7)
    tensors, offset, blocks = {}, 0, []
    for layer, (inputs, units) in enumerate(zip(sizes, sizes[1:]), 1):
        for part, shape in (("weight", (units, inputs)), ("bias", (units,))):
            values = random.standard_normal(shape, numpy.float32) / numpy.sqrt(inputs, dtype=numpy.float32)
            tensors[f"fc{layer}.{part}"] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + values.nbytes]}
            offset += values.nbytes
            blocks.append(values)
    header = json.dumps(tensors).encode()
    header += b" " * (-len(header) % 8)
    with open(folder / f"{name}.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        for block in blocks:
            file.write(block.tobytes())
    layers = "\n".join(
        f"  - dense: {{ name: fc{layer}, units: {units}{', activation: relu' if layer < len(sizes) - 1 else ''} }}"
        for layer, units in enumerate(sizes[1:], 1)
    )
    (folder / f"{name}.yaml").write_text(
        f"""protoforge: 1
model: {{ name: {name.title().replace("_", "")} }}
features:
  - {{ name: x, type: tensor, shape: [{sizes[0]}] }}
layers:
{layers}
outputs:
  - {{ name: y, type: tensor }}
weights: {{ file: {name}.safetensors, layout: pytorch }}
"""
    )


if __name__ == "__main__":
    for name, sizes in MODELS.items():
        make(pathlib.Path(sys.argv[1]), name, sizes)
