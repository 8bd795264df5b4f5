"""PyTorch with torch.compile: compiled for the shape of the input, at the first prediction."""
import torch
import runner, torch_eager


def open_model(folder, batch, threads):
    return torch_eager.Model(torch.compile(torch_eager.module(folder, threads), dynamic=False))


with torch.inference_mode():
    runner.serve(open_model)
