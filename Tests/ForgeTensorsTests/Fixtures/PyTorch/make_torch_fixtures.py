#!/usr/bin/env python3
"""Writes the fixtures of PyTorch's formats, and beside each the numbers that are in it, as NumPy writes them.

Written with Python 3.11, torch 2.13.0 (cpu) and numpy 2.4.6:

    python3 make_torch_fixtures.py

The numbers follow from the seeds; the bytes may differ from run to run in the ids that PyTorch gives its archives.
bfloat16, which NumPy lacks, is kept as float32 in the `.npz`.
"""

import argparse
import collections
import io
import os
import tarfile
import warnings

import numpy as np
import torch

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def save(name, value, **options):
    torch.save(value, path(name), **options)


def record(name, tensors):
    """The expected numbers, in C order."""
    arrays = {}
    for key, tensor in tensors.items():
        tensor = tensor.detach()
        arrays[key] = np.ascontiguousarray((tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy())
        # ascontiguousarray makes scalars vectors.
        arrays[key] = arrays[key].reshape(tuple(tensor.shape))
    np.savez(path(name + ".expected.npz"), **arrays)


def all_types():
    tensors = {
        "float16": torch.tensor([1.5, -0.0, 65504.0, 2.0**-24, float("inf")], dtype=torch.float16),
        "bfloat16": torch.tensor([1.0, -2.5, 3.140625, float("nan")], dtype=torch.bfloat16),
        "float32": torch.tensor([[0.1, -2.5, 3e38], [1e-45, 7.0, -0.0]], dtype=torch.float32),
        "float64": torch.tensor([0.1, 1e300, -5e-324], dtype=torch.float64),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "int16": torch.tensor([-(2**15), 2**15 - 1], dtype=torch.int16),
        "int32": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
        "int64": torch.tensor([-(2**63), 2**63 - 1], dtype=torch.int64),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8),
        "uint16": torch.tensor([0, 65535, 7], dtype=torch.uint16),
        "uint32": torch.tensor([0, 2**32 - 1], dtype=torch.uint32),
        "uint64": torch.tensor([0, 2**63 - 1], dtype=torch.uint64),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(42.0),
        "empty": torch.zeros(0, 3),
    }
    save("all_types.pt", tensors)
    record("all_types", tensors)


def strided():
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    bytes_ = torch.arange(12, dtype=torch.uint8).reshape(3, 4)
    halves = torch.arange(12, dtype=torch.float16).reshape(3, 4)
    doubles = torch.arange(12, dtype=torch.float64).reshape(3, 4)
    tensors = {
        "base": base,
        "transposed": base.permute(2, 0, 1),
        "sliced": base[:, 1:, ::2],
        "second": base[1],
        "column": base[:, :, 3],
        "element": base[1, 2, 3],
        "nothing": base[:, :0],
        "expanded": base[0, :1].expand(5, 4),
        "expanded_scalar": torch.tensor(2.5).expand(2, 3),
        "channels_last": torch.arange(48, dtype=torch.float32).reshape(2, 3, 2, 4).to(memory_format=torch.channels_last),
        "one": base[:1, 2:, 1:2].transpose(0, 2),
        "bytes": bytes_.t(),
        "halves": halves.t(),
        "doubles": doubles.t()[1:],
    }
    save("strided.pt", tensors)
    record("strided", tensors)


class Attention(torch.nn.Module):
    """A module with what state dicts hold: parameters, buffers, tied weights, extra state."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(5, 3)
        self.norm = torch.nn.BatchNorm1d(3)
        self.head = torch.nn.Linear(3, 5, bias=False)
        self.head.weight = self.embedding.weight

    def get_extra_state(self):
        return {"version": 2}

    def set_extra_state(self, state):
        pass


def modules():
    torch.manual_seed(1)
    model = Attention()
    state = model.state_dict()
    tensors = {k: v for k, v in state.items() if isinstance(v, torch.Tensor)}
    save("module.pt", state)
    record("module", tensors)
    # As torch.nn.parallel.DistributedDataParallel and DataParallel name parameters.
    wrapped = torch.nn.DataParallel(torch.nn.Linear(2, 3)).state_dict()
    save("wrapped.pth", wrapped)
    record("wrapped", wrapped)

    tagged = torch.nn.Parameter(torch.randn(2, 2))
    tagged.origin = "a test"
    plain = torch.randn(3)
    plain.note = "an attribute"
    parameters = {"plain": torch.nn.Parameter(torch.randn(2, 3), requires_grad=False), "tagged": tagged, "noted": plain}
    save("parameters.pt", parameters)
    record("parameters", parameters)


def checkpoint():
    torch.manual_seed(2)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
    model(torch.randn(4, 2)).sum().backward()
    optimizer.step()
    scheduler.step()
    seen = collections.defaultdict(list)
    seen["rows"].append(4)
    return model, {
        "epoch": 3,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "loss": np.float64(0.25),
        "history": np.array([1.0, 0.5, 0.25], dtype=np.float32),
        "best": torch.tensor(0.5),
        "random": torch.arange(16, dtype=torch.uint8),
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "size": torch.Size([2, 3]),
        "tags": {"a"},
        "frozen": frozenset(["c"]),
        "seen": seen,
        "bytes": b"\x00\xff",
        "complex": 1 + 2j,
        "large": 2**70,
        "negative": -5,
        "nothing": None,
        "flags": [True, False],
    }


def checkpoints():
    model, value = checkpoint()
    record("checkpoint", model.state_dict())
    save("checkpoint.pth", value)
    for protocol in [3, 4, 5]:
        save(f"checkpoint_protocol_{protocol}.pt", value, pickle_protocol=protocol)


def selections():
    a, b = torch.tensor([1.0, 2.0]), torch.tensor([3.0])
    other = torch.tensor([9.0])
    save("nested.pt", {"encoder": {"w": a, "deep": {"b": b}}, "scale": other})
    record("nested", {"encoder.w": a, "encoder.deep.b": b, "scale": other})
    save("averages.pt", {"model_ema": {"w": other}, "model": {"w": a}})
    record("averages", {"w": a})
    save("only_average.pt", {"params_ema": {"w": a}})
    record("only_average", {"w": a})
    save("deep_checkpoint.pt", {"step": 1, "trainer": {"lr": 0.1, "policy": {"w": a, "b": b}}})
    record("deep_checkpoint", {"w": a, "b": b})
    named = {"step": 1, "optimizer": {"state": {"w": {"exp_avg": other}}, "param_groups": [{}]}, "net": {"w": a}}
    save("named_optimizer.pt", named)
    record("named_optimizer", {"w": a})
    save("mixed.pt", {"w": a, "b": b, "epoch": 3, "name": "probe"})
    record("mixed", {"w": a, "b": b})
    save("candidates.pt", {"step": 1, "student": {"w": a}, "teacher": {"w": b}})
    save("no_tensors.pt", {"step": 1, "options": {"lr": 0.1}})
    save("empty.pt", {})
    save("list_of_tensors.pt", {"step": 1, "weights": {"w": a, "layers": [a, b]}})
    save("one_tensor.pt", a)
    save("tuple.pt", (a, b))


def refused():
    a = torch.tensor([1.0, 2.0])
    for name, tensor in {
        "complex": torch.tensor([1 + 2j]),
        "sparse": torch.tensor([[0.0, 2.0]]).to_sparse(),
        "quantised": torch.quantize_per_tensor(a, 0.1, 0, torch.qint8),
        "float8": a.to(torch.float8_e4m3fn),
        "meta": torch.zeros(2, device="meta"),
        "conjugate": torch.tensor([1 + 2j]).conj(),
        "negative": torch.tensor([1 + 2j]).conj().imag,
        "nested_tensor": torch.nested.nested_tensor([a, a]),
    }.items():
        save(f"refused_{name}.pt", {"sound": a, "w": tensor})
    save("refused_module.pt", torch.nn.Linear(1, 1))
    save("refused_namespace.pt", {"model": {"w": a}, "args": argparse.Namespace(lr=0.1)})
    save("refused_legacy.pt", {"w": a}, _use_new_zipfile_serialization=False)
    save("refused_legacy_protocol_4.pt", {"w": a}, _use_new_zipfile_serialization=False, pickle_protocol=4)
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), path("refused_script.pt"))
    # The form before 0.1.11, which torch no longer writes: only its outline.
    with tarfile.open(path("refused_tar.pt"), "w", format=tarfile.USTAR_FORMAT) as archive:
        for member in ["sys_info", "pickle", "tensors", "storages"]:
            archive.addfile(tarfile.TarInfo(member), io.BytesIO())


class Tied(torch.nn.Module):
    """Tied weights, a buffer, a buffer that is not saved, and a constant."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(4, 3)
        self.head = torch.nn.Linear(3, 4, bias=False)
        self.head.weight = self.embedding.weight
        self.register_buffer("mean", torch.randn(3))
        self.register_buffer("mask", torch.tensor([True, False, True]), persistent=False)
        self.turned = torch.nn.Parameter(torch.randn(4, 2).t())

    def forward(self, ids):
        x = self.embedding(ids) - self.mean
        x = torch.where(self.mask, x, torch.tensor([0.5, 1.5, 2.5]))
        return self.head(x), self.turned.half()


def without_folder(module):
    """Exported programs tell where in which file each line of the model stands: only the file's name here."""
    code = type(module).forward.__code__
    type(module).forward.__code__ = code.replace(co_filename=os.path.basename(code.co_filename))
    return module


def exported():
    torch.manual_seed(3)
    model = without_folder(Tied().eval())
    program = torch.export.export(model, (torch.tensor([0, 2]),))
    torch.export.save(program, path("exported.pt2"))
    tensors = dict(program.state_dict)
    tensors |= {k: v for k, v in program.constants.items() if isinstance(v, torch.Tensor)}
    record("exported", tensors)
    from torch.export.pt2_archive._package import package_pt2

    small = torch.export.export(torch.nn.Linear(1, 1), (torch.zeros(1),))
    package_pt2(path("exported_two.pt2"), exported_programs={"first": small, "second": small})


def iris():
    """The weights of Specs/iris, which ProtoforgeTests builds from every format."""
    from safetensors.torch import load_file

    class Iris(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = torch.nn.Linear(4, 16), torch.nn.Linear(16, 3)

        def forward(self, x):
            return torch.softmax(self.fc2(torch.relu(self.fc1(x))), -1)

    model = without_folder(Iris().eval())
    model.load_state_dict(load_file(os.path.join(HERE, "../../../../Specs/iris/iris.safetensors")))
    optimizer = torch.optim.Adam(model.parameters())
    save("iris.pt", model.state_dict())
    save("iris_checkpoint.pth", {"epoch": 9, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict()})
    torch.export.save(torch.export.export(model, (torch.zeros(1, 4),)), path("iris.pt2"))


for step in [all_types, strided, modules, checkpoints, selections, refused, exported, iris]:
    step()
