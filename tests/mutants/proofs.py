"""A sample of the mutants put to the proofs alone: the theorems of the subjects that read the file.

The first theorem that fails refutes the mutant. What the registry of the proofs plants itself is
left out.
"""
import os
import re
import signal
import subprocess
import threading

import build
import killers

PROVER = os.path.join(build.BUILD, "proofs", "prove")
# The subjects whose templates read a file, the cheapest first; None: no theorem does.
SUBJECTS = (
    (("core/codec/", "core/host/concrete/", "core/table/concrete_table", "core/table/tuple_hash",
      "core/connection/concrete_connection", "core/host/listener_key", "spec/laws/",
      "spec/model/tuple", "spec/model/enumeration", "spec/model/fields"), None),
    (("core/table/", "spec/model/table_"), ("table", "host")),
    (("core/host/", "spec/model/host_"), ("account", "host")),
    (("core/connection/", "spec/model/"), ("fsm", "host", "connection")),
)
# The subjects whose theorems ask a law.
LAW_SUBJECTS = (
    (("spec/laws/connection/",), ("connection",)),
    (("spec/laws/table/", "core/table/table_invariant"), ("table", "host")),
    (("spec/laws/host/",), ("host",)),
    (("spec/laws/fsm/",), ("fsm",)),
    (("spec/laws/",), ("host", "connection", "table")),
)
UNEXPECTED = re.compile(r"^(\S+) +(.*?)  +.*?s  (.*)  UNEXPECTED", re.MULTILINE)
KIND = "proofs "  # under which results are kept
ONE_AT_A_TIME = threading.Lock()
LONGEST_S = 1500  # of one subject: longer than any takes without a mutant


def subjects_of(path):
    for prefixes, subjects in SUBJECTS:
        if path.startswith(prefixes):
            return subjects
    return None


def sample(run, count):
    return [number for number, site in run.code() if subjects_of(site.path)][:count]


def failed_line(subject, number, asked="--subject"):
    """What of the subject's theorems fails first under the mutant: None if all are proved. Or
    what of all that must break them is not refuted, if `--refute` is asked."""
    with subprocess.Popen([PROVER, asked, subject], text=True, start_new_session=True,
                          env={**os.environ, "TWOMSL_MUTANT": str(number)}, cwd=build.FOLDER,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          preexec_fn=killers.limit_memory) as process:
        late = threading.Event()
        clock = threading.Timer(LONGEST_S, lambda: (late.set(), stop(process)))
        clock.start()
        found = None
        try:
            for line in process.stdout:
                found = UNEXPECTED.match(line)
                if found or line.startswith("failed: "):
                    found = found or re.match("failed: (.*)()()", line)
                    break
        finally:
            clock.cancel()
            stop(process)
        status = process.wait()
    if found:
        return {"killer": found[1], "how": " ".join((found[2] + ": " + found[3]).split())}
    if late.is_set():
        return {"killer": subject, "how": "no end"}
    return None if status == 0 else {"killer": subject, "how": f"ends with {status}"}


def stop(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def require_proved(run, subject, asked="--subject"):
    """Stops unless the subject is proved without a mutant; asked once for a tree."""
    with ONE_AT_A_TIME:
        name = f"{asked} {subject} without a mutant"
        known = run.proved.get(name, [run.of_tree()])
        if not known:
            failed = failed_line(subject, 0, asked)
            known = {"how": failed["how"] if failed else ""}
            run.proved.put(name, run.of_tree(), known)
    if known["how"]:
        raise SystemExit(f"mutants: without a mutant {subject} is not proved: {known['how']}")


def judge(run, number):
    for subject in subjects_of(run.site(number).path):
        require_proved(run, subject)
        failed = failed_line(subject, number)
        if failed:
            verdict = "undecided" if failed["how"] == "no end" else "killed"
            return {"verdict": verdict, "subject": subject, **failed}
    return {"verdict": "survives"}


def judge_law(run, number):
    """The verdict on a mutant of a law by the prover: what was proved under the law is not under
    one that is too strict, and of its own mutants one is not refuted any more by one that is too
    weak. None if neither is so."""
    path = run.site(number).path
    undecided = None
    for subject in next((found for prefixes, found in LAW_SUBJECTS if path.startswith(prefixes)),
                        ()):
        for asked in ("--refute", "--subject"):
            require_proved(run, subject, asked)
            failed = failed_line(subject, number, asked)
            if failed and failed["how"] != "no end":
                kind = "a pair" if failed["how"].endswith("not refuted") else "proofs"
                return {"verdict": "killed", "kind": kind, "laws": [], **failed}
            if failed:
                undecided = {"verdict": "undecided", "subject": subject, **failed}
    return undecided


def judge_sample(run, count, in_turn):
    in_turn(run, sample(run, count), lambda number: judge(run, number), KIND)
