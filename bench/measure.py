"""Runs programs and returns what they cost: processor time, memory, instructions, benchmarks."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import namedtuple

Cost = namedtuple("Cost", "cpu_seconds peak_bytes")


class Failed(Exception):
    """A program could not be run, or ended badly; the message is for the user."""


def words(command):
    return " ".join(str(word) for word in command)


def output(command, statuses=(0,)):
    """What `command` prints, once it has ended with one of `statuses`."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    except OSError as error:
        raise Failed(f"{words(command)}: {error}") from error
    if done.returncode not in statuses:
        raise Failed(f"{words(command)}: exit status {done.returncode}\n{done.stderr.strip()}")
    return done.stdout


def cost(command, statuses=(0,)):
    """Processor time (user and system) and peak resident memory of one run of `command`."""
    try:
        child = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    except OSError as error:
        raise Failed(f"{words(command)}: {error}") from error
    try:
        _, status, usage = os.wait4(child.pid, 0)
    except KeyboardInterrupt:
        child.wait()
        raise
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in statuses:
        raise Failed(f"{words(command)}: exit status {child.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def instructions(command, statuses=(0,)):
    """Instructions that one run of `command` executes, as callgrind counts them."""
    with tempfile.NamedTemporaryFile(mode="r", suffix=".callgrind") as counts:
        output(["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={counts.name}",
                *command], statuses)
        total = re.search(r"^(?:summary|totals): (\d+)", counts.read(), re.MULTILINE)
    if not total:
        raise Failed(f"{words(command)}: callgrind wrote no total")
    return int(total.group(1))


def instructions_a_step(command, few=1_000, many=11_000):
    """What one step more costs a command whose last argument is their number."""
    less, more = (instructions([*command, str(count)]) for count in (few, many))
    return (more - less) / (many - few)


def benchmarks(command):
    """The benchmarks of one Google Benchmark program: name -> its JSON record."""
    report = json.loads(output([*command, "--benchmark_format=json"]))
    records = {}
    for record in report["benchmarks"]:
        if record.get("error_occurred"):
            raise Failed(f"{record['name']}: {record['error_message']}")
        records[record["name"].split("/iterations:")[0]] = record
    return records


def progress(text):
    """Says what is going on, on a terminal only; an empty text wipes the line."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
