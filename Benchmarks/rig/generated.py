"""What two packages compute, compared."""
import re


def forward(package):
    """The forward pass for AVX2: its statements, with values and weights numbered in the order in which they come up.

    Names and line breaks, which a longer name brings, are all that the spec of an import may change in it.
    """
    [path] = package.glob("Sources/*ComputeV3/*Compute.swift")
    text = path.read_text()
    text = text[text.index("static func compute(") :]
    text = re.sub(r"//.*", "", text[: text.index("\n  }\n")])
    values = set(re.findall(r"let (\w+) =", text))
    numbers = {}

    def numbered(match):
        is_name = match[0] in values or match[0].startswith("Parameters.")
        return f"v{numbers.setdefault(match[0], len(numbers))}" if is_name else match[0]

    text = re.sub(r"Parameters\.\w+|(?<![.\w])[A-Za-z_]\w*(?![\w:])", numbered, text)
    return re.sub(r"(?<=\()\s+|\s+(?=\))", "", re.sub(r"\s+", " ", text))
