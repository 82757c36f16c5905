"""A second solver's opinion: second_opinion.py PROVER [--count N] [--seed N] [--theorem ID].

Z3 proves the claims; cvc5 is asked a sample of them again, each for a minute at most. It must
discharge nine tenths, and contradict none. Prints the seed, and each claim that it left open.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import tempfile

SECONDS = 60
LEAST_SHARE = 0.9


def opinion(path):
    """What cvc5 says of a claim that is denied: unsat if it holds; or why it says nothing."""
    command = ["cvc5", f"--tlimit={SECONDS * 1000}", str(path)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=SECONDS + 30
        )
    except subprocess.TimeoutExpired:
        return "timeout"
    words = (done.stdout + done.stderr).split()
    return words[0] if words and words[0] in ("sat", "unsat") else " ".join(words[:12]) or "nothing"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prover")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--theorem", action="append", default=[])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [given.prover, "--export", folder, *given.theorem], check=True, stdout=sys.stderr
        )
        claims = sorted(pathlib.Path(folder).iterdir())
        sample = random.Random(given.seed).sample(claims, min(given.count, len(claims)))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as at_once:
            said = dict(zip(sample, at_once.map(opinion, sample)))
    discharged = sum(words == "unsat" for words in said.values())
    contradicted = sum(words == "sat" for words in said.values())
    for path, words in said.items():
        if words != "unsat":
            print(f"{path.stem}: {words}")
    print(
        f"{len(claims)} claims, a sample of {len(sample)} (seed {given.seed}): "
        f"cvc5 discharges {discharged}, contradicts {contradicted}"
    )
    return 0 if contradicted == 0 and sample and discharged >= LEAST_SHARE * len(sample) else 1


if __name__ == "__main__":
    sys.exit(main())
