#!/usr/bin/env python3
"""report.py BUILD [FILTER]: measures twomsl beside its anchors and prints the ratios.

Absolute times are not stable on shared machines. So both sides run in each round, a ratio is taken
within it, and its median over the rounds is what counts; the spread stands beside it. Times are
processor times. Instructions are callgrind's, as the difference of two runs, so that set-up
cancels; they hardly vary, and so are what to watch from one commit to the next.
FILTER keeps the rows whose name contains it, and measures no others.

Exit status: 0 everything ran, whatever the ratios; 1 something could not be run; 2 usage.
"""

import json
import signal
import sys
from collections import defaultdict, namedtuple
from pathlib import Path
from statistics import median

sys.dont_write_bytecode = True

from measure import (Failed, benchmarks, cost, instructions, instructions_a_step, output,
                     progress)

ROUNDS = 5

# What to print: ours beside an anchor, both names of samples. Bounds are on the ratio, or on ours
# itself where there is no anchor; they are upper bounds.
Row = namedtuple("Row", "name unit ours anchor goal must", defaults=(None, None, None))


def slot_rows():
    """The TIME-WAIT table; the bounds on ratios are stated for 10 M entries."""
    bounds = {"hit": (0.6, 1.0), "batched_hit": (0.25, 0.5), "expire_insert": (0.35, 0.5)}
    for entries, label in ((1_000_000, "1 M"), (10_000_000, "10 M")):
        def sample(operation, implementation):
            return f"slots/{operation}/{implementation}/{entries}"
        for operation in ("insert", "hit", "miss", "batched_hit", "expire_insert"):
            single = "hit" if operation == "batched_hit" else operation
            yield Row(f"slots {operation}, {label}", "ns", sample(operation, "twomsl"),
                      sample(single, "flat_hash_map"),
                      *(bounds.get(operation, ()) if label == "10 M" else ()))
        yield Row(f"slots batched_hit, anchor prefetching, {label}", "ns",
                  sample("batched_hit", "twomsl"), sample("batched_hit", "flat_hash_map"))
        yield Row(f"slots memory, {label}", "B/entry", sample("insert", "twomsl") + "/bytes",
                  None, 40, 48)
        yield Row(f"slots memory beside the anchor, {label}", "B/entry",
                  sample("insert", "twomsl") + "/bytes",
                  sample("insert", "flat_hash_map") + "/bytes")


def measure_slots(build, samples):
    for number in range(ROUNDS):
        progress(f"slots: round {number + 1} of {ROUNDS}")
        for name, record in benchmarks([build / "bench/bench_slots"]).items():
            samples[name].append(record["cpu_time"])
            if "bytes_per_entry" in record:
                samples[f"{name}/bytes"].append(record["bytes_per_entry"])


def make_capture(build, name, connections):
    """A generated capture in the build folder: its path and what is in it."""
    path = build / f"{name}.pcap"
    tally = output([build / "bench/make_capture", path, "--connections", connections])
    return path, json.loads(tally)


def audit_command(build, path):
    return [build / "tool/twomsl", "audit", "--quiet", path]


def audit_rows():
    yield Row("audit, whole process", "ns/packet", "audit", "empty loop", 1.0, 3.0)
    yield Row("audit, in process", "ns/packet", "audit/audit", "audit/libpcap")
    yield Row("audit up to decoding", "ns/packet", "audit/decode", "audit/libpcap")
    yield Row("audit's reader alone", "ns/packet", "audit/reader", "audit/libpcap")
    yield Row("audit memory", "B/connection", "audit memory", None, 160, 512)


def measure_audit(build, samples):
    path, tally = make_capture(build, "bench", 170_000)
    half_path, half_tally = make_capture(build, "bench-half", 85_000)
    more_connections = tally["connections"] - half_tally["connections"]
    ns = 1e9 / tally["packets"]
    for number in range(ROUNDS):
        progress(f"audit: round {number + 1} of {ROUNDS}")
        ours = cost(audit_command(build, path))
        half = cost(audit_command(build, half_path))
        samples["audit"].append(ours.cpu_seconds * ns)
        samples["audit memory"].append((ours.peak_bytes - half.peak_bytes) / more_connections)
        samples["empty loop"].append(cost([build / "bench/empty_loop", path]).cpu_seconds * ns)
        for name, record in benchmarks([build / "bench/bench_audit", path]).items():
            samples[name].append(record["cpu_time"] * 1e-3 * ns)


STACK_ROWS = (("data", "segment data"), ("data_byte", "segment data, one byte"),
              ("ack", "segment ack"), ("write", "segment write"), ("echo", "segment echo"),
              ("open_close", "segments of open and close"),
              ("open_close_1000", "segments of open and close among 1000 connections"),
              ("data_1000", "segment data, one of 1000 connections"))


def segment_rows():
    """One segment. The machine alone parses and steps. An endpoint finds the connection, has a user
    who gets the text, and sends packets, as lwIP does, which leaves TCP's checksums to the device.
    The host is what runs inside the endpoint: it stores no text and knows no handles."""
    def sample(workload, implementation):
        return f"segments/{workload}/{implementation}"
    for workload in ("data", "ack", "write"):
        yield Row(f"segment {workload}, machine", "ns", sample(workload, "machine"),
                  sample(workload, "lwip"), 0.25, 0.5)
    for workload in ("data", "ack"):
        yield Row(f"segment {workload}, pure beside in place", "ns", sample(workload, "pure"),
                  sample(workload, "machine"))
    for workload, label in STACK_ROWS:
        bounds = (0.33, 0.5) if workload == "open_close" else ()
        yield Row(f"{label}, endpoint", "ns", sample(workload, "endpoint"),
                  sample(workload, "lwip"), *bounds)
    yield Row("segments of open and close, host", "ns", sample("open_close", "host"),
              sample("open_close", "lwip"), 0.33, 0.5)
    yield Row("segments of open and close, endpoint with checksums", "ns",
              sample("open_close_sums", "endpoint"), sample("open_close", "lwip"))
    for workload, label in STACK_ROWS:
        yield Row(f"{label}, endpoint beside host", "ns", sample(workload, "endpoint"),
                  sample(workload, "host"), 1.0, 1.25)
    for implementation in ("endpoint", "host", "lwip"):
        bounds = (1.5, 3) if implementation != "lwip" else ()
        yield Row(f"segment data, 1000 connections beside 1, {implementation}", "ns",
                  sample("data_1000", implementation), sample("data", implementation), *bounds)


def measure_segments(build, samples):
    for number in range(ROUNDS):
        progress(f"segments: round {number + 1} of {ROUNDS}")
        command = [build / "bench/bench_segments", "--benchmark_min_time=0.1"]
        for name, record in benchmarks(command).items():
            samples[name].append(record["cpu_time"])


def bulk_rows():
    """From user to user in memory; more is better. lwIP's has its own MSS and no checksums."""
    for setting, label in (("1460", "MSS 1460"), ("1460_sums", "MSS 1460, checksums"),
                           ("65000", "MSS 65000"), ("65000_sums", "MSS 65000, checksums")):
        yield Row(f"bulk, {label}", "GB/s", f"bulk/{setting}/endpoint", "bulk/1460/lwip")


def measure_bulk(build, samples):
    for number in range(ROUNDS):
        progress(f"bulk: round {number + 1} of {ROUNDS}")
        command = [build / "bench/bench_bulk", "--benchmark_min_time=0.3"]
        for name, record in benchmarks(command).items():
            samples[name].append(record["bytes_per_second"] * 1e-9)


def segment_instruction_rows():
    """The making of the packet is taken off."""
    for program, workload, implementation in SEGMENT_COUNTS:
        most = 600 if workload == "data_ts" else 520
        bounds = (260, most) if implementation == "machine" and workload != "write" else ()
        yield Row(f"instructions, segment {workload}, {implementation}", "a segment",
                  f"{workload} {implementation}", None, *bounds)
    for workload in COUNTED_WORKLOADS:
        yield Row(f"instructions, segment {workload}, endpoint beside host", "a segment",
                  f"{workload} endpoint", f"{workload} host", 1.0, 1.25)


COUNTED_WORKLOADS = ("data", "data_byte", "ack", "write", "echo", "open_close")
SEGMENT_COUNTS = (
    [("repeat_machine", workload, "machine") for workload in ("data", "data_ts", "ack", "write")] +
    [("repeat_segments", workload, "pure") for workload in ("data", "ack")] +
    [("repeat_segments", workload, implementation)
     for implementation in ("endpoint", "host", "lwip") for workload in COUNTED_WORKLOADS])


def measure_segment_instructions(build, samples):
    null = {}
    for program, workload, implementation in SEGMENT_COUNTS:
        progress(f"instructions: {implementation} {workload}")
        path = build / "bench" / program
        if (program, workload) not in null:
            null[program, workload] = instructions_a_step([path, "null", workload])
        counted = instructions_a_step([path, implementation, workload])
        samples[f"{workload} {implementation}"].append(counted - null[program, workload])


def instruction_rows():
    for operation in ("hit", "miss", "expire_insert"):
        yield Row(f"instructions, slots {operation}", "a time", f"twomsl {operation}",
                  f"flat_hash_map {operation}")
    yield Row("instructions, audit", "a packet", "audit", "empty loop")


def measure_instructions(build, samples):
    few, many = 1_000, 51_000
    for implementation in ("twomsl", "flat_hash_map"):
        for operation in ("hit", "miss", "expire_insert"):
            progress(f"instructions: {implementation} {operation}")
            command = [build / "bench/repeat_slots", implementation, operation]
            less, more = (instructions([*command, count]) for count in (few, many))
            samples[f"{implementation} {operation}"].append((more - less) / (many - few))
    progress("instructions: audit")
    small, small_tally = make_capture(build, "bench-small", 4_000)
    large, large_tally = make_capture(build, "bench-large", 8_000)
    packets = large_tally["packets"] - small_tally["packets"]
    for name, command in (("audit", lambda path: audit_command(build, path)),
                          ("empty loop", lambda path: [build / "bench/empty_loop", path])):
        more, less = instructions(command(large)), instructions(command(small))
        samples[name].append((more - less) / packets)


SUITES = [(segment_rows, measure_segments), (bulk_rows, measure_bulk),
          (segment_instruction_rows, measure_segment_instructions),
          (slot_rows, measure_slots), (audit_rows, measure_audit),
          (instruction_rows, measure_instructions)]


def cells(row, samples):
    """What is printed of a row: ours, anchor, ratio with its spread, and what its bounds say."""
    ours = samples[row.ours]
    anchor = samples[row.anchor] if row.anchor else []
    ratios = sorted(a / b for a, b in zip(ours, anchor))
    bounded = median(ratios or ours)
    verdict = ""
    if row.must is not None:
        verdict = "goal" if bounded <= row.goal else "must" if bounded <= row.must else "MISSED"
    return [row.name, f"{median(ours):.1f} {row.unit}",
            f"{median(anchor):.1f}" if anchor else "",
            f"{median(ratios):.2f}" if ratios else "",
            f"{ratios[0]:.2f}-{ratios[-1]:.2f}" if len(ratios) > 1 else "",
            *("" if bound is None else f"{bound:g}" for bound in (row.goal, row.must)), verdict]


def print_table(rows):
    header = ["what", "ours", "anchor", "ratio", "spread", "goal", "must", "meets"]
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        first, *rest, last = (cell.rjust(width) for cell, width in zip(row, widths))
        print("  ".join([first.strip().ljust(widths[0]), *rest, last.strip()]).rstrip())


def main(arguments):
    if len(arguments) not in (1, 2):
        print("usage: report.py BUILD [FILTER]", file=sys.stderr)
        return 2
    build, wanted = Path(arguments[0]), arguments[1] if len(arguments) == 2 else ""
    printed, failures = [], []
    for rows_of, measure in SUITES:
        rows = [row for row in rows_of() if wanted in row.name]
        if not rows:
            continue
        samples = defaultdict(list)
        try:
            measure(build, samples)
            printed += [cells(row, samples) for row in rows]
        except Failed as failure:
            failures.append(str(failure))
    progress("")
    if printed:
        print_table(printed)
    for failure in failures:
        print(f"report.py: {failure}", file=sys.stderr)
    if not printed and not failures:
        print(f"report.py: no row's name contains '{wanted}'", file=sys.stderr)
        return 2
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        progress("")
        sys.exit(128 + signal.SIGINT)
