"""Rules on text: sizes of lines, files and folders, preambles, and what must not be left behind."""
import collections
import re

from tree import Finding

MAX_COLUMNS = 100
MAX_LINES = 300
MAX_SOURCES = 16
UNLIMITED = (".csv", ".md", ".json", ".dict")


def lines_fit_in_a_hundred_columns(files):
    for file in files:
        for number, line in enumerate(file.lines, 1):
            if len(line) > MAX_COLUMNS and not file.path.endswith(UNLIMITED):
                yield Finding(file.path, number, f"{len(line)} columns; break the line at 100")


def files_fit_in_three_hundred_lines(files):
    for file in files:
        count = len(file.lines)
        if count > MAX_LINES and not file.path.endswith(UNLIMITED):
            yield Finding(file.path, MAX_LINES + 1, f"{count} lines; split the file by concept")


def folders_hold_at_most_sixteen_sources(files):
    """Of one level: a folder holds what one reader looks for together."""
    sources = collections.Counter(file.path.rpartition("/")[0] for file in files
                                  if file.is_code or file.path.endswith(".py"))
    for folder, count in sources.items():
        if count > MAX_SOURCES:
            yield Finding(folder, 1, f"{count} source files at one level, at most {MAX_SOURCES}; "
                          "make a room for each subject")


def no_tabs_or_trailing_blanks(files):
    for file in files:
        for number, line in enumerate(file.text.split("\n"), 1):
            if "\t" in line:
                yield Finding(file.path, number, "a tab; indent with spaces")
            if line != line.rstrip():
                yield Finding(file.path, number, "blanks at the end of the line; remove them")


def no_leftovers(files):
    leftover = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
    for file in files:
        for number, line in enumerate(file.lines, 1):
            match = leftover.search(line)
            if match:
                yield Finding(file.path, number,
                              f"{match.group()} left behind; do it, or file an issue")


def no_paths_of_one_machine(files):
    path = re.compile(r"(?<![\w.*}])/(?:work|tmp|root|home|farm)(?:/|\b)(?!\w)|farm[-]bench")
    for file in files:
        for number, line in enumerate(file.lines, 1):
            match = path.search(line)
            if match:
                yield Finding(file.path, number,
                              f"'{match.group()}' exists on one machine only; use a relative path")


def every_file_has_a_preamble(files):
    """The first lines of a file say what it is; a header is guarded right below. A source that
    begins with its own header (report_text.cpp with report.hpp) is introduced by that header."""
    openings = {".hpp": "//", ".cpp": "//", ".h": "/*", ".c": "/*", ".py": '"""',
                ".txt": "#", ".cmake": "#", ".sh": "#"}
    for file in files:
        suffix = file.path[file.path.rfind("."):]
        opening = openings.get(suffix) if "/corpus/" not in file.path else None
        if opening is None or (suffix == ".txt" and not file.path.endswith("CMakeLists.txt")):
            continue
        lines = [line for line in file.lines if not line.startswith("#!")]
        if not lines or not (lines[0].startswith(opening) or includes_own_header(file, lines[0])):
            yield Finding(file.path, 1, f"no preamble; begin with {opening} and say what it is")
        if suffix == ".hpp":
            code = [line for line in lines if line.strip() and not line.startswith("//")]
            if not code or code[0] != "#pragma once":
                yield Finding(file.path, 1, "below the preamble must come #pragma once")


def includes_own_header(file, line):
    match = re.fullmatch(r'#include "([\w/]+)\.hpp"', line)
    return file.path.endswith(".cpp") and match and file.path.startswith(match.group(1))
