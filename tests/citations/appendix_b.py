#!/usr/bin/env python3
"""appendix_b.py ROOT [--write]: what the tree does of each of the 119 labels of RFC 9293's Appendix
B, which tests show it and which theorems speak of it.

It is put together from spec/requirements.csv, the citations in the sources and the theorems'
own tables, and stands in spec/appendix_b.csv, which `twomsl report --appendix-b` prints. So are
spec/evidence.csv and spec/laws.csv, of all requirements and of the laws, for `twomsl explain ID`.
Without --write: status 1 and the first difference if a file says something else.
"""
import csv
import io
import itertools
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lint"))

import checks
import citations
import evidence
import tree

TABLE = "spec/appendix_b.csv"
COLUMNS = ("label", "section", "level", "standing", "summary", "reason", "tests", "theorems")
STANDING = {"": "met", "partial": "in part", "later": "not met", "not ours": "does not arise"}
LABEL = re.compile(r"(MUST|SHLD|MAY|REC)-\d+$")


def shown_by(label, files):
    """(tests, theorems) that cite the label; the tests with the fuzz targets."""
    cited = [one for one in citations.citations(files) if one.label == label]
    _, tests, theorems, fuzz = evidence.of_requirement(cited, files)
    return "; ".join(sorted(filter(None, [*tests.split("; "), *fuzz.split("; ")]))), theorems


def table(files):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for _, row in citations.requirements(files):
        if row["rfc"] != "9293" or not LABEL.match(row["id"]):
            continue
        tests, theorems = shown_by(row["id"], files)
        writer.writerow([row["id"], row["section"], row["level"], STANDING[row["status"]],
                         row["summary"], row["reason"], tests, theorems])
    return out.getvalue()


# What is put together, and how.
TABLES = {TABLE: table, "spec/evidence.csv": evidence.evidence_table,
          "spec/laws.csv": evidence.laws_table}


def main(arguments):
    if not arguments or arguments[1:] not in ([], ["--write"]):
        print(__doc__.split("\n", maxsplit=1)[0], file=sys.stderr)
        return 2
    root = arguments[0]
    files = tuple(tree.read_tree(root))
    return max(update(os.path.join(root, name), make(files), bool(arguments[1:]))
               for name, make in TABLES.items())


def update(path, wanted, writes):
    """Status 1, and the first difference, if the file says something else and is not written."""
    if writes:
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(wanted)
        return 0
    with open(path, encoding="utf-8") as stream:
        there = stream.read()
    for old, new in itertools.zip_longest(there.splitlines(), wanted.splitlines()):
        if old != new:
            print(f"{path} is not current: tests/citations/appendix_b.py . --write")
            print(f"- {old}\n+ {new}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
