"""Rules on the trace: citations `//= rfc9293#3.6.1 MUST-13 [type=...] [reason=...]` in the sources
against spec/requirements.csv."""
import collections
import csv
import dataclasses
import io
import re

from tree import Finding

TABLE = "spec/requirements.csv"
STATUSES = ("done", "partial", "todo", "later", "not ours")
CHECKS = ("test", "fuzz", "proof")
CITATION = re.compile(r"^\s*//= rfc(?P<rfc>\d+)#(?P<section>[\w.]+) (?P<label>[\w.-]+)"
                      r"(?: type=(?P<type>test|fuzz|proof|exception))?(?: reason=(?P<reason>.+))?$")
PRINTED = re.compile(r'Citation(?: \w+)?\{(\d+), "([\w.]+)", "([\w.-]+)"\}')


@dataclasses.dataclass(frozen=True)
class Citation:
    path: str
    line: int
    rfc: str
    section: str
    label: str
    kind: str
    reason: str


def citations(files):
    """Every citation of the tree that can be read; the others are found by the first rule."""
    for file in files:
        if not file.is_code:
            continue
        for number, line in enumerate(file.lines, 1):
            match = CITATION.match(line)
            if match:
                yield Citation(file.path, number, match["rfc"], match["section"], match["label"],
                               match["type"] or "code", match["reason"] or "")


def requirements(files):
    """(line, row) of every requirement, or nothing if the table is missing."""
    for file in files:
        if file.path == TABLE:
            reader = csv.DictReader(io.StringIO(file.text))
            for row in reader:
                yield reader.line_num, row


def kinds_by_label(files):
    kinds = collections.defaultdict(set)
    for citation in citations(files):
        kinds[citation.label].add(citation.kind)
    return kinds


def citations_can_be_read(files):
    for file in files:
        if not file.is_code:
            continue
        for number, line in enumerate(file.lines, 1):
            if re.search(r'(?<!")//=', line) and not CITATION.match(line):
                yield Finding(file.path, number, "cannot read this citation; write, on its own "
                              "line: //= rfc9293#3.6.1 MUST-13 [type=test|fuzz|proof|exception] "
                              "[reason=...]")


def printed(files):
    """Citations that the program prints: Citation{9293, "3.6.1", "MUST-13"}."""
    for file in files:
        for number, line in enumerate(file.lines, 1):
            for rfc, section, label in PRINTED.findall(line) if file.is_code else ():
                yield Citation(file.path, number, rfc, section, label, "printed", "")


def citations_name_a_requirement(files):
    places = {row["id"]: (row["rfc"], row["section"]) for _, row in requirements(files)}
    for citation in [*citations(files), *printed(files)]:
        place = places.get(citation.label)
        if place is None:
            yield Finding(citation.path, citation.line,
                          f"{citation.label} is not in {TABLE}; correct the label")
        elif place != (citation.rfc, citation.section):
            yield Finding(citation.path, citation.line, f"{citation.label} stands in "
                          f"rfc{place[0]}#{place[1]}, not in rfc{citation.rfc}#{citation.section}")


def exceptions_have_a_reason(files):
    for citation in citations(files):
        if citation.kind == "exception" and not citation.reason:
            yield Finding(citation.path, citation.line,
                          f"an exception from {citation.label} without reason=; say why")


def claimed_musts_are_tested(files):
    levels = {row["id"]: row["level"] for _, row in requirements(files)}
    kinds = kinds_by_label(files)
    for citation in citations(files):
        must = levels.get(citation.label, "").startswith("MUST")
        if must and citation.kind == "code" and not kinds[citation.label] & set(CHECKS):
            yield Finding(citation.path, citation.line, f"{citation.label} is claimed here and "
                          "nothing tests it; cite it in a test, a fuzz target or a proof")


def requirements_have_a_status(files):
    rows = list(requirements(files))
    if not rows:
        yield Finding(TABLE, 1, "no requirements; the trace has nothing to stand on")
    seen = set()
    for line, row in rows:
        if row.get("status") not in STATUSES:
            yield Finding(TABLE, line, f"{row['id']}: status '{row.get('status')}' is none of "
                          + ", ".join(STATUSES))
        elif row["status"] != "done" and not row.get("reason"):
            yield Finding(TABLE, line, f"{row['id']}: {row['status']} without a reason; say why")
        if row["id"] in seen:
            yield Finding(TABLE, line, f"{row['id']} is listed twice; ids are unique")
        seen.add(row["id"])


def statuses_agree_with_the_citations(files):
    """done and partial mean: cited by code and by a check. Cited so, nothing else will do."""
    kinds = kinds_by_label(files)
    for line, row in requirements(files):
        cited = kinds.get(row["id"], set())
        met = "code" in cited and bool(cited & set(CHECKS))
        claimed = row.get("status") in ("done", "partial")
        if claimed and not met:
            missing = "a test, fuzz target or proof" if "code" in cited else "code"
            yield Finding(TABLE, line, f"{row['id']} is {row['status']}, but no {missing} cites it")
        elif met and not claimed:
            yield Finding(TABLE, line, f"{row['id']} is cited by code and a check, but its status "
                          f"is '{row.get('status')}'; make it done or partial")
