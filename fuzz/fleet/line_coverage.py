"""Coverage by line: which lines of some folders the committed corpora of all targets reach, by
Clang's counters of regions. A function that no target instantiates has no counters; it is found in
the text, and none of its lines is reached. Lines of comments alone are none."""
import collections
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

import convict
import coverage

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/lint"))
import structure
import tree

REPLAY_S = 600


@dataclasses.dataclass
class Function:
    """A function as the text has it."""
    name: str
    first: int
    last: int
    is_compiled: bool = True  # some target has made it


@dataclasses.dataclass
class Lines:
    """Of one file: how often each line that bears code was run, its functions and its text."""
    counts: dict = dataclasses.field(default_factory=dict)
    functions: list = dataclasses.field(default_factory=list)
    text: list = dataclasses.field(default_factory=list)

    @property
    def reached(self):
        return sum(1 for count in self.counts.values() if count)

    @property
    def missed(self):
        return sorted(line for line, count in self.counts.items() if not count)

    def lines_of(self, function):
        return [line for line in self.counts if function.first <= line <= function.last]

    def never_entered(self):
        """The functions of which no line is reached, but for those within others."""
        never = []
        for one in self.functions:
            counts = [self.counts[line] for line in self.lines_of(one)]
            if counts and not any(counts):
                never.append(one)
        return [one for one in never
                if not any(other is not one and other.first <= one.first and one.last <= other.last
                           for other in never)]


class CannotMeasure(Exception):
    """Why, in words."""


def tool(name):
    """One of LLVM's tools as Debian names it, that of the compiler's version first."""
    for candidate in (f"{name}-14", name):
        if any(os.access(os.path.join(folder, candidate), os.X_OK)
               for folder in os.environ.get("PATH", "").split(os.pathsep)):
            return candidate
    raise CannotMeasure(f"{name} is not installed: apt-get install llvm-14")


def measure(targets, root, folders):
    """Lines by file below `folders`, of all targets together."""
    files = collections.defaultdict(Lines)
    for target in targets:
        for path, line, count in lines_of(target):
            name = coverage.in_tree(path, root)
            if name and name.startswith(tuple(f"{folder}/" for folder in folders)):
                counts = files[name].counts
                counts[line] = counts.get(line, 0) + count
    for file in tree.read_tree(root):
        if file.folder in folders and file.is_code:
            compare_with_text(files[file.path], file)
    return dict(sorted(files.items()))


def lines_of(target):
    """(path, line, count) of one target that replays its corpus, as ctest does: with the policies
    that must pass, and with each of the museum that it knows."""
    if not target.corpus.is_dir():
        raise CannotMeasure(f"{target.name} has no corpus: {target.corpus}")
    museum = convict.TARGETS.get(target.name)
    settings = [{}] + [{museum.variable: entry} for entry in (museum.convicted if museum else ())]
    with tempfile.TemporaryDirectory() as folder:
        raw, data = pathlib.Path(folder) / "raw", pathlib.Path(folder) / "data"
        raw.mkdir()
        for setting in settings:
            environment = {**os.environ, **dict(target.environment), **setting,
                           "LLVM_PROFILE_FILE": f"{raw}/%p"}
            run([target.program, target.corpus], environment, convicts=bool(setting))
        run([tool("llvm-profdata"), "merge", "-sparse", *raw.iterdir(), "-o", data])
        yield from lines_in(run([tool("llvm-cov"), "export", "-format=lcov",
                                 f"-instr-profile={data}", target.program]))


def lines_in(lcov):
    path = None
    for word in lcov.splitlines():
        if word.startswith("SF:"):
            path = word[3:]
        elif word.startswith("DA:"):
            line, count = word[3:].split(",")[:2]
            yield path, int(line), int(count)


def run(command, environment=None, convicts=False):
    """What it prints; it must succeed, or abort if it `convicts`."""
    done = subprocess.run(command, env=environment, capture_output=True, timeout=REPLAY_S,
                          check=False)
    if done.returncode != (-signal.SIGABRT if convicts else 0):
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["nothing"]
        raise CannotMeasure(f"{' '.join(map(str, command))} ended with {done.returncode}, and said "
                            f"last: {last[0]}")
    return done.stdout.decode(errors="replace")


def compare_with_text(lines, file):
    """Takes lines without code away, and adds those of functions without a single counted line:
    they are lines that are not reached."""
    code = file.code.splitlines()
    lines.text = file.lines
    bears_code = {number for number, line in enumerate(code, 1) if line.strip()}
    lines.counts = {line: count for line, count in lines.counts.items() if line in bears_code}
    for _, name, first, last, _ in structure.cpp_functions(file):
        function = Function(name, first, last)
        function.is_compiled = bool(lines.lines_of(function))
        lines.functions.append(function)
    for one in lines.functions:
        if not one.is_compiled:
            body = range(first_of_body(code, one), one.last + 1)
            lines.counts.update(dict.fromkeys(bears_code.intersection(body), 0))


def first_of_body(code, function):
    """The line of the first brace: as Clang counts, what stands before it is no line of a body."""
    return next((line for line in range(function.first, function.last + 1)
                 if "{" in code[line - 1]), function.first)
