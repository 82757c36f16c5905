#!/usr/bin/env python3
"""Our endpoint and the local Linux kernel, in network namespaces that each cell makes for itself.

    interop.py [--build DIR] [--list] [--short] [--keep DIR] [PART...]

Runs the cells whose name holds one of the parts, or all. Exit status 1 if one fails, 77 where
namespaces or TUN devices are not permitted: then nothing is shown.
"""
import argparse
import collections
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
for relative in ("../wire", "../../bench"):
    sys.path.append(os.path.join(HERE, relative))

from audit import check_traces
from cells import SHORT, cells
from endpoint import Ours
from measure import progress
from namespace import SKIPPED, namespace, obstacle
from network import Network, NotPermitted, set_sysctl

Tools = collections.namedtuple("Tools", "twomsl client")
Result = collections.namedtuple("Result", "outcome seconds note")
SETUP_S = 60  # what a cell may take beyond its own patience


def tools_in(build):
    return Tools(os.path.join(build, "tool", "twomsl"),
                 os.path.join(build, "tests", "interop", "interop_client"))


# Of the peer's kernel in every cell. By default a RST ends its TIME-WAIT, which the audit says, and
# rightly: our RST for a late copy of its segments then makes a hazard of an innocent run.
KERNEL = (("ipv4/tcp_rfc1337", 1),)


def run_inside(cell, tools, folder):
    """In the namespaces of this cell alone: prints the result as JSON."""
    try:
        network = Network(tools.twomsl, folder, cell.link, cell.mtu_bytes)
        with network.peer():
            for name, value in (*KERNEL, *cell.sysctls):
                set_sysctl(name, value)
        with network:
            ours = Ours(network, tools, cell)
            note = cell.exercise(cell, network, ours)
        network.check_faults()
        check_traces(tools, cell, network, ours)
        outcome = "passed"
    except NotPermitted as reason:
        outcome, note = "skipped", str(reason)
    except Exception as error:  # whatever it is, the cell has failed by it
        last = traceback.extract_tb(error.__traceback__)[-1]
        outcome, note = "FAILED", f"{error or type(error).__name__} ({last.name})"
    print(json.dumps([outcome, note]))
    sys.stdout.flush()
    os._exit(0)  # threads that still wait do not keep it


def run_cell(cell, build, keep):
    """The cell's result. What a failed cell leaves behind is kept."""
    missing = [program for program in cell.needs if shutil.which(program) is None]
    if missing:
        return Result("skipped", 0, f"there is no {missing[0]}")
    folder = tempfile.mkdtemp(prefix=cell.name + "-", dir=keep)
    began = time.monotonic()
    command = [*namespace(), sys.executable, os.path.abspath(__file__), "--build", build,
               "--inside", folder, cell.name]
    running = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    patience_s = cell.patience_s + cell.pause_s + SETUP_S
    try:
        output, errors = running.communicate(timeout=patience_s)
        outcome, note = json.loads(output.splitlines()[-1])
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()
        outcome, note = "FAILED", f"not over after {patience_s:.0f} s"
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except (IndexError, ValueError):
        outcome, note = "FAILED", errors.strip()[-300:] or f"exit status {running.returncode}"
    seconds = time.monotonic() - began
    if outcome == "passed":
        shutil.rmtree(folder)
    elif outcome == "FAILED":
        note += f"; see {folder}"
    return Result(outcome, seconds, note)


def print_table(results):
    width = max(len(name) for name in results)
    kind = max(len(result.outcome) for result in results.values())
    for name, result in results.items():
        print(f"{name:<{width}}  {result.outcome:<{kind}}  {result.seconds:6.1f} s  {result.note}")
    counts = collections.Counter(result.outcome for result in results.values())
    print(f"{len(results)} cells: " +
          ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))


def chosen(arguments):
    return [cell for cell in cells()
            if (not arguments.short or cell.name in SHORT) and
            (not arguments.parts or any(part in cell.name for part in arguments.parts))]


def parse(words):
    parser = argparse.ArgumentParser(prog="./run interop", description=(
        "Our endpoint and the local Linux kernel, in network namespaces of their own."))
    parser.add_argument("--build", default="build/test", help=argparse.SUPPRESS)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--list", action="store_true", help="print the names of the cells")
    parser.add_argument("--short", action="store_true", help="the ten shortest cells")
    parser.add_argument("--keep", metavar="DIR", help="where failed cells leave their traces")
    parser.add_argument("parts", metavar="PART", nargs="*", help="cells whose name holds it")
    return parser.parse_args(words)


def main(words):
    arguments = parse(words)
    if arguments.inside:
        cell = [cell for cell in cells() if cell.name == arguments.parts[0]][0]
        run_inside(cell, tools_in(arguments.build), arguments.inside)
    wanted = chosen(arguments)
    if not wanted:
        print(f"interop: no cell's name holds {' or '.join(arguments.parts)}; see --list",
              file=sys.stderr)
        return 2
    if arguments.list:
        print("\n".join(cell.name for cell in wanted))
        return 0
    reason = obstacle("ipv4")
    if reason is not None:
        print(f"skipped: {reason}")
        return SKIPPED
    if arguments.keep:
        os.makedirs(arguments.keep, exist_ok=True)
    results = {}
    for number, cell in enumerate(wanted, 1):
        progress(f"{number} of {len(wanted)}: {cell.name}")
        results[cell.name] = run_cell(cell, os.path.abspath(arguments.build), arguments.keep)
    progress("")
    print_table(results)
    return 1 if any(result.outcome == "FAILED" for result in results.values()) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        progress("")
        sys.exit(128 + signal.SIGINT)
