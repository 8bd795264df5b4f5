"""Checks the recorded cases: the files fit together, and the contract gives the recorded output.

usage: check.py [GROUP...]

Every case is evaluated in float64, which has to agree with the recording up to its rounding to float32, and in float32,
which has to agree within the case's tolerance: a tolerance that plain float32 arithmetic misses is too tight.
"""

import json
import os
import re
import sys

import numpy as np
import safetensors.numpy

import language
from pathlib import Path

FOLDER = Path(os.environ.get("CASES_FOLDER", Path(__file__).resolve().parents[2] / "Tests" / "OperatorCases"))
LIMIT = 2_750_000


def main(wanted):
    findings, names, size = [], {}, 0
    paths = sorted(FOLDER.glob("*.json"))
    for path in paths:
        size += path.stat().st_size + path.with_suffix(".safetensors").stat().st_size
        cases = json.loads(path.read_text())["cases"]
        for case in cases:
            if case["name"] in names:
                findings.append(f"{case['name']}: in {names[case['name']]} and in {path.stem}")
            names[case["name"]] = path.stem
        if not wanted or path.stem in wanted:
            tensors = safetensors.numpy.load_file(path.with_suffix(".safetensors"))
            for case in cases:
                findings += [f"{path.stem}: {case['name']}: {finding}" for finding in check(case, tensors)]
            findings += [f"{path.stem}: no case takes {key}" for key in sorted(tensors)]
    if size > LIMIT:
        findings.append(f"the files have {size} bytes, more than {LIMIT}")
    print(*findings, sep="\n", end="\n" if findings else "")
    print(f"{len(names)} cases in {len(paths)} groups, {size} bytes, {len(findings)} findings")
    return 1 if findings else 0


def check(case, tensors):
    """Findings on one case; takes its tensors out of `tensors`."""
    name = case["name"]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        yield "the name is not a Swift identifier in snake case"
    inputs = {feature["name"]: tensors.pop(f"{name}:input:{feature['name']}") for feature in case["features"]}
    prefix = f"{name}:weights:"
    parameters = {key.removeprefix(prefix): tensors.pop(key) for key in list(tensors) if key.startswith(prefix)}
    want = tensors.pop(f"{name}:output")
    dimensions = {}
    for feature in case["features"]:
        value = inputs[feature["name"]]
        if str(value.dtype) != feature["dtype"] or len(value) != len(want):
            yield f"{feature['name']} is {value.dtype} with {len(value)} rows"
        for size, dimension in zip(value.shape[1:], feature["shape"], strict=True):
            if dimensions.setdefault(dimension, size if isinstance(dimension, str) else dimension) != size:
                yield f"{feature['name']} is {value.shape[1:]}"
    for dtype, tolerance in [(np.float64, {"absolute": 1e-9, "relative": 1.2e-7}), (np.float32, case["tolerance"])]:
        rows = []
        for row in range(len(want)):
            value, used = language.evaluate(case, parameters, {key: v[row] for key, v in inputs.items()}, dtype)
            rows.append(value)
        got = np.stack(rows)
        if got.shape != want.shape:
            yield f"{dtype.__name__}: the shape is {want.shape[1:]}, the contract gives {got.shape[1:]}"
            continue
        unused = set(parameters) - used
        if unused:
            yield f"parameters without use: {sorted(unused)}"
        yield from compare(dtype, got, want, tolerance)


def compare(dtype, got, want, tolerance):
    with np.errstate(all="ignore"):
        got = got.astype(np.float32).astype(np.float64)
        want = want.astype(np.float64)
        close = np.abs(got - want) <= tolerance["absolute"] + tolerance["relative"] * np.abs(want)
    right = np.where(np.isfinite(want), close & np.isfinite(got), (got == want) | (np.isnan(got) & np.isnan(want)))
    for place in np.argwhere(~right)[:3]:
        place = tuple(int(n) for n in place)
        yield f"{dtype.__name__}: at {place} the recording has {want[place]}, the contract gives {got[place]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
