"""Compares generated modules with ONNX Runtime on many networks; Benchmarks/survey starts it."""
import argparse, os, pathlib
import models
from rig import machine, measure, numbers, peers, places, report, steps
from rig.process import Runner, RunnerFailed

SECONDS = 2  # of predictions, for each of the two
COMPARED = [peer for peer in peers.ALL if peer.name in (peers.OURS, peers.ORT)]


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/survey", description=__doc__)
    parser.add_argument("models", nargs="*", metavar="MODEL", help="default: all")
    parser.add_argument("--list", action="store_true", help="the names of the models, and no more")
    parser.add_argument("--protoforge", default=places.ROOT / ".build/release/protoforge", metavar="PROGRAM")
    default = "Benchmarks/SURVEY.md when all models are measured, else .build/bench/SURVEY.md"
    parser.add_argument("--output", type=pathlib.Path, metavar="FILE", help=f"where the table goes (default: {default})")
    return parser.parse_args()


def surveyed(model, protoforge, core):
    """A row of the table."""
    facts = steps.export(model)
    steps.build_package(model, protoforge)
    steps.compile_program(model, facts)
    runners = []
    try:
        for peer in COMPARED:
            runners.append(Runner(peer, peer.words(model), model, facts, {core}))
        parity = max(measure.difference(runner, model, 1) for runner in runners)
        times = measure.latencies(runners, SECONDS)
    finally:
        for runner in runners:
            runner.stop()
    ours, peer = (times[runner]["p50"] for runner in runners)
    work = numbers.count(facts["multiply_adds"])
    shape = "×".join(map(str, model.shape))
    return [model.name, shape, work, numbers.time(ours), numbers.time(peer), numbers.ratio(peer / ours), f"{parity:.0e}"]


def page(rows, failures, peak):
    titles = ["network", "input", "multiply-adds", "ours", "ONNX Runtime", "its / ours", "parity"]
    return "\n".join(
        [
            "# Networks that no kernel was made for",
            "",
            "Written by `Benchmarks/survey`: `protoforge import` of a network's ONNX file, `build`, and predictions one at a time on one",
            "thread in turns with ONNX Runtime: p50, and its time over ours (above 1 ours is faster). Weights are random, those of batch",
            "norms with the statistics of random images; parity is the largest difference from PyTorch, as a part of the largest output.",
            "Multiply-adds are those of dense layers and of convolutions over sequences and images.",
            "",
            *(f"- {line}" for line in machine.described()),
            f"- peak of one core in this run: {peak:.1f} GFLOP/s",
            f"- protoforge {machine.revision(places.ROOT)}; {machine.versions()}",
            "",
            report.table(titles, "llrrrrr", rows),
            *failures,
            "",
        ]
    )


def main():
    words = arguments()
    if words.list:
        print("\n".join(model.name for model in models.SURVEYED))
        return
    chosen = [models.named(name) for name in words.models] or models.SURVEYED
    output = words.output or (places.WORK if words.models else places.BENCHMARKS) / "SURVEY.md"
    cores = sorted(os.sched_getaffinity(0))[-2:]
    os.sched_setaffinity(0, cores)
    peak = measure.peak(peers.in_c("peak"), cores[-1])
    rows, failures = [], []
    for model in chosen:
        try:
            rows.append(surveyed(model, words.protoforge, cores[-1]))
            print("  ".join(rows[-1]), flush=True)
        except (steps.StepFailed, RunnerFailed) as failure:
            failures.append(f"\n{model.name} was not measured: {failure}")
            print(failures[-1], flush=True)
        output.write_text(page(rows, failures, peak))


main()
