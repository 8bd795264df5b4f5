"""The measurements: every peer's answers first, then their times, taken in turns."""
import os, statistics, subprocess
import numpy
from . import peers, places
from .process import Runner, RunnerFailed

TOLERANCE = 1e-4  # of the largest magnitude
BATCH = 64
SHORT = 20e-6  # a reading takes at least so long for the fastest; shorter predictions are timed in groups


def check(runner, model):
    """The largest difference from PyTorch's outputs, as a part of their largest magnitude."""
    ways = (1, BATCH) if runner.has_batch else (1,)
    return max(difference(runner, model, way) for way in ways)


def difference(runner, model, way):
    """That of predictions one by one, or in a batch of `way`."""
    wanted = numpy.fromfile(places.exported(model) / "outputs.f32", numpy.float32)
    got = numpy.array(runner.ask(f"output {way}"), numpy.float64)
    if got.shape != wanted.shape:
        raise RunnerFailed(f"{got.size} outputs where {wanted.size} were expected")
    worst = float(abs(got - wanted).max() / abs(wanted).max())
    if not worst <= TOLERANCE:
        raise RunnerFailed(f"wrong outputs: {worst:.1e} of the largest magnitude")
    return worst


def latencies(runners, seconds):
    """Times of single predictions in seconds, by runner: p50 and p99 over readings that are taken in rounds.

    Predictions below `SHORT` are timed in groups, and a reading is the mean of a group; the same for all peers of a model.
    """
    estimate = {runner: min(runner.ask("run 4 1")[1:]) * 1e-9 for runner in runners}
    fastest = min(estimate.values())
    group = max(1, min(1000, round(SHORT / fastest)))
    rounds = 20 if fastest < 0.05 else 12
    readings = {runner: [] for runner in runners}
    for _ in range(rounds):
        for runner in runners:
            count = max(2, int(seconds / rounds / estimate[runner] / group))
            # The first reading of a round finds the caches full of another peer's data.
            readings[runner] += runner.ask(f"run {count + 1} {group}")[1:]
    times = {runner: numpy.array(values) * 1e-9 / group for runner, values in readings.items()}
    return {
        runner: {
            "p50": float(numpy.percentile(values, 50)),
            "p99": float(numpy.percentile(values, 99)),
            "readings": len(values),
            "group": group,
        }
        for runner, values in times.items()
    }


def throughputs(runners, estimates, seconds, limit):
    """Predictions a second in batches of 64, by runner; those whose batch would take longer than `limit` are left out."""
    runners = [runner for runner in runners if estimates[runner]["p50"] * BATCH < limit]
    first = {runner: runner.ask("batch 2")[1] * 1e-9 for runner in runners}
    rounds, readings = 4, {runner: [] for runner in runners}
    for _ in range(rounds):
        for runner in runners:
            readings[runner] += runner.ask(f"batch {max(1, int(seconds / rounds / first[runner]))}")
    return {runner: BATCH / (statistics.median(values) * 1e-9) for runner, values in readings.items()}


def start(peer, words, model, facts, cores, seconds):
    """Median seconds from the start of the process to its first prediction, and peak memory in bytes."""
    times, memory = [], []
    while not times or len(times) < 9 and sum(times) < seconds:
        runner = Runner(peer, words, model, facts, cores, inputs="first.f32")
        times.append(runner.started)
        memory.append(runner.ask("memory")[0] * 1024)
        libraries = runner.libraries()
        runner.stop()
    return {"start": statistics.median(times), "memory": statistics.median(memory), **size(peer, words, model, libraries)}


def size(peer, words, model, libraries):
    """Bytes to ship: the program with its weights, stripped and not; of a peer its libraries and the model's file."""
    if peer.name != peers.OURS:
        return {"size": libraries + sum((places.exported(model) / file).stat().st_size for file in peer.model_files)}
    stripped = places.WORK / "stripped"
    subprocess.run(["strip", "-o", stripped, words[0]], check=True)
    return {"size": os.path.getsize(words[0]), "stripped": os.path.getsize(stripped)}


def peak(program, core):
    """GFLOP/s of multiplications with additions on a core."""
    words = ["taskset", "-c", str(core), program, "0.5"]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[0])
