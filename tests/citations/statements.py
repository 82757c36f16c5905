"""Finds the statement below a citation in C++ text that clang-format has laid out, and removes it.

What stands below the citation decides:

    a condition        if (c) ...             it never holds
    a declaration      const T x = e;         its value is T{}
    a return           return e;              the value is that of the type
    a member           .x = e,                left out
    a function         T f(...) { ... }       void: does nothing; otherwise returns T{}
    anything else      f(x);  x = e;          left out

A citation that comes first in the block of an if or an else speaks of the whole block: all of it is
left out but a return at its end. REPLACEMENTS has what these rules cannot remove.
"""
import csv
import difflib
import os
import re

import tree

REPLACEMENTS = os.path.join(os.path.dirname(__file__), "replacements.csv")
VALUE = "std::remove_cvref_t<decltype({0})>{{}}"
BRANCH = re.compile(r"^\s*(?:\} )?(?:else\b|if\b).*\{$")
CONDITION = re.compile(r"\s*(?:\[\[\w+\]\] )?(if|while) \(")
DECLARATION = re.compile(r"\s*(?:const |constexpr |typename )*(?P<type>auto|[\w:]+"
                         r"(?:<[^=;()]*>)?(?:::\w+)*)&? (?P<name>\w+)(?P<init>\s=\s+|\{|\()")
FUNCTION = re.compile(r"\s*(?:\[\[[^\]]*\]\] ?|template <|constexpr |inline |void )")


def replacement(citation):
    """(found, put) of the table for this citation, if it has a row."""
    with open(REPLACEMENTS, encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if (row["label"], row["path"]) == (citation.label, citation.path):
                return row["found"], row["put"]
    return None


def without_cited(text, citation):
    """The text without the statement that the citation stands over."""
    lines = text.splitlines(keepends=True)
    at = citation.line - 1
    while lines[at].strip().startswith(("//", "template <")) or (
            not lines[at].strip()):
        at += 1
    start = sum(map(len, lines[:at]))
    special = replacement(citation)
    if special:
        found, put = special
        head = sum(map(len, lines[:citation.line]))
        i = text.index(found, head)
        return text[:i] + put + text[i + len(found):]
    first = citation.line - 1
    while first and lines[first - 1].strip().startswith("//"):
        first -= 1
    before = lines[first - 1].rstrip() if first else ""
    code = tree.blank(text)
    if BRANCH.match(before) and not CONDITION.match(code, start):
        return text[:start] + kept_of_block(text, code, start)
    return text[:start] + removed(text, code, start)


def closing(code, at):
    """The place behind the bracket that closes the one at `at`."""
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] in "({[") - (code[i] in ")}]")
        if depth == 0:
            return i + 1
    raise ValueError("a bracket is not closed")


def end_of(code, at, stops):
    """The place of the first of `stops` from `at` on that no bracket encloses."""
    i = at
    while code[i] not in stops:
        i = closing(code, i) if code[i] in "({[" else i + 1
    return i


def kept_of_block(text, code, start):
    """What follows `start`, the rest of its block left out but a return at the end."""
    i, last = start, start
    while code[i] != "}":
        if code[i] == ";":
            last = i + 1
        i = closing(code, i) if code[i] in "({[" else i + 1
    statements = code[start:last]
    match = re.search(r"[^\n]*\breturn\b[^;]*;\s*$", statements)
    kept = text[start + match.start():last] + "\n" if match else ""
    return kept + text[text.rindex("\n", 0, i) + 1:]


def removed(text, code, start):
    """What follows `start`, its first statement neutralised."""
    condition = CONDITION.match(code, start)
    if condition:
        opening = condition.end() - 1
        end = closing(code, opening)
        return (text[start:opening] + "(false && (" + text[opening + 1:end - 1] + "))" + text[end:])
    member = re.match(r"\s*\.\w+ = ", code[start:])
    if member:
        end = end_of(code, start + member.end(), ",}")
        return text[end + (code[end] == ","):]
    if FUNCTION.match(code, start) and is_function(code, start):
        return without_body(text, code, start)
    end = end_of(code, start, ";")
    given = re.match(r"\s*return ", code[start:])
    if given:
        return text[start:start + given.end()] + value(text[start + given.end():end]) + text[end:]
    declared = DECLARATION.match(code, start)
    if declared and code[start:declared.start("name")].strip() not in ("", "return"):
        name = declared.end("name")
        expression = text[declared.end("init"):end]
        empty = "{}" if declared["type"] != "auto" else " = " + value(expression)
        return text[start:name] + empty + text[end:]
    return text[end + 1:]


def value(expression):
    return "{}" if expression.startswith("{") else VALUE.format(expression)


def is_function(code, start):
    """A body opens before a statement ends."""
    i = start
    while code[i] not in ";{":
        i = closing(code, i) if code[i] in "([" else i + 1
    return code[i] == "{"


def without_body(text, code, start):
    """A function that does nothing, or that returns nothing but the value of its type."""
    opening = start
    while code[opening] != "{":
        opening = closing(code, opening) if code[opening] in "([" else opening + 1
    end = closing(code, opening)
    head = code[start:opening]
    if re.search(r"\bvoid\b", head.split("(")[0]):
        return text[start:opening] + "{}" + text[end:]
    body = text[opening:end]
    if re.search(r"\bauto\b", head.split("(")[0]):
        body = re.sub(r"\breturn ([^;]+);", lambda match: f"return {value(match[1])};", body)
    else:
        body = "{ return {}; }"
    return text[start:opening] + body + text[end:]


def difference(before, after):
    """The lines that differ, as a reader compares them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join("    " + line for line in list(lines)[2:] if not line.startswith("@@"))
