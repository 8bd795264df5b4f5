#!/usr/bin/env python3
"""Writes HDF5 files that are laid out as weights of Keras 3, and hold one thing that must be refused.

Written with Python 3.11, h5py 3.16.0 and numpy 2.4.6:

    python3 make_hostile_fixtures.py

There is no randomness and no time stamp: running it again gives the same bytes.
"""

import pathlib
import struct

import h5py
import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent / "Hostile"
VALUES = np.arange(6, dtype="<f4").reshape(2, 3)


def make(name, fill, **options):
    path = FOLDER / f"{name}.h5"
    path.unlink(missing_ok=True)
    with h5py.File(path, "w", **options) as file:
        variables = file.create_group("layers/dense/vars")
        variables.attrs["name"] = "fc"
        fill(file, variables)
    return path


# MARK: Links

def soft_link(file, variables):
    file["elsewhere"] = VALUES
    variables["0"] = h5py.SoftLink("/elsewhere")


def external_link(file, variables):
    variables["0"] = h5py.ExternalLink("/etc/passwd", "/0")


def hard_link(file, variables):
    variables["0"] = VALUES
    variables["1"] = variables["0"]


def cycle(file, variables):
    file["layers/dense/again"] = file["layers"]


def cycle_to_root(file, variables):
    file["layers/dense/again"] = file["/"]


def long_name(file, variables):
    variables["x" * 3000] = VALUES


def named_type(file, variables):
    variables["0"] = np.dtype("<f4")


# MARK: Storage

def external_storage(file, variables):
    variables.create_dataset("0", shape=(4,), dtype="<f4", external=[("/etc/hostname", 0, 16)])


def virtual(file, variables):
    space = h5py.h5s.create_simple((2, 3))
    plan = without_times()
    plan.set_virtual(space, b"/etc/hostname", b"source", space)
    h5py.h5d.create(variables.id, b"0", h5py.h5t.IEEE_F32LE, space, plan)


def huge_contiguous(file, variables):
    variables.create_dataset("0", shape=(1 << 40,), dtype="<f4")


def huge_chunked(file, variables):
    """The bomb of CVE-2026-0897: a shape, a filter, and next to nothing stored."""
    dataset = variables.create_dataset("0", shape=(1 << 40,), dtype="<f4", chunks=(1 << 16,), compression="gzip")
    dataset[:4] = 1


def inflating(file, variables):
    """32 MiB of zeros in some kilobytes."""
    variables.create_dataset("0", data=np.zeros(8 << 20, "<f4"), chunks=(8 << 20,), compression="gzip", compression_opts=9)


def large_chunk(file, variables):
    """Four elements in a chunk that has room for 32 MiB."""
    dataset = variables.create_dataset("0", shape=(4,), maxshape=(None,), dtype="<f4", chunks=(8 << 20,), compression="gzip")
    dataset[:] = 1


def never_written(file, variables):
    variables.create_dataset("0", shape=(4,), dtype="<f4")


def countless(file, variables):
    variables.create_dataset("0", shape=(1 << 62, 4), dtype="<f4", chunks=(1024, 4))


def lzf(file, variables):
    variables.create_dataset("0", data=np.zeros(1000, "<f4"), compression="lzf")


def fletcher(file, variables):
    variables.create_dataset("0", data=VALUES, chunks=(2, 3), fletcher32=True)


def null_space(file, variables):
    variables["0"] = h5py.Empty("<f4")


def nine_axes(file, variables):
    variables["0"] = np.zeros((1,) * 9, "<f4")


# MARK: Elements

def texts(file, variables):
    variables["0"] = np.array([b"ab", b"cd"])


def variable_texts(file, variables):
    variables.create_dataset("0", data=["ab", "cd"], dtype=h5py.string_dtype())


def lists(file, variables):
    dataset = variables.create_dataset("0", shape=(2,), dtype=h5py.vlen_dtype(np.dtype("<f4")))
    dataset[0] = [1, 2]


def references(file, variables):
    variables.create_dataset("0", data=np.array([file.ref], dtype=h5py.ref_dtype), dtype=h5py.ref_dtype)


def complex_numbers(file, variables):
    variables["0"] = np.zeros(2, "<c8")


def raw_bytes(file, variables):
    variables["0"] = np.zeros(2, "V4")


def colours(file, variables):
    variables.create_dataset("0", data=np.zeros(2, "i1"), dtype=h5py.enum_dtype({"red": 0, "green": 1}, basetype="i1"))


def odd_integers(file, variables):
    kind = h5py.h5t.STD_I32LE.copy()
    kind.set_precision(24)
    space = h5py.h5s.create_simple((2,))
    h5py.h5d.create(variables.id, b"0", kind, space, without_times())


def long_double(file, variables):
    variables["0"] = np.zeros(2, "<f16")


def without_times():
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_obj_track_times(False)
    return plan


# MARK: Names and texts

def name_is_a_number(file, variables):
    variables.attrs["name"] = 3
    variables["0"] = VALUES


def name_is_not_utf8(file, variables):
    del variables.attrs["name"]
    variables.attrs.create("name", np.bytes_(b"f\xff"))
    variables["0"] = VALUES


def name_has_a_control(file, variables):
    variables.attrs["name"] = "f\x1b[1mc"
    variables["0"] = VALUES


def same_names(file, variables):
    variables["0"] = VALUES
    other = file.create_group("layers/dense_1/vars")
    other.attrs["name"] = "fc"
    other["0"] = VALUES


def loose_dataset(file, variables):
    file["layers/dense/0"] = VALUES


def group_among_variables(file, variables):
    variables.create_group("0")


def not_of_keras(file, variables):
    del file["layers"]
    file["x"] = VALUES


# MARK: Legacy files

def legacy(file, **change):
    del file["layers"]
    weights = file.create_group("model_weights")
    weights.attrs["layer_names"] = change.get("layer_names", ["fc"])
    group = weights.create_group("fc")
    if change.get("has_list", True):
        group.attrs["weight_names"] = change.get("weight_names", ["fc/kernel:0"])
    group["fc/kernel:0"] = VALUES


def legacy_layer_missing(file, variables):
    legacy(file, layer_names=["fc", "gone"])


def legacy_variable_missing(file, variables):
    legacy(file, weight_names=["fc/kernel:0", "fc/bias:0"])


def legacy_variable_unlisted(file, variables):
    legacy(file, weight_names=[])


def legacy_list_missing(file, variables):
    legacy(file, has_list=False)


def legacy_configuration_broken(file, variables):
    legacy(file)
    file.attrs["model_config"] = '{"class_name": '


# MARK: Later versions of the format

def latest(file, variables):
    """Sound: the newest structures that libhdf5 writes."""
    variables["0"] = VALUES


def main():
    FOLDER.mkdir(exist_ok=True)
    for fill in [
        soft_link, external_link, hard_link, cycle, cycle_to_root, long_name, named_type, external_storage,
        virtual, huge_contiguous, huge_chunked, inflating, large_chunk, never_written, countless, lzf, fletcher,
        null_space, nine_axes, texts, variable_texts, lists, references, complex_numbers, raw_bytes, colours, odd_integers,
        long_double, name_is_a_number, name_is_not_utf8, name_has_a_control, same_names, loose_dataset, group_among_variables,
        not_of_keras, legacy_layer_missing, legacy_variable_missing, legacy_variable_unlisted, legacy_list_missing,
        legacy_configuration_broken,
    ]:
        make(fill.__name__, fill)
    make("latest", latest, libver="latest")
    # A cycle that hides: the count of links in the header of the group 'layers' says one.
    path = make("cycle_hidden", cycle)
    hide_links(path)


def hide_links(path):
    """Sets every count of links in object headers of version 1 to one ("HDF5 File Format Specification", IV.A.1.a)."""
    data = bytearray(path.read_bytes())
    changed = 0
    for place in range(0, len(data) - 12, 8):
        version, reserved, messages, links, size = struct.unpack_from("<BBHII", data, place)
        if (version, reserved) == (1, 0) and 0 < messages < 16 and links == 2 and 0 < size < 4096:
            struct.pack_into("<I", data, place + 4, 1)
            changed += 1
    assert changed == 1, changed
    path.write_bytes(data)


main()
