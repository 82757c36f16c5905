#!/usr/bin/env python3
"""appendix_b.py ROOT [--write]: what the tree does of each of the 119 labels of RFC 9293's Appendix
B, which tests show it and which theorems speak of it.

It is put together from spec/requirements.csv, the citations in the sources and the theorems'
own tables, and stands in spec/appendix_b.csv, which `twomsl report --appendix-b` prints. Without
--write: status 1 and the first difference if the file says something else.
"""
import csv
import io
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lint"))

import checks
import citations
import tree

TABLE = "spec/appendix_b.csv"
COLUMNS = ("label", "section", "level", "standing", "summary", "reason", "tests", "theorems")
STANDING = {"": "met", "partial": "in part", "later": "not met", "not ours": "does not arise"}
LABEL = re.compile(r"(MUST|SHLD|MAY|REC)-\d+$")
THEOREM = re.compile(r'\.id = "(?P<id>[\w-]+)",\s*\.subject = "(?P<subject>\w+)"'
                     r'(?:(?!\.id = ).)*?\.stated = "(?P<path>[\w/.]+)', re.DOTALL)


def theorems_by_path(files):
    """The theorems that each file of laws states, as "INV-TW-1 (table)"."""
    found = {}
    for file in files:
        if file.path.startswith("proofs/") and file.is_code:
            for match in THEOREM.finditer(file.text):
                theorem = f'{match["id"]} ({match["subject"]})'
                found.setdefault(match["path"], set()).add(theorem)
    return found


def shown_by(label, files):
    """(tests, theorems) that cite the label. A theorem does if its law's file does."""
    by_path = {file.path: file for file in files}
    stated = theorems_by_path(files)
    tests, theorems = set(), set()
    for one in citations.citations(files):
        if one.label != label:
            continue
        if one.kind == "test":
            name = checks.test_at(by_path[one.path], one.line).strip("*").removesuffix("/")
            tests.add(name or one.path)
        elif one.kind == "fuzz":
            tests.add(one.path)
        elif one.kind == "code" and one.path.startswith("spec/laws/"):
            theorems |= stated.get(one.path, set())
    return sorted(tests), sorted(theorems)


def table(files):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for _, row in citations.requirements(files):
        if row["rfc"] != "9293" or not LABEL.match(row["id"]):
            continue
        tests, theorems = shown_by(row["id"], files)
        writer.writerow([row["id"], row["section"], row["level"], STANDING[row["status"]],
                         row["summary"], row["reason"], "; ".join(tests), "; ".join(theorems)])
    return out.getvalue()


def main(arguments):
    if not arguments or arguments[1:] not in ([], ["--write"]):
        print(__doc__.split("\n", maxsplit=1)[0], file=sys.stderr)
        return 2
    root = arguments[0]
    path = os.path.join(root, TABLE)
    wanted = table(list(tree.read_tree(root)))
    if arguments[1:]:
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(wanted)
        return 0
    with open(path, encoding="utf-8") as stream:
        there = stream.read()
    if there == wanted:
        return 0
    for old, new in zip(there.splitlines(), wanted.splitlines()):
        if old != new:
            print(f"{TABLE} is not current: tests/citations/appendix_b.py . --write")
            print(f"- {old}\n+ {new}")
            break
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
