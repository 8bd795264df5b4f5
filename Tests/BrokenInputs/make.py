#!/usr/bin/env python3
"""Writes the files of this folder that an editor could not: weights, golden tensors, symbolic links, and texts in bad encodings.

    python3 Tests/BrokenInputs/make.py

Python's standard library and NumPy 2 are needed. The same bytes come out on every machine. Files written here are not edited
by hand; all others are.
"""
import json, os, pathlib, struct, zlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


def write(path, data):
    target = HERE / path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)


def link(path, target):
    place = HERE / path
    place.parent.mkdir(exist_ok=True)
    place.unlink(missing_ok=True)
    os.symlink(target, place)


# MARK: Formats

CODES = {"float32": "F32", "float64": "F64", "int64": "I64", "int32": "I32", "uint8": "U8"}


def header_and_data(header, data=b""):
    """A safetensors file with any header: JSON, or the bytes themselves."""
    text = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def safetensors(**tensors):
    """A sound safetensors file; `fc__weight` is called 'fc.weight'."""
    header, data = {}, b""
    for name, array in tensors.items():
        array = np.asarray(array, dtype=np.float32 if np.asarray(array).dtype == np.float64 else None)
        header[name.replace("__", ".")] = {
            "dtype": CODES[array.dtype.name], "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    return header_and_data(header, data)


def entry(shape=(1,), begin=0, end=4, dtype="F32", **more):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end], **more}


def npy(array, header=None, version=(1, 0), data=None):
    """An .npy file of an array, or with any header."""
    array = np.asarray(array)
    if header is None:
        header = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {array.shape}, }}"
    text = header.encode("latin1") if isinstance(header, str) else header
    text += b" " * (-(10 + len(text) + 1) % 64) + b"\n"
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H", len(text)) + text + (array.tobytes() if data is None else data)


class Entry:
    """An entry of a zip archive; what is given beside name and data replaces the truth."""

    def __init__(self, name, data, method=0, flags=0, crc=None, local_name=None, size=None):
        self.name, self.method, self.flags = name.encode(), method, flags
        self.local_name = self.name if local_name is None else local_name.encode()
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.stored = deflate.compress(data) + deflate.flush() if method == 8 else data
        self.crc = zlib.crc32(data) if crc is None else crc
        self.size = len(data) if size is None else size


def archive(*entries, comment=b"", count=None):
    """A zip archive with all times at the start of 1980."""
    body, directory = b"", b""
    for e in entries:
        common = struct.pack("<HHHHHIII", 20, e.flags, e.method, 0, 0x21, e.crc, len(e.stored), e.size)
        directory += struct.pack("<4sH", b"PK\1\2", 20) + common
        directory += struct.pack("<HHHHHII", len(e.name), 0, 0, 0, 0, 0, len(body)) + e.name
        body += struct.pack("<4s", b"PK\3\4") + common + struct.pack("<HH", len(e.local_name), 0) + e.local_name + e.stored
    count = len(entries) if count is None else count
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), len(comment))
    return body + directory + end + comment


def npz(**arrays):
    return archive(*[Entry(name.replace("__", ".") + ".npy", npy(np.asarray(a))) for name, a in arrays.items()])


# MARK: Texts

SPEC = b"""# %s
protoforge: 1
model: { name: Probe%s }
features:
  - { name: x, type: number }
layers:
  - relu
outputs:
  - { name: y, type: number }
"""


def texts():
    write("yaml-latin-1/model.yaml", SPEC % (b"Latin-1 in place of UTF-8.", b", author: Ren\xe9e"))
    write("yaml-overlong/model.yaml", SPEC % (b"A slash in two bytes.", b", author: a\xc0\xafb"))
    write("yaml-surrogate/model.yaml", SPEC % (b"Half of a surrogate pair.", b", author: a\xed\xa0\x80b"))
    write("yaml-beyond-unicode/model.yaml", SPEC % (b"A scalar beyond U+10FFFF.", b", author: a\xf4\x90\x80\x80b"))
    write("yaml-cut-scalar/model.yaml", SPEC.rstrip() % (b"The file ends within a character.", b"") + b"  # \xe2\x82")
    write("yaml-utf-16/model.yaml", (SPEC % (b"UTF-16 with its mark.", b"")).decode().encode("utf-16"))
    write("yaml-bell/model.yaml", SPEC % (b"A control character.", b", author: a\x07b"))
    write("yaml-escape/model.yaml", SPEC % (b"The start of a terminal's colour.", b", author: a\x1b[31mb"))
    write("yaml-nul/model.yaml", SPEC % (b"A NUL byte.", b", author: a\x00b"))
    write("yaml-delete/model.yaml", SPEC % (b"The control character U+007F.", b", author: a\x7fb"))
    write("yaml-crlf/model.yaml", (SPEC % (b"Windows' line breaks are fine.", b"")).replace(b"\n", b"\r\n"))
    write("yaml-crlf-fault/model.yaml", (SPEC % (b"The place of a fault behind Windows' line breaks.", b"")).replace(b"relu", b"rellu").replace(b"\n", b"\r\n"))
    write("yaml-byte-order-mark/model.yaml", b"\xef\xbb\xbf" + SPEC % (b"A byte-order mark is fine.", b""))
    write("golden-not-utf-8/golden.csv", b"x,y\n1,1\n\xe9,2\n")
    write("golden-utf-16/golden.csv", "x,y\n1,1\n".encode("utf-16"))
    write("golden-byte-order-mark/golden.csv", b"\xef\xbb\xbfx,y\r\n1,1\r\n")
    write("golden-nul/golden.csv", b"x,y\n1,1\n2\x00,2\n")
    write("golden-escape/golden.csv", b"x,y,\x1b[31mred\n1,1,1\n")
    write("golden-mac-line-breaks/golden.csv", b"x,y\r1,1\rone,2\r")
    write("template-not-utf-8/templates/README.md.mustache", b"# caf\xe9 {{module}}\n")


# MARK: Weights

FC = {"fc__weight": [[2.0]], "fc__bias": [0.5]}
PAIR = {"fc.weight": entry((1, 1), 0, 4), "fc.bias": entry((1,), 4, 8)}
DATA = struct.pack("<2f", 2, 0.5)


def parameters():
    def put(case, **tensors):
        write(f"{case}/weights.safetensors", safetensors(**tensors))

    for case in [
        "weights-path-inside", "weights-symlink-target", "weights-layout-missing", "weights-ending-upper-case",
        "layer-unnamed-parameters", "layer-activation-axis", "golden-parity-weight-sound",
    ]:
        put(case, **FC)
    os.replace(HERE / "weights-ending-upper-case/weights.safetensors", HERE / "weights-ending-upper-case/weights.SAFETENSORS")
    put("weights-parameter-missing", fc__weight=[[2.0]])
    put("weights-parameter-near", **FC | {"fc1__bias": [0.5]})
    put("weights-parameter-other-name", classifier__weight=[[2.0]], classifier__bias=[0.5])
    put("weights-parameter-misshapen", fc__weight=[[2.0, 3.0]], fc__bias=[0.5])
    put("weights-parameter-transposed", fc__weight=np.zeros((3, 2)), fc__bias=np.zeros(2))
    put("weights-parameter-rank", fc__weight=[2.0], fc__bias=[0.5])
    put("weights-parameter-unused", **FC, fc2__weight=[[1.0]])
    put("weights-parameters-unused", **FC, bn__num_batches_tracked=np.int64(3), bn__weight=[1.0])
    put("weights-no-layer-uses-them", **FC)
    put("weights-parameter-equivalent", **{"caf\u00e9__weight": [[2.0]], "caf\u00e9__bias": [0.5]})
    put("weights-nan", fc__weight=[[np.nan]], fc__bias=[0.5])
    put("weights-constant-nan", mask__value=[-np.inf, np.nan])
    put("weights-infinity", fc__weight=[[2.0]], fc__bias=[-np.inf])
    put("weights-nan-place", fc__weight=np.array([[1, 2, 3], [4, np.nan, np.nan]]), fc__bias=np.zeros(2))
    put("weights-whole-numbers", fc__weight=np.array([[2]]), fc__bias=np.array([1]))
    put("layer-half-named-parameters", w=[[2.0], [1.0]])
    put("layer-prelu-unnamed", a=[0.25])
    hostile = HERE.parent / "ForgeTensorsTests/Fixtures/Keras/Hostile"
    write("weights-h5-external-link/model.h5", (hostile / "external_link.h5").read_bytes())
    write("weights-h5-cycle/model.h5", (hostile / "cycle.h5").read_bytes())
    put("feature-embedding-missing", tabel=np.zeros((3, 2)))
    put("feature-embedding-rows", table=np.zeros((2, 2)))
    put("feature-embedding-one-axis", table=np.zeros(3))
    put("feature-embedding-no-columns", table=np.zeros((3, 0)))
    put("golden-parity-weight", fc__weight=[[2.0625]], fc__bias=[0.5])
    put("golden-indicator-name", table=[[1.0], [2.0]])
    put("golden-parity-build", fc__weight=[[2.0625]], fc__bias=[0.5])
    put("golden-tensors-ids-out-of-table", e__weight=[[1.0], [2.0]])
    put("golden-tensors-times-too-short", c__weight=np.ones((1, 1, 3)), c__bias=[0.0])
    put("golden-tensors-times-far-too-short", c__weight=np.ones((1, 1, 7)), c__bias=[0.0])

    write("weights-float64-too-large/weights.npz", npz(fc__weight=np.array([[1e300]]), fc__bias=np.array([0.5])))
    link("weights-symlink-out/weights.safetensors", "../weights-symlink-target/weights.safetensors")
    link("weights-symlink-folder-out/linked", "../weights-symlink-target")
    link("weights-symlink-loop/weights.safetensors", "weights.safetensors")
    link("weights-symlink-dangling/weights.safetensors", "nowhere.safetensors")
    link("weights-symlink-inside/weights.safetensors", "files/weights.safetensors")
    (HERE / "weights-symlink-inside/files").mkdir(exist_ok=True)
    write("weights-symlink-inside/files/weights.safetensors", safetensors(**FC))


def safetensors_files():
    sound = safetensors(**FC)
    files = {
        "empty": b"",
        "short": sound[:5],
        "header-cut": sound[:20],
        "data-cut": sound[:-2],
        "data-behind": sound + b"\0\0\0\0",
        "header-bomb": struct.pack("<Q", 2**63) + b"{}",
        "header-beyond-format": struct.pack("<Q", 100_000_001) + b"{}",
        "header-beyond-file": struct.pack("<Q", 90_000_000) + b"{}",
        "header-of-nothing": struct.pack("<Q", 0),
        "not-json": header_and_data(b'{"fc.weight": oops}', DATA),
        "not-an-object": header_and_data(b'["fc.weight"]', DATA),
        "not-utf-8": header_and_data(b'{"fc\xff":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', DATA),
        "leading-space": header_and_data(b" " + json.dumps(PAIR).encode(), DATA),
        "trailing-zeros": header_and_data(json.dumps(PAIR).encode() + b"\0\0\0", DATA),
        "duplicate-key": header_and_data(
            b'{"fc.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"fc.bias":{"dtype":"F32","shape":[1],'
            b'"data_offsets":[4,8]},"fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', DATA),
        "duplicate-field": header_and_data(b'{"fc.bias":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}', DATA),
        "overlap": header_and_data(PAIR | {"fc.bias": entry((1,), 2, 6)}, DATA[:6]),
        "same-bytes": header_and_data(PAIR | {"fc.bias": entry((1,), 0, 4)}, DATA[:4]),
        "hole": header_and_data(PAIR | {"fc.bias": entry((1,), 8, 12)}, DATA + DATA[:4]),
        "beyond-file": header_and_data(PAIR | {"fc.bias": entry((1,), 4, 8)}, DATA[:4]),
        "offsets-far": header_and_data({"fc.bias": entry((1,), 2**62, 2**62 + 4)}, DATA),
        "offsets-reversed": header_and_data(PAIR | {"fc.bias": entry((1,), 8, 4)}, DATA),
        "offsets-three": header_and_data(PAIR | {"fc.bias": entry() | {"data_offsets": [4, 8, 12]}}, DATA),
        "size-and-shape": header_and_data({"fc.weight": entry((1, 3), 0, 8)}, DATA),
        "negative-shape": header_and_data({"fc.weight": entry((-1, -2), 0, 8)}, DATA),
        "overflowing-shape": header_and_data({"fc.weight": entry((2**32, 2**32, 4), 0, 8)}, DATA),
        "overflowing-number": header_and_data({"fc.weight": entry((10**30,), 0, 8)}, DATA),
        "fraction-in-shape": header_and_data({"fc.weight": entry((1.0, 2), 0, 8)}, DATA),
        "nine-axes": header_and_data({"fc.weight": entry((1,) * 8 + (2,), 0, 8)}, DATA),
        "dtype-float8": header_and_data({"fc.weight": entry((8,), 0, 8, dtype="F8_E4M3")}, DATA),
        "dtype-unknown": header_and_data({"fc.weight": entry((2,), 0, 8, dtype="f32")}, DATA),
        "dtype-number": header_and_data({"fc.weight": entry((2,), 0, 8, dtype=32)}, DATA),
        "field-missing": header_and_data({"fc.weight": {"dtype": "F32", "shape": [2]}}, DATA),
        "field-unknown": header_and_data({"fc.weight": entry((2,), 0, 8, strides=[4])}, DATA),
        "entry-no-object": header_and_data({"fc.weight": [0, 8]}, DATA),
        "name-empty": header_and_data({"": entry((2,), 0, 8)}, DATA),
        "name-control": header_and_data({"fc\u001b[31m": entry((2,), 0, 8)}, DATA),
        "name-long": header_and_data({"x" * 2000: entry((2,), 0, 8)}, DATA),
        "metadata-number": header_and_data({"__metadata__": {"epoch": 3}, "fc.weight": entry((2,), 0, 8)}, DATA),
        "deep": header_and_data(b'{"fc.weight":' + b"[" * 1000 + b"]" * 1000 + b"}", DATA),
        "pickle": b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.",
    }
    for name, data in files.items():
        write(f"safetensors-{name}/weights.safetensors", data)


def npz_files():
    weight, bias = npy(np.float32([[2]])), npy(np.float32([0.5]))
    pair = [Entry("fc.weight.npy", weight), Entry("fc.bias.npy", bias)]
    sound = archive(*pair)
    files = {
        "empty-file": b"",
        "not-a-zip": b"These are no weights.\n" * 4,
        "cut": sound[:-30],
        "cut-within-data": sound[:100] + sound[140:],
        "bytes-behind": sound + b"\0\0",
        "comment": archive(*pair, comment=b"trained in 2024"),
        "no-entries": archive(),
        "bomb": archive(Entry("fc.weight.npy", npy(np.float32([[2]]), data=bytes(17 << 20)), method=8), pair[1]),
        "declared-too-large": archive(Entry("fc.weight.npy", weight, method=8, size=2**31), pair[1]),
        "name-dotdot": archive(Entry("../fc.weight.npy", weight), pair[1]),
        "name-absolute": archive(Entry("/fc.weight.npy", weight), pair[1]),
        "name-backslash": archive(Entry("..\\fc.weight.npy", weight), pair[1]),
        "name-control": archive(Entry("fc\x1b[31m.npy", weight), pair[1]),
        "name-empty": archive(Entry(".npy", weight), pair[1]),
        "name-not-npy": archive(*pair, Entry("notes.txt", b"hello")),
        "duplicate-entry": archive(*pair, Entry("fc.bias.npy", npy(np.float32([0.75])))),
        "encrypted": archive(Entry("fc.weight.npy", weight, flags=1), pair[1]),
        "method-bzip2": archive(Entry("fc.weight.npy", weight, method=12), pair[1]),
        "checksum": archive(Entry("fc.weight.npy", weight, crc=1), pair[1]),
        "checksum-deflated": archive(Entry("fc.weight.npy", weight, method=8, crc=1), pair[1]),
        "deflate-damaged": archive(Entry("fc.weight.npy", weight, method=8), pair[1]).replace(
            Entry("", weight, method=8).stored, b"\xff" * len(Entry("", weight, method=8).stored)),
        "local-name": archive(Entry("fc.weight.npy", weight, local_name="fc.wEight.npy"), pair[1]),
        "count": archive(*pair, count=1),
        "damaged-array": archive(Entry("fc.weight.npy", weight[:-1]), pair[1]),
        "object-array": archive(Entry("fc.weight.npy", npy(0, "{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }", data=b"\x80\x04N.")), pair[1]),
    }
    for name, data in files.items():
        write(f"npz-{name}/weights.npz", data)


def npy_files():
    one = np.float32([[2]])
    header = lambda descr="'<f4'", order="False", shape="(1, 1)": f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"
    files = {
        "empty-file": b"",
        "not-npy": b"2.0\n",
        "version": npy(one, version=(4, 0)),
        "header-cut": npy(one)[:40],
        "header-beyond-file": b"\x93NUMPY\1\0" + struct.pack("<H", 60000) + b"{}",
        "header-bomb": b"\x93NUMPY\2\0" + struct.pack("<I", 2**32 - 1) + b"{}",
        "header-code": npy(one, "{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os').system('true'), }"),
        "header-expression": npy(one, header(shape="(1, 3 - 2)")),
        "header-key-missing": npy(one, "{'descr': '<f4', 'shape': (1, 1), }"),
        "header-key-twice": npy(one, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), 'shape': (1,), }"),
        "header-key-unknown": npy(one, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), 'pickle': True, }"),
        "header-list": npy(one, header(shape="[1, 1]")),
        "header-number": npy(one, header(order="0")),
        "header-open": npy(one, "{'descr': '<f4'"),
        "objects": npy(one, header(descr="'|O'"), data=b"\x80\x04N."),
        "structured": npy(one, header(descr="[('a', '<f4')]")),
        "complex": npy(one, header(descr="'<c8'"), data=bytes(8)),
        "texts": npy(one, header(descr="'<U1'")),
        "dates": npy(one, header(descr="'<M8[ns]'"), data=bytes(8)),
        "float128": npy(one, header(descr="'<f16'"), data=bytes(16)),
        "byte-order": npy(one, header(descr="'f4'")),
        "data-cut": npy(one)[:-1],
        "data-behind": npy(one) + b"\0",
        "fortran-size": npy(one, header(order="True", shape="(3, 2)"), data=bytes(20)),
        "negative-shape": npy(one, header(shape="(-1, -1)")),
        "overflowing-shape": npy(one, header(shape="(4294967296, 4294967296, 4)")),
        "overflowing-number": npy(one, header(shape="(1" + "0" * 30 + ",)")),
        "nine-axes": npy(one, header(shape="(1, 1, 1, 1, 1, 1, 1, 1, 1)")),
    }
    for name, data in files.items():
        write(f"npy-{name}/weights.npy", data)
    write("weights-npy/weights.npy", npy(one))
    write("weights-npy-name/fc.weight.npy", npy(one))


# MARK: Golden tensors


def unicode(text):
    return b"X" + struct.pack("<I", len(text)) + text.encode()


def pickled_tensor(key="0", count=1, shape=(1,), strides=(1,), storage=b"ctorch\nFloatStorage\n"):
    """The part of a pickle of torch.save that makes a tensor."""
    numbers = lambda values: b"(" + b"".join(b"J" + struct.pack("<i", v) for v in values) + b"t"
    reference = b"(" + unicode("storage") + storage + unicode(key) + unicode("cpu") + numbers([count])[1:-1] + b"tQ"
    hooks = b"ccollections\nOrderedDict\n)R"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + reference + b"K\0" + numbers(shape) + numbers(strides) + b"\x89" + hooks + b"tR"


def pickled(*pairs):
    """A pickle of a dictionary, as torch.save writes it."""
    return b"\x80\x02}(" + b"".join(unicode(name) + value for name, value in pairs) + b"u."


def pt_files():
    weight, bias = pickled_tensor(shape=(1, 1), strides=(1, 1)), pickled_tensor(key="1")
    pair = [("fc.weight", weight), ("fc.bias", bias)]
    inner = lambda *pairs: pickled(*pairs)[2:-1]
    namespace = b"cargparse\nNamespace\n)\x81}(" + unicode("lr") + b"K\1ub"

    def pt(pickle, *more):
        data = [Entry("model/data/0", struct.pack("<f", 2)), Entry("model/data/1", struct.pack("<f", 0.5))]
        return archive(Entry("model/data.pkl", pickle), Entry("model/byteorder", b"little"), *data, Entry("model/version", b"3\n"), *more)

    files = {
        "sound": pt(pickled(*pair)),
        "checkpoint-sound": pt(pickled(("epoch", b"K\3"), ("model", inner(*pair)))),
        "command": pt(pickled(*pair, ("x", b"cos\nsystem\n" + unicode("true") + b"\x85R"))),
        "whole-module": pt(b"\x80\x02ctorch.nn.modules.linear\nLinear\n)\x81}b."),
        "namespace": pt(pickled(("model", inner(*pair)), ("args", namespace))),
        "two-models": pt(pickled(("epoch", b"K\3"), ("student", inner(*pair)), ("teacher", inner(*pair)))),
        "item-of-tensor": pt(b"\x80\x02" + weight + unicode("x") + bias + b"s."),
        "storage-size": pt(pickled(("fc.weight", pickled_tensor(count=1000, shape=(1, 1), strides=(1, 1))), pair[1])),
        "beyond-storage": pt(pickled(("fc.weight", pickled_tensor(shape=(1, 2), strides=(2, 1))), pair[1])),
        "expanded-bomb": pt(pickled(("fc.weight", pickled_tensor(shape=(2**30, 2**30), strides=(0, 0))), pair[1])),
        "complex": pt(pickled(("fc.weight", pickled_tensor(key="2", shape=(1, 1), strides=(1, 1), storage=b"ctorch\nComplexFloatStorage\n")), pair[1]), Entry("model/data/2", bytes(8))),
        "script": pt(pickled(*pair), Entry("model/constants.pkl", b"\x80\x02).")),
        "big-endian": archive(Entry("model/data.pkl", pickled(*pair)), Entry("model/byteorder", b"big")),
        "legacy": b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.",
        "cut": pt(pickled(*pair))[:-30],
        "no-pickle": archive(Entry("model/data/0", struct.pack("<f", 2))),
    }
    for name, data in files.items():
        write(f"pt-{name}/weights.pt", data)


def golden():
    def put(case, **tensors):
        write(f"{case}/golden.safetensors", safetensors(**tensors))

    x = np.float32([[1, 2, 3], [-1, 0, 1]])
    put("golden-tensors-sound", x=x, y=np.maximum(x, 0))
    put("golden-tensors-input-missing", z=x, y=x)
    put("golden-tensors-output-missing", x=x)
    put("golden-tensors-unknown", x=x, y=x, xx=x)
    put("golden-tensors-another-model", ids=np.int64([[1, 2]]), logits=x[:1], scores=x[:1], hidden=np.ones((1, 8), np.float32))
    put("golden-tensors-other-names", input=x, output_0=np.maximum(x, 0)[:, None])
    put("golden-tensors-rows", x=x, y=x[:1])
    put("golden-tensors-no-rows", x=x[:0], y=x[:0])
    put("golden-tensors-scalar", x=x, y=np.float32(1))
    put("golden-tensors-input-shape", x=np.ones((2, 4), np.float32), y=x)
    put("golden-tensors-output-shape", x=x, y=np.ones((2, 4), np.float32))
    put("golden-tensors-output-axes", x=np.ones((2, 2, 3), np.float32), y=np.ones((2, 3, 2), np.float32))
    put("golden-tensors-parity", x=x, y=x)
    put("golden-tensors-nan", x=x, y=np.float32([[1, 2, np.nan], [0, 0, 1]]))
    put("golden-tensors-number-columns", x=np.ones((2, 3), np.float32), y=np.ones((2, 3), np.float32))
    put("golden-tensors-category-floats", c=np.float32([0, 1]), y=np.float32([0, 1]))
    put("golden-tensors-category-out-of-range", c=np.int64([0, 7]), y=np.float32([1, 1]))
    put("golden-tensors-category-negative", c=np.int64([0, -2]), y=np.float32([1, 1]))
    put("golden-tensors-label-out-of-range", x=x, species=np.int64([0, 3]))
    put("golden-tensors-label-count", x=x, species=np.ones((2, 2), np.float32))
    put("golden-tensors-ids-as-floats", x=np.float32([[0, 1]]), y=np.float32([[1, 2]]))
    put("golden-tensors-ids-out-of-table", x=np.int64([[0, 2]]), y=np.float32([[[1], [2]]]))
    put("golden-tensors-times-far-too-short", x=np.ones((1, 1, 2), np.float32), y=np.ones((1, 1, 1), np.float32))
    put("golden-tensors-times-too-short", x=np.ones((1, 1, 2), np.float32), y=np.ones((1, 1, 1), np.float32))
    two, three = np.ones((1, 2, 1), np.float32), np.ones((1, 3, 1), np.float32)
    put("golden-tensors-times-differ", a=two, b=three, y=three)
    put("golden-tensors-times-differ-otherwise", a=three, b=two, y=three)
    put("golden-tensors-axes-differ", x=np.ones((1, 3, 2), np.float32), y=np.ones((1, 3, 2), np.float32))
    put("golden-tensors-window-beyond", x=np.ones((1, 1, 4, 4), np.float32), y=np.ones((1, 1, 2, 2), np.float32))
    put("golden-tensors-integer-fraction", x=np.float32([0.5]), y=np.float32([0.5]))
    write("golden-tensors-damaged/golden.safetensors", safetensors(x=x, y=x)[:-3])
    write("golden-tensors-npz/golden.npz", npz(x=x, y=x + 1))
    write("golden-tensors-npy/golden.npy", npy(x))


texts()
parameters()
safetensors_files()
npz_files()
pt_files()
npy_files()
golden()
