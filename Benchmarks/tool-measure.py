"""Times protoforge and the compilation of what it generates, and writes the table.

    tool-measure.py PROGRAM FOLDER TABLE

Memory is the largest resident set that the kernel reports for the process (`ru_maxrss` of wait4); of it, the mapped weights file
is a part that the kernel may drop at any time.
"""
import os, pathlib, platform, shutil, statistics, subprocess, sys, time

PROGRAM, WORK, TABLE = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
MB = 1e6


def run(*words):
    """Wall time in seconds and largest resident set in bytes of a command that succeeds."""
    start = time.perf_counter()
    with open(WORK / "log", "w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}: exit code {process.returncode}\n{(WORK / 'log').read_text()}")
    scale = 1 if platform.system() == "Darwin" else 1024
    return seconds, usage.ru_maxrss * scale


def median(times, command):
    runs = [command() for _ in range(times)]
    return [statistics.median(column) for column in zip(*runs)]


def build(name):
    out = WORK / name
    shutil.rmtree(out, ignore_errors=True)
    return run(PROGRAM, "build", WORK / f"{name}.yaml", "-o", out)


def check(spec, *options):
    return run(PROGRAM, "check", spec, *options)


def compile_from_scratch():
    scratch = WORK / "compile"
    shutil.rmtree(scratch, ignore_errors=True)
    return run("swift", "build", "--package-path", "Specs/iris/IrisClassifier", "--scratch-path", scratch)


def machine():
    name = platform.processor() or platform.machine()
    if shutil.which("lscpu"):
        lines = subprocess.run(["lscpu"], capture_output=True, text=True).stdout.splitlines()
        name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("Model name")), name)
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def rows():
    for name, words in (("one_matrix", "one matrix of 5000 × 5000"), ("four_layers", "four matrices of 2500 × 2500")):
        size = (WORK / f"{name}.safetensors").stat().st_size
        seconds, memory = median(5, lambda: build(name))
        yield f"`build`, 100 MB in {words}: time", f"{seconds:.2f} s", "3 s", seconds <= 3
        yield "… memory", f"{memory / MB:.0f} MB ({memory / size:.2f} × the file)", "2 × the file", memory <= 2 * size
        seconds, memory = median(5, lambda: check(WORK / f"{name}.yaml", "-o", WORK / name))
        yield "`check` of it: time", f"{seconds:.2f} s", "", True
        yield "… memory", f"{memory / MB:.0f} MB ({memory / size:.2f} × the file)", "2 × the file", memory <= 2 * size
    seconds, _ = median(20, lambda: check("Specs/iris/iris.yaml"))
    yield "`check` of an unchanged small MLP (Specs/iris)", f"{seconds * 1000:.0f} ms", "100 ms", seconds <= 0.1
    seconds, _ = median(3, compile_from_scratch)
    yield "compiling that MLP's package from scratch (debug)", f"{seconds:.1f} s", "10 s", seconds <= 10


def main():
    text = f"""# Speed of the program

What `Benchmarks/tool` measured: medians of wall times and of largest resident sets. {machine()}.

| what | measured | wanted | |
|---|---:|---:|---|
"""
    missed = 0
    for what, measured, wanted, holds in rows():
        missed += not holds
        text += f"| {what} | {measured} | {wanted} | {'' if not wanted else 'ok' if holds else 'missed'} |\n"
    TABLE.write_text(text)
    print(text, end="")
    sys.exit(missed > 0)


main()
