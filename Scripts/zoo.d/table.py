"""The table of the zoo, as Markdown."""

import platform
from pathlib import Path

_COLUMNS = [
    ("model", lambda row: row.model),
    ("way", lambda row: f".{row.way}"),
    ("MB", lambda row: _figure(row, "prototype", "{:.1f}")),
    ("import s", lambda row: _figure(row, "import", "{:.2f}")),
    ("import MB", lambda row: _figure(row, "memory", "{:.0f}")),
    ("build s", lambda row: _figure(row, "build", "{:.2f}")),
    ("compile s", lambda row: _figure(row, "compile", "{:.0f}")),
    ("largest error", lambda row: "" if row.error is None else f"{row.error:.1e}"),
    ("verdict", lambda row: row.verdict.replace("|", "\\|")),
]


def _figure(row, name, form):
    return form.format(row.figures[name]) if name in row.figures else ""


def head():
    return ["| " + " | ".join(title for title, _ in _COLUMNS) + " |", "|" + "---|" * len(_COLUMNS)]


def line(row):
    return "| " + " | ".join(cell(row) for _, cell in _COLUMNS) + " |"


def machine():
    names = [text.split(":", 1)[1].strip() for text in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in text]
    return f"{names[0] if names else platform.processor()}, {len(names)} cores, {platform.system()}"


_PAGE = """\
# The zoo

Written by `Scripts/zoo --write`, which leaves the rows of models and ways that did not run. Networks of torchvision and
keras.applications and small ones of both frameworks, each imported every way that applies (`.onnx` from PyTorch's exporter, `.pt2`
from `torch.export`, `.keras`), built, compiled in release and compared with the framework.

- Weights are random by seed; the statistics of batch normalisations are those of random inputs, so that values stay of the size
  that training keeps them in. Images are 224×224, in the small networks 28×28 and 64×64.
- The largest error is that of three inputs: the largest distance of an output from the framework's, as a share of the example's
  largest output. A row is ok up to {tolerance:g}.
- MB is the size of the prototype, import MB the most memory that `protoforge import` held, compile s a release build of the package
  for all processor levels and of a program that runs it.

{count} rows, {good} of them ok. Machine: {machine}, {versions}.

{table}
"""


def written(path):
    """The rows of a page by model and way; none where there is no page."""
    lines = path.read_text().splitlines() if path.exists() else []
    cells = {text: [cell.strip() for cell in text.strip("|").split("|")] for text in lines if text.startswith("| ")}
    return {(row[0], row[1].lstrip(".")): text for text, row in cells.items() if row[0] != "model"}


def page(lines, tolerance, versions):
    return _PAGE.format(
        tolerance=tolerance,
        count=len(lines),
        good=sum(text.endswith("| ok |") for text in lines),
        machine=machine(),
        versions=versions,
        table="\n".join(head() + lines),
    )
