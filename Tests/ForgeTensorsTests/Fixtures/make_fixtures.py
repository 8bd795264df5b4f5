#!/usr/bin/env python3
"""Writes the fixtures of ForgeTensorsTests with the reference implementations.

Written with Python 3.11, numpy 2.4.6 and safetensors 0.8.0:

    pip install --target /tmp/py numpy==2.4.6 safetensors==0.8.0
    PYTHONPATH=/tmp/py python3 make_fixtures.py

There is no randomness and no time stamp: running it again gives the same bytes.
"""

import io
import os
import zipfile

import numpy as np
import safetensors

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def save(name, data):
    with open(path(name), "wb") as file:
        file.write(data)


def npy(array, version=None):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=version, allow_pickle=True)
    return stream.getvalue()


# 2 x 3 values that every type can hold, and per type one that shows its width.
GRID = np.array([[0, 1, 2], [3, 4, 5]])
ARRAYS = {
    "bool": np.array([True, False, True]),
    "float16": np.array([1.5, -0.0, 65504.0, 5.960464477539063e-08, np.inf], dtype="<f2"),
    "float32": np.array([[0.1, -2.5, 3e38], [1e-45, 7.0, -0.0]], dtype="<f4"),
    "float64": np.array([0.1, 1e300, -5e-324], dtype="<f8"),
    "int8": np.array([-128, 127], dtype="i1"),
    "int16": np.array([-32768, 32767], dtype="<i2"),
    "int32": np.array([-(2**31), 2**31 - 1], dtype="<i4"),
    "int64": np.array([-(2**63), 2**63 - 1], dtype="<i8"),
    "uint8": np.array([0, 255], dtype="u1"),
    "uint16": np.array([0, 65535], dtype="<u2"),
    "uint32": np.array([0, 2**32 - 1], dtype="<u4"),
    "uint64": np.array([0, 2**64 - 1], dtype="<u8"),
    "scalar": np.array(42.0, dtype="<f4"),
    "empty": np.zeros((0, 3), dtype="<f4"),
    "grid/é": GRID.astype("<f4"),
}


def write_safetensors():
    # 1.0, -2.5, 3.140625 and NaN.
    bfloat16 = np.array([0x3F80, 0xC020, 0x4049, 0x7FC0], dtype="<u2")
    specs = {
        name: safetensors.TensorSpec(
            dtype="bfloat16" if array is bfloat16 else array.dtype.name,
            shape=array.shape,
            data_ptr=array.ctypes.data,
            data_len=array.nbytes,
        )
        for name, array in (ARRAYS | {"bfloat16": bfloat16}).items()
    }
    save("all_types.safetensors", bytes(safetensors.serialize(specs, {"framework": "none"})))
    save("no_tensors.safetensors", bytes(safetensors.serialize({}, None)))


def write_npy():
    save("grid.npy", npy(GRID.astype("<f4")))
    save("grid_fortran.npy", npy(np.asfortranarray(GRID.astype("<f4"))))
    save("grid_big_endian.npy", npy(GRID.astype(">f8")))
    save("cube_fortran_big_endian.npy", npy(np.asfortranarray(np.arange(24).reshape(2, 3, 4).astype(">i2"))))
    save("grid_version_2.npy", npy(GRID.astype("<f4"), version=(2, 0)))
    save("grid_version_3.npy", npy(GRID.astype("<f4"), version=(3, 0)))
    save("objects.npy", npy(np.array([1, "a"], dtype=object)))
    save("structured.npy", npy(np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")])))
    save("complex.npy", npy(np.array([1 + 2j])))
    save("texts.npy", npy(np.array(["ab"])))
    save("bytes.npy", npy(np.array([b"ab"])))
    save("dates.npy", npy(np.array(["2024-01-01"], dtype="M8[D]")))


def write_zip(stream, compression, members):
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
                file.write(data)


class OneWay(io.RawIOBase):
    """A stream that cannot go back, so that zipfile writes sizes behind the data."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def write_npz():
    np.savez(path("all_types.npz"), **ARRAYS)
    np.savez_compressed(path("all_types_compressed.npz"), **ARRAYS)
    np.savez(path("no_tensors.npz"))
    members = {"a.npy": npy(GRID.astype("<f4")), "b.npy": npy(np.asfortranarray(GRID.astype(">f4")))}
    stream = OneWay()
    write_zip(stream, zipfile.ZIP_DEFLATED, members)
    save("data_descriptors.npz", stream.data)
    # With these limits Python writes every zip64 structure into a small file.
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 16, 1
    stream = io.BytesIO()
    write_zip(stream, zipfile.ZIP_STORED, members)
    save("zip64.npz", stream.getvalue())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("model/weights.txt"), b"not an array")
    save("not_arrays.npz", stream.getvalue())


write_safetensors()
write_npy()
write_npz()
