"""What the figures were taken on and with."""
import importlib.metadata, os, platform, subprocess, time
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """A variant of the compute target: the instructions that it needs, its compilation condition and its `cpu`."""

    flag: str
    symbol: str
    march: str


LEVELS = [Level("avx512dq", "X86_64_V4", "x86-64-v4"), Level("avx2", "X86_64_V3", "x86-64-v3")]

FLAGS = ["avx2", "fma", "avx512f", "avx512_vnni", "amx_tile"]


def described():
    facts = dict(line.split(":", 1) for line in output("lscpu").splitlines() if ":" in line)
    facts = {key.strip(): value.strip() for key, value in facts.items()}
    flags = [flag for flag in FLAGS if flag in facts.get("Flags", "").split()]
    family = f"family {facts.get('CPU family')}, model {facts.get('Model')}"
    caches = ", ".join(f"{name} {facts[name + ' cache']}" for name in ("L1d", "L2", "L3") if f"{name} cache" in facts)
    return [
        f"{facts.get('Model name', platform.machine())} ({family}), {os.cpu_count()} cores, {' '.join(flags)}; {caches}",
        f"{platform.system()} {platform.release()}, {output('swift', '--version').splitlines()[0]}",
    ]


def level():
    """The highest that this processor has."""
    with open("/proc/cpuinfo") as file:
        flags = set(file.read().split())
    return next((level for level in LEVELS if level.flag in flags), None)


def versions():
    names = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "tract": "tract", "torch": "PyTorch", "onnx": "onnx"}
    return ", ".join(f"{name} {importlib.metadata.version(package)}" for package, name in names.items() if has(package))


def has(package):
    try:
        return bool(importlib.metadata.version(package))
    except importlib.metadata.PackageNotFoundError:
        return False


def output(*words):
    return subprocess.run(words, capture_output=True, text=True).stdout


def revision(folder):
    words = ["git", "-C", str(folder)]
    changed = output(*words, "status", "--porcelain", "--", "Sources", "Templates").strip()
    return output(*words, "rev-parse", "--short", "HEAD").strip() + (" with changes" if changed else "")


def busy(seconds=0.5):
    """The part of all cores' time that other processes take, while nothing of the benchmark runs."""
    before = processor_times()
    time.sleep(seconds)
    spent = [after - earlier for earlier, after in zip(before, processor_times())]
    return 1 - sum(spent[3:5]) / max(1, sum(spent))  # the fourth and fifth are idle


def processor_times():
    with open("/proc/stat") as file:
        return [int(word) for word in file.readline().split()[1:9]]
