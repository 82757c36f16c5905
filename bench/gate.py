#!/usr/bin/env python3
"""gate.py PROGRAM COURSE MOST: fails if a step of the course takes more than MOST instructions.

PROGRAM is repeat_machine. Callgrind counts, so the machine's load does not matter; the crafting of
the packet is counted, too.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from measure import Failed, instructions

FEW, MANY = 1_000, 11_000


def main(arguments):
    if len(arguments) != 3:
        print("usage: gate.py PROGRAM COURSE MOST", file=sys.stderr)
        return 2
    program, course, most = arguments[0], arguments[1], int(arguments[2])
    few, many = (instructions([program, course, str(count)]) for count in (FEW, MANY))
    counted = (many - few) / (MANY - FEW)
    print(f"{course}: {counted:.1f} instructions a segment, at most {most}")
    return 0 if counted <= most else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        print(f"gate.py: {failure}", file=sys.stderr)
        sys.exit(1)
