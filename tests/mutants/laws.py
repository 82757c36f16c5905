"""Mutants of laws. One that is too strict fails on code that is right, as a mutant of the code
does. One that is too weak passes everything: it is noticed only if code that is wrong, which the
law refuted, passes under it. Two kinds of wrong code are tried: steps whose result is wrong in one
member (faulty/), and mutants of the code, both mutants switched on in one run. The quick programs
are asked first; and at last the prover: whether all is proved still, which it is not under a law
that is too strict, and whether it still refutes the mutants of its registry.
"""
import os

import build
import killers
import proofs

LAW_KILLERS = ("laws", "exhaustive", "corpora")
KIND = "law "  # under which results are kept
MOST_REFUTED = 90  # how many mutants of the code are asked whether a law refutes them
MOST_PAIRS = 12  # how many mutants of the code are tried under one of a law
FAULTY_STEPS = os.path.join(build.BUILD, "tests", "mutants", "faulty_steps")
FAULTY_S = 600  # longer than all steps take


def refuted_by_laws(run, found, in_turn):
    """Of the mutants of the code, those that a program noticed by naming a law, as pairs of number
    and what it said."""
    judging = [killer for killer in found if killer.kind in LAW_KILLERS]
    numbers = [number for number, _ in run.code()
               if (run.known(number) or {}).get("verdict") == "killed"][:MOST_REFUTED]

    def judge(number):
        for killer in judging:
            if number in killer.reached:
                noticed = killers.try_killer(killer, [number])
                if noticed and noticed["laws"]:
                    return {"verdict": "killed", **noticed}
        return {"verdict": "no law speaks"}

    in_turn(run, numbers, judge, "by laws ")
    known = {number: run.known(number, "by laws ") for number in numbers}
    return {number: entry for number, entry in known.items() if entry["verdict"] == "killed"}


def candidates(run, site, refuted):
    """The mutants of the code to try under one of this law: those first that a law refuted which
    the file speaks of."""
    spoken_of = set(killers.LAW.findall(run.texts[site.path]))
    order = sorted(refuted, key=lambda number: not spoken_of & set(refuted[number]["laws"]))
    return order[:MOST_PAIRS]


def faulty_step(number):
    """The verdict if a step that is wrong in one member passes under the mutant, or None."""
    status, printed = killers.run([FAULTY_STEPS, str(number)], {}, FAULTY_S)
    if status != 0:
        raise SystemExit(f"mutants: faulty_steps {number} ends with {status}: {printed}")
    if not printed:
        return None
    _, law, fault = printed.splitlines()[0].split(" ", 2)
    return {"verdict": "killed", "killer": "faulty_steps", "kind": "a faulty step", "laws": [law],
            "how": f"{law} does not refute it: {fault}"}


def judge_pairs(run, found, refuted, number):
    """The verdict if a mutant of the code that a law refuted passes under this one, or None."""
    by_name = {killer.name: killer for killer in found}
    for other in candidates(run, run.site(number), refuted):
        killer = by_name.get(refuted[other]["killer"])
        if not killer or number not in killer.reached:
            continue
        noticed = killers.try_killer(killer, [other, number])
        said = refuted[other]["laws"][0]
        if not noticed or (noticed["laws"] and said not in noticed["laws"]):
            return {"verdict": "killed", "killer": killer.name, "kind": "a pair", "laws": [said],
                    "how": f"mutant {other}, which {said} refuted, is not refuted by it"}
    return None


def judge(run, found, refuted, number):
    """The verdict on a mutant of a law that neither quick programs nor faulty steps have shown."""
    quick, slow = found
    verdict = (judge_pairs(run, quick, refuted, number) or
               killers.first_to_notice(slow, number) or proofs.judge_law(run, number))
    reached = [killer.name for killer in quick + slow if number in killer.reached]
    return verdict or {"verdict": "survives" if reached else "not reached", "asked": reached}


def judge_all(run, found, in_turn):
    """`found` are the quick programs, and all others."""
    numbers = [number for number, _ in run.laws()]
    in_turn(run, numbers,
            lambda number: killers.first_to_notice(found[0], number) or faulty_step(number), KIND)
    if all(run.known(number, KIND) for number in numbers):
        return
    refuted = refuted_by_laws(run, found[0], in_turn)
    in_turn(run, numbers, lambda number: judge(run, found, refuted, number), KIND)
