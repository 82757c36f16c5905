#!/usr/bin/env python3
"""Measures how many executions a fuzzer needs, from an empty corpus, to convict each entry of the
museum: the median over several seeds. Writes the fuzzer's section of fuzz/RESULTS.md.

    fuzz/fleet/convict.py [fuzz_slots|fuzz_host] [--seeds 10] [--limit 200000] [--control 200000]
"""
import argparse
import dataclasses
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile

TABLES = ("nt4", "nt4_hotfix", "nt4_overstay", "evict_oldest", "refuse_newcomer")
CONNECTIONS = ("bind_reuse", "no_time_wait", "no_return", "assassinated")
ACQUITTED = ("nt4_sp4",)


@dataclasses.dataclass(frozen=True)
class Target:
    variable: str
    convicted: tuple
    about: str


TARGETS = {
    "fuzz_slots": Target("TWOMSL_TABLE", TABLES, """\
Each table of the museum is a policy of history as data (historical/table_policies.hpp), here with
four slots and a threshold of three. An eviction of a slot that is over breaks the account
(INV-TW-3) alone."""),
    "fuzz_host": Target("TWOMSL_POLICY", TABLES + CONNECTIONS, """\
Two hosts of the simulated network (sim/), both under the policy safe with a table of history of
three slots, or with a connection of history (historical/connection_policies.hpp), judged by what
safe licenses. Mutation is of the list of records (fuzz/support/record_mutator.hpp)."""),
}


def executions(options, table, seed):
    """(executions, id of the broken law or None) of one run from an empty corpus."""
    with tempfile.TemporaryDirectory() as folder:
        limit = options.control if table in ACQUITTED else options.limit
        command = [os.path.abspath(f"{options.build}/{options.target}"), f"-seed={seed}",
                   f"-runs={limit}", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        environment = os.environ | {TARGETS[options.target].variable: table}
        result = subprocess.run(command, env=environment, cwd=folder, capture_output=True,
                                text=True, errors="replace", check=False)
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


def section(options, rows):
    return f"""## {options.target}

{TARGETS[options.target].about}

| entry | verdict | laws broken | executions, median | least | most |
| --- | --- | --- | ---: | ---: | ---: |
{chr(10).join(line for _, line in rows)}

Command, after `cmake --preset fuzz && cmake --build --preset fuzz`:
`fuzz/fleet/convict.py {options.target} --seeds {options.seeds} --limit {options.limit}
--control {options.control}`.
Machine: {processor()}.
"""


def write(options, text):
    """Puts the section in its place of RESULTS.md; the others stay."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../RESULTS.md")
    with open(path, encoding="utf-8") as stream:
        parts = re.split(r"(?m)^(?=## )", stream.read())
    others = [part for part in parts[1:] if not part.startswith(f"## {options.target}\n")]
    sections = sorted(others + [text], key=lambda part: part.split("\n")[0], reverse=True)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(parts[0] + "\n".join(part.strip("\n") + "\n" for part in sections))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="?", choices=TARGETS, default="fuzz_slots")
    parser.add_argument("--build", default="build/fuzz/fuzz")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--limit", type=int, default=200_000)
    parser.add_argument("--control", type=int, default=200_000, help="executions of nt4_sp4")
    options = parser.parse_args()
    rows = [row(options, entry) for entry in TARGETS[options.target].convicted + ACQUITTED]
    write(options, section(options, rows))
    return 0 if all(good for good, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
