"""Compares generated modules with the runtimes that people would link instead; Scripts/bench starts it.

    bench.py [MODEL...] [--quick] [--protoforge PROGRAM] [--output FILE]
"""
import argparse, os, pathlib, sys
import models
from rig import peers, places, report, session, steps


def arguments():
    names = ", ".join(model.name for model in models.MODELS)
    parser = argparse.ArgumentParser(prog="Scripts/bench", description="Compares generated modules with other runtimes.")
    parser.add_argument("models", nargs="*", metavar="MODEL", help=f"one or more of {names} (default: all)")
    parser.add_argument("--quick", action="store_true", help="the small models, less time for each, one thread")
    program = places.ROOT / ".build/release/protoforge"
    parser.add_argument("--protoforge", metavar="PROGRAM", default=program, help="the program that builds packages")
    default = "Benchmarks/RESULTS.md when all models are measured, else .build/bench/RESULTS.md"
    parser.add_argument("--output", metavar="FILE", type=pathlib.Path, help=f"where the table goes (default: {default})")
    return parser.parse_args()


def chosen(words):
    """The models that the command line names."""
    unknown = set(words.models) - {model.name for model in models.MODELS}
    if unknown:
        sys.exit(f"no such model: {', '.join(sorted(unknown))}; --help lists them")
    if words.models:
        return [model for model in models.MODELS if model.name in words.models]
    return [model for model in models.MODELS if model.quick or not words.quick]


def main():
    words = arguments()
    selected = chosen(words)
    is_whole = len(selected) == len(models.MODELS) and not words.quick
    output = words.output or (places.BENCHMARKS if is_whole else places.WORK) / "RESULTS.md"
    cores = sorted(os.sched_getaffinity(0))[-2:]
    os.sched_setaffinity(0, cores[:1])  # this process waits on the first core, the runner has the last
    settings = session.Settings(words.protoforge, words.quick, cores, peers.in_c("peak"))
    results, failures = [], []
    for model in selected:
        try:
            results.append(session.measure_model(model, settings, lambda line: print(line, flush=True)))
        except steps.StepFailed as failure:
            failures.append(f"**{model.name} was not measured**: {failure}")
            print(failures[-1], file=sys.stderr)
        output.write_text(report.text(results, failures, settings))
    print("\n" + report.ratios(results) + "\n\n" + report.targets(results) + f"\n\nAll figures: {output}")


main()
