#!/usr/bin/env python3
"""Stacks and cases: plays the suite on every stack that was built, and writes what came of it.

    matrix.py BUILD [--markdown FILE] [--kernel FILE] [--html FILE] [--expect FILE]

BUILD is the folder of a build; its programs stack_* are the stacks. Of a case that a stack does not
pass the page shows why, and links to the capture, which lies beside the page. What the kernel does
depends on the machine, and takes minutes: it is played for --kernel alone, and has a page of its
own, beside its column in the HTML.
"""
import argparse
import collections
import csv
import difflib
import fnmatch
import html
import json
import pathlib
import subprocess
import sys

MARKS = {"passed": "yes", "FAILED": "**no**", "deviates": "deviates", "declines": "declines",
         "not reached": "-"}
NOT_ASKED = {"standing": "not reached"}
KERNEL = "stack_linux"
NOT_HERE = 77  # the status of a stack that cannot run on this machine
EXPLAINED = pathlib.Path(__file__).parent / "explained.csv"
WORDS = ("passed", "failed a MUST", "deviated from a SHOULD", "declined a MAY", "not reached")
STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8885; padding: .3rem .6rem; text-align: left;
         vertical-align: top; }
th { position: sticky; top: 0; background: Canvas; }
.FAILED { background: #d336; } .deviates { background: #da06; } .not { opacity: .5; }
small { display: block; opacity: .75; } tr.heading td { font-weight: bold; padding-top: 1rem; }
"""


def play(program, folder):
    """The name of one stack with its release, and its results by id; None if it cannot run here."""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "results.jsonl"
    done = subprocess.run([program, "conform", "--report", f"jsonl={report}", "--out", folder],
                          stdout=subprocess.DEVNULL, check=False)
    if done.returncode == NOT_HERE:
        return None
    if done.returncode not in (0, 1):
        sys.exit(f"matrix: {program.name} conform ends with status {done.returncode}")
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    return f"{lines[0]['stack']} {lines[0]['release']}", {line["id"]: line for line in lines}


def by_heading(stacks):
    """The cases, under the heading of the RFC that they fall under."""
    cases = collections.OrderedDict()
    for results in stacks.values():
        for line in results.values():
            heading = line["source"].split(";")[0]
            cases.setdefault(heading, {})[line["id"]] = line
    return cases


def totals(stacks):
    rows = []
    names = {name for results in stacks.values() for name in results}
    for stack, results in stacks.items():
        count = collections.Counter(results.get(name, NOT_ASKED)["standing"] for name in names)
        rows.append([stack] + [count[standing] for standing in MARKS])
    return rows


def in_words(row):
    return f"{row[0]}: " + ", ".join(f"{count} {word}" for count, word in zip(row[1:], WORDS))


def explained(stacks):
    """Of each stack the cases that fail a MUST, with what they have in common."""
    with EXPLAINED.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    for stack, results in stacks.items():
        failed = [name for name, line in results.items() if line["standing"] == "FAILED"]
        for row in rows:
            if row["stack"] != stack.split()[0]:
                continue
            alike = [name for name in failed
                     if any(fnmatch.fnmatchcase(name, glob) for glob in row["cases"].split())]
            failed = [name for name in failed if name not in alike]
            if alike:
                yield stack, alike, row["why"]
        if failed:
            yield stack, failed, "Not explained yet."


def markdown(stacks):
    lines = ["# Stacks and cases", "",
             "Written by `./run matrix`: what each stack does in each case of "
             "[the suite](../harness/conform/segments.csv). A case that is not reached says "
             "nothing of the stack, as where it has no timestamps or knows no limit of memory.", "",
             "| stack | " + " | ".join(WORDS) + " |", "| --- |" + " --- |" * len(WORDS)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in totals(stacks)]
    lines += ["", "## What fails a MUST, and why", "", "| stack | cases | why |",
              "| --- | --- | --- |"]
    lines += [f"| {stack} | {', '.join(cases)} | {why} |"
              for stack, cases, why in explained(stacks)]
    for heading, cases in by_heading(stacks).items():
        lines += ["", f"## {heading}", "", "| case | " + " | ".join(stacks) + " |",
                  "| --- |" + " --- |" * len(stacks)]
        for name in cases:
            marks = [MARKS[results.get(name, NOT_ASKED)["standing"]] for results in stacks.values()]
            lines.append(f"| {name} | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"


def cell(line, stack):
    standing = line["standing"]
    text = f'<td class="{standing}">{html.escape(standing)}'
    if standing in ("FAILED", "deviates", "declines"):
        capture = f"{stack}/{stack}-{line['id'].replace('/', '-')}.pcap"
        text += (f'<small>{html.escape(line["words"])} '
                 f'<a href="{html.escape(capture)}">capture</a></small>')
    return text + "</td>"


def page(stacks):
    head = "".join(f"<th>{html.escape(stack)}</th>" for stack in stacks)
    rows = []
    for heading, cases in by_heading(stacks).items():
        rows.append(f'<tr class="heading"><td colspan="{len(stacks) + 1}">'
                    f"{html.escape(heading)}</td></tr>")
        for name, line in cases.items():
            cells = "".join(cell(results.get(name, NOT_ASKED), stack.split()[0])
                            for stack, results in stacks.items())
            rows.append(f"<tr><td>{html.escape(name)}<small>{html.escape(line['level'])} "
                        f"{html.escape(line['source'])}</small></td>{cells}</tr>")
    counts = "".join(f"<li>{html.escape(in_words(row))}</li>" for row in totals(stacks))
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Stacks and cases</title>'
            f"<style>{STYLE}</style><h1>Stacks and cases</h1><ul>{counts}</ul>"
            f"<table><tr><th>case</th>{head}</tr>{''.join(rows)}</table></html>\n")


def write(path, stacks, text_of):
    if path and stacks:
        path.write_text(text_of(stacks), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path)
    parser.add_argument("--kernel", type=pathlib.Path, metavar="FILE",
                        help="plays the kernel of this machine, too, and writes its page")
    parser.add_argument("--html", type=pathlib.Path)
    parser.add_argument("--expect", type=pathlib.Path, metavar="FILE",
                        help="a page in Markdown; status 1 if it would be another one now")
    options = parser.parse_args()
    folder = options.html.parent if options.html else options.build / "matrix"
    programs = sorted(path for path in (options.build / "harness").glob("stack_*")
                      if path.is_file() and "without" not in path.name
                      and (options.kernel or path.name != KERNEL))
    if not programs:
        parser.error(f"there is no stack in {options.build / 'harness'}")
    everywhere, kernel = {}, {}
    for program in programs:
        played = play(program, folder / program.name.removeprefix("stack_"))
        if played is None:
            print(f"{program.name} cannot run here, and is left out", file=sys.stderr)
            continue
        name, results = played
        if program.name == KERNEL:
            kernel[name.split("-")[0]] = results  # what follows says who built it
        else:
            everywhere[name] = results
    stacks = everywhere | kernel
    write(options.markdown, everywhere, markdown)
    write(options.kernel, kernel, markdown)
    write(options.html, stacks, page)
    if options.expect:
        said = options.expect.read_text(encoding="utf-8").splitlines()
        now = markdown(everywhere).splitlines()
        changed = list(difflib.unified_diff(said, now, n=0, lineterm=""))
        if changed:
            sys.exit("\n".join([f"{options.expect} says something else:"] + changed))
    for row in totals(stacks):
        print(in_words(row))


if __name__ == "__main__":
    main()
