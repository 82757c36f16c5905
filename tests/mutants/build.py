"""The copy of the tree that holds all mutants, and its one build."""
import json
import os
import re
import shutil
import subprocess
import sys

import copies
import cpp
import names
import rules
import tree

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FOLDER = os.path.join(ROOT, "build", "mutants")
COPY = os.path.join(FOLDER, "tree")
BUILD = os.path.join(FOLDER, "build")
HEADER = os.path.join(FOLDER, "mutants_of_run.hpp")
# Beyond the end of an array is a failure and not luck.
FLAGS = f"-w -O1 -D_GLIBCXX_ASSERTIONS -include {HEADER}"
LAWS = ("spec/laws/", "core/table/table_invariant.hpp")
CODE_AMONG_LAWS = ("spec/laws/close_rules.hpp", "spec/laws/verdict.hpp", "spec/laws/fsm/csv.hpp")
# In each of these every template is instantiated that a mutant may stand in.
FIRST_OBJECTS = re.compile(r"twomsl_core|table_harness|step_harness|twomsl_sim.dir/checkers|"
                           r"prove.dir/(connection/c|host/host_[pi]|table/s)")
ERROR = re.compile(r"^(\S+?):(\d+):\d+:.*", re.MULTILINE)


def is_law(path):
    return path.startswith(LAWS) and path not in CODE_AMONG_LAWS


def read_sources():
    return [cpp.Source(file.path, file.text) for file in tree.read_tree(ROOT)
            if file.is_code and file.path.startswith(("core/", "spec/"))]


def draw(sources, seed, counts):
    """The sites of the code and of the laws in the order of the seed, as many as `counts`."""
    known = names.declared(sources)
    sites = [site for source in sources for site in rules.find(source, known)]
    code = [site for site in sites if not is_law(site.path)]
    laws = [site for site in sites if is_law(site.path)]
    return (copies.in_drawn_order(code, seed)[:counts[0]] +
            copies.in_drawn_order(laws, seed)[:counts[1]])


def write_if_changed(path, data):
    """What has not changed keeps its time, so that it is not built again."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        with open(path, "rb") as stream:
            if stream.read() == data:
                return
    with open(path, "wb") as stream:
        stream.write(data)


def write_copy(sources, numbered):
    """Brings the copy up to date; `numbered` are pairs of number and site."""
    mutated = {}
    for source in sources:
        own = [(number, site) for number, site in numbered if site.path == source.path]
        if own:
            mutated[source.path] = copies.with_mutants(source, own).encode()
    kept = set()
    for folder, subfolders, files in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if name not in tree.SKIPPED_FOLDERS]
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), ROOT)
            kept.add(path)
            data = mutated.get(path)
            if data is None:
                with open(os.path.join(ROOT, path), "rb") as stream:
                    data = stream.read()
            write_if_changed(os.path.join(COPY, path), data)
    for folder, _, files in os.walk(COPY):
        for name in files:
            path = os.path.join(folder, name)
            if os.path.relpath(path, COPY) not in kept:
                os.remove(path)
    count = max((number for number, _ in numbered), default=0)
    write_if_changed(HEADER, copies.header(count).encode())


def configure():
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    subprocess.run(["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                    "-DTWOMSL_TESTS=ON", "-DTWOMSL_PROOFS=ON", "-DTWOMSL_MUTANTS=ON",
                    "-DTWOMSL_INSTALL=OFF", "-DCMAKE_CXX_COMPILER=g++",
                    f"-DTWOMSL_SHARED={os.path.join(ROOT, '..', 'shared')}",
                    f"-DCMAKE_CXX_FLAGS={FLAGS}", *launcher],
                   check=True, stdout=subprocess.DEVNULL)


def ninja(*arguments):
    """Its exit status and what it printed."""
    jobs = str(os.cpu_count() or 1)
    ran = subprocess.run(["ninja", "-C", BUILD, "-j", jobs, *arguments], capture_output=True,
                         text=True, check=False)
    return ran.returncode, ran.stdout


def first_objects():
    listing = subprocess.run(["ninja", "-C", BUILD, "-t", "compdb"], capture_output=True,
                             text=True, check=True).stdout
    return sorted({entry["output"] for entry in json.loads(listing)
                   if entry["output"].endswith(".cpp.o") and
                   FIRST_OBJECTS.search(entry["output"])})


def culprits(printed, numbered):
    """The numbers of the mutants that the compiler complains of: on the lines of its errors, or,
    where none is there, on those that its notes name."""
    found = set()
    for report in re.split(r"(?m)^(?=FAILED: )", printed):
        lines = {(os.path.relpath(os.path.join(BUILD, match[1]), COPY), int(match[2]))
                 for match in ERROR.finditer(report) if " error: " in match[0]}
        on_errors = at_lines(lines, numbered)
        lines = {(os.path.relpath(os.path.join(BUILD, match[1]), COPY), int(match[2]))
                 for match in ERROR.finditer(report)}
        found |= on_errors or at_lines(lines, numbered)
    return found


def at_lines(lines, numbered):
    found = set()
    for number, site in numbered:
        if any((site.path, line) in lines for line in range(site.lines[0], site.lines[1] + 1)):
            found.add(number)
    return found


def build_without_culprits(sources, numbered, targets):
    """Builds; a mutant that does not compile is left out, and what is left is built again. Returns
    the mutants that remain."""
    for stage in (first_objects(), targets):
        while True:
            status, printed = ninja("-k", "0", *stage)
            if status == 0:
                break
            bad = culprits(printed, numbered)
            if not bad:
                sys.exit("mutants: the copy does not build, and no mutant is to blame:\n" +
                         printed[-3000:])
            print(f"  {len(bad)} do not compile", flush=True)
            numbered = [(number, site) for number, site in numbered if number not in bad]
            write_copy(sources, numbered)
    return numbered
