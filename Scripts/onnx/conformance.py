"""Makes Documentation/conformance.md of what became of the ONNX standard's cases; see Scripts/conformance."""

import collections
import json
import pathlib
import re
import sys

import onnx

GROUPS = {
    "node": "one operator, or a function of the standard written out",
    "pytorch-converted": "layers of PyTorch, exported",
    "pytorch-operator": "operators of PyTorch, exported",
    "simple": "small graphs, most of them over sequences and texts",
}

# What a reason comes under, the first that is found in it. The rest is told by the operator.
CHAPTERS = [
    (r" instead of |^compiled", "other numbers"),
    (r"is a sequence|is a optional|Sequence|Optional|SplitToSequence", "sequences and optional values"),
    (r"holds string|StringN|Tokenizer|Tfidf|TfIdf|RegexFull|StringConcat|StringSplit", "texts"),
    (r"Adagrad|Adam|Momentum|Gradient|as in training|Bernoulli|Random|Multinomial", "training and chance"),
    (r"holds |it casts to ", "types of elements that are not computed with"),
    (r"is computed|are computed", "what must be constant is computed"),
    (r"at least 1|no elements|nothing is left|not nothing", "tensors without elements, models without inputs"),
    (r"operator \w+ of '", "operators of other domains"),
    (r"operator \w+ is not supported", "operators that are not there"),
]


def chapter(reason):
    for pattern, title in CHAPTERS:
        if re.search(pattern, reason):
            return title
    return "options that are not there"


def without_places(reason):
    """The reason without what differs from case to case."""
    reason = re.sub(r"^(a )?node ('[^']*' )?\((\w+)\): ", r"\3: ", reason)
    return re.sub(r"^\w+: (the operator)", r"\1", reason)


def page(report, failures):
    lines = [
        "# The ONNX standard's own cases",
        "",
        f"`Scripts/conformance --write` has written this page with the cases of `onnx=={onnx.__version__}`. Each case is imported, built",
        "into generated Swift, compiled, and held against the standard's numbers with its tolerance (relative 1e-3, absolute 1e-7).",
        "",
        "Cases give shapes, axes and weights as inputs, which are constants in a generated module. Such inputs are held at the case's",
        "values: as few as possible, and never all. Axes that vary get the sizes of the case.",
        "",
        "| cases | what they are | there are | pass | with inputs held |",
        "|---|---|---|---|---|",
    ]
    for group, title in GROUPS.items():
        cases = [case for case in report if case["name"].startswith(group + "/")]
        passing = [case for case in cases if case["name"] not in failures]
        held = sum(1 for case in passing if case.get("held"))
        lines.append(f"| {group} | {title} | {len(cases)} | {len(passing)} | {held} |")
    chapters = collections.defaultdict(lambda: collections.defaultdict(list))
    for name, reason in failures.items():
        chapters[chapter(reason)][without_places(reason)].append(name)
    lines += ["", "## What does not pass, by reason", ""]
    for title, reasons in sorted(chapters.items(), key=lambda item: -sum(map(len, item[1].values()))):
        count = sum(map(len, reasons.values()))
        lines += [f"### {title[0].upper()}{title[1:]} ({count})", ""]
        for reason, names in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
            shown = ", ".join(f"`{name}`" for name in sorted(names))
            lines.append(f"- {reason}: {shown}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main(report_path, tests_path, *options):
    report = json.loads(pathlib.Path(report_path).read_text())
    failures = {case["name"]: case["reason"] for case in report if "reason" in case}
    for match in re.finditer(r"([\w-]+/test_\w+): (\d+) failures, such as \[\"([^\"]*)", pathlib.Path(tests_path).read_text()):
        failures.setdefault(match[1], f"compiled code: {match[3]}")
    for group in GROUPS:
        names = [case["name"] for case in report if case["name"].startswith(group + "/")]
        print(f"{group}: {sum(name not in failures for name in names)} of {len(names)}")
    if "--write" in options:
        pathlib.Path("Documentation/conformance.md").write_text(page(report, failures))


if __name__ == "__main__":
    main(*sys.argv[1:])
