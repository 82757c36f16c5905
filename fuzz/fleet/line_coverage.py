"""Coverage by line: which lines of some folders the committed corpora of all targets reach, by
Clang's counters of regions. A function that no target instantiates has no counters; it is found in
the text, and none of its lines is reached."""
import collections
import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile

import coverage

REPLAY_S = 600


@dataclasses.dataclass
class Lines:
    """Of one file: how often each line that bears code was run, and the functions without code, of
    which no target has made any."""
    counts: dict = dataclasses.field(default_factory=dict)
    uninstantiated: list = dataclasses.field(default_factory=list)  # (name, first, last)

    @property
    def reached(self):
        return sum(1 for count in self.counts.values() if count)

    @property
    def missed(self):
        return sorted(line for line, count in self.counts.items() if not count)


class CannotMeasure(Exception):
    """Why, in words."""


def tool(name):
    """One of LLVM's tools as Debian names it: that of the compiler's version first."""
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
    add_uninstantiated(files, root, folders)
    return dict(sorted(files.items()))


def lines_of(target):
    """(path, line, count) of one target that replays its corpus."""
    with tempfile.TemporaryDirectory() as folder:
        raw, data = pathlib.Path(folder) / "raw", pathlib.Path(folder) / "data"
        environment = {**os.environ, **dict(target.environment), "LLVM_PROFILE_FILE": str(raw)}
        if not target.corpus.is_dir():
            raise CannotMeasure(f"{target.name} has no corpus: {target.corpus}")
        run([target.program, target.corpus], environment)
        run([tool("llvm-profdata"), "merge", "-sparse", raw, "-o", data])
        path = None
        for word in run([tool("llvm-cov"), "export", "-format=lcov", f"-instr-profile={data}",
                         target.program]).splitlines():
            if word.startswith("SF:"):
                path = word[3:]
            elif word.startswith("DA:"):
                line, count = word[3:].split(",")[:2]
                yield path, int(line), int(count)


def run(command, environment=None):
    """What it prints; it must succeed."""
    done = subprocess.run(command, env=environment, capture_output=True, timeout=REPLAY_S,
                          check=False)
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["nothing"]
        raise CannotMeasure(f"{' '.join(map(str, command))} ended with {done.returncode}, and said "
                            f"last: {last[0]}")
    return done.stdout.decode(errors="replace")


def add_uninstantiated(files, root, folders):
    """Functions without a single counted line: their lines count as such that are not reached."""
    sys.path.insert(0, str(root / "tests/lint"))
    import structure
    import tree
    for file in tree.read_tree(root):
        if file.folder not in folders or not file.is_code:
            continue
        lines = files[file.path]
        for _, name, first, last, _ in structure.cpp_functions(file):
            if not any(first <= line <= last for line in lines.counts):
                lines.uninstantiated.append((name, first, last))
        for _, first, last in lines.uninstantiated:
            lines.counts.update(dict.fromkeys(range(first, last + 1), 0))
