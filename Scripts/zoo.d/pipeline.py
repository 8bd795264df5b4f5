"""From an exported network to numbers: import, build, compile, run."""

import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml

ROWS = 3

# A row holds when no output is further from the framework's than this share of the example's largest output.
TOLERANCE = 1e-4

_PACKAGE = """\
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Runner",
  dependencies: [.package(path: "../{module}")],
  targets: [.executableTarget(name: "Runner", dependencies: [.product(name: "{module}", package: "{module}")])]
)
"""

_MAIN = """\
import Foundation
import {module}

let folder = URL(filePath: CommandLine.arguments[1])
let inputs = try Data(contentsOf: folder.appending(path: "inputs.bin")).withUnsafeBytes {{ Array($0.bindMemory(to: Float.self)) }}
let size = inputs.count / {rows}
let model = {module}()
var results: [Float] = []
for row in 0..<{rows} {{
  let prediction = try model.prediction(for: .init({feature}: Array(inputs[row * size..<(row + 1) * size])))
  results.append(contentsOf: prediction.{output})
}}
try results.withUnsafeBytes {{ Data($0) }}.write(to: folder.appending(path: "results.bin"))
"""


class Failed(Exception):
    """A step that did not work, and what it said."""


@dataclass
class Row:
    """What is told of a model and a way."""

    model: str
    way: str
    figures: dict = field(default_factory=dict)
    error: float | None = None
    verdict: str = ""

    @property
    def passes(self):
        return self.verdict == "ok"


def _run(step, command, folder, environment=None):
    """Runs a command; gives its seconds and its peak of memory in MB."""
    start = time.monotonic()
    log = folder / f"{step}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(word) for word in command], stdout=out, stderr=subprocess.STDOUT, env=environment or os.environ
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{step}: {_reason(log, process.returncode)}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def _reason(log, code):
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line] or [line for line in lines if "Error" in line] or lines[-1:]
    text = errors[0] if errors else f"exit {code}"
    return re.sub(r"^.*?(/[^ :]+/)", "", text)[:300] + ("" if code >= 0 else f" (signal {-code})")


def _swift_name(name):
    first, *rest = [word for word in re.split(r"[^A-Za-z0-9]+", name) if word]
    return first[0].lower() + first[1:] + "".join(word[0].upper() + word[1:] for word in rest)


def _write_runner(spec, folder):
    module = spec["model"]["name"]
    runner = folder / "runner"
    (runner / "Sources/Runner").mkdir(parents=True, exist_ok=True)
    (runner / "Package.swift").write_text(_PACKAGE.format(module=module))
    main = _MAIN.format(
        module=module,
        rows=ROWS,
        feature=_swift_name(spec["features"][0]["name"]),
        output=_swift_name(spec["outputs"][0]["name"]),
    )
    (runner / "Sources/Runner/main.swift").write_text(main)
    return runner


def _largest_error(folder):
    wanted = np.fromfile(folder / "outputs.bin", np.float32).reshape(ROWS, -1).astype(np.float64)
    results = np.fromfile(folder / "results.bin", np.float32)
    if results.size != wanted.size:
        raise Failed(f"run: {results.size} outputs instead of {wanted.size}")
    distance = np.abs(results.reshape(ROWS, -1) - wanted).max(axis=1)
    return float((distance / np.abs(wanted).max(axis=1)).max()) if np.isfinite(distance).all() else float("inf")


def run(row, folder, protoforge, python):
    """Takes a model all the way, and fills in its row."""
    folder.mkdir(parents=True, exist_ok=True)
    name = row.model
    try:
        export = Path(__file__).with_name("export.py")
        row.figures["export"], _ = _run("export", [python, export, name, row.way, folder], folder)
        prototype = folder / f"{name}.{row.way}"
        row.figures["prototype"] = prototype.stat().st_size / 1e6
        command = [protoforge, "import", prototype, "-o", folder / "spec", "--force"]
        row.figures["import"], row.figures["memory"] = _run("import", command, folder)
        path = folder / "spec" / f"{name}.yaml"
        spec = yaml.safe_load(path.read_text())
        command = [protoforge, "build", path, "-o", folder / spec["model"]["name"]]
        row.figures["build"], _ = _run("build", command, folder)
        runner = _write_runner(spec, folder)
        command = ["swift", "build", "-c", "release", "--package-path", runner]
        row.figures["compile"], _ = _run("compile", command, folder)
        row.figures["run"], _ = _run("run", [runner / ".build/release/Runner", folder], folder)
        row.error = _largest_error(folder)
        row.verdict = "ok" if row.error <= TOLERANCE else f"run: more than {TOLERANCE:g} away"
    except Failed as failure:
        reason = str(failure)
        row.verdict = f"not imported: {reason.removeprefix('import: ')}" if reason.startswith("import:") else reason
    return row
