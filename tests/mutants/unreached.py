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
JUDGE = "spec/judge/"
compiled = set()  # the groups of headers that are known to compile without a mutant


def judge(run, number):
    site = run.site(number)
    if not compiles(run, site):
        return {"verdict": "killed", "killer": "static_assert", "kind": "compiler", "how": "fails",
                "laws": []}
    entry = proofs.judge(run, number)
    if entry["verdict"] == "killed":
        return {**entry, "kind": "proofs"}
    return {"verdict": "not reached"}


def compiles(run, site):
    """Every header of core/ and spec/ compiles, and the source that has the mutant: the mutant
    itself, without a switch. The judge's headers come by themselves: they have a Delivery of their
    own."""
    text = run.texts[site.path]
    changed = text[:site.start] + site.mutant + text[site.end:]
    with tempfile.TemporaryDirectory(dir=build.FOLDER) as folder:
        for part in PARTS:
            shutil.copytree(os.path.join(build.ROOT, part), os.path.join(folder, part))
        headers = sorted(path for path in run.texts if path.endswith(".hpp"))
        is_judge = site.path.startswith(JUDGE)
        paths = [path for path in headers if path.startswith(JUDGE) == is_judge]
        paths += [site.path] if site.path.endswith(".cpp") else []
        source = os.path.join(folder, "all.cpp")
        with open(source, "w", encoding="utf-8") as stream:
            stream.write("".join(f'#include "{path}"\n' for path in paths))
        for content in ((text, changed) if is_judge not in compiled else (changed,)):
            with open(os.path.join(folder, site.path), "w", encoding="utf-8") as stream:
                stream.write(content)
            ran = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-w", "-I", folder, source],
                                 capture_output=True, text=True, check=False)
            if content == text and ran.returncode != 0:
                raise SystemExit(f"mutants: without a mutant: {ran.stderr[:1000]}")
            compiled.add(is_judge)
    return ran.returncode == 0
