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
# The theorems that ask a law or the invariant, with the mutants of their own, the cheapest first.
THEOREMS_OF_LAW = (
    (("core/table/table_invariant",), ("LOOKUP", "INDUCTION")),
    (("spec/laws/table/licensed",), ("INV-TW-2",)),
    (("spec/laws/table/", "spec/laws/host/", "spec/laws/sent_on_tuple", "spec/laws/wait_history"),
     ("INV-TW-1", "INV-TW-2", "INV-TW-3", "INV-TW-4", "INV-TW-7", "INV-TW-9", "INV-ISS")),
    (("spec/laws/connection/reassembly",), ("RANGES", "INV-DATA")),
    (("spec/laws/connection/connection_inv",), ("INV-TW-4", "INV-TOTAL", "INDUCTION")),
    (("spec/laws/connection/total",), ("INV-TOTAL",)),
    (("spec/laws/connection/option",), ("INV-OPT",)),
    (("spec/laws/connection/acceptab",), ("INV-ACC",)),
    (("spec/laws/connection/acknowl",), ("INV-ACK", "CREDIT")),
    (("spec/laws/connection/sequence",), ("INV-ISS", "INV-SEQ")),
    (("spec/laws/connection/window",), ("WINDOW",)),
    (("spec/laws/connection/time_wait",),
     ("INV-TW-1", "INV-TW-2", "INV-TW-4", "INV-TW-8", "INV-TW-10")),
    (("spec/laws/connection/",), ("INV-ISS", "INV-OPT", "INV-SEQ", "INV-ACC", "INV-ACK", "WINDOW")),
    (("spec/laws/fsm/",), ("INV-FSM",)),
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


def failed_line(number, *asked):
    """What fails first under the mutant of what the prover is asked: a theorem that is not proved,
    or one of its own mutants that is not refuted. None if nothing does."""
    with subprocess.Popen([PROVER, *asked], text=True, start_new_session=True,
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
        return {"killer": asked[-1], "how": "no end"}
    return None if status == 0 else {"killer": asked[-1], "how": f"ends with {status}"}


def stop(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def require_proved(run, *asked):
    """Stops unless all that is asked is proved without a mutant; asked once for a tree."""
    with ONE_AT_A_TIME:
        name = " ".join(asked) + " without a mutant"
        known = run.proved.get(name, [run.of_tree()])
        if not known:
            failed = failed_line(0, *asked)
            known = {"how": failed["how"] if failed else ""}
            run.proved.put(name, run.of_tree(), known)
    if known["how"]:
        raise SystemExit(f"mutants: without a mutant, of {asked[-1]}: {known['how']}")


def judge(run, number):
    for subject in subjects_of(run.site(number).path):
        asked = ("--trust", "--first-failure", subject)
        require_proved(run, *asked)
        failed = failed_line(number, *asked)
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
    for theorem in next((found for prefixes, found in THEOREMS_OF_LAW if path.startswith(prefixes)),
                        ()):
        require_proved(run, theorem)
        failed = failed_line(number, theorem)
        if failed and failed["how"] != "no end":
            kind = "a pair" if failed["how"].endswith("not refuted") else "proofs"
            return {"verdict": "killed", "kind": kind, "laws": [], **failed}
        if failed:
            undecided = {"verdict": "undecided", **failed}
    return undecided


def judge_sample(run, count, in_turn):
    in_turn(run, sample(run, count), lambda number: judge(run, number), KIND)
