"""A sample of the mutants put to the proofs alone: to the theorems of the subjects that read the
change, which is what the prover evaluates when it tries them without a mutant.

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
SUBJECTS = ("table", "judge", "fsm", "connection", "account", "host")  # the cheapest first
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
LONGEST_S = 3600  # of one subject: much longer than any takes without a mutant


def subjects_of(run, number):
    """The subjects whose theorems evaluate the mutant."""
    return [subject for subject in SUBJECTS if number in proved(run, *asked_of(subject))["reached"]]


def environment_of(run, subject):
    """What has cases passed over that do not evaluate the mutant."""
    cases = cases_file(run, subject)
    return {"TWOMSL_CASES": cases} if os.path.exists(cases) else {}


def cases_file(run, subject):
    return os.path.join(build.FOLDER, f"cases-{subject}-{rests_on(run)}")


def rests_on(run):
    return run.of_proofs() + run.of_numbers()


def asked_of(subject):
    return "--trust", "--first-failure", subject


def sample(run, count):
    return [number for number, _ in run.code() if subjects_of(run, number)][:count]


def failed_line(number, *asked, environment=()):
    """What fails first under the mutant of what the prover is asked: a theorem that is not proved,
    or one of its own mutants that is not refuted. None if nothing does."""
    with subprocess.Popen([PROVER, *asked], text=True, start_new_session=True,
                          env={**os.environ, "TWOMSL_MUTANT": str(number),
                               **dict(environment)}, cwd=build.FOLDER,
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
    if status in (-signal.SIGINT, -signal.SIGTERM):  # somebody has stopped it: that shows nothing
        raise KeyboardInterrupt
    return None if status == 0 else {"killer": asked[-1], "how": f"ends with {status}"}


def stop(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def proved(run, *asked):
    """What a run without a mutant has evaluated; asked once for a tree. Stops unless all is proved
    then."""
    with ONE_AT_A_TIME:
        name = " ".join(asked) + " without a mutant"
        known = run.proved.get(name, [rests_on(run)])
        if not known:
            path = os.path.join(build.FOLDER, "reached-proofs")
            noted = {"TWOMSL_REACHED": path}
            if asked[-1] in SUBJECTS:
                noted["TWOMSL_NOTE_CASES"] = cases_file(run, asked[-1])
            for left in noted.values():
                if os.path.exists(left):
                    os.remove(left)
            failed = failed_line(0, *asked, environment=noted)
            if failed:
                raise SystemExit(f"mutants: without a mutant, of {asked[-1]}: {failed['how']}")
            with open(path, encoding="utf-8") as stream:
                known = {"reached": sorted({int(line) for line in stream})}
            run.proved.put(name, rests_on(run), known)
    return known


def judge(run, number):
    for subject in subjects_of(run, number):
        failed = failed_line(number, *asked_of(subject), environment=environment_of(run, subject))
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
        if number not in proved(run, theorem)["reached"]:
            continue
        failed = failed_line(number, theorem)
        if failed and failed["how"] != "no end":
            kind = "a pair" if failed["how"].endswith("not refuted") else "proofs"
            return {"verdict": "killed", "kind": kind, "laws": [], **failed}
        if failed:
            undecided = {"verdict": "undecided", **failed}
    return undecided


def judge_sample(run, count, in_turn):
    in_turn(run, sample(run, count), lambda number: judge(run, number), KIND)
