"""How long each kernel of the larger models takes, and which part of a core's peak it reaches."""
import argparse, os
import models
from rig import machine, measure, numbers, peers, places, report, steps, timed

ROUNDS = 60


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/kernels", description=__doc__)
    parser.add_argument("models", nargs="*", metavar="MODEL", help="default: those of at least 5 million multiply-adds")
    parser.add_argument("--protoforge", default=places.ROOT / ".build/release/protoforge", metavar="PROGRAM")
    parser.add_argument("--output", default=places.BENCHMARKS / "KERNELS.md", metavar="FILE")
    return parser.parse_args()


def section(model, layers, peak):
    """A table of kernels, those that take longest first; what takes less than a hundredth of the time is one row."""
    total = sum(layer.seconds for layer in layers)
    groups = {}
    for layer in layers:
        groups.setdefault(layer.kernel, []).append(layer)
    rows, small = [], []
    for kernel, group in sorted(groups.items(), key=lambda item: -sum(layer.seconds for layer in item[1])):
        if sum(layer.seconds for layer in group) < total / 100:
            small += group
        else:
            rows.append(row(f"`{kernel}`", group, total, peak))
    if small:
        rows.append(row("others", small, total, peak))
    rows.append(row("all", layers, total, peak))
    titles = ["kernel", "layers", "time", "of all", "multiply-adds", "of peak"]
    return f"## {model.name}\n\n" + report.table(titles, "lrrrrr", rows)


def row(name, layers, total, peak):
    seconds, work = sum(layer.seconds for layer in layers), sum(layer.multiply_adds for layer in layers)
    share = numbers.percent(2 * work / seconds / (peak * 1e9)) if work else "–"
    count = numbers.count(work) if work else "–"
    return [name, str(len(layers)), numbers.time(seconds), numbers.percent(seconds / total), count, share]


def main():
    words = arguments()
    core = sorted(os.sched_getaffinity(0))[-1]
    peak_program = peers.in_c("peak")
    sections, peaks = [], [measure.peak(peak_program, core)]
    chosen = [models.named(name) for name in words.models] or models.MODELS
    for model in chosen:
        facts = steps.export(model)
        if not words.models and facts["multiply_adds"] < 5e6:
            continue
        print(f"== {model.name}", flush=True)
        steps.build_package(model, words.protoforge)
        layers = timed.layers(model, words.protoforge, core, ROUNDS)
        peaks.append(measure.peak(peak_program, core))
        sections.append((model, layers))
    text = "\n\n".join([heading(max(peaks)), *(section(model, layers, max(peaks)) for model, layers in sections)])
    with open(words.output, "w") as file:
        file.write(text + "\n")
    print(text)


def heading(peak):
    return "\n".join(
        [
            "# The kernels of the larger models",
            "",
            "Written by `Benchmarks/kernels`: one prediction, one thread; the median of each layer, and layers of one kernel taken together.",
            "Of peak: two operations for each multiply-add over the time; minimal filtering (`winograd…`) needs fewer, and may show more",
            "than 100 %.",
            "",
            *(f"- {line}" for line in machine.described()),
            f"- peak of one core in this run: {peak:.1f} GFLOP/s",
            f"- protoforge {machine.revision(places.ROOT)}",
        ]
    )


main()
