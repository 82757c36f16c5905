"""tests/MUTANTS.md: the figures of a run, and each mutant that nobody noticed, with its reason.

Reasons are kept in reasons.csv beside this file, by the place and the text of the change: `of` is
tests, laws or proofs; `kind` is equivalent (no program can tell it from the original), unspoken (no
law speaks of what it changes; proofs alone), or known (it could be noticed, and is not).
"""
import collections
import csv
import os
import subprocess

import killers
import laws
import proofs
import rules

REASONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reasons.csv")
LEAST_SCORE, MOST_EQUIVALENT = 0.95, 0.05
LEAST_REFUTED = 0.90
OPEN = "**not explained**"


def read_reasons():
    with open(REASONS, encoding="utf-8", newline="") as stream:
        return {(row["of"], row["path"], row["rule"], row["change"]): (row["kind"], row["reason"])
                for row in csv.DictReader(stream)}


class Figures:
    """What came out of some mutants, by number."""

    def __init__(self, run, numbers, kind, of):
        self.run = run
        self.entries = {number: run.known(number, kind) for number in numbers}
        self.entries = {number: entry for number, entry in self.entries.items() if entry}
        self.asked = len(numbers)
        self.reasons = {number: self._reason(number, of) for number in self.entries}

    def _reason(self, number, of):
        site = self.run.site(number)
        return read_reasons().get((of, site.path, site.rule, site.text), ("", OPEN))

    def with_verdict(self, *verdicts):
        return [number for number, entry in self.entries.items() if entry["verdict"] in verdicts]

    @property
    def killed(self):
        return self.with_verdict("killed")

    @property
    def alive(self):
        return self.with_verdict("survives", "not reached", "undecided")

    def explained(self, kind):
        return [number for number in self.alive if self.reasons[number][0] == kind]

    def score(self, left_out):
        counted = len(self.entries) - len(self.explained(left_out))
        return len(self.killed) / counted if counted else 0


def code_figures(run):
    return Figures(run, [number for number, _ in run.code()], "", "tests")


def law_figures(run):
    return Figures(run, [number for number, _ in run.laws()], laws.KIND, "laws")


def proof_figures(run):
    return Figures(run, [number for number, _ in run.code() if run.known(number, proofs.KIND)],
                   proofs.KIND, "proofs")


def percent(share):
    return f"{100 * share:.1f} %"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def by_rule(run, figures):
    rows = []
    for rule in rules.RULES:
        of_rule = {number for number in figures.entries if run.site(number).rule == rule}
        if of_rule:
            rows.append([rule, len(of_rule)] + [
                len(of_rule & set(numbers)) for numbers in
                (figures.killed, figures.explained("equivalent"))] + [
                    len(of_rule & set(figures.alive)) -
                    len(of_rule & set(figures.explained("equivalent")))])
    return table(("rule", "mutants", "noticed", "equivalent", "survive"), rows)


def by_killer(figures):
    counts = collections.Counter((figures.entries[number]["kind"],
                                  figures.entries[number]["killer"]) for number in figures.killed)
    order = {kind: turn for turn, kind in enumerate(killers.KINDS + ("a faulty step", "a pair"))}
    rows = [[kind, killer, count] for (kind, killer), count in
            sorted(counts.items(), key=lambda one: (order[one[0][0]], -one[1], one[0]))]
    return table(("kind", "program", "first to notice"), rows)


def survivors(run, figures):
    rows = []
    for number in figures.alive:
        site, (kind, reason) = run.site(number), figures.reasons[number]
        verdict = figures.entries[number]["verdict"]
        told = kind or verdict if verdict == "survives" else f"{verdict} {kind}".strip()
        rows.append([f"{site.path}", "`" + cut(site.text).replace("|", "\\|") + "`", told, reason])
    return table(("where", "change", "", "why"), sorted(rows)) if rows else "None."


def cut(text, most=160):
    """Both ends of a text that is too long for a line of a table."""
    return text if len(text) <= most else text[:most // 2] + " ... " + text[-most // 2:]


def in_short(run):
    code = code_figures(run)
    text = (f"{len(code.killed)} of {len(code.entries)} mutants of the code noticed, "
            f"{len(code.explained('equivalent'))} equivalent: {percent(code.score('equivalent'))}")
    hasty = [entry for entry in code.entries.values() if entry.get("is_hasty")]
    if hasty:
        text += f"\n{len(hasty)} of those that survive were put to the quick programs alone"
    if len(code.entries) < code.asked:
        text += f"\n{code.asked - len(code.entries)} mutants of the code were not judged"
    law = law_figures(run)
    if law.entries:
        text += (f"\n{len(law.killed)} of {len(law.entries)} mutants of laws noticed, "
                 f"{len(law.explained('equivalent'))} equivalent: "
                 f"{percent(law.score('equivalent'))}")
    proved = proof_figures(run)
    if proved.entries:
        text += (f"\n{len(proved.killed)} of {len(proved.entries)} refuted by proofs alone, "
                 f"{len(proved.explained('unspoken'))} in what no law speaks of: "
                 f"{percent(proved.score('unspoken'))}")
    return text


def is_enough(run):
    code = code_figures(run)
    few = len(code.explained("equivalent")) <= MOST_EQUIVALENT * max(1, len(code.entries))
    return few and code.score("equivalent") >= LEAST_SCORE


HEAD = """# Mutants

Written by `./run mutants --write`: seed {seed}, {code} mutants of the code drawn by rule from core/
and spec/, none chosen by hand; {laws} of the laws, {proved} put to the proofs alone. Each changes
one token, and a program of the tests that fails, crashes or has no end has noticed it.
{dropped} of those drawn do not compile, and {dead} stand where nothing comes by, behind a switch
whose cases all return: these are not counted. The tree was that of commit {commit}.

{short}
"""


def commit():
    ran = subprocess.run(["git", "rev-parse", "--short", "HEAD"], text=True, capture_output=True,
                         cwd=os.path.dirname(os.path.abspath(__file__)), check=False)
    return ran.stdout.strip() or "nobody knows which"


def written(run):
    """The text of the page, and whether the score is high enough."""
    code, law, proved = code_figures(run), law_figures(run), proof_figures(run)
    parts = [HEAD.format(seed=run.options.seed, code=len(code.entries), laws=len(law.entries),
                         proved=len(proved.entries), dropped=len(run.all) - len(run.numbered),
                         dead=sum(run.is_dead(site) for _, site in run.numbered),
                         commit=commit(),
                         short="\n".join("- " + line for line in in_short(run).splitlines())),
             "## By rule\n\n" + by_rule(run, code) + "\n",
             "## By who notices first\n\nThe cheapest is asked first.\n\n" + by_killer(code) + "\n",
             "## Survivors\n\n" + survivors(run, code) + "\n"]
    if law.entries:
        parts += ["## Laws\n\nA law that is too weak passes every test and proof: its mutant "
                  "counts as noticed if wrong code\nthat the law refuted passes under it. That is "
                  "a mutant of the code (a pair), or a step of the\ncore whose result is wrong in "
                  "one member at that step alone (a faulty step).\n\n" +
                  by_killer(law) + "\n\n" + survivors(run, law) + "\n"]
    if proved.entries:
        counts = collections.Counter(proved.entries[number]["subject"] for number in proved.killed)
        parts += ["## Proofs alone\n\n" +
                  table(("subject", "refuted"), sorted(counts.items())) + "\n\n" +
                  survivors(run, proved) + "\n"]
    return "\n".join(parts), is_enough(run)
