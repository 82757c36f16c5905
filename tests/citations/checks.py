"""The tests that cite a label, and the programs that they belong to.

A citation stands above the test that it speaks of, inside it, or inside a table of scenarios whose
file has no test of its own: then the whole program is the check.
"""
import dataclasses
import json
import os
import re
import shlex
import subprocess

import citations

TEST = re.compile(r"^TEST(?P<kind>|_F|_P)\((?P<suite>\w+),\s*(?P<name>\w+)\)", re.MULTILINE)
PROPERTY = re.compile(r"^RC_GTEST_PROP\((?P<suite>\w+),\s*(?P<name>\w+)", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Check:
    program: str
    tests: tuple  # filters of GoogleTest
    paths: tuple  # the files that cite

    def __str__(self):
        return f"{self.program} {':'.join(self.tests)}"


def test_at(file, line):
    """The filter for the test that begins next below `line`, or that `line` lies in; or all."""
    found = [(file.text.count("\n", 0, match.start()) + 1, filter_of(match))
             for pattern in (TEST, PROPERTY) for match in pattern.finditer(file.text)]
    found.sort()
    if file.lines[line - 1].startswith("//="):
        return next((text for at, text in found if at > line), "*")
    return next((text for at, text in reversed(found) if at < line), "*")


def filter_of(match):
    suite, name = match["suite"], match["name"]
    return f"*{suite}.{name}/*" if match.groupdict().get("kind") == "_P" else f"{suite}.{name}"


class Programs:
    """Which test program compiles which file, by the build at `build` of the tree at `root`; and
    how to build as much of one as a check needs."""

    def __init__(self, build, root):
        self.build = build
        listing = subprocess.run(["ninja", "-C", build, "-t", "compdb"], capture_output=True,
                                 text=True, check=True).stdout
        self.programs = {}
        for entry in json.loads(listing):
            match = re.match(r"tests/CMakeFiles/(\w+)\.dir/", entry.get("output", ""))
            path = os.path.relpath(os.path.join(build, entry["file"]), root)
            if match and match[1].endswith("_test") and path.endswith(".cpp"):
                self.programs.setdefault(path, set()).add(match[1])

    def checks_of(self, label, files):
        """The checks that cite the label, one a program, the cheapest first."""
        by_path = {file.path: file for file in files}
        tests, paths = {}, {}
        for one in citations.citations(files):
            if one.label == label and one.kind == "test":
                for program in self.programs.get(one.path, ()):
                    tests.setdefault(program, set()).add(test_at(by_path[one.path], one.line))
                    paths.setdefault(program, set()).add(one.path)
        checks = [Check(program, tuple(sorted(tests[program])), tuple(sorted(paths[program])))
                  for program in tests]
        return sorted(checks, key=lambda check: (self.cost(check.program), check.program))

    def cost(self, program):
        """Laws and exhaustive searches take long to run; otherwise the files that it compiles."""
        files = sum(program in programs for programs in self.programs.values())
        return bool(re.search("law|exhaustive", program)), files

    def ninja(self, *arguments):
        """Its exit status and what it printed; one job at a time."""
        ran = subprocess.run(["ninja", "-C", self.build, "-j", "1", *arguments],
                             capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout

    def build_for(self, check):
        """The path of a program with the tests of the check, or nothing and the errors. It has
        the files that cite and no others, where those are enough to link it."""
        target = f"tests/{check.program}"
        if "*" not in check.tests:
            program, errors = self.build_part(target, check)
            if program or errors:
                return program, errors
        status, printed = self.ninja(target)
        return ("" if status else os.path.join(self.build, target)), errors_in(printed)

    def build_part(self, target, check):
        """As build_for; neither if the files that cite cannot be linked without the others."""
        line = self.ninja("-t", "commands", target)[1].splitlines()[-1]
        words = shlex.split(line.split("&& ")[1])
        own = [word for word in words if word.startswith(f"tests/CMakeFiles/{check.program}.dir/")]
        wanted = [word for word in own if word[:-2].endswith(tuple(
            path.removeprefix("tests/") for path in check.paths))]
        libraries = [word for word in words if word.endswith(".a") and not os.path.isabs(word)]
        status, printed = self.ninja(*wanted, *libraries)
        if status:
            return "", errors_in(printed)
        program = target + "_of_citation"
        words[words.index("-o") + 1] = program
        linked = subprocess.run([word for word in words if word in wanted or word not in own],
                                cwd=self.build, capture_output=True, check=False)
        return (os.path.join(self.build, program) if linked.returncode == 0 else ""), ""


def errors_in(printed):
    return "\n".join(line for line in printed.splitlines() if "error: " in line)
