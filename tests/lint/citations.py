"""Rules on the trace: citations `//= rfc9293#3.6.1 MUST-13 [type=...] [reason=...]` in the sources
against spec/requirements.csv."""
import collections
import csv
import dataclasses
import io
import re

from tree import Finding

TABLE = "spec/requirements.csv"
# What the table says of a row; a row that says nothing is done, if code and a check cite it.
STATUSES = ("partial", "later", "not ours")
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


def is_met(kinds):
    """Cited by code and by a test, a fuzz target or a proof."""
    return "code" in kinds and bool(kinds & set(CHECKS))


def status_of(row, kinds):
    """The status that the table gives, or done where the citations say so; else nothing."""
    return row.get("status") or ("done" if is_met(kinds) else "")


def counts(files):
    """How many requirements are done, partial, later and not ours, in one line."""
    kinds = kinds_by_label(files)
    rows = [row for _, row in requirements(files)]
    found = collections.Counter(status_of(row, kinds.get(row["id"], set())) for row in rows)
    told = [f"{status} {found[status]}" for status in ("done", *STATUSES)]
    if found[""]:
        told.append(f"neither cited nor classified {found['']}")
    return f"{', '.join(told)} of {len(rows)}"


def problem_of_status(row, kinds):
    """What is wrong with the status and the reason of a row; nothing if all is well."""
    status, reason = row.get("status"), row.get("reason")
    if status == "done":
        return "done follows from the citations; leave the status empty"
    if status and status not in STATUSES:
        return f"status '{status}' is none of " + ", ".join(STATUSES)
    if status and not reason:
        return f"{status} without a reason; say why"
    if reason and not status:
        return "a reason without a status"
    if not status and not kinds:
        return "neither cited nor classified; cite it, or say " + " or ".join(STATUSES[1:])
    return ""


def requirements_have_a_status(files):
    rows = list(requirements(files))
    if not rows:
        yield Finding(TABLE, 1, "no requirements; the trace has nothing to stand on")
    kinds = kinds_by_label(files)
    seen = set()
    for line, row in rows:
        problem = problem_of_status(row, kinds.get(row["id"], set()))
        if problem:
            yield Finding(TABLE, line, f"{row['id']}: {problem}")
        if row["id"] in seen:
            yield Finding(TABLE, line, f"{row['id']} is listed twice; ids are unique")
        seen.add(row["id"])


def statuses_agree_with_the_citations(files):
    """partial means cited by code and by a check, as no status does; the others mean not both."""
    kinds = kinds_by_label(files)
    for line, row in requirements(files):
        cited = kinds.get(row["id"], set())
        status = row.get("status")
        claimed = status == "partial" or (not status and cited)
        if claimed and not is_met(cited):
            missing = "a test, fuzz target or proof" if "code" in cited else "code"
            yield Finding(TABLE, line, f"{row['id']}: {status or 'cited'}, but no {missing} cites "
                          "it")
        elif is_met(cited) and not claimed:
            yield Finding(TABLE, line, f"{row['id']} is cited by code and a check, but its status "
                          f"is '{status}'; make it partial, or leave the status empty")
