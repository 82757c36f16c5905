"""Mutants of laws. One that is too strict fails on code that is right, as a mutant of the code
does. One that is too weak passes everything: it is noticed only if a mutant of the code that the
law refuted survives under it. Both are switched on in one run. Only the quick programs are asked;
and at last the prover, whether it still refutes the mutants of its registry.
"""
import killers
import proofs

LAW_KILLERS = ("laws", "exhaustive", "corpora")
MOST_REFUTED = 90  # how many mutants of the code are asked whether a law refutes them
MOST_PAIRS = 12  # how many mutants of the code are tried under one of a law


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


def judge(run, found, refuted, number):
    """The verdict on a mutant of a law."""
    alone = killers.judge(found, number)
    if alone["verdict"] == "killed":
        return alone
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
    return proofs.judge_law(run, number) or alone


def judge_all(run, found, in_turn):
    refuted = refuted_by_laws(run, found, in_turn)
    in_turn(run, [number for number, _ in run.laws()],
            lambda number: judge(run, found, refuted, number), "law ")
