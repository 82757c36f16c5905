#!/usr/bin/env python3
"""gate.py PROGRAM WORKLOAD MOST: fails if a segment takes the machine more than MOST instructions.

PROGRAM is repeat_machine. Callgrind counts, so that it does not matter what else runs; what a
stack costs that does nothing, which is the making of the packet, is taken off.
"""

import sys

sys.dont_write_bytecode = True

from measure import Failed, instructions_a_step


def main(arguments):
    if len(arguments) != 3:
        print("usage: gate.py PROGRAM WORKLOAD MOST", file=sys.stderr)
        return 2
    program, workload, most = arguments[0], arguments[1], int(arguments[2])
    machine, null = (instructions_a_step([program, implementation, workload])
                       for implementation in ("machine", "null"))
    print(f"{workload}: {machine - null:.1f} instructions a segment, at most {most}")
    return 0 if machine - null <= most else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        print(f"gate.py: {failure}", file=sys.stderr)
        sys.exit(1)
