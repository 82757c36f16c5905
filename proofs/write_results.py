#!/usr/bin/env python3
"""Tries every entry of the museum on a whole host by every method, and writes proofs/RESULTS.md.

    proofs/write_results.py [--build build/test]

What fuzzing needed is read from fuzz/RESULTS.md, since measuring it takes long.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

TREE = pathlib.Path(__file__).resolve().parent.parent
ENTRIES = ("nt4", "nt4_hotfix", "nt4_overstay", "evict_oldest", "refuse_newcomer", "bind_reuse",
           "no_time_wait", "no_return", "assassinated", "nt4_sp4")
ACQUITTED = "nt4_sp4"
UNCLASSED = "nt4_overstay"
ASIDES = {"acquitted": "nt4_sp4_safe", "strictly": "assassinated_strict",
          "licensed": "assassinated_rfc9293"}

ABOUT = """\
# What convicts the museum

Each entry is a policy of history as data (`historical/exhibits.hpp`) on a whole host; nt4_sp4 is
the control, which every method must acquit. Written by `proofs/write_results.py`, which ran them
all.

| entry | Z3 | replay on the running host | RapidCheck | fuzz_host | audit of the capture |
| --- | --- | --- | --- | --- | --- |
"""

NOTES = """
- **Z3** runs a script of events on an empty host whose moments, numbers, windows, options and
  adversary's choices are open, and finds those that break the law at the last event and none
  before (`proofs/host/host_museum_proof.cpp`). Paths are those explored up to then. nt4_sp4 is
  under the same scripts, as strict and as safe, on every path.
- **Replay** plays what Z3 found, from `historical/counterexamples/host_*.csv`, on the host that
  runs (`tests/historical/host_museum_test.cpp`); nt4_sp4 survives all of them.
- **RapidCheck**: random programs for two hosts, until one breaks a law; then shrunk
  (`tests/historical/host_museum_search_test.cpp`). The law is the first that breaks.
- **fuzz_host**: executions from an empty corpus, median of the seeds, from `fuzz/RESULTS.md`. There
  tables of history stand beside safe, so it is INV-TW-2 that they break.
- **Audit** without `--msl` of `oracle/captures/museum-*.pcap`, which two hosts wrote
  (`tests/historical/host_museum_capture.cpp`). An overstay is silence on the wire: no class
  names it yet.
- Entries whose table is of history are otherwise strict, the others otherwise safe.
- nt4_sp4 beside safe: {acquitted}.
- assassinated is judged by the rules of safe, which do not license a RST. By the rules of strict:
  {strictly}. By its own, which are those of rfc9293 for a RST:
  {licensed}. The audit calls it a hazard, and a violation under `--profile strict`.
"""


def output(*command):
    """What a program prints, whatever its exit status: a failure shows in its lines."""
    result = subprocess.run([str(part) for part in command], cwd=TREE, capture_output=True,
                            text=True, check=False)
    return result.stdout


def proofs(build):
    """Name to (law or "nothing", script, paths, outcome)."""
    line = re.compile(r"^MUSEUM\s+host (\S+) breaks (\S+)\s+(\d+ \w+)\s+(\d+) paths"
                      r"\s+[\d.]+ s  (.*)$", re.MULTILINE)
    found = line.findall(output(build / "proofs/prove", "MUSEUM"))
    return {name: rest for name, *rest in found}


def replays(build):
    """The names whose counterexample broke its law when replayed, and those nt4_sp4 survived."""
    text = output(build / "tests/host_museum_test")
    passed = re.compile(r"^\[       OK \] HostMuseum/HostMuseum\.(\w+)/(\w+)", re.MULTILINE)
    tests = passed.findall(text)
    return ({name for test, name in tests if test == "IsConvictedByTheTraceThatZ3Found"},
            {name for test, name in tests if test == "HasATraceThatServicePack4Survives"})


def searches(build):
    """Name to what RapidCheck says of it."""
    text = output(build / "tests/host_museum_search_test")
    found = {}
    for name, law, case, commands, shrunk in re.findall(
            r"^SEARCH (\S+) breaks (\S+): case (\d+), (\d+) commands, shrunk to (\d+)", text,
            re.MULTILINE):
        found[name] = f"{law}: case {case}, {commands} commands, shrunk to {shrunk}"
    for name, cases in re.findall(r"^SEARCH (\S+) breaks nothing: (\d+) cases", text, re.MULTILINE):
        found[name] = f"acquitted in {int(cases):,} cases"
    return found


def fuzzing():
    """Name to what fuzz/RESULTS.md says of it under fuzz_host."""
    text = (TREE / "fuzz/RESULTS.md").read_text(encoding="utf-8")
    section = re.search(r"^## fuzz_host$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    found = {}
    for name, verdict, laws, median in re.findall(
            r"^\| (\w+) \| ([^|]*) \| ([^|]*) \| ([\d,.]+) ", section.group(1) if section else "",
            re.MULTILINE):
        found[name] = (f"acquitted in {median}" if verdict == "acquitted"
                       else f"{laws}: {verdict.removeprefix('convicted ')}, median {median}")
    return found


def audited(build, name):
    capture = f"oracle/captures/museum-{name.replace('_', '-')}.pcap"
    if not (TREE / capture).exists():
        return "no class yet" if name == UNCLASSED else "no capture"
    reports = [json.loads(line)
               for line in output(build / "tool/twomsl", "audit", "--json", capture).splitlines()]
    findings = [report for report in reports if report["type"] == "finding"]
    if not findings:
        return "no finding" if any(r["type"] == "summary" for r in reports) else "not audited"
    return "; ".join(f"{f['class']} ({f['verdict']}), frame {f['frame']}" for f in findings)


def proved(result):
    law, script, paths, outcome = result
    return f"{law}: {outcome}, {script}, {paths} paths"


def row(name, tried, build):
    z3, (convicted, survived), search, fuzz = tried
    replay = f"{len(survived)} counterexamples survived" if name == ACQUITTED else (
        f"breaks {z3[name][0]}" if name in convicted and name in z3 else "not convicted")
    return [name, proved(z3[name]) if name in z3 else "not tried", replay,
            search.get(name, "not convicted"), fuzz.get(name, "not measured"),
            audited(build, name)]


def is_as_it_should_be(cells):
    name, z3, replay, search, _, audit = cells
    if name == ACQUITTED:
        return (z3.startswith("nothing: proved,") and search.startswith("acquitted") and
                audit == "no finding")
    return ("refuted, replayed" in z3 and "UNEXPECTED" not in z3 and replay.startswith("breaks") and
            "shrunk" in search and (name == UNCLASSED or "(" in audit))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/test")
    build = TREE / parser.parse_args().build
    tried = proofs(build), replays(build), searches(build), fuzzing()
    rows = [row(name, tried, build) for name in ENTRIES]
    asides = {word: proved(tried[0].get(name, ("nothing", "no script", "0", "not tried")))
              for word, name in ASIDES.items()}
    notes = NOTES.format(**asides)
    table = "".join(f"| {' | '.join(cells)} |\n" for cells in rows)
    (TREE / "proofs/RESULTS.md").write_text(ABOUT + table + notes, encoding="utf-8")
    sys.stdout.write(table)
    failed = [cells[0] for cells in rows if not is_as_it_should_be(cells)]
    failed += [ASIDES[word] for word, said in asides.items()
               if "not " in said or "UNEXPECTED" in said or "does not" in said]
    if failed:
        print(f"not as it should be: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
