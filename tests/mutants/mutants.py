#!/usr/bin/env python3
"""Changes single tokens of core/ and spec/, by rule and seed: does a test notice?

    mutants.py [--seed S] [--count N] [--only N] [--laws] [--proofs] [--write] [--list] [--fresh]

All mutants are in one build below build/mutants, behind a switch that a run reads
(TWOMSL_MUTANT=N). What came out is kept there, so that a run that was stopped goes on where it was.
Exit status: 0 if at least 95 % are noticed or shown equivalent, and at most 5 % equivalent.
"""
import argparse
import concurrent.futures
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lint"))

import build
import killers
import laws
import proofs
import report
import results
import tree
import unreached

LAW_COUNT = 60  # how many mutants of laws there are beside those of the code
RESERVE = 1.4  # of those drawn some do not compile
JOBS = 2
ALIVE = ("survives", "not reached", "undecided")
QUICK_S = 5  # programs that take less are asked of all mutants before the others of any


class Run:
    """The mutants of a seed, built, and what is known of them."""

    def __init__(self, options):
        self.options = options
        self.sources = build.read_sources()
        self.texts = {source.path: source.text for source in self.sources}
        self.by_path = {source.path: source for source in self.sources}
        drawn = build.draw(self.sources, options.seed,
                           (int(options.count * RESERVE), int(LAW_COUNT * RESERVE)))
        self.ids = results.identified(drawn)
        self.dropped = results.Results("dropped.json", options.fresh)
        self.all = list(enumerate(drawn, 1))
        self.numbered = [(number, site) for number, site in self.all
                         if not self.dropped.get(self.ids[site], [self.of_file(site)])]
        self.results = results.Results("results.json", options.fresh)
        self.of_laws = results.Results("laws.json", options.fresh)
        self.proved = results.Results("proofs.json", options.fresh)

    def of_file(self, site):
        return results.digest([self.texts[site.path]])

    def of_tree(self):
        """All that a verdict of those who passed rests on."""
        if not hasattr(self, "tree_digest"):
            self.tree_digest = results.digest(
                [file.text for file in tree.read_tree(build.ROOT)
                 if (file.is_code or file.path.endswith(".csv")) and
                 not file.path.startswith("tests/mutants/")])
        return self.tree_digest

    def of_proofs(self):
        """All that the verdict of a proof rests on."""
        if not hasattr(self, "proofs_digest"):
            self.proofs_digest = results.digest(
                [file.text for file in tree.read_tree(build.ROOT)
                 if file.path.startswith(("core/", "spec/", "proofs/", "historical/")) and
                 (file.is_code or file.path.endswith(".csv"))])
        return self.proofs_digest

    def of_numbers(self):
        """The numbers that mutants have in the build."""
        return results.digest([f"{number} {self.ids[site]}" for number, site in self.numbered])

    def build(self, targets):
        build.write_copy(self.sources, self.numbered)
        build.configure()
        before = self.numbered
        self.numbered = build.build_without_culprits(self.sources, self.numbered, targets)
        for number, site in set(before) - set(self.numbered):
            self.dropped.put(self.ids[site], self.of_file(site), {"number": number})

    def usable_killers(self):
        """killers.usable(), asked once for a tree and its mutants."""
        rests_on = self.of_tree() + self.of_numbers()
        kept = self.results.get("without a mutant", [rests_on])
        if kept:
            return [killers.Killer(*fields, set(reached)) for *fields, reached in kept["killers"]]
        found = killers.usable(tell)
        self.results.put("without a mutant", rests_on, {"killers": [
            [one.name, one.kind, one.command, one.seconds, sorted(one.reached)] for one in found]})
        return found

    def is_dead(self, site):
        return self.by_path[site.path].is_beyond_switch(site.order)

    def code(self):
        """The mutants of the code that are judged."""
        return [(number, site) for number, site in self.numbered
                if not build.is_law(site.path) and not self.is_dead(site)][:self.options.count]

    def laws(self):
        return [(number, site) for number, site in self.numbered
                if build.is_law(site.path) and not self.is_dead(site)][:LAW_COUNT]

    def site(self, number):
        return dict(self.numbered)[number]

    def known(self, number, kind=""):
        """What has come out of a mutant: one that was noticed stays so until its file changes."""
        site, store = self.site(number), self.store_of(kind)
        entry = store.get(kind + self.ids[site], [self.of_file(site)])
        if entry and entry["verdict"] == "killed":
            return entry
        entry = store.get(kind + self.ids[site], [self.of_file(site) + self.of_rest(kind)])
        return entry if self.options.quick or not (entry or {}).get("is_hasty") else None

    def keep(self, number, entry, kind=""):
        site = self.site(number)
        rests_on = self.of_file(site)
        if entry["verdict"] != "killed":
            rests_on += self.of_rest(kind)
        self.store_of(kind).put(kind + self.ids[site], rests_on, entry)

    def of_rest(self, kind):
        return self.of_proofs() if kind == proofs.KIND else self.of_tree()

    def store_of(self, kind):
        return {proofs.KIND: self.proved, "": self.results}.get(kind, self.of_laws)


def tell(text, stays=False):
    """A line of progress, if somebody watches; one that stays is always printed."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text[:110]}", end="\n" if stays else "", flush=True)
    elif stays:
        print(text, flush=True)


def in_turn(run, numbers, judge, kind=""):
    """Judges what is not known yet, a few at a time; keeps each verdict as it comes, if there is
    one."""
    waiting = [number for number in numbers if not run.known(number, kind)]
    done = len(numbers) - len(waiting)
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        asked = {pool.submit(judge, number): number for number in waiting}
        try:
            for future in concurrent.futures.as_completed(asked):
                number, entry = asked[future], future.result()
                if not entry:
                    continue
                run.keep(number, entry, kind)
                done += 1
                site = run.site(number)
                text = f"{entry['verdict']:11} {number:4} {site.path}:{site.line} {site.text}"
                tell(f"{done} of {len(numbers)}  {text}", entry["verdict"] in ALIVE)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    tell("")


def judge(run, found, number):
    """The verdict on a mutant of the code."""
    entry = killers.judge(found, number)
    if run.options.quick and entry["verdict"] == "survives":
        entry["is_hasty"] = True
    return unreached.judge(run, number) if entry["verdict"] == "not reached" else entry


def show_one(run, found, number):
    """All that is to be known of one mutant."""
    site = dict(run.all).get(number)
    if not site:
        sys.exit(f"mutants: there is no mutant {number}; there are 1 to {len(run.all)}")
    print(f"{site.path}:{site.line} {site.rule}")
    print(f"  {site.original}\n  => {site.mutant or 'nothing'}")
    if number not in dict(run.numbered):
        print("does not compile")
        return 0
    entry = judge(run, found, number)
    print(", ".join(f"{name}: {value}" for name, value in entry.items()))
    return 0


def parse():
    parser = argparse.ArgumentParser(prog="./run mutants", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=340, help="mutants of the code (340)")
    parser.add_argument("--only", type=int, metavar="N", help="judge mutant N alone, and show it")
    parser.add_argument("--laws", action="store_true", help="mutants of laws, too")
    parser.add_argument("--proofs", type=int, nargs="?", const=100, metavar="N",
                        help="put a sample of N (100) to the proofs alone")
    parser.add_argument("--quick", action="store_true",
                        help="ask the programs that take less than 5 s, and say so")
    parser.add_argument("--write", action="store_true", help="write tests/MUTANTS.md")
    parser.add_argument("--list", action="store_true", help="print the mutants, build nothing")
    parser.add_argument("--fresh", action="store_true", help="forget what is known already")
    options = parser.parse_args()
    if options.count < 1 or (options.proofs is not None and options.proofs < 1):
        parser.error("a number of mutants must be at least 1")
    return options


def main():
    options = parse()
    run = Run(options)
    if options.list:
        for number, site in run.all:
            print(f"{number:4} {site.path}:{site.line} {site.rule}: {site.text}")
        return 0
    os.makedirs(build.FOLDER, exist_ok=True)
    tell("building all mutants at once", True)
    run.build(killers.targets() + ["tests/mutants/faulty_steps", "proofs/prove"])
    if options.proofs:
        proofs.judge_sample(run, options.proofs, in_turn)
    found = run.usable_killers()
    if options.only is not None:
        return show_one(run, found, options.only)
    numbers = [number for number, _ in run.code()]
    quick = [killer for killer in found if killer.seconds < QUICK_S]
    in_turn(run, numbers, lambda number: killers.first_to_notice(quick, number))
    if options.laws:
        laws.judge_all(run, (quick, [one for one in found if one not in quick]), in_turn)
    in_turn(run, numbers, lambda number: judge(run, quick if options.quick else found, number))
    text, is_enough = report.written(run)
    if options.write:
        with open(os.path.join(build.ROOT, "tests", "MUTANTS.md"), "w", encoding="utf-8") as stream:
            stream.write(text)
    print(report.in_short(run))
    return 0 if is_enough else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nmutants: interrupted; what is known is kept, and the next run goes on from it")
    except subprocess.CalledProcessError as failed:
        sys.exit(f"mutants: {failed}")
