#!/usr/bin/env python3
"""Runs the tests of presets by ctest and sums them up. On a terminal one line follows the progress;
in a pipe nothing is printed before the summary.

    suites.py [--without LABEL-PATTERN] PRESET...

Leaves junit.xml and labels.json in build/PRESET. Exit status 0 only if every test passed or was
skipped, 130 after an interruption.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

import summary

STARTED = re.compile(r"\s+Start\s+\d+: (.*)")
ENDED = re.compile(r"\s*\d+/\d+ +Test +#\d+: ")


class Interrupted(Exception):
    """A signal asked for the end."""


@dataclasses.dataclass
class Progress:
    """The line that is written over and over, if somebody watches."""
    preset: str
    labels: dict
    done: int = 0
    failed: int = 0
    label: str = ""

    def follow(self, line):
        started = STARTED.match(line)
        if started:
            self.label = self.labels.get(started.group(1).strip(), "")
        elif ENDED.match(line):
            self.done += 1
            self.failed += "***" in line and not re.search(r"\*\*\*(Skipped|.*Disabled)", line)
        else:
            return
        self.show(f"{self.preset}: {self.done}/{len(self.labels)} done, {self.failed} failed"
                  + (f", {self.label}" if self.label else ""))

    @staticmethod
    def show(text):
        if sys.stderr.isatty():
            columns = min(shutil.get_terminal_size().columns, summary.WIDTH) - 1
            sys.stderr.write(f"\r\033[K{text[:columns]}")
            sys.stderr.flush()


def ctest(preset, without):
    return ["ctest", "--preset", preset, "--label-exclude", without]


def labels_of(preset, without):
    """The first label of each test that will run, by the test's name."""
    shown = subprocess.run(ctest(preset, without) + ["--show-only=json-v1"], check=False,
                           stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL)
    tests = json.loads(shown.stdout)["tests"] if shown.returncode == 0 else []
    properties = {test["name"]: test.get("properties", []) for test in tests}
    return {name: next((found["value"][0] for found in listed if found["name"] == "LABELS"), "")
            for name, listed in properties.items()}


def run(preset, options):
    """Runs one preset's tests; leaves the report for the summary. The exit status of ctest."""
    build = pathlib.Path("build", preset).absolute()
    report = build / "junit.xml"
    report.unlink(missing_ok=True)
    labels = labels_of(preset, options.without)
    (build / "labels.json").write_text(json.dumps(labels, indent=0), encoding="utf-8")
    command = ctest(preset, options.without) + [
        "-j", str(options.jobs), "--no-tests=error", "--output-junit", str(report)]
    # In a session of its own, so that the whole group can be stopped, tests included.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               stdin=subprocess.DEVNULL, text=True, errors="replace",
                               start_new_session=True)
    progress = Progress(preset, labels)
    try:
        for line in process.stdout:
            progress.follow(line)
        return process.wait()
    finally:
        progress.show("")
        if process.poll() is None:
            stop(process)


def stop(process):
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=3)
        except (ProcessLookupError, PermissionError):
            return
        except subprocess.TimeoutExpired:
            pass


def interrupt(number, _frame):
    signal.signal(number, signal.SIG_IGN)
    raise Interrupted(number)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("presets", nargs="+", metavar="PRESET")
    parser.add_argument("--without", default="^$", help="labels to leave out, a pattern")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    for preset in options.presets:
        if not pathlib.Path("build", preset).is_dir():
            parser.error(f"build/{preset} is missing; ./run test builds it first")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        statuses = [run(preset, options) for preset in options.presets]
    except Interrupted as interrupted:
        print("interrupted; nothing is summed up", file=sys.stderr)
        return 128 + interrupted.args[0]
    reports = [pathlib.Path("build", preset, "junit.xml") for preset in options.presets]
    result = summary.main(reports)
    if result == 0 and any(statuses):
        print("failed: ctest ended with " + " and ".join(map(str, statuses)))
        return 1
    return result


if __name__ == "__main__":
    sys.exit(main())
