"""libFuzzer's targets as processes: a slice of fuzzing, a merge of corpora, a crash made smaller,
and what their output says."""
import configparser
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

STATUS = re.compile(r"^#(\d+)\s.*?\bcov: (\d+)(?: ft: (\d+))?", re.MULTILINE)
EXECUTED = re.compile(r"^stat::number_of_executed_units:\s+(\d+)", re.MULTILINE)
MOST_OUTPUT = 4_000_000  # bytes of a run's output that are read; its end is what counts
HANG_S = 60  # an execution that takes longer is a finding, unless a target's options say otherwise
GRACE_S = 10  # between a signal and the next one


@dataclasses.dataclass(frozen=True)
class Target:
    """A program, where its seeds are, and where what was found goes."""
    program: pathlib.Path
    corpus: pathlib.Path
    found: pathlib.Path
    crashes: pathlib.Path
    options: tuple = ()
    environment: tuple = ()

    @property
    def name(self):
        return self.program.name


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a run came to. `status` is that of the process."""
    status: int
    output: str
    seconds: float

    @property
    def executions(self):
        said = EXECUTED.findall(self.output) or [line[0] for line in STATUS.findall(self.output)]
        return int(said[-1]) if said else 0

    @property
    def coverage(self):
        """(covered blocks, features) of the last line that says so; None without one."""
        lines = STATUS.findall(self.output)
        return (int(lines[-1][1]), int(lines[-1][2] or 0)) if lines else None


def targets_in(folder, sources, found):
    """The targets that were built, by name. Of each SOURCES/NAME.dict and NAME.options count, the
    latter in the format of ClusterFuzz: sections libfuzzer and env."""
    programs = sorted(path for path in pathlib.Path(folder).glob("fuzz_*")
                      if path.is_file() and not path.suffix and os.access(path, os.X_OK))
    return [target_of(program, pathlib.Path(sources), pathlib.Path(found)) for program in programs]


def target_of(program, sources, found):
    name = program.name
    options, environment = [], []
    dictionary = sources / f"{name}.dict"
    if dictionary.is_file():
        options.append(f"-dict={dictionary.resolve()}")
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(sources / f"{name}.options", encoding="utf-8")
    for key, value in parser.items("libfuzzer") if parser.has_section("libfuzzer") else ():
        options.append(f"-{key}={value}")
    for key, value in parser.items("env") if parser.has_section("env") else ():
        environment.append((key, value))
    return Target(program.resolve(), (sources / "corpus" / name).resolve(),
                  (found / name).resolve(), (found / "crashes" / name).resolve(),
                  tuple(options), tuple(environment))


class Engine:
    """Runs targets, several at a time if several threads ask. stop() ends them all early, and
    what comes later at once; each still says what it came to."""

    def __init__(self):
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.running = set()

    def stop(self):
        self.stopped.set()
        with self.lock:
            for process in self.running:
                send(process, signal.SIGINT)

    def run(self, target, arguments, limit_s):
        """One process, which is ended if it does not end by itself in `limit_s`."""
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
            process = self.start(target, arguments, folder, output)
            for wait_s, number in ((limit_s, signal.SIGINT), (GRACE_S, signal.SIGKILL)):
                try:
                    process.wait(timeout=wait_s)
                except subprocess.TimeoutExpired:
                    send(process, number)
            process.wait()
            with self.lock:
                self.running.discard(process)
            output.seek(max(0, output.seek(0, os.SEEK_END) - MOST_OUTPUT))
            return Outcome(process.returncode, output.read().decode(errors="replace"),
                           time.monotonic() - began)

    def start(self, target, arguments, folder, output):
        with self.lock:
            process = subprocess.Popen(
                [target.program, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, env=os.environ | dict(target.environment),
                start_new_session=True)
            self.running.add(process)
            if self.stopped.is_set():
                send(process, signal.SIGINT)
            return process

    def fuzz(self, target, seconds, artifacts):
        """Goes on from all that is known of the target, until a crash or for so long."""
        target.found.mkdir(parents=True, exist_ok=True)
        corpora = [path for path in (target.found, target.corpus) if path.is_dir()]
        return self.run(target, [f"-max_total_time={max(1, round(seconds))}",
                                 f"-timeout={HANG_S}", "-print_final_stats=1", *target.options,
                                 f"-artifact_prefix={artifacts}/", *corpora],
                        seconds + 120)

    def reproduce(self, target, path):
        return self.run(target, [f"-timeout={HANG_S}", *target.options, path.resolve()], 120)

    def minimize(self, target, path, into, seconds):
        """Writes a smaller input that ends in the same way, if it finds one."""
        return self.run(target, ["-minimize_crash=1", f"-max_total_time={seconds}",
                                 *target.options, f"-exact_artifact_path={into}", path],
                        2 * seconds + 5)

    def merge(self, target, limit_s=3600):
        """Leaves of what was found that which the committed corpus does not have. The inputs that
        were there stay until the smaller set is whole."""
        recover(target)
        if not target.found.is_dir() or not any(target.found.iterdir()):
            return
        fresh = target.found.with_name(target.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        committed = list(target.corpus.iterdir()) if target.corpus.is_dir() else []
        for path in committed:
            shutil.copyfile(path, fresh / path.name)
        merged = self.run(target, ["-merge=1", *target.options, fresh, target.found], limit_s)
        if merged.status != 0:
            shutil.rmtree(fresh)
            return
        for path in committed:
            (fresh / path.name).unlink(missing_ok=True)
        old = target.found.with_name(target.name + ".old")
        target.found.rename(old)
        fresh.rename(target.found)
        shutil.rmtree(old)


def recover(target):
    """Undoes a merge that was stopped between its renames."""
    old = target.found.with_name(target.name + ".old")
    if old.is_dir() and not target.found.is_dir():
        old.rename(target.found)
    shutil.rmtree(old, ignore_errors=True)


def send(process, number):
    """To the process and those that it started."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass
