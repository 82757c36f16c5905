#!/usr/bin/env python3
"""Adds up JUnit reports of ctest and prints one closing line: N passed, N failed, N skipped.

Skipped tests are named with their reason, failed ones with their name; a missing report or one
without any test is a failure. Exit status 0 only if nothing failed.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree


def outcome(case):
    if case.get("status") == "run":
        return "passed"
    return "skipped" if case.get("status") in ("notrun", "disabled") else "failed"


def main(reports):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for report in reports:
        try:
            cases = list(ElementTree.parse(report).getroot().iter("testcase"))
        except (OSError, ElementTree.ParseError) as error:
            print(f"failed: {report}: no report of the test run: {error}")
            cases = []
        if not cases:
            count["failed"] += 1
        for case in cases:
            result = outcome(case)
            count[result] += 1
            if result == "skipped":
                text = case.findtext("system-out") or ""
                reason = re.search(r"Skipped\n(.*)", text)
                why = reason.group(1) if reason else "no reason given"
                print(f"skipped: {case.get('name')}: {why}")
            elif result == "failed":
                print(f"failed: {case.get('name')}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**count))
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
