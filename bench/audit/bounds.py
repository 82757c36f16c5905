"""Captures that are nearly all crowd, made on the fly. One tuple before the crowd and one behind
it are judged all the same, unless there are too many findings; what is dropped is said; memory
stays below a bound. Prints what it measures.

    bounds.py TWOMSL [strangers|fins|findings] [--count N]
"""
import argparse
import json
import os
import struct
import subprocess
import sys
import threading

SERVER, HONEST = 0x0A000001, 0x0A000002
FIN, SYN, RST, ACK = 1, 2, 4, 16
MICROSECONDS = 1_000_000

# Of each: how many by default, and what it may take of memory for each, in bytes, beside 64 MiB.
CROWDS = {
    "strangers": (10_000_000, 100),
    "fins": (5_000_000, 800),
    "findings": (2_000_000, 3_700),
}


class Wire:
    """Frames of raw IPv4 (link type 101), 52 or 56 bytes each with their header."""

    def __init__(self, out):
        self.out = out
        self.pending = bytearray(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))

    def say(self, at_us, ends, numbers, flags):
        """`ends` is source, destination, their ports; `numbers` SEQ and ACK."""
        source, destination, from_port, to_port = ends
        seconds, micros = divmod(at_us, MICROSECONDS)
        self.pending += struct.pack(
            "<IIII", seconds, micros, 40, 40) + struct.pack(
            ">BBHHHBBHIIHHIIBBHHH", 0x45, 0, 40, 0, 0, 64, 6, 0, source, destination,
            from_port, to_port, numbers[0], numbers[1], 0x50, flags, 1000, 0, 0)
        if len(self.pending) > 1 << 20:
            self.flush()

    def flush(self):
        self.out.write(self.pending)
        self.pending.clear()


class Closed:
    """A client's connection that the server closes first, and whose FIN it resets later."""

    def __init__(self, client, port):
        self.ends = (client, SERVER, port, 80)
        self.back = (SERVER, client, 80, port)

    def close(self, wire, at_us, apart_us=1000):
        wire.say(at_us, self.ends, (100, 0), SYN)
        wire.say(at_us + apart_us, self.back, (500, 101), SYN | ACK)
        wire.say(at_us + 2 * apart_us, self.ends, (101, 501), ACK)
        wire.say(at_us + 3 * apart_us, self.back, (501, 101), FIN | ACK)
        wire.say(at_us + 4 * apart_us, self.ends, (101, 502), ACK)
        wire.say(at_us + 5 * apart_us, self.ends, (101, 502), FIN | ACK)
        wire.say(at_us + 6 * apart_us, self.back, (502, 102), ACK)

    def show(self, wire, at_us):
        wire.say(at_us, self.ends, (101, 502), FIN | ACK)
        wire.say(at_us, self.back, (502, 0), RST)


def stranger(index):
    return 0x0B000000 + index // 50_000, SERVER, 1024 + index % 50_000, 80


def crowd(wire, kind, count, at_us):
    """Each has its own tuple, within 15 s. Of `findings` the wait is gone at once."""
    step_us = max(1, 15 * MICROSECONDS // count)
    for index in range(count):
        at_us += step_us
        ends = stranger(index)
        if kind == "strangers":
            wire.say(at_us, ends, (index, 0), SYN)
            continue
        if kind == "fins":
            wire.say(at_us, ends, (index, 7), FIN | ACK)
            continue
        convicted = Closed(ends[0], ends[2])
        convicted.close(wire, at_us, 0)
        convicted.show(wire, at_us)


def write_capture(out, kind, count):
    wire = Wire(out)
    before, after = Closed(HONEST, 4000), Closed(HONEST, 4001)
    before.close(wire, MICROSECONDS)
    crowd(wire, kind, count, 2 * MICROSECONDS)
    after.close(wire, 18 * MICROSECONDS)
    before.show(wire, 21 * MICROSECONDS)
    after.show(wire, 22 * MICROSECONDS)
    wire.flush()
    out.close()


def measure(twomsl, kind, count):
    """The findings on the honest tuple, the summary, the most memory in bytes."""
    command = [twomsl, "audit", "--json", "--msl", "60", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as audit:
        writer = threading.Thread(target=write_capture, args=(audit.stdin, kind, count))
        writer.start()
        honest, summary = set(), {}
        for line in audit.stdout:
            said = json.loads(line)
            if said["type"] == "finding" and said["flow"]["dst"].startswith("10.0.0.2:"):
                honest.add((said["flow"]["dst"], said["verdict"], said["class"]))
            if said["type"] == "summary":
                summary = said
        writer.join()
        _, _, usage = os.wait4(audit.pid, 0)
        audit.returncode = 0
    return honest, summary, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(".", maxsplit=1)[0])
    parser.add_argument("twomsl")
    parser.add_argument("crowd", nargs="?", choices=CROWDS)
    parser.add_argument("--count", type=int)
    options = parser.parse_args()
    failures = 0
    for kind in [options.crowd] if options.crowd else CROWDS:
        count = options.count or CROWDS[kind][0]
        honest, summary, peak = measure(os.path.abspath(options.twomsl), kind, count)
        bound = (64 << 20) + count * CROWDS[kind][1]
        found = {peer for peer, *what in honest if what == ["violation", "early-release-rst"]}
        dropped = summary["skipped"]
        is_told = found == {"10.0.0.2:4000", "10.0.0.2:4001"} or "too-many-findings" in dropped
        fine = is_told and peak <= bound
        failures += not fine
        print(f"{kind}: {count} tuples, {peak / 2**20:.0f} MiB at most ({peak / count:.0f} bytes "
              f"each), found on {sorted(found)}, dropped: {dropped}{'' if fine else '  FAILED'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
