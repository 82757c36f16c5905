"""What the tree says of each requirement and of each law: where it stands, which tests and fuzz
targets ask it, which theorems speak of it.

Two tables, spec/evidence.csv and spec/laws.csv, which `twomsl explain ID` prints; appendix_b.py
writes them with its own.
"""
import csv
import functools
import io
import os
import re

import checks
import citations

LAW = re.compile(r"INV-[A-Z]+(?:-\d+)?")
THEOREM = re.compile(r"\{\.id = (?:(?!\{\.id = ).)*", re.DOTALL)
MEMBER = r'\.{} =\s*((?:"(?:[^"\\]|\\.)*"\s*)+)'
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
# "/// INV-TW-1: under a strict policy ..." up to its first full stop.
SAID = re.compile(r"^ *//+ (INV-[A-Z]+(?:-\d+)?)[a-z]?: ((?:.|\n)*?)\.(?:\s|$)", re.MULTILINE)
LISTED = re.compile(r'\{\s*"(INV-[A-Z]+(?:-\d+)?)",\s*\w+<')
LIST_NAME = re.compile(r"\b(k\w+Laws|for_each_connection_law)\b")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


def member(entry, name):
    match = re.search(MEMBER.format(name), entry)
    return "".join(LITERAL.findall(match[1])).replace('\\"', '"') if match else ""


@functools.cache
def theorems(files):
    """(law, "INV-TW-1 (table)", sentence, path and name) of every entry of the registry."""
    found = []
    for file in files:
        if not (file.path.startswith("proofs/") and file.is_code):
            continue
        for match in THEOREM.finditer(file.text):
            entry = match[0]
            if not member(entry, "sentence"):
                continue
            law = member(entry, "law") or member(entry, "id")
            found.append((law, f'{law} ({member(entry, "subject")})', member(entry, "sentence"),
                          member(entry, "stated")))
    return found


def sayings(files):
    """(law, words, path) of every comment of the product that states a law."""
    for file in files:
        if file.is_code and file.path.startswith(("spec/", "sim/")):
            for law, said in SAID.findall(file.text):
                words = (re.sub(r"^\s*//+", "", line).strip() for line in said.split("\n"))
                yield law, " ".join(words), file.path


def laws_table(files):
    """A row for each theorem of a law, and for what comments say of laws without one."""
    rows = [row for row in theorems(files) if LAW.fullmatch(row[0])]
    proved = {row[0] for row in rows}
    rows += [(law, "", words, path) for law, words, path in sayings(files) if law not in proved]
    return write(("law", "theorem", "statement", "stated"), sorted(rows, key=order))


def order(row):
    """INV-TW-2 before INV-TW-10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", row[0])], row[1:]


def evidence_table(files):
    """Who cites a requirement, and who asks a law; a row for each that anything does."""
    by_label = {}
    for one in citations.citations(files):
        by_label.setdefault(one.label, []).append(one)
    rows = [(row["id"], *of_requirement(by_label[row["id"]], files))
            for _, row in citations.requirements(files) if row["id"] in by_label]
    laws = {row[0] for row in theorems(files)} | {law for law, _, _ in sayings(files)}
    rows += [(law, *of_law(law, files))
             for law in sorted(laws, key=lambda law: order((law,))) if LAW.fullmatch(law)]
    return write(("id", "code", "tests", "theorems", "fuzz"), rows)


def of_requirement(cited, files):
    """(code, tests, theorems, fuzz targets) that cite it. A theorem does if its law's file does."""
    by_path = {file.path: file for file in files}
    code = {one.path for one in cited if one.kind == "code"}
    fuzz = {one.path for one in cited if one.kind == "fuzz"}
    tests = {checks.test_at(by_path[one.path], one.line).strip("*").removesuffix("/") or one.path
             for one in cited if one.kind == "test"}
    laws = {path for path in code if path.startswith("spec/laws/")}
    proofs = {name for _, name, _, stated in theorems(files) if stated.split(" ")[0] in laws}
    return joined(code, tests, proofs, fuzz)


def of_law(law, files):
    """(files that state it, files that ask it, theorems, fuzz targets that come to one of these)"""
    proved = [(name, stated) for one, name, _, stated in theorems(files) if one == law]
    code = {stated.split(" ")[0] for _, stated in proved}
    code |= {path for said, _, path in sayings(files) if said == law}
    asking = askers(law, files)
    tests = {path for path in asking if not path.startswith("fuzz/")}
    return joined(code, tests, {name for name, _ in proved}, fuzz_targets(asking, files))


def joined(*parts):
    return tuple("; ".join(sorted(part)) for part in parts)


def askers(law, files):
    """Files of tests/, sim/ and fuzz/ that name the law in code, or ask every law of its list."""
    lists = {name for file in files if file.path.startswith("spec/laws/")
             and law in LISTED.findall(file.text) for name in LIST_NAME.findall(file.text)}
    asking = set()
    for file in files:
        asks = file.path.startswith(("tests/", "sim/", "fuzz/")) and file.is_code
        if not asks or file.path.startswith(("tests/tool/", "tests/mutants/")):
            continue
        code = re.sub(r"//.*", "", file.text)
        names = {match[0] for match in re.finditer(r"INV-[A-Z]+(?:-\d+)?", code)}
        if law in names or lists & set(LIST_NAME.findall(code)):
            asking.add(file.path)
    return asking


def fuzz_targets(asking, files):
    """Targets whose sources, with all that they include, have one of these files."""
    by_path = {file.path: file for file in files}
    reached = {}

    def closure(path):
        todo, seen = [path], set()
        while todo:
            one = todo.pop()
            if one in seen or one not in by_path:
                continue
            seen.add(one)
            todo += includes(one)
            if one.endswith(".hpp"):
                todo.append(one.removesuffix(".hpp") + ".cpp")
        return seen

    def includes(path):
        if path not in reached:
            reached[path] = INCLUDE.findall(by_path[path].text)
        return reached[path]

    return {os.path.basename(path).removesuffix(".cpp") for path in by_path
            if re.fullmatch(r"fuzz/fuzz_\w+\.cpp", path) and closure(path) & asking}


def write(columns, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
