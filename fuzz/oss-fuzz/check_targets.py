#!/usr/bin/env python3
"""Holds what build.sh has put into a folder to the rules of the engines.

    check_targets.py OUT [--sanitizer address]

Each target has a name and an executable file that an engine finds, starts from a folder with
nothing else and needs no library but the system's, is instrumented, survives an empty input and
one of a byte, replays its seeds, and its dictionary and options are understood. Exit status: 0 all
do, 1 one does not, 2 wrong usage.
"""
import argparse
import configparser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

NAME = re.compile(r"[A-Za-z0-9_-]+")
ENTRY = b"LLVMFuzzerTestOneInput"
INSTRUMENTED = {"address": b"__asan_init", "undefined": b"__ubsan_handle",
                "memory": b"__msan_init", "none": b""}
OF_THE_SYSTEM = re.compile(r"(linux-vdso|libc|libm|libdl|librt|libpthread|libresolv|libgcc_s|"
                           r"libstdc\+\+|libc\+\+|libc\+\+abi|/lib\S*/ld-linux\S*)(\.so\S*)?$")
LIMIT_S = 300
WORDS = 1500  # of what a target printed


class Broken(Exception):
    """The rule that a target breaks, in words."""


def require(holds, words):
    if not holds:
        raise Broken(words)


def run(program, arguments):
    """The target in a folder of its own, with nothing of the caller's environment but a PATH."""
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([program, *arguments], cwd=folder, check=False, timeout=LIMIT_S,
                              env={"PATH": os.environ["PATH"]}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace")


def require_run(program, arguments, what):
    done = run(program, arguments)
    require(done.returncode == 0,
            f"{what} ends with status {done.returncode}:\n{done.stdout[-WORDS:]}")


def check_file(path, sanitizer):
    require(NAME.fullmatch(path.name), "its name is not of letters, digits, _ and - alone")
    data = path.read_bytes()
    require(INSTRUMENTED[sanitizer] in data, f"it is not built with the sanitizer {sanitizer}")
    linked = subprocess.run(["ldd", path], check=False, capture_output=True, text=True)
    for line in linked.stdout.splitlines():
        library = line.split()[0]
        require(OF_THE_SYSTEM.match(library) or "statically" in line or "not a dynamic" in line,
                f"it needs {library}, which an engine's machine does not have")


def check_seeds(path, program, folder):
    archive = path.with_name(f"{path.name}_seed_corpus.zip")
    require(archive.is_file(), f"there are no seeds: {archive.name} is missing")
    try:
        with zipfile.ZipFile(archive) as seeds:
            seeds.extractall(folder / "seeds")
            count = len(seeds.namelist())
    except zipfile.BadZipFile as error:
        raise Broken(f"{archive.name} cannot be read: {error}") from error
    require(count, f"{archive.name} is empty")
    require_run(program, ["-runs=0", folder / "seeds"], "the replay of its seeds")
    return count


def check_beside(path, program, folder):
    """Dictionary and options, which lie beside the target."""
    dictionary = path.with_suffix(".dict")
    if dictionary.is_file():
        shutil.copy(dictionary, folder)
        require_run(program, ["-runs=0", f"-dict={folder / dictionary.name}"],
                    f"a run with {dictionary.name}")
    options = path.with_suffix(".options")
    if options.is_file():
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(options, encoding="utf-8")
        flags = [f"-{key}={value}" for key, value in parser["libfuzzer"].items()] \
            if parser.has_section("libfuzzer") else []
        require_run(program, [*flags, "-runs=1"], f"a run with {options.name}")


def check(path, sanitizer):
    """What is said of a target that does all that is asked. Raises Broken."""
    check_file(path, sanitizer)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = shutil.copy(path, folder)
        for what, data in (("empty", b""), ("byte", b"\0")):
            (folder / what).write_bytes(data)
            require_run(program, [folder / what], f"an input that is {what}")
        seeds = check_seeds(path, program, folder)
        check_beside(path, program, folder)
        require_run(program, ["-runs=100", "-seed=1"], "100 runs from nothing")
    return f"{seeds} seeds"


def targets_in(folder):
    """Files that engines take for targets: executable, without a suffix, with the entry inside."""
    return sorted(path for path in folder.iterdir()
                  if path.is_file() and os.access(path, os.X_OK) and not path.suffix
                  and ENTRY in path.read_bytes())


def main():
    parser = argparse.ArgumentParser(prog="check_targets", description=__doc__.splitlines()[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--sanitizer", choices=INSTRUMENTED, default="address")
    options = parser.parse_args()
    if not options.out.is_dir():
        parser.error(f"'{options.out}' is no folder")
    targets = targets_in(options.out)
    broken = 0
    for path in targets:
        try:
            print(f"{path.name}: {check(path.resolve(), options.sanitizer)}")
        except (Broken, subprocess.TimeoutExpired) as error:
            broken += 1
            print(f"{path.name}: {error}")
    print(f"{len(targets)} targets, {broken} of them not as engines ask")
    return 1 if broken or not targets else 0


if __name__ == "__main__":
    sys.exit(main())
