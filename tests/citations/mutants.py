#!/usr/bin/env python3
"""Removes cited statements one at a time: does a check that cites the same label fail?

    mutants.py [--seed S] [--count N] [--labels L,...] [--fresh] [--list]

Draws N of the citations in core/ and spec/model/. Of each, the statement below it is removed in a
copy of the tree below build/citations; the tests that cite its label are built and run there. What
came out is kept, so that a run that was stopped goes on where it was. Exit status: 0 if every
removal was noticed.
"""
import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "lint"))

import checks as cited_checks
import citations
import statements
import tree

FOLDER = os.path.join(ROOT, "build", "citations")
COPY = os.path.join(FOLDER, "tree")
BUILD = os.path.join(FOLDER, "build")
RESULTS = os.path.join(FOLDER, "results.json")
CITED_FOLDERS = ("core/", "spec/model/")
UNCHANGED = {}  # what each check came to in the tree as it is
DURATIONS_S = {}  # and how long that took
FLAGS = "-O0 -w '-Dstatic_assert(...)='"


def code_citations(files):
    """In an order that a move within a file does not change, so that a seed draws the same."""
    found = [one for one in citations.citations(files)
             if one.kind == "code" and one.path.startswith(CITED_FOLDERS)]
    return sorted(found, key=lambda one: (one.path, one.label, one.line))


def copy_tree():
    """Brings the copy up to date; what has not changed keeps its time, so that little is built."""
    kept = set()
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if name not in tree.SKIPPED_FOLDERS]
        for name in names:
            source = os.path.join(folder, name)
            path = os.path.relpath(source, ROOT)
            kept.add(path)
            with open(source, "rb") as stream:
                write_if_changed(path, stream.read())
    for folder, _, names in os.walk(COPY):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.relpath(path, COPY) not in kept:
                os.remove(path)


def write_if_changed(path, data):
    target = os.path.join(COPY, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.exists(target):
        with open(target, "rb") as stream:
            if stream.read() == data:
                return
    with open(target, "wb") as stream:
        stream.write(data)


def configure():
    """Without optimisation and warnings: a mutant is built once and runs for a second. Without
    static assertions: a check that cites the label is to notice, not whatever comes first."""
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    subprocess.run(["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                    "-DTWOMSL_TESTS=ON", "-DCMAKE_CXX_COMPILER=g++", f"-DCMAKE_CXX_FLAGS={FLAGS}",
                    *launcher], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_check(check, programs):
    """Whether the tests that cite the label pass in the copy, or that they cannot be built. A
    mutant that takes ten times as long as the unchanged tree, and some, is taken for endless."""
    program, text = programs.build_for(check)
    if not program:
        return "does not build", text
    arguments = ["--gtest_brief=1", "--gtest_filter=" + ":".join(check.tests)]
    longest_s = 20 + 10 * DURATIONS_S.get(check, 60)
    began = time.monotonic()
    try:
        ran = subprocess.run([program, *arguments], capture_output=True, text=True,
                             timeout=longest_s, check=False)
    except subprocess.TimeoutExpired:
        return "fails", "no end"
    DURATIONS_S.setdefault(check, time.monotonic() - began)
    return ("passes" if ran.returncode == 0 else "fails"), ran.stdout[-3000:]


def judge(citation, mutated, checks, programs):
    """The result of one mutant: the check that noticed it, or what each of them came to."""
    path = os.path.join(COPY, citation.path)
    with open(path, encoding="utf-8") as stream:
        original = stream.read()
    outcomes = []
    for check in checks:
        # What fails already would notice anything.
        if check not in UNCHANGED:
            UNCHANGED[check] = run_check(check, programs)
        if UNCHANGED[check][0] != "passes":
            outcome = [str(check), *UNCHANGED[check]]
            return {"verdict": "fails unchanged", "outcomes": [outcome]}
        try:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(mutated)
            verdict, text = run_check(check, programs)
        finally:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(original)
        outcomes.append([str(check), verdict, text if verdict == "does not build" else ""])
        if verdict == "fails":
            return {"verdict": "noticed", "outcomes": outcomes}
    if any(verdict == "does not build" for _, verdict, _ in outcomes):
        return {"verdict": "does not build", "outcomes": outcomes}
    return {"verdict": "survives" if outcomes else "has no check", "outcomes": outcomes}


def read_results(fresh):
    if fresh or not os.path.exists(RESULTS):
        return {}
    with open(RESULTS, encoding="utf-8") as stream:
        return json.load(stream)


def key_of(citation, mutated, checks, texts):
    """What a result depends on: the mutant, and the files that cite its label."""
    parts = [citation.label, citation.path, mutated, *(texts[path] for check in checks
                                                       for path in check.paths)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def drawn(options, files):
    """The citations to try: those of the labels, or so many by the seed."""
    every = code_citations(files)
    if options.labels:
        labels = options.labels.split(",")
        return [one for one in every if one.label in labels]
    count = max(0, min(options.count, len(every)))
    return random.Random(options.seed).sample(every, count)


def tell(index, count, text):
    end = "\r" if sys.stdout.isatty() and text.endswith("...") else "\n"
    print(f"\x1b[K{index:3} of {count}  {text}" if sys.stdout.isatty()
          else f"{index:3} of {count}  {text}", end=end, flush=True)


def try_all(chosen, files, options):
    """Every verdict, in order; printed as it comes."""
    texts = {file.path: file.text for file in files}
    results, verdicts = read_results(options.fresh), []
    programs = cited_checks.Programs(BUILD, COPY)
    for index, citation in enumerate(chosen, 1):
        place = f"{citation.label} {citation.path}:{citation.line}"
        mutated = statements.without_cited(texts[citation.path], citation)
        checks = programs.checks_of(citation.label, files)
        key = key_of(citation, mutated, checks, texts)
        if key not in results:
            if sys.stdout.isatty():
                tell(index, len(chosen), place + " ...")
            results[key] = judge(citation, mutated, checks, programs)
            with open(RESULTS, "w", encoding="utf-8") as stream:
                json.dump(results, stream, indent=1)
        verdicts.append(results[key]["verdict"])
        tell(index, len(chosen), f"{verdicts[-1]:14} {place}")
        if verdicts[-1] != "noticed":
            for check, verdict, text in results[key]["outcomes"]:
                print(f"      {verdict}: {check}\n{text}".rstrip())
    return verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--labels", help="all citations of these labels instead")
    parser.add_argument("--fresh", action="store_true", help="forget what is known already")
    parser.add_argument("--list", action="store_true", help="print the mutants, build nothing")
    options = parser.parse_args()
    files = tree.read_tree(ROOT)
    chosen = drawn(options, files)
    if not chosen:
        parser.error(f"nothing in core/ or spec/ cites {options.labels}" if options.labels
                     else "--count must be at least 1")
    if options.list:
        for citation in chosen:
            text = next(file.text for file in files if file.path == citation.path)
            print(f"{citation.label} {citation.path}:{citation.line}")
            print(statements.difference(text, statements.without_cited(text, citation)))
        return 0
    os.makedirs(COPY, exist_ok=True)
    copy_tree()
    configure()
    verdicts = try_all(chosen, files, options)
    noticed = verdicts.count("noticed")
    how = f"labels {options.labels}" if options.labels else f"seed {options.seed}"
    print(f"{noticed} of {len(verdicts)} removals of cited statements were noticed by a check that "
          f"cites the same label ({how})")
    return 0 if noticed == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
