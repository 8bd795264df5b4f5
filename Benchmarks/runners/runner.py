"""What every runner in Python does; protocol.h says it. A peer gives `serve` a function that opens the model.

`open_model(folder, batch, threads)` returns a function from an array [batch, …] to an array of the outputs.
"""
import json, pathlib, sys, time
import numpy

BATCH = 64


def serve(open_model, has_threads=True):
    folder, inputs, threads = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    shape = json.loads((folder / "facts.json").read_text())["shape"]
    print("threads", "yes" if has_threads else "no")
    examples = numpy.fromfile(inputs, numpy.float32).reshape(-1, 1, *shape)
    model = open_model(folder, 1, threads)
    inputs = prepared(model, examples)
    model(inputs[0])
    print("ready", flush=True)
    batch = None
    for line in sys.stdin:
        command, *numbers = line.split()
        numbers = [int(number) for number in numbers]
        if batch is None and (command == "batch" or numbers == [BATCH]):
            batch_model = open_model(folder, BATCH, threads)
            rows = numpy.resize(numpy.arange(len(examples)), BATCH)
            batch = prepared(batch_model, [numpy.ascontiguousarray(examples[rows, 0])])[0]
        if command == "run":
            print(*time_predictions(model, inputs, *numbers))
        elif command == "batch":
            print(*time_batches(batch_model, batch, *numbers))
        elif command == "output" and numbers == [1]:
            print(*text(array(model(example)) for example in inputs))
        elif command == "output":
            print(*text([array(batch_model(batch))[: len(inputs)]]))
        elif command == "memory":
            print(memory())
        else:
            return
        sys.stdout.flush()


def prepared(model, arrays):
    """Inputs as the peer takes them, made beforehand."""
    return [getattr(model, "prepare", lambda array: array)(array) for array in arrays]


def array(output):
    return output.numpy() if hasattr(output, "numpy") else numpy.asarray(output)


def time_predictions(model, inputs, readings, group):
    for reading in range(readings):
        example = inputs[reading % len(inputs)]
        start = time.perf_counter_ns()
        for _ in range(group):
            model(example)
        yield time.perf_counter_ns() - start


def time_batches(model, batch, readings):
    for reading in range(readings):
        start = time.perf_counter_ns()
        model(batch)
        yield time.perf_counter_ns() - start


def text(arrays):
    return (f"{value:.9g}" for array in arrays for value in array.ravel())


def memory():
    status = pathlib.Path("/proc/self/status").read_text()
    return status.split("VmHWM:")[1].split()[0]
