"""What may notice a mutant: programs of the mutated build, the cheapest first.

Each is run once without a mutant. What fails there is left out, and what it evaluates is noted, so
that a mutant in nothing that it evaluates is not run.
"""
import os
import re
import resource
import subprocess
import time
from dataclasses import dataclass, field

import build

EXAMPLES = ("sequence_test", "decode_test", "decode_options_test", "encode_test", "table_test",
            "concrete_table_test", "connection_test", "connection_regression_test",
            "transitions_test", "decisions_test", "host_test", "counterexamples_test",
            "endpoint_test", "sim_test", "judge_test", "connection_replay_test",
            "table_museum_test", "host_museum_test")
LAWS = ("table_law_test", "held_ranges_test", "step_law_test", "program_law_test")
EXHAUSTIVE = ("table_exhaustive_test", "connection_exhaustive_test")
CORPORA = ("wire", "capture", "slots", "step", "endpoint", "audit", "host", "hosts", "pair")
AUDITS = ("expected_test", "host_museum_capture_test", "histories_test", "audit_gate_test")
KINDS = ("examples", "laws", "exhaustive", "corpora", "audit", "compiler", "proofs")
# As many cases as the tests have by themselves, and no search for a smaller one.
CASES = 10_000
CASES_OF = {"held_ranges_test": 400}
# A run that takes ten times as long as without a mutant, and these seconds, has no end.
PATIENCE = (10, 10)
MEMORY_BYTES = 6 << 30
FAILED = re.compile(r"^\[  FAILED  \] ([^\s,(]+)", re.MULTILINE)
LAW = re.compile(r"\bINV-[A-Z]+(?:-\d+)?\b")


@dataclass
class Killer:
    name: str
    kind: str
    command: list
    seconds: float = 0
    reached: set = field(default_factory=set)

    @property
    def is_gtest(self):
        return self.name.endswith("_test")

    def run(self, environment, timeout_s, *more):
        cases = CASES_OF.get(self.name, CASES)
        given = {"RC_PARAMS": f"seed=20261122 max_success={cases} noshrink=1", **environment}
        return run(self.command + list(more), given, timeout_s)


def targets():
    return [f"tests/{name}" for name in EXAMPLES + LAWS + EXHAUSTIVE + AUDITS] + [
        f"tests/mutants/replay_fuzz_{name}" for name in CORPORA]


def all_killers():
    tests = os.path.join(build.BUILD, "tests")
    for kind, names in (("examples", EXAMPLES), ("laws", LAWS), ("exhaustive", EXHAUSTIVE),
                        ("audit", AUDITS)):
        for name in names:
            yield Killer(name, kind, [os.path.join(tests, name), "--gtest_brief=1"])
    for name in CORPORA:
        yield Killer(f"fuzz_{name}", "corpora",
                     [os.path.join(tests, "mutants", f"replay_fuzz_{name}"),
                      os.path.join(build.COPY, "fuzz", "corpus", f"fuzz_{name}")])


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, environment, timeout_s):
    """(status or None, output); None if it had no end."""
    try:
        ran = subprocess.run(command, env={**os.environ, **environment}, text=True, check=False,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace",
                             timeout=timeout_s, preexec_fn=limit_memory, cwd=build.FOLDER)
    except subprocess.TimeoutExpired as late:
        printed = late.stdout or b""
        return None, printed if isinstance(printed, str) else printed.decode(errors="replace")
    return ran.returncode, ran.stdout


def usable(tell):
    """The killers that pass without a mutant, the cheapest first; with what they reach."""
    found = []
    for killer in all_killers():
        tell(f"without a mutant: {killer.name}")
        path = os.path.join(build.FOLDER, f"reached-{killer.name}")
        status = None
        for _ in range(2):
            if os.path.exists(path):
                os.remove(path)
            began = time.monotonic()
            status, output = killer.run({"TWOMSL_REACHED": path}, 900)
            killer.seconds = time.monotonic() - began
            if status == 0 or not killer.is_gtest:
                break
            failed = sorted(set(FAILED.findall(output)))
            killer.command.append("--gtest_filter=-" + ":".join(failed))
            tell(f"left out, for they fail without a mutant: {', '.join(failed)}", True)
        if status != 0:
            tell(f"left out, for it fails without a mutant: {killer.name}", True)
            continue
        if os.path.exists(path):
            with open(path, encoding="utf-8") as stream:
                killer.reached = {int(line) for line in stream}
        found.append(killer)
    return sorted(found, key=lambda one: one.seconds)


def try_killer(killer, numbers):
    """What the killer says of the mutants, together: None if it passes, or how it noticed."""
    factor, more = PATIENCE
    given = {"TWOMSL_MUTANT": ",".join(map(str, numbers))}
    status, output = killer.run(given, factor * killer.seconds + more,
                                *(["--gtest_fail_fast"] if killer.is_gtest else []))
    if status == 0:
        return None
    test = FAILED.search(output)
    how = test[1] if test else "no end" if status is None else f"ends with {status}"
    return {"killer": killer.name, "kind": killer.kind, "how": how,
            "laws": list(dict.fromkeys(LAW.findall(output)))}


def first_to_notice(killers, number):
    """The verdict on a mutant that one of them notices, or None."""
    for killer in killers:
        noticed = try_killer(killer, [number]) if number in killer.reached else None
        if noticed:
            return {"verdict": "killed", **noticed}
    return None


def judge(killers, number):
    """The verdict on a mutant: who notices it first, or that nobody does."""
    reached = [killer.name for killer in killers if number in killer.reached]
    return first_to_notice(killers, number) or {
        "verdict": "survives" if reached else "not reached", "asked": reached}
