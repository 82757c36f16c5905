"""Mutants in what no program of the tests evaluates: self-tests by static_assert, and what the
symbolic domain alone calls. The compiler is asked, and then the proofs.
"""
import os
import shutil
import subprocess
import tempfile

import build
import proofs

PARTS = ("core", "spec")


def judge(run, number):
    site = run.site(number)
    if not compiles(run, site):
        return {"verdict": "killed", "killer": "static_assert", "kind": "compiler", "how": "fails",
                "laws": []}
    if proofs.subjects_of(site.path):
        entry = proofs.judge(run, number)
        if entry["verdict"] == "killed":
            return {**entry, "kind": "proofs"}
    return {"verdict": "not reached"}


def compiles(run, site):
    """Every header of core/ and spec/ compiles, and the source that has the mutant: the mutant
    itself, without a switch."""
    text = run.texts[site.path]
    with tempfile.TemporaryDirectory(dir=build.FOLDER) as folder:
        for part in PARTS:
            shutil.copytree(os.path.join(build.ROOT, part), os.path.join(folder, part))
        with open(os.path.join(folder, site.path), "w", encoding="utf-8") as stream:
            stream.write(text[:site.start] + site.mutant + text[site.end:])
        with open(os.path.join(folder, "all.cpp"), "w", encoding="utf-8") as stream:
            stream.write("".join(f'#include "{path}"\n' for path in sorted(run.texts)
                                 if path.endswith(".hpp")))
            if site.path.endswith(".cpp"):
                stream.write(f'#include "{site.path}"\n')
        ran = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-w", "-I", folder,
                              os.path.join(folder, "all.cpp")], capture_output=True, check=False)
    return ran.returncode == 0

