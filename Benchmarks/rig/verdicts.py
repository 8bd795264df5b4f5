"""What issue 3 asks for, and whether a result gives it."""
from dataclasses import dataclass
from . import numbers, peers


@dataclass(frozen=True)
class Verdict:
    model: str
    what: str
    measured: str
    wanted: str
    holds: bool | None  # none where there is nothing to compare


def best(result, key, largest=False):
    """The peer with the best figure, and that figure; nobody's is (None, None)."""
    figures = {
        name: row[key] for name, row in result.rows.items() if name != peers.OURS and "note" not in row and key in row
    }
    if not figures:
        return None, None
    name = (max if largest else min)(figures, key=figures.get)
    return name, figures[name]


def advantage(ours, theirs, larger_is_better=False):
    """How many times better ours is."""
    if ours is None or theirs is None:
        return None
    return ours / theirs if larger_is_better else theirs / ours


def at_least(result, what, value, wanted):
    holds = None if value is None else value >= wanted
    return Verdict(result.model.name, what, numbers.ratio(value), f"{wanted} ×", holds)


def at_most(result, what, value, wanted):
    holds = None if value is None else value <= wanted
    return Verdict(result.model.name, what, numbers.time(value), f"{wanted} s", holds)


def latency(result):
    """The verdict on p50 at batch 1 with one thread."""
    ours, targets = result.number(peers.OURS, "p50"), result.model.targets
    if "latency_ort" in targets:
        ratio = advantage(ours, result.number(peers.ORT, "p50"))
        return at_least(result, "p50 against ONNX Runtime", ratio, targets["latency_ort"])
    if "latency" in targets:
        return at_least(result, "p50 against the fastest", advantage(ours, best(result, "p50")[1]), targets["latency"])
    return None


def others(result):
    """The verdicts on all else that the issue names."""
    targets, row = result.model.targets, result.rows.get(peers.OURS, {})
    if "batch" in targets:
        ratio = advantage(row.get("batch"), best(result, "batch", largest=True)[1], larger_is_better=True)
        yield at_least(result, "batch of 64 against the fastest", ratio, targets["batch"])
    if "start" in targets:
        ratio = advantage(row.get("start"), best(result, "start")[1])
        yield at_least(result, "start against the fastest", ratio, targets["start"])
    yield memory(result, row)
    code = {None: "–", True: "the same code", False: "other code"}[result.is_alike]
    yield Verdict(result.model.name, "its ONNX, imported", code, "the same code", result.is_alike)
    if "build" in targets:
        yield at_most(result, "`protoforge build`", result.build, targets["build"])
    if "compile" in targets:
        yield at_most(result, "compiling package and program", result.compile, targets["compile"])


def memory(result, row):
    name, least = best(result, "memory")
    ours = row.get("memory")
    holds = None if ours is None or least is None else ours < least
    return Verdict(result.model.name, "peak memory", numbers.bytes(ours), f"< {numbers.bytes(least)} ({name})", holds)
