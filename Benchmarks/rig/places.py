"""Where things lie."""
import pathlib, sys, sysconfig

BENCHMARKS = pathlib.Path(__file__).parents[1]
ROOT = BENCHMARKS.parent
RUNNERS = BENCHMARKS / "runners"
WORK = ROOT / ".build/bench"
PROGRAMS = WORK / "bin"
LOGS = WORK / "logs"
PYTHON = sys.executable
PACKAGES = pathlib.Path(sysconfig.get_path("purelib"))  # of the environment with the peers


def exported(model):
    return WORK / "models" / model.name


def package(model):
    return WORK / "packages" / model.module


def imported(model):
    return WORK / "imports" / model.name


def spec(model):
    return imported(model) / f"{model.module}.yaml" if model.is_imported else exported(model) / "model.yaml"


def timed(model):
    return WORK / "timed" / model.name


def compared(model, side):
    return WORK / "compared" / model.name / side


def program(model):
    return WORK / "programs" / model.name


def scratch(model):
    return WORK / "swift" / model.name
