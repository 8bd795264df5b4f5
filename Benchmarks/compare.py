"""How long each layer takes in what two versions of protoforge generate, run in turn; `Benchmarks/compare` starts it."""
import argparse, os, statistics
import models
from rig import machine, numbers, places, report, steps, timed

TURNS, ROUNDS = 12, 20


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/compare", description=__doc__.split(";")[0] + ".")
    parser.add_argument("old", metavar="OLD", help="a program that builds packages")
    parser.add_argument("new", metavar="NEW", help="another")
    parser.add_argument("models", nargs="+", metavar="MODEL")
    levels = {level.march.removeprefix("x86-64-"): level for level in machine.LEVELS}
    parser.add_argument("--level", choices=levels, help="the variant that is compared (default: this processor's)")
    parser.add_argument("--only", default="", metavar="TEXT", help="layers whose kernel or name holds it")
    words = parser.parse_args()
    words.level = levels.get(words.level, machine.level())
    return words


def programs(model, words):
    """What the two generate."""
    steps.export(model)
    for side, protoforge in ("old", words.old), ("new", words.new):
        steps.build_package(model, protoforge)
        yield timed.program(model, protoforge, places.compared(model, side), words.level)


def medians(pair, core):
    """Seconds of each layer of both, by its names, in readings taken in turn."""
    readings = [{}, {}]
    for _ in range(TURNS):
        for program, found in zip(pair, readings):
            for layer, times in zip(program.layers, program.run(core, ROUNDS), strict=True):
                found.setdefault(", ".join(layer.names), []).extend(times)
    return [{name: statistics.median(times) / 1e9 for name, times in found.items()} for found in readings]


def table(model, words, core):
    pair = list(programs(model, words))
    old, new = medians(pair, core)
    kernels = {}
    for program in pair:
        for layer in program.layers:
            found, kernel = kernels.setdefault(", ".join(layer.names), []), f"`{layer.kernel}`"
            if kernel not in found:
                found.append(kernel)
    rows = [
        row(name, " → ".join(found), old.get(name), new.get(name))
        for name, found in kernels.items()
        if any(words.only in text for text in [name, *found])
    ]
    rows.append(row("all", "", sum(old.values()), sum(new.values())))
    level = words.level.march if words.level else "no variant"
    return f"## {model.name}, {level}\n\n" + report.table(
        ["layer", "kernel", "old", "new", "new / old"], "llrrr", rows
    )


def row(name, kernel, old, new):
    times = [numbers.time(seconds) if seconds is not None else "–" for seconds in (old, new)]
    return [name, kernel, *times, f"{new / old:.3f}" if old and new else "–"]


def main():
    words = arguments()
    core = sorted(os.sched_getaffinity(0))[-1]
    for name in words.models:
        print(table(models.named(name), words, core), flush=True)


main()
