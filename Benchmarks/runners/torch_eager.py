"""PyTorch as a data scientist runs it: the module itself, in inference mode."""
import pathlib, sys
import torch
from safetensors.torch import load_file
import runner

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import models

opened = {}


def module(folder, threads):
    if not opened:
        torch.set_num_threads(threads)
        with torch.device("meta"):  # no random weights that would be thrown away
            made = models.named(folder.name).build()
        made.load_state_dict(weights(made, folder), assign=True)
        opened[folder] = made.eval()
    return opened[folder]


def weights(made, folder):
    counters = {key: torch.tensor(0) for key in made.state_dict() if key.endswith("num_batches_tracked")}
    return load_file(folder / "weights.safetensors") | counters


class Model:
    def __init__(self, function):
        self.function = function
        self.prepare = torch.from_numpy

    def __call__(self, x):
        return self.function(x)


if __name__ == "__main__":
    with torch.inference_mode():
        runner.serve(lambda folder, batch, threads: Model(module(folder, threads)))
