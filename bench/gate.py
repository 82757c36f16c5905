#!/usr/bin/env python3
"""gate.py PROGRAM COURSE MOST: fails if a segment takes the machine more than MOST instructions.

PROGRAM is repeat_machine. Callgrind counts, so that it does not matter what else runs; what nobody
takes, which is the making of the packet, is taken off.
"""

import sys

sys.dont_write_bytecode = True

from measure import Failed, instructions_a_step


def main(arguments):
    if len(arguments) != 3:
        print("usage: gate.py PROGRAM COURSE MOST", file=sys.stderr)
        return 2
    program, course, most = arguments[0], arguments[1], int(arguments[2])
    machine, nobody = (instructions_a_step([program, contender, course])
                       for contender in ("machine", "nobody"))
    print(f"{course}: {machine - nobody:.1f} instructions a segment, at most {most}")
    return 0 if machine - nobody <= most else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        print(f"gate.py: {failure}", file=sys.stderr)
        sys.exit(1)
