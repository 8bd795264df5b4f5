"""One model from its export to its numbers."""
import dataclasses
from . import machine, measure, peers, steps
from .process import Runner, RunnerFailed


@dataclasses.dataclass
class Settings:
    protoforge: str
    is_quick: bool
    cores: list  # two, or one where there are no more
    peak_program: object

    @property
    def seconds(self):
        """How long the predictions of one peer are timed."""
        return 1 if self.is_quick else 2

    @property
    def batch_limit(self):
        return 1 if self.is_quick else 5


@dataclasses.dataclass
class Result:
    """What is known of a model; `rows` by peer: its numbers, or under `note` why it has none."""

    model: object
    facts: dict = dataclasses.field(default_factory=dict)
    rows: dict = dataclasses.field(default_factory=dict)
    build: float = None
    compile: float = None
    is_alike: bool = None  # whether the import of its ONNX gives the same code
    peak: float = None
    busy: float = 0

    def number(self, peer, key):
        return self.rows.get(peer, {}).get(key)

    def note(self, peer, text):
        self.rows.setdefault(peer, {})["note"] = text


def measure_model(model, settings, say):
    say(f"== {model.name}")
    result = Result(model)
    result.facts = steps.export(model)
    words = {}
    try:
        result.build = steps.build_package(model, settings.protoforge)
        result.is_alike = steps.imports_alike(model, settings.protoforge)
        result.compile = steps.compile_program(model, result.facts)
    except steps.StepFailed as failure:
        result.note(peers.OURS, str(failure))
    for peer in peers.ALL:
        try:
            words[peer] = peer.words(model) if "note" not in result.rows.get(peer.name, {}) else None
        except steps.StepFailed as failure:
            result.note(peer.name, str(failure))
    words = {peer: value for peer, value in words.items() if value}
    result.busy = machine.busy()
    peaks = [measure.peak(settings.peak_program, settings.cores[-1])]
    measure_times(result, words, settings, settings.cores[-1:], say)
    if not settings.is_quick and len(settings.cores) > 1:
        measure_times(result, words, settings, settings.cores, say)
    measure_starts(result, words, settings, say)
    peaks.append(measure.peak(settings.peak_program, settings.cores[-1]))
    result.peak, result.busy = max(peaks), max(result.busy, machine.busy())
    return result


def measure_times(result, words, settings, cores, say):
    """Latency and throughput with as many threads as there are cores."""
    runners = opened(result, words, settings, cores, say)
    suffix = "" if len(cores) == 1 else " 2"
    try:
        for runner, values in measure.latencies(runners, settings.seconds).items() if runners else ():
            result.rows[runner.peer.name] |= {key + suffix: value for key, value in values.items()}
            runner.estimate = values
        batched = [runner for runner in runners if runner.has_batch]
        estimates = {runner: runner.estimate for runner in batched}
        throughputs = measure.throughputs(batched, estimates, settings.seconds / 2, settings.batch_limit)
        for runner, value in throughputs.items():
            result.rows[runner.peer.name]["batch" + suffix] = value
    except RunnerFailed as failure:
        say(f"   {failure}")
    finally:
        for runner in runners:
            runner.stop()


def opened(result, words, settings, cores, say):
    """Runners that give the right answers."""
    runners = []
    for peer, command in words.items():
        row = result.rows.setdefault(peer.name, {})
        # A large model would take longer to compile for each number of threads and each batch than all else here.
        is_once = peer.is_slow_to_start and not result.model.quick
        if "note" in row or len(cores) > 1 and (is_once or not row.get("has_threads")):
            continue
        runner = None
        try:
            runner = Runner(peer, command, result.model, result.facts, set(cores))
            estimate = min(runner.ask("run 5 1")) * 1e-9
            runner.has_batch = not is_once and estimate * measure.BATCH < settings.batch_limit
            row["parity"] = max(row.get("parity", 0), measure.check(runner, result.model))
            row["has_threads"] = runner.has_threads
            runners.append(runner)
            say(f"   {peer.name}, {len(cores)} thread(s): {runner.started:.2f} s to start, parity {row['parity']:.1e}")
        except RunnerFailed as failure:
            row["note"] = str(failure)
            say(f"   {peer.name}: {failure}")
            if runner:
                runner.stop()
    return runners


def measure_starts(result, words, settings, say):
    for peer, command in words.items():
        row = result.rows[peer.name]
        if "note" in row or settings.is_quick and peer.is_slow_to_start:
            continue
        seconds = 0 if peer.is_slow_to_start else settings.seconds
        try:
            row |= measure.start(peer, command, result.model, result.facts, set(settings.cores[-1:]), seconds)
        except RunnerFailed as failure:
            say(f"   {peer.name}: {failure}")
