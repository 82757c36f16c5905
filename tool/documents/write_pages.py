#!/usr/bin/env python3
"""Writes docs/classes, docs/stories and docs/README.md: a page for each class of findings and each
kind of story, as `twomsl explain` tells them.

    write_pages.py TWOMSL FOLDER [--check]

With --check nothing is written; exit status 1 if a page is not what it would be.
"""
import pathlib
import subprocess
import sys

# The heading in `twomsl explain --list`, the word before an id that two topics have, the folder.
TOPICS = (("class of findings:", "class", "classes", "Classes of findings"),
          ("kind of story:", "story", "stories", "Kinds of stories"))
INDEX_HEAD = """# Pages

Written by `tool/documents/write_pages.py`; [YOUR-STACK.md](YOUR-STACK.md), [SLURM.md](SLURM.md) and
[TIME-WAIT-BUDGET.md](TIME-WAIT-BUDGET.md) are not, [MATRIX.md](MATRIX.md) is by `./run matrix`.
"""


def explain(program, *words):
    return subprocess.run([program, "explain", *words], text=True, check=True,
                          capture_output=True).stdout


def ids_of(listing, heading):
    """Those below a heading, which ends where the next begins at the left edge."""
    lines = iter(listing.splitlines())
    for line in lines:
        if line == heading:
            break
    ids = []
    for line in lines:
        if not line.startswith(" "):
            break
        ids += line.split()
    return ids


def first_sentence(page):
    """Of what stands below the title, without the topic's name before it."""
    paragraph = page.split("\n\n")[1]
    return paragraph.split(". ", 1)[1]


def pages_of(program):
    pages, index = {}, INDEX_HEAD
    listing = explain(program, "--list")
    for heading, topic, folder, title in TOPICS:
        index += f"\n## {title}\n\n| name | what it says |\n| --- | --- |\n"
        for name in ids_of(listing, heading):
            page = explain(program, "--markdown", f"{topic}:{name}")
            pages[f"{folder}/{name}.md"] = page
            index += f"| [{name}]({folder}/{name}.md) | {first_sentence(page)} |\n"
    pages["README.md"] = index
    return pages


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    pages = pages_of(program)
    present = {str(path.relative_to(folder)) for _, _, name, _ in TOPICS
               for path in (folder / name).glob("*.md")} | {"README.md"}
    if sys.argv[3:] == ["--check"]:
        stale = sorted(present - pages.keys()) + [
            name for name, page in pages.items() if not (folder / name).is_file()
            or (folder / name).read_text(encoding="utf-8") != page]
        if stale:
            sys.exit(f"not what it would be: {', '.join(stale)}; write_pages.py writes them")
        return
    for name in present - pages.keys():
        (folder / name).unlink()
    for name, page in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
