#!/usr/bin/env python3
"""Measures how many executions fuzz_slots needs, from an empty corpus, to convict each table of the
museum: the median over several seeds. Writes fuzz/RESULTS.md.

    fuzz/convict.py [--fuzzer build/fuzz/fuzz/fuzz_slots] [--seeds 10] [--limit 200000]
"""
import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile

CONVICTED = ("nt4", "nt4_hotfix", "nt4_overstay", "evict_oldest", "refuse_newcomer")
ACQUITTED = ("nt4_sp4",)


def executions(options, table, seed):
    """(executions, id of the broken law or None) of one run from an empty corpus."""
    with tempfile.TemporaryDirectory() as folder:
        command = [os.path.abspath(options.fuzzer), f"-seed={seed}", f"-runs={options.limit}",
                   "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        result = subprocess.run(command, env=os.environ | {"TWOMSL_TABLE": table}, cwd=folder,
                                capture_output=True, text=True, errors="replace", check=False)
    count = re.search(r"stat::number_of_executed_units:\s+(\d+)", result.stderr)
    law = re.search(r"^broken: (\S+)", result.stderr, re.MULTILINE)
    if count is None or (result.returncode and law is None):
        sys.exit(f"{table}, seed {seed}: no verdict, but\n{result.stderr[-2000:]}")
    return int(count.group(1)), law.group(1) if law else None


def row(options, table):
    runs = [executions(options, table, seed) for seed in range(1, options.seeds + 1)]
    counts = sorted(count for count, _ in runs)
    laws = sorted({law for _, law in runs if law})
    guilty = sum(law is not None for _, law in runs)
    expected = 0 if table in ACQUITTED else len(runs)
    verdict = f"convicted {guilty} of {len(runs)} times" if guilty else "acquitted"
    print(f"{table}: {verdict}, median {statistics.median(counts):.0f}", file=sys.stderr)
    return guilty == expected, (f"| {table} | {verdict} | {', '.join(laws) or '-'} "
                                f"| {statistics.median(counts):,.0f} "
                                f"| {counts[0]:,} | {counts[-1]:,} |")


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            name = re.search(r"model name\s*: (.*)", stream.read())
    except OSError:
        name = None
    return f"{name.group(1) if name else platform.machine()}, {os.cpu_count()} cores"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fuzzer", default="build/fuzz/fuzz/fuzz_slots")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--limit", type=int, default=200_000)
    options = parser.parse_args()
    rows = [row(options, table) for table in CONVICTED + ACQUITTED]
    text = f"""# What fuzzing convicts

Each table of the museum is a policy of history as data (spec/table_policies.hpp), here with four
slots and a threshold of three. `fuzz_slots` ran on each from an empty corpus and without its
dictionary, under the address and undefined-behaviour sanitizers, until a law broke or
{options.limit:,} inputs were executed; seeds 1 to {options.seeds}. The law is the first that broke,
and an eviction of a slot that is over breaks the account (INV-TW-3) alone. nt4_sp4 is the control:
it must be acquitted, which says no more than that so many executions found nothing.

| table | verdict | laws broken | executions, median | least | most |
| --- | --- | --- | ---: | ---: | ---: |
{chr(10).join(line for _, line in rows)}

Command, after `cmake --preset fuzz && cmake --build --preset fuzz`:
`fuzz/convict.py --seeds {options.seeds} --limit {options.limit}`. Machine: {processor()}.
"""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "RESULTS.md"), "w",
              encoding="utf-8") as stream:
        stream.write(text)
    return 0 if all(good for good, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
