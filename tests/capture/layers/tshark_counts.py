#!/usr/bin/env python3
"""Counts the TCP segments of each public capture as `twomsl audit` and as tshark do.

    tshark_counts.py TWOMSL CAPTURES DIFFERENCES

A segment is a frame that gives one: of the fragments of a packet the last to come, and nothing that
an ICMP error quotes. Where the two differ, DIFFERENCES (CSV: file, ours, tshark, reason) has a row;
a difference without a row fails, and so does a row without its difference. Skipped, by exit status
77, where tshark or the captures are missing.

tshark is asked once about all captures in a row, and about each that differs once more, alone: to
start it 860 times would take most of the time.
"""

import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

FILTER = "tcp && !icmp && !icmpv6"

# Reasons of frames that are counted as skipped, though they hold a segment.
SEGMENTS_ALL_THE_SAME = {"captured-twice", "checksum-wrong", "no-timestamp", "too-many-connections"}
NO_FRAMES = {"too-many-findings"}


def output(command):
    """What a command prints, whatever it returns: tshark and the audit complain of some files."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=False).stdout


def tcp_frames(capture):
    """The numbers of the frames in which tshark finds TCP."""
    fields = ["-T", "fields", "-e", "frame.number"]
    shown = output(["tshark", "-n", "-r", capture, "-Y", FILTER, *fields])
    return [int(number) for number in shown.split()]


def summaries(twomsl, captures):
    """What the audit says of each capture, in their order."""
    lines = output([twomsl, "audit", "--json", *captures]).splitlines()
    return [line for line in map(json.loads, lines) if line["type"] == "summary"]


def segments(summary):
    """How many frames gave the audit a segment."""
    lost = (frames for reason, frames in summary["skipped"].items()
            if reason not in SEGMENTS_ALL_THE_SAME | NO_FRAMES)
    return summary["packets"] - sum(lost)


def counts_of_all(captures, frames):
    """tshark's count of each capture, from one run over all. `frames` is how many each has."""
    with tempfile.TemporaryDirectory() as folder:
        merged = str(pathlib.Path(folder) / "all.pcapng")
        subprocess.run(["mergecap", "-a", "-F", "pcapng", "-w", merged, *captures], check=True)
        numbers = tcp_frames(merged)
    counts, end, at = [], 0, 0
    for count in frames:
        end, begin = end + count, at
        while at < len(numbers) and numbers[at] <= end:
            at += 1
        counts.append(at - begin)
    return counts


def differences(twomsl, folder):
    """File to (ours, tshark's), where they differ."""
    with open(folder / "manifest.csv", encoding="utf-8") as manifest:
        files = [row["file"] for row in csv.DictReader(manifest)]
    captures = [str(folder / file) for file in files]
    said = summaries(twomsl, captures)
    assert len(said) == len(files), "one summary a file"
    theirs = counts_of_all(captures, [summary["packets"] for summary in said])
    found = {}
    for file, summary, count in zip(files, said, theirs):
        ours = segments(summary)
        if ours != count:
            count = len(tcp_frames(str(folder / file)))
        if ours != count:
            found[file] = (ours, count)
    print(f"{sum(map(segments, said))} segments in {len(files)} captures, "
          f"{len(found)} of which tshark counts otherwise")
    return found


def main(twomsl, captures, listed):
    folder = pathlib.Path(captures)
    if not (folder / "manifest.csv").exists():
        print(f"skipped: no captures at {folder}")
        return 77
    if not shutil.which("tshark") or not shutil.which("mergecap"):
        print("skipped: no tshark (apt-get install tshark)")
        return 77
    with open(listed, encoding="utf-8") as table:
        known = {row["file"]: (int(row["ours"]), int(row["tshark"]))
                 for row in csv.DictReader(table)}
    found = differences(twomsl, folder)
    complaints = [f"{file}: ours {ours}, tshark {theirs}: find out why, mend it or list it"
                  for file, (ours, theirs) in found.items() if known.get(file) != (ours, theirs)]
    complaints += [f"{file}: listed, but they agree: remove its row"
                   for file in known.keys() - found]
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
