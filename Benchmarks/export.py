"""Writes a model for protoforge and for its peers.

    export.py FOLDER MODEL

Into FOLDER: model.yaml and weights.safetensors; model.onnx for one example and model-64.onnx for a batch, their shapes fixed so
that no runtime has to guess; inputs.f32 (eight examples), first.f32 (one of them) and outputs.f32 (what PyTorch makes of the
eight); facts.json. Of a model that protoforge imports, no spec, no weights and no batch.
"""
import json, pathlib, sys
import torch
from safetensors.torch import save_file
from torch import nn
import models, spec

SEED = 20260
EXAMPLES, BATCH = 8, 64


def main(folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    model = models.named(name)
    torch.manual_seed(SEED)
    module = model.build()
    if not getattr(module, "is_trained", False):
        settle(module, model.shape)
    module.eval()
    inputs = torch.randn(EXAMPLES, *model.shape)
    with torch.inference_mode():
        outputs = module(inputs)
    save(folder / "inputs.f32", inputs)
    save(folder / "first.f32", inputs[:1])
    save(folder / "outputs.f32", outputs)
    write_onnx(module, model.shape, 1, folder / "model.onnx")
    # `num_batches_tracked` only counts training steps.
    weights = {key: value for key, value in module.state_dict().items() if not key.endswith("num_batches_tracked")}
    text = ""
    if not model.is_imported:
        text = spec.spec(module, name, model.module, model.shape)
        (folder / "model.yaml").write_text(text)
        save_file(weights, folder / "weights.safetensors")
        write_onnx(module, model.shape, BATCH, folder / "model-64.onnx")
    facts = {
        "shape": model.shape,
        "outputs": outputs[0].numel(),
        "parameters": sum(value.numel() for value in weights.values()),
        "multiply_adds": multiply_adds(module, model.shape),
        "is_category": "type: category" in text,
    }
    (folder / "facts.json").write_text(json.dumps(facts, indent=2))


def write_onnx(module, shape, batch, path):
    names = {"input_names": ["x"], "output_names": ["y"]}
    torch.onnx.export(module, torch.zeros(batch, *shape), path, dynamo=False, opset_version=17, **names)


def save(path, tensor):
    path.write_bytes(tensor.contiguous().numpy().tobytes())


def settle(module, shape):
    """Random weights whose activations neither vanish nor explode: batch norms with the statistics of random images."""
    norms = [layer for layer in module.modules() if isinstance(layer, nn.BatchNorm2d)]
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    for norm in norms:
        nn.init.uniform_(norm.weight, 0.5, 1.5)
        nn.init.normal_(norm.bias, 0, 0.1)
        norm.momentum = None  # the statistics become the mean over the batches
    module.train()
    with torch.no_grad():
        for _ in range(2 if norms else 0):
            module(torch.randn(4, *shape))


def multiply_adds(module, shape):
    """Multiply-adds of one example in dense layers and convolutions."""
    total = 0

    def count(layer, inputs, output):
        nonlocal total
        is_transposed = isinstance(layer, nn.ConvTranspose2d)
        places = (inputs[0] if is_transposed else output)[0].numel()
        total += places * layer.weight[0].numel()

    counted = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.ConvTranspose2d)
    hooks = [layer.register_forward_hook(count) for layer in module.modules() if isinstance(layer, counted)]
    with torch.inference_mode():
        module(torch.zeros(1, *shape))
    for hook in hooks:
        hook.remove()
    return total


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
