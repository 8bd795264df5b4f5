"""Records the weights and the golden vectors of perceptron.yaml: random, by seed, computed by PyTorch.

    .build/bench/venv/bin/python Tests/OneProcessor/record.py        (PyTorch 2.13.0, NumPy 2.4.6, safetensors 0.8.0)
"""
from pathlib import Path
import numpy
import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
torch.manual_seed(7)
network = nn.Sequential()
network.add_module("fc1", nn.Linear(20, 72))
network.add_module("silu", nn.SiLU())
network.add_module("fc2", nn.Linear(72, 50))
network.add_module("tanh", nn.Tanh())
network.add_module("head", nn.Linear(50, 3))
x = torch.randn(60, 20)
with torch.inference_mode():
    y = network(x)
save_file(network.state_dict(), HERE / "perceptron.random.safetensors")
numpy.savez(HERE / "perceptron.random.golden.npz", x=x.numpy(), y=y.numpy())
