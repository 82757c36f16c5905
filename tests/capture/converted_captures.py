#!/usr/bin/env python3
"""What a refusal tells its reader to do works: a capture in each format that is not read is refused
by name, the command that the refusal names is run as it stands, and what comes of it is judged as
the original.

    converted_captures.py TWOMSL CAPTURE

CAPTURE is a pcap file of Ethernet with a violation. Exit status 77 where there is no editcap.
"""
import json
import pathlib
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile

NOT_SHOWN = 77
NAMED = {"snoop": "snoop", "ngsniffer": "DOS Sniffer", "ngwsniffer_1_1": "Windows Sniffer",
         "ngwsniffer_2_0": "Windows Sniffer", "netmon1": "Network Monitor 1",
         "netmon2": "Network Monitor 2", "visual": "Visual Networks", "nettl": "nettl",
         "lanalyzer": "if Wireshark opens it", "5views": "if Wireshark opens it"}


def run(*command):
    return subprocess.run([str(part) for part in command], text=True, capture_output=True,
                          check=False)


def write_erf(capture, made):
    """Of microseconds, little-endian; what editcap writes as ERF holds no frame."""
    data, at, records = capture.read_bytes(), 24, b""
    while at < len(data):
        seconds, micros, captured, wire = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16:at + 16 + captured]
        at += 16 + captured
        # Rounded up: readers round down.
        part = -(-micros * 2 ** 32 // 10 ** 6)
        records += struct.pack("<II", part, seconds)
        records += struct.pack(">BBHHH", 2, 4, 18 + len(frame), 0, wire) + bytes(2) + frame
    made.write_bytes(records)


def judged(twomsl, capture):
    """What does not hang on the precision of a format's clock."""
    lines = [json.loads(line) for line in run(twomsl, "audit", "-j", capture).stdout.splitlines()]
    told = ("class", "verdict", "party", "frame", "frames", "kind", "packets", "skipped")
    return [{key: line[key] for key in told if key in line} for line in lines]


def amiss(twomsl, foreign, wanted, name):
    refused = run(twomsl, "audit", foreign)
    if refused.returncode != 3 or name not in refused.stderr:
        return f"{foreign.name} is not refused by name: {refused.stderr}"
    command = re.search(r"(editcap .*?FILE OUT\.pcapng)", refused.stderr)
    if not command:
        return f"no command is named: {refused.stderr}"
    converted = foreign.with_suffix(".pcapng")
    words = [{"FILE": foreign, "OUT.pcapng": converted}.get(word, word)
             for word in shlex.split(command[1])]
    made = run(*words)
    if made.returncode != 0:
        return f"{command[1]} fails: {made.stderr}"
    found = judged(twomsl, converted)
    return "" if found == wanted else f"{command[1]} gives {found}, not {wanted}"


def main():
    if shutil.which("editcap") is None:
        print("there is no editcap (package wireshark-common)")
        return NOT_SHOWN
    twomsl, capture = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wanted = judged(twomsl, capture)
    assert any(line.get("verdict") == "violation" for line in wanted), wanted
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for form, name in {**NAMED, "erf": "Endace ERF"}.items():
            foreign = pathlib.Path(folder) / f"capture.{form}"
            if form == "erf":
                write_erf(capture, foreign)
            else:
                run("editcap", "-F", form, capture, foreign)
            fault = amiss(twomsl, foreign, wanted, name)
            if fault:
                faults.append(f"{form}: {fault}")
    print("\n".join(faults) or f"{len(NAMED) + 1} formats")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
