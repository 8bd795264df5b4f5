"""Benchmarks/RESULTS.md."""
import models

from . import machine, numbers, peers, places, verdicts


def text(results, failures, settings):
    """The page; `failures` are sentences on models that could not be prepared."""
    peak = peak_of(results)
    parts = [heading(results, peak, settings), *failures, ratios(results), targets(results)]
    parts += [details(result, peak) for result in results]
    return "\n\n".join(parts) + "\n"


def peak_of(results):
    """GFLOP/s of a core: the best of all that were measured, since other work can only lower it."""
    return max((result.peak for result in results if result.peak), default=None)


def table(titles, alignment, rows):
    lines = [titles, [{"l": "---", "r": "---:"}[letter] for letter in alignment], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def mark(holds):
    return {None: "not measured", True: "ok", False: "**missed**"}[holds]


def heading(results, peak, settings):
    busy = max((result.busy for result in results), default=0)
    length = "a quick run" if settings.is_quick else "a full run"
    if len(results) < len(models.MODELS):
        length += f" of {len(results)} of {len(models.MODELS)} models"
    return "\n".join(
        [
            "# Speed of the generated modules",
            "",
            f"Written by `Scripts/bench`, {length}; [README.md](README.md) says what is measured and how.",
            "",
            *(f"- {line}" for line in machine.described()),
            f"- peak of one core in this run: {peak:.1f} GFLOP/s" if peak else "- peak of one core: not measured",
            *([f"- **not quiet**: other processes took up to {busy:.0%} of the machine"] if busy > 0.1 else []),
            f"- protoforge {machine.revision(places.ROOT)}; {machine.versions()}",
        ]
    )


def ratios(results):
    rows = []
    for result in results:
        ours = result.number(peers.OURS, "p50")
        ort = result.number(peers.ORT, "p50")
        name, fastest = verdicts.best(result, "p50")
        verdict = verdicts.latency(result)
        wanted = "" if verdict is None else verdict.wanted + (" ORT" if "Runtime" in verdict.what else "")
        rows.append(
            [
                result.model.name,
                numbers.time(ours),
                f"{numbers.time(fastest)} ({name})" if name else "–",
                numbers.ratio(verdicts.advantage(ours, fastest)),
                numbers.time(ort),
                numbers.ratio(verdicts.advantage(ours, ort)),
                wanted,
                "" if verdict is None else mark(verdict.holds),
            ]
        )
    titles = ["model", "ours", "fastest peer", "its / ours", "ONNX Runtime", "its / ours", "wanted", ""]
    caption = "One prediction at a time, one thread, float32: p50, and the peer's over ours (above 1 ours is faster)."
    return "\n\n".join(["## Ratios", caption, table(titles, "lrrrrrrl", rows)])


def targets(results):
    found = [verdict for result in results for verdict in verdicts.others(result)]
    rows = [[v.model, v.what, v.measured, v.wanted, mark(v.holds)] for v in found]
    return "## Other targets\n\n" + table(["model", "what", "ours", "wanted", ""], "llrrl", rows)


def details(result, peak):
    facts = result.facts
    made = [
        f"input {'×'.join(map(str, facts['shape']))}, {numbers.count(facts['parameters'])} parameters, "
        f"{numbers.count(facts['multiply_adds'])} multiply-adds",
        f"`protoforge build` {numbers.time(result.build)}, package and program compiled in {numbers.time(result.compile)}",
        *readings(result),
    ]
    rows = [[name, *cells(result, name, peak)] for name in measured(result)]
    titles = ["", "p50", "p99", "of peak", "p50, 2 thr.", "batch 64", "2 thr.", "start", "memory", "size", "parity"]
    notes = [f"- {name}: not measured ({row['note']})" for name, row in result.rows.items() if "note" in row]
    parts = [f"## {result.model.name}", "; ".join(made) + ".", table(titles, "l" + "r" * 10, rows), "\n".join(notes)]
    return "\n\n".join(part for part in parts if part)


def measured(result):
    return [peer.name for peer in peers.ALL if "note" not in result.rows.get(peer.name, {})]


def readings(result):
    rows = [row for row in result.rows.values() if "readings" in row]
    if not rows:
        return []
    group, least = rows[0]["group"], min(row["readings"] for row in rows)
    return [f"at least {least} readings" + (f", each the mean of {group} predictions" if group > 1 else "")]


def cells(result, name, peak):
    row = result.rows.get(name, {})
    size = numbers.bytes(row.get("size"))
    if "stripped" in row:
        size += f" ({numbers.bytes(row['stripped'])} stripped)"
    return [
        numbers.time(row.get("p50")),
        numbers.time(row.get("p99")),
        numbers.percent(share(result, row, peak)),
        numbers.time(row.get("p50 2")),
        numbers.rate(row.get("batch")),
        numbers.rate(row.get("batch 2")),
        numbers.time(row.get("start")),
        numbers.bytes(row.get("memory")),
        size,
        f"{row['parity']:.0e}" if "parity" in row else "–",
    ]


def share(result, row, peak):
    """The part of one core's peak that the multiply-adds of convolutions and dense layers reach."""
    if "p50" not in row or not peak:
        return None
    return 2 * result.facts["multiply_adds"] / row["p50"] / (peak * 1e9)
