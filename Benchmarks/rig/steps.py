"""What is made before anything is measured. Each step is done again only when what goes into it has changed."""
import hashlib, json, shutil, statistics, subprocess, time
from . import generated, machine, places


class StepFailed(Exception):
    """What a program said before it gave up."""


def run(name, *words, limit=1800):
    """Wall time in seconds of a command that succeeds; its words go to a log."""
    places.LOGS.mkdir(parents=True, exist_ok=True)
    log = places.LOGS / f"{name}.log"
    start = time.perf_counter()
    try:
        with open(log, "w") as file:
            subprocess.run([str(word) for word in words], stdout=file, stderr=file, check=True, timeout=limit)
    except subprocess.TimeoutExpired:
        raise StepFailed(f"{name}: not done after {limit} s")
    except subprocess.CalledProcessError:
        said = [line for line in log.read_text().splitlines() if "error" in line] or log.read_text().splitlines()[-1:]
        raise StepFailed(f"{name}: {said[0] if said else 'failed'}")
    return time.perf_counter() - start


def digest(*paths):
    """One number for the contents of files, and of folders with all below them."""
    total = hashlib.sha256()
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(str(file).encode() + file.read_bytes())
    return total.hexdigest()


def export(model):
    """Weights, spec, ONNX files, inputs and PyTorch's outputs."""
    folder, sources = places.exported(model), places.BENCHMARKS
    stamp, inputs = folder / "stamp", digest(sources / "models", sources / "spec.py", sources / "export.py")
    if not stamp.exists() or stamp.read_text() != inputs:
        run(f"{model.name}-export", places.PYTHON, "-W", "ignore", sources / "export.py", folder, model.name)
        stamp.write_text(inputs)
    return json.loads((folder / "facts.json").read_text())


def import_prototype(model, protoforge):
    """A spec from the model's ONNX file."""
    prototype, folder = places.exported(model) / "model.onnx", places.imported(model)
    run(f"{model.name}-import", protoforge, "import", prototype, "-o", folder, "--name", model.module, "--force")
    if model.is_imported and (level := machine.level()):
        # One variant, this processor's, compiles faster than all three; `auto` would choose it.
        with open(places.spec(model), "a") as file:
            file.write(f"\ngenerate:\n  cpu: {level.march}\n")


def build_package(model, protoforge):
    """Seconds of `protoforge build` into an empty folder: the median of three, of one when it takes long."""
    times = []
    if model.is_imported:
        import_prototype(model, protoforge)
    while len(times) < 3 and sum(times) < 5:
        shutil.rmtree(places.package(model), ignore_errors=True)
        words = ["build", places.spec(model), "-o", places.package(model)]
        times.append(run(f"{model.name}-build", protoforge, *words))
    return statistics.median(times)


def imports_alike(model, protoforge):
    """Whether the model's ONNX file, imported, gives the code that its spec gives, and so the speed."""
    import_prototype(model, protoforge)
    folder = places.imported(model)
    run(f"{model.name}-import-build", protoforge, "build", folder / f"{model.module}.yaml", "-o", folder / "package")
    return generated.forward(folder / "package") == generated.forward(places.package(model))


def compile_program(model, facts):
    """Seconds of `swift build -c release` from scratch: the package, and the small program that serves it."""
    write_program(model, facts["is_category"])
    stamp = places.WORK / "swift" / f"{model.name}.json"
    inputs = digest(places.package(model), places.program(model))
    if stamp.exists() and (made := json.loads(stamp.read_text()))["inputs"] == inputs and runner_of(model).exists():
        return made["seconds"]
    shutil.rmtree(places.scratch(model), ignore_errors=True)
    options = ["--package-path", places.program(model), "--scratch-path", places.scratch(model), "--static-swift-stdlib"]
    seconds = run(f"{model.name}-compile", "swift", "build", "-c", "release", *options)
    stamp.write_text(json.dumps({"inputs": inputs, "seconds": seconds}))
    return seconds


def runner_of(model):
    return places.scratch(model) / "release/Runner"


def write_program(model, is_category):
    folder = places.program(model)
    sources = folder / "Sources/Runner"
    shutil.rmtree(folder, ignore_errors=True)
    sources.mkdir(parents=True)
    shutil.copy(places.RUNNERS / "Runner.swift", sources)
    (folder / "Package.swift").write_text(MANIFEST.format(module=model.module))
    outputs = CATEGORY if is_category else TENSOR
    (sources / "Model.swift").write_text(ADAPTER.format(module=model.module, outputs=outputs))


MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Runner",
  dependencies: [.package(path: "../../packages/{module}")],
  targets: [.executableTarget(name: "Runner", dependencies: [.product(name: "{module}", package: "{module}")])],
  swiftLanguageModes: [.v6]
)
"""

ADAPTER = """import {module}

typealias Model = {module}

extension Model {{
  static func input(_ values: [Float]) -> Input {{ Input(x: values) }}
}}

extension Model.Output {{
{outputs}}}
"""

CATEGORY = """  var values: [Float] { Model.Label.allCases.map { probabilities[$0] } }
  var witness: Float { probabilities[.a] }
"""

TENSOR = """  var values: [Float] { y }
  var witness: Float { y[0] }
"""
