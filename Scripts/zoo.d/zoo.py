"""Runs the zoo; see Scripts/zoo."""

import argparse
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pipeline
import table

ROOT = Path(__file__).resolve().parents[2]


def catalogue():
    """Every model with the ways that it is imported. Asked of another process: what a process holds counts as the memory of those
    that it starts, so this one stays small."""
    command = [sys.executable, Path(__file__).with_name("export.py"), "--list"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [tuple(line.split()) for line in lines]


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/zoo")
    parser.add_argument("models", nargs="*", metavar="MODEL", help="default: all")
    parser.add_argument("--list", action="store_true", help="print models and ways, and do nothing")
    parser.add_argument("--way", choices=["onnx", "pt2", "keras"], action="append", help="only these ways")
    parser.add_argument("--protoforge", type=Path, default=ROOT / ".build/release/protoforge", help="the program to use")
    parser.add_argument("--work", type=Path, default=ROOT / ".build/zoo", help="where everything is made")
    parser.add_argument("--keep", action="store_true", help="keep what was made")
    parser.add_argument("--write", action="store_true", help="put the rows into Documentation/zoo.md")
    return parser, parser.parse_args()


def versions():
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.split("version ")
    names = [f"{name} {version(name)}" for name in ("torch", "torchvision", "keras", "onnx")]
    return ", ".join(names + [f"Swift {swift[1].split()[0]}"] if len(swift) > 1 else names)


def main():
    parser, options = arguments()
    rows = catalogue()
    known = {name for name, _ in rows}
    for name in options.models:
        if name not in known:
            parser.error(f"there is no model '{name}'; --list names them")
    rows = [(name, way) for name, way in rows if name in (options.models or known) and way in (options.way or [way])]
    if options.list:
        print("\n".join(f"{name} .{way}" for name, way in rows))
        return
    print("\n".join(table.head()), flush=True)
    done = []
    for name, way in rows:
        folder = options.work.resolve() / name / way
        shutil.rmtree(folder, ignore_errors=True)
        row = pipeline.run(pipeline.Row(name, way), folder, options.protoforge.resolve(), sys.executable)
        done.append(row)
        print(table.line(row), flush=True)
        if not options.keep and row.passes:
            shutil.rmtree(folder, ignore_errors=True)
    if options.write:
        path = ROOT / "Documentation/zoo.md"
        lines = table.written(path) | {(row.model, row.way): table.line(row) for row in done}
        kept = [lines[key] for key in catalogue() if key in lines]
        path.write_text(table.page(kept, pipeline.TOLERANCE, versions()))
    failed = sum(not row.passes for row in done)
    print(f"\n{len(done)} rows, {failed} failed", file=sys.stderr)
    sys.exit(1 if failed else 0)


main()
