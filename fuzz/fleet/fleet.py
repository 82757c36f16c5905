#!/usr/bin/env python3
"""A campaign over all fuzz targets: round robin in slices, corpora merged at the end of a round,
crashes told apart by rule and stack, shrunk and kept. Stopped at any moment, it goes on with what
is left; one that has ended is followed by another on what it found.

    fleet.py --all [--time 8h] [--jobs N] [--slice 5m] [--shrink 30s]
    fleet.py --keep CRASH [--target NAME]    makes of a crash a regression test

Exit status: 0 nothing was found that is not kept, 1 something was, 2 wrong usage, 130 interrupted.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import threading

sys.dont_write_bytecode = True

import coverage
import engine
import findings
import page
import state as states

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
MOST_JOBS = 256
MOST_CRASHES = 5  # of a slice: a target that crashes at once does not take its whole time
ROUNDS = 4  # that a campaign has at least, if no slice is asked for
DEFAULT_TIME_S = 3600


def duration(word):
    """Seconds of "8h", "90m", "30s", "1h30m" or "45"."""
    if not word or not re.fullmatch(r"(\d+[smhd])*(\d+)?", word):
        raise argparse.ArgumentTypeError(f"'{word}' is no time, such as 8h, 90m, 1h30m or 45s")
    seconds = sum(int(count) * UNITS[unit or "s"]
                  for count, unit in re.findall(r"(\d+)([smhd]?)", word))
    if seconds == 0:
        raise argparse.ArgumentTypeError(f"'{word}' is no time at all")
    if seconds > 366 * UNITS["d"]:
        raise argparse.ArgumentTypeError(f"'{word}' is more than a year")
    return seconds


def job_count(word):
    if not re.fullmatch(r"\d+", word):
        raise argparse.ArgumentTypeError(f"'{word}' is no number of jobs")
    if not 1 <= int(word) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"'{word}' is not from 1 to {MOST_JOBS} jobs")
    return int(word)


class Campaign:
    """What is fuzzed, what came of it, and the line that says how far it is."""

    def __init__(self, options, targets, state):
        self.options, self.targets, self.state = options, targets, state
        self.engine = engine.Engine()
        self.lock = threading.Lock()  # of the state
        self.fresh = []  # findings of this call

    def slice_s(self):
        if self.options.slice:
            return self.options.slice
        in_all = self.state.asked_s * self.options.jobs
        return max(1, min(300, in_all // len(self.targets) // ROUNDS))

    def run(self):
        """Rounds until the time is over. Saved after each slice."""
        while self.left() >= 1 and not self.engine.stopped.is_set():
            waiting = [one for one in self.targets if one.name not in self.state.done]
            self.in_parallel(self.fuzz, waiting)
            if self.engine.stopped.is_set():
                break
            self.show("merging")
            self.in_parallel(self.engine.merge, self.targets)
            if len(self.state.done) >= len(self.targets):
                self.state.round += 1
                self.state.done = []
            self.save()
        if not self.engine.stopped.is_set():
            self.state.left_s = 0

    def left(self):
        """Seconds of processes: libFuzzer counts whole ones."""
        return self.state.left_s * self.options.jobs

    def in_parallel(self, what, targets):
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            for future in [pool.submit(what, target) for target in targets]:
                future.result()

    def fuzz(self, target):
        """A slice of one target, gone on with after each crash."""
        left = min(self.slice_s(), self.left())
        if left < 1:
            return
        for _ in range(MOST_CRASHES):
            if min(left, self.left()) < 1 or self.engine.stopped.is_set():
                break
            with tempfile.TemporaryDirectory() as artifacts:
                outcome = self.engine.fuzz(target, left, artifacts)
                self.record(target, outcome, artifacts)
            left -= outcome.seconds
            if outcome.status == 0:
                break
        if not self.engine.stopped.is_set():
            self.state.done.append(target.name)
        self.save()
        self.show("")

    def record(self, target, outcome, artifacts):
        with self.lock:
            self.state.left_s -= outcome.seconds / self.options.jobs
            self.state.add_slice(target.name, outcome, len(list(target.found.iterdir())))
        crash = findings.crash_of(outcome, artifacts, self.engine.stopped.is_set())
        if crash is None:
            return
        finding, known = findings.file_crash(self.engine, target, crash,
                                             (self.state, self.options.shrink))
        if not known:
            self.fresh.append(finding)

    def save(self):
        with self.lock:
            self.state.save()

    def show(self, doing):
        """Progress, if somebody watches."""
        if not sys.stderr.isatty():
            return
        hours, seconds = divmod(max(0, int(self.state.left_s)), 3600)
        words = (f"round {self.state.round}: {len(self.state.done)}/{len(self.targets)} targets, "
                 f"{self.state.executions():,} executions, {len(self.state.findings)} findings, "
                 f"{hours}:{seconds // 60:02}:{seconds % 60:02} left {doing}")
        sys.stderr.write(f"\r\033[K{words[:shutil.get_terminal_size().columns - 1]}")
        sys.stderr.flush()


def told(finding):
    """A finding in two lines."""
    path = os.path.relpath(finding["path"])
    next_step = (f"it is a regression test: {finding['kept']}" if "kept" in finding else
                 f"make it a regression test: ./run fuzz --keep {path}")
    return (f"{finding['target']}: {finding['rule']}, {finding['count']} times; the first of "
            f"{finding['bytes']} bytes shrunk to {finding['shrunk_bytes']}: {path}\n  {next_step}")


def read_state(options, parser):
    path = options.found / "campaign.json"
    try:
        return states.State.read(path)
    except ValueError as error:
        parser.error(f"{path} cannot be read: {error}; remove it to start anew")


def campaign(options, parser):
    targets = engine.targets_in(options.build, options.sources, options.found)
    if not targets:
        parser.error(f"there are no targets in {options.build}")
    state = read_state(options, parser)
    state.begin(options.time or (DEFAULT_TIME_S if state.left_s <= 0 else None))
    for target in targets:
        engine.recover(target)
    run = Campaign(options, targets, state)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: run.engine.stop())
    run.show("")
    run.run()
    if not run.engine.stopped.is_set() and options.coverage:
        run.show("coverage by file")
        state.coverage = coverage.by_file(run.engine, targets, ROOT)
    state.save()
    (options.found / "index.html").write_text(page.page(state), encoding="utf-8")
    return report(run)


def report(run):
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    state = run.state
    for finding in state.findings:
        print(told(finding))
    fuzzed = len({one["target"] for one in state.slices})
    print(f"{state.executions():,} executions of {fuzzed} targets, round {state.round}; "
          f"{len(state.findings)} findings, {len(run.fresh)} of them new: "
          f"{os.path.relpath(run.options.found / 'index.html')}")
    if run.engine.stopped.is_set():
        print(f"interrupted with {max(0, state.left_s):.0f} s left; the same command goes on")
        return 130
    return 1 if any("kept" not in finding for finding in state.findings) else 0


def keep(options, parser):
    path = options.keep
    if not path.is_file():
        parser.error(f"'{path}' is no file")
    name = options.target or path.resolve().parent.name
    targets = engine.targets_in(options.build, options.sources, options.found)
    target = next((one for one in targets if one.name == name), None)
    if target is None:
        parser.error(f"'{name}' is no target; say --target with one of "
                     f"{', '.join(one.name for one in targets) or 'those that are built'}")
    try:
        kept = findings.keep(engine.Engine(), target, path, options.shrink)
    except findings.CannotKeep as error:
        print(f"fuzz: {error}", file=sys.stderr)
        return 1
    state = read_state(options, parser)
    finding = state.finding(name, path.name)
    if finding and pathlib.Path(finding["path"]).resolve() == path.resolve():
        finding["kept"] = os.path.relpath(kept)
        state.save()
    print(f"{os.path.relpath(kept)}: {kept.stat().st_size} bytes; {name}.ReplaysItsCorpus fails "
          "until it is repaired")
    return 0


def arguments():
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__.splitlines()[0],
                                     allow_abbrev=False)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--all", action="store_true", help="a campaign over all targets")
    what.add_argument("--keep", type=pathlib.Path, metavar="CRASH",
                      help="make of a crash a regression test")
    parser.add_argument("--time", type=duration, help="of the campaign in all, as 8h; 1h if unsaid")
    parser.add_argument("--jobs", type=job_count, default=os.cpu_count() or 1,
                        help="targets at a time; as many as there are processors if unsaid")
    parser.add_argument("--slice", type=duration, help="of one target in a round; chosen if unsaid")
    parser.add_argument("--shrink", type=duration, default=30, help="for one crash; 30s if unsaid")
    parser.add_argument("--target", help="whose crash it is, if not that of its folder's name")
    parser.add_argument("--no-coverage", dest="coverage", action="store_false",
                        help="no coverage by file in the report")
    parser.add_argument("--validate", action="store_true", help="look at the arguments alone")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/fuzz/fuzz")
    parser.add_argument("--sources", type=pathlib.Path, default=ROOT / "fuzz")
    parser.add_argument("--found", type=pathlib.Path, default=ROOT / "build/fuzz/found")
    return parser


def main():
    parser = arguments()
    options = parser.parse_args()
    if options.validate:
        return 0
    return campaign(options, parser) if options.all else keep(options, parser)


if __name__ == "__main__":
    sys.exit(main())
