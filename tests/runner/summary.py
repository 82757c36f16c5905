#!/usr/bin/env python3
"""Sums up JUnit reports of ctest, in lines of at most 100 columns.

Each failed test is printed with its output, each skipped one with its reason; then a count for each
label and, last, "N passed, N failed, N skipped". A missing report or one without any test is a
failure. Labels are read from labels.json beside each report, where suites.py leaves them.

    summary.py REPORT...        exit status 0 only if nothing failed
"""
import collections
import dataclasses
import json
import pathlib
import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree

WIDTH = 100
# Of a failed test's output, where all of it is too long: its first lines, its last ones, and those
# in between that say what failed.
HEAD_LINES = 20
TAIL_LINES = 30
SAYS_WHAT_FAILED = re.compile(r"fail|error|broken|refuted", re.IGNORECASE)
MIDDLE_LINES = 20
OUTCOMES = ("passed", "failed", "skipped")
# The output of a test is a program's: it may move the cursor, and an escape has no width.
UNPRINTABLE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[^\x20-\x7e\u00a0-\ud7ff\ue000-\uffff]")


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    outcome: str
    label: str = ""
    output: str = ""
    seconds: float = 0
    log: str = ""  # where all of the output is

    @property
    def reason(self):
        found = re.search(r"Skipped\n(.*)", self.output)
        return found.group(1) if found else "no reason given"


def outcome_of(element):
    """The outcome of one <testcase>. One that could not be run, for want of its program, failed."""
    if element.get("status") == "run":
        return "passed"
    skipped = element.find("skipped")
    by_itself = skipped is not None and skipped.get("message", "").startswith("SKIP_")
    return "skipped" if by_itself or element.get("status") == "disabled" else "failed"


def labels_beside(report):
    """The label of each test by name; none if nobody has left them."""
    try:
        return json.loads(report.with_name("labels.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def cases_of(report):
    """The tests of one report; a report that cannot be read is a failed test."""
    report = pathlib.Path(report)
    log = report.parent / "Testing/Temporary/LastTest.log"
    where = str(log if log.exists() else report)
    try:
        elements = list(ElementTree.parse(report).getroot().iter("testcase"))
        problem = "" if elements else "no test was run"
    except (OSError, ElementTree.ParseError) as error:
        elements, problem = [], f"no report of the test run: {error}"
    if problem:
        return [Case(str(report), "failed", output=problem, log=where)]
    labels = labels_beside(report)
    return [case_of(element, labels, where) for element in elements]


def case_of(element, labels, log):
    name = element.get("name", "")
    return Case(name, outcome_of(element), labels.get(name, ""),
                element.findtext("system-out") or "", float(element.get("time", 0)), log)


def wrapped(text, indent=""):
    """The text's lines, each broken where it does not fit."""
    plain = UNPRINTABLE.sub("", text.expandtabs(8))
    return textwrap.wrap(plain, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
                         break_on_hyphens=False, drop_whitespace=False) or [""]


def excerpt(case):
    """The output of a failed test, indented; what is left out is said, and where it stands."""
    output = case.output or f"no output in {case.seconds:.0f} s"
    lines = [part for line in output.splitlines() for part in wrapped(line, "  ")]
    if len(lines) <= HEAD_LINES + TAIL_LINES:
        return lines
    middle = lines[HEAD_LINES:-TAIL_LINES]
    shown = [line for line in middle if SAYS_WHAT_FAILED.search(line)][:MIDDLE_LINES]
    note = f"... {len(middle) - len(shown)} lines left out; all of them are in {case.log}"
    return lines[:HEAD_LINES] + wrapped(note, "  ") + shown + lines[-TAIL_LINES:]


def summary(cases):
    """All lines that say how the tests went."""
    for case in cases:
        if case.outcome == "failed":
            yield from wrapped(f"failed: {case.name}")
            yield from excerpt(case)
    for case in cases:
        if case.outcome == "skipped":
            yield from wrapped(f"skipped: {case.name}: {case.reason}")
    counts = collections.Counter((case.label, case.outcome) for case in cases)
    labels = sorted({case.label for case in cases if case.label})
    for label in labels:
        yield from wrapped(f"{label:<12} " + words_of({o: counts[label, o] for o in OUTCOMES}))
    yield words_of(collections.Counter(case.outcome for case in cases))


def words_of(counts):
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)


def main(reports):
    cases = [case for report in reports for case in cases_of(report)]
    for line in summary(cases):
        print(line.rstrip())
    return 0 if cases and all(case.outcome != "failed" for case in cases) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
