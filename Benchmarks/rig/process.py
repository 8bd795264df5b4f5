"""A running runner: one question a line, one answer a line; stopped while it is not asked."""
import os, select, signal, subprocess, time
from . import places


class RunnerFailed(Exception):
    """Why a runner does not answer."""


class Runner:
    """Starts a peer with a model. `started` are the seconds from the start of the process to its first prediction."""

    def __init__(self, peer, words, model, facts, cores, inputs="inputs.f32", limit=600):
        self.peer, self.limit, self.text = peer, limit, b""
        folder = places.exported(model)
        shape = ",".join(map(str, facts["shape"]))
        words = [*words, folder, folder / inputs, len(cores), shape, facts["outputs"]]
        places.LOGS.mkdir(parents=True, exist_ok=True)
        self.log = places.LOGS / f"{model.name}-{peer.name.replace(' ', '-')}.log"
        environment = {**os.environ, "TORCHINDUCTOR_CACHE_DIR": str(places.WORK / "inductor")}
        # The process inherits the cores: setting them in between would take a fork of this large process instead of a spawn.
        mine = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores)
        start = time.perf_counter()
        with open(self.log, "w") as log:
            words, pipe = [str(word) for word in words], subprocess.PIPE
            self.process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=log, env=environment)
        os.sched_setaffinity(0, mine)
        self.has_threads = self.line() == "threads yes"
        if self.line() != "ready":
            raise RunnerFailed("speaks another protocol")
        self.started = time.perf_counter() - start
        self.process.send_signal(signal.SIGSTOP)

    def ask(self, question):
        # Threads that wait for work by spinning would take time from the runner that is measured: only one runs at a time.
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(question.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            self.fail()
        answer = self.line()
        self.process.send_signal(signal.SIGSTOP)
        return [float(word) for word in answer.split()]

    def line(self):
        deadline = time.monotonic() + self.limit
        while b"\n" not in self.text:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.fail(f"no answer after {self.limit} s")
            more = os.read(self.process.stdout.fileno(), 1 << 20)
            if not more:
                self.fail()
            self.text += more
        line, self.text = self.text.split(b"\n", 1)
        return line.decode()

    def fail(self, why=None):
        self.process.kill()
        self.process.wait()
        said = self.log.read_text().strip().splitlines()[-1:]
        raise RunnerFailed(why or (said[0] if said else f"ended with exit code {self.process.returncode}"))

    def stop(self):
        self.process.kill()
        self.process.wait()

    def libraries(self):
        """Bytes of the peer's shared libraries that the process has mapped."""
        maps = open(f"/proc/{self.process.pid}/maps").read().splitlines()
        files = {line.split()[-1] for line in maps if ".so" in line and str(places.PACKAGES) in line}
        return sum(os.path.getsize(file) for file in files)
