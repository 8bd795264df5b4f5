"""Generated forward passes that tell how long each of their layers takes."""
import dataclasses, json, re, shutil, statistics, subprocess
from . import machine, places, steps


@dataclasses.dataclass
class Layer:
    names: list
    operator: str
    kernel: str
    multiply_adds: int
    seconds: float = None


@dataclasses.dataclass
class Program:
    """A compiled forward pass, and the layers that it times."""

    words: list
    layers: list

    def run(self, core, rounds):
        """Nanoseconds of each layer in each round."""
        words = ["taskset", "-c", core, *self.words, rounds, len(self.layers)]
        answer = subprocess.run([*map(str, words)], capture_output=True, text=True, check=True).stdout
        return [[float(word) for word in line.split()] for line in answer.splitlines()]


def layers(model, protoforge, core, rounds):
    """The layers of a model that has been exported and built, with the median seconds of each."""
    timed = program(model, protoforge, places.timed(model), machine.level())
    for layer, readings in zip(timed.layers, timed.run(core, rounds), strict=True):
        layer.seconds = statistics.median(readings) / 1e9
    return timed.layers


def program(model, protoforge, folder, level):
    """One in a folder of its own, compiled for a level, of a model that has been exported and built."""
    text, found = instrumented(source(model).read_text())
    works = multiply_adds(model, protoforge)
    timed = [Layer(names, operator, kernel, sum(works.get(name, 0) for name in names)) for names, operator, kernel in found]
    write(model, text, folder, level)
    steps.run(f"{model.name}-timed", "swift", "build", "-c", "release", "--package-path", folder)
    return Program(
        [folder / ".build/release/Timed", folder / "weights.bin", places.exported(model) / "first.f32"], timed
    )


def source(model):
    return places.package(model) / f"Sources/{model.module}Compute/{model.module}Compute.swift"


def multiply_adds(model, protoforge):
    """By the names of the spec's layers."""
    words = [protoforge, "inspect", "--json", places.spec(model)]
    answer = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return {layer["name"]: layer["multiplyAdds"] for layer in answer["layers"]}


def instrumented(text):
    """The source with two calls around the statements of each layer, and the layers in their order."""
    start = text.index("package static func compute(")
    end = text.index("\n  }\n", start)
    blocks = re.split(r"\n\n(?=    // )", text[start:end])
    found, result = [], [blocks[0]]
    for block in blocks:
        head = re.match(r"    // (.+?): (\w+)", block)
        kernel = re.search(r"^ +Kernel\.(\w+)", block, re.M)
        if head and kernel:
            block = f"    begin()\n{block}\n    end({len(found)})"
            # Strips are calls of several kernels.
            found.append((head[1].split(", "), head[2], "strips" if head[2] == "strips" else kernel[1]))
        if block is not blocks[0]:
            result.append(block)
    return text[:start] + "\n\n".join(result) + text[end:], found


def write(model, text, folder, level):
    """The package of a program that runs the forward pass."""
    c_target = f"C{model.module}"
    sources, headers = folder / "Sources/Timed", folder / f"Sources/{c_target}/include"
    for path in (sources, headers):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
    generated = places.package(model) / "Sources"
    shutil.copy(generated / f"{model.module}Compute/Kernels.swift", sources)
    shutil.copy(generated / f"{c_target}/include/{c_target}.h", headers)
    (headers.parent / "empty.c").write_text("")
    (sources / "Forward.swift").write_text(text)
    # A package that has a plan for batches too names that of single examples first.
    [session] = generated.glob("*/*+Session.swift")
    count = re.search(r"floatCount = (\d+)", session.read_text())[1]
    place = re.search(r"\n    let x = floats(?: \+ (\d+))?\n", text)[1]
    facts = {"forward": f"{model.module}Forward", "floats": count, "place": place or 0}
    main = (places.RUNNERS / "Timed.swift").read_text()
    for name, value in facts.items():
        main = main.replace(f"__{name}__", str(value))
    (sources / "main.swift").write_text(main)
    shutil.copy(generated / c_target / "weights.bin", folder)
    settings = f'.define("{level.symbol}"), .unsafeFlags(["-Xcc", "-march={level.march}"])' if level else ""
    (folder / "Package.swift").write_text(MANIFEST.format(c_target=c_target, settings=settings))


MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Timed",
  targets: [
    .target(name: "{c_target}"),
    .executableTarget(name: "Timed", dependencies: ["{c_target}"], swiftSettings: [{settings}]),
  ],
  swiftLanguageModes: [.v5]
)
"""
