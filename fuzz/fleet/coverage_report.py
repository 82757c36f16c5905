#!/usr/bin/env python3
"""What the committed corpora reach: lines of core/ and spec/, and rows of spec/transitions.csv.
Prints it, writes fuzz/COVERAGE.md, and pages of the sources if a folder for them is named.

    coverage_report.py [--build build/fuzz-coverage/fuzz] [FOLDER]

Exit status: 0 all that is asked is reached or has its reason, 1 something is not, 2 it cannot be
measured.
"""
import argparse
import csv
import datetime
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True

import coverage_pages
import engine
import line_coverage

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("core", "spec")
LEAST = 95  # per cent of the lines of all folders
COMMAND = "./run fuzz --coverage"


def share(reached, lines):
    return 100 * reached / lines if lines else 100.0


def totals(files):
    """(name, reached, lines) of each folder, and of all together."""
    rows = []
    for folder in FOLDERS:
        of_folder = [lines for name, lines in files.items() if name.startswith(f"{folder}/")]
        rows.append((f"{folder}/", sum(one.reached for one in of_folder),
                     sum(len(one.counts) for one in of_folder)))
    return rows + [("both", sum(row[1] for row in rows), sum(row[2] for row in rows))]


def read_reasons(path):
    """The reason of each function that no target can reach, by (file, function)."""
    with open(path, encoding="utf-8", newline="") as stream:
        return {(row["file"], row["function"]): row["reason"] for row in csv.DictReader(stream)}


def never_entered(files):
    """(file, function, lines) of each function of which no line is reached; those of one name in
    one file are one."""
    never = {}
    for name, lines in files.items():
        for one in lines.never_entered():
            key = (name, one.name.split("::")[-1])
            never[key] = never.get(key, 0) + len(lines.lines_of(one))
    return never


def ranges(numbers):
    """Words for line numbers: 3, 7-9."""
    words, first = [], None
    for at, number in enumerate(numbers):
        first = number if first is None else first
        if at + 1 == len(numbers) or numbers[at + 1] != number + 1:
            words.append(str(first) if first == number else f"{first}-{number}")
            first = None
    return ", ".join(words)


def missed_in_part(lines):
    """The lines that are missed of functions that are entered."""
    never = lines.never_entered()
    return [line for line in lines.missed
            if not any(one.first <= line <= one.last for one in never)]


def rows_of_table(build):
    """What the program that replays the corpus of fuzz_step says of the rows; and whether all are
    as they must be."""
    command = [str(build / "fired_rows"), str(ROOT / "spec/transitions.csv"),
               str(ROOT / "fuzz/rows_not_fired.csv"), str(ROOT / "fuzz/corpus/fuzz_step")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=build)
    if done.returncode not in (0, 1):
        raise line_coverage.CannotMeasure(done.stderr.strip())
    return done.stdout.strip().splitlines(), done.returncode == 0


def document(files, reasons, rows):
    """fuzz/COVERAGE.md."""
    text = ["# What the corpora reach", "",
            f"Written by `{COMMAND}` on {datetime.date.today():%-d %B %Y}. Lines are those that "
            "bear code, by Clang's",
            "counters, when each target replays its committed corpus as ctest does, entries of the",
            "museum among the policies. A function that no target instantiates counts with all the",
            "lines of its body as not reached.", "",
            "| folder | lines | reached | per cent |", "| --- | ---: | ---: | ---: |"]
    text += [f"| {name} | {count:,} | {reached:,} | {share(reached, count):.1f} |"
             for name, reached, count in totals(files)]
    text += ["", "## Rows of the table of transitions", "",
             "By the corpus of fuzz_step, guards told apart (tests/transitions/row_guards.hpp):",
             ""]
    text += [f"- {line}" for line in rows]
    text += ["", f"## Files below {LEAST} per cent", "", "| file | lines | reached | per cent |",
             "| --- | ---: | ---: | ---: |"]
    text += [f"| {name} | {len(lines.counts)} | {lines.reached} | "
             f"{share(lines.reached, len(lines.counts)):.1f} |"
             for name, lines in below(files)]
    text += ["", "## Functions that are never entered", "",
             "The reasons stand in fuzz/lines_not_reached.csv.", "",
             "| file | function | lines | why |", "| --- | --- | ---: | --- |"]
    text += [f"| {name} | {function} | {count} | {reasons.get((name, function), 'not known')} |"
             for (name, function), count in never_entered(files).items()]
    text += ["", "## Lines that are missed of functions that are entered", "",
             "Most are the last lines of switches that have returned for each value.", ""]
    text += [f"- {name}: {ranges(missed_in_part(lines))}" for name, lines in files.items()
             if missed_in_part(lines)]
    return "\n".join(text) + "\n"


def below(files):
    return [(name, lines) for name, lines in files.items()
            if share(lines.reached, len(lines.counts)) < LEAST]


def faults(files, reasons):
    """What is not as it is asked for, in words."""
    never = never_entered(files)
    words = [f"{name}: {function}() is never entered, and fuzz/lines_not_reached.csv has no reason"
             for name, function in never if (name, function) not in reasons]
    words += [f"{name}: {function}() is entered or gone, but stands in fuzz/lines_not_reached.csv: "
              "remove it there" for name, function in reasons if (name, function) not in never]
    _, reached, count = totals(files)[-1]
    if share(reached, count) < LEAST:
        words.append(f"{share(reached, count):.2f} per cent of the lines are reached, not {LEAST}")
    return words


def report(options):
    targets = engine.targets_in(options.build, ROOT / "fuzz", ROOT / "build/fuzz-coverage/found")
    if not targets:
        raise line_coverage.CannotMeasure(f"there are no targets in {options.build}")
    files = line_coverage.measure(targets, ROOT, FOLDERS)
    reasons = read_reasons(ROOT / "fuzz/lines_not_reached.csv")
    rows, rows_are_well = rows_of_table(options.build.resolve())
    for name, reached, count in totals(files):
        print(f"{name:6} {reached:6,} of {count:6,} lines, {share(reached, count):.1f} per cent")
    for name, lines in below(files):
        print(f"  {share(lines.reached, len(lines.counts)):5.1f} per cent: {name}: "
              f"{ranges(lines.missed)}")
    print("\n".join(rows))
    wrong = faults(files, reasons)
    for words in wrong:
        print(words)
    (ROOT / "fuzz/COVERAGE.md").write_text(document(files, reasons, rows), encoding="utf-8")
    print("written: fuzz/COVERAGE.md")
    if options.folder:
        print(f"written: {coverage_pages.write(files, options.folder)}")
    return 0 if rows_are_well and not wrong else 1


def main():
    parser = argparse.ArgumentParser(prog="fuzz --coverage", description=__doc__.splitlines()[0],
                                     allow_abbrev=False)
    parser.add_argument("folder", type=pathlib.Path, nargs="?",
                        help="for pages of the sources with their counts")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/fuzz-coverage/fuzz")
    try:
        return report(parser.parse_args())
    except (line_coverage.CannotMeasure, OSError) as error:
        print(f"fuzz: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
