#!/usr/bin/env python3
"""Tests of what is said of coverage: coverage_test.py FIRED_ROWS, on the sources beside it."""
import contextlib
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import coverage_pages
import coverage_report
import line_coverage
import tree

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIRED_ROWS = pathlib.Path(sys.argv[1]).resolve()

SOURCE = """\
int reached() {
  // why
  return 1;
}

template <class D>
int never_made() {
  // why not

  return 2;
}
"""


def lines_of_source(counts):
    lines = line_coverage.Lines(dict(counts))
    line_coverage.compare_with_text(lines, tree.File("core/a.hpp", SOURCE))
    return lines


class Lines(unittest.TestCase):

    def test_comments_are_no_lines(self):
        lines = lines_of_source({1: 3, 2: 3, 3: 3, 4: 3})
        self.assertEqual([1, 3, 4], [line for line, count in lines.counts.items() if count])

    def test_a_function_without_code_is_not_reached_with_all_its_lines(self):
        lines = lines_of_source({1: 3, 3: 3, 4: 3})
        self.assertEqual([7, 10, 11], lines.missed)
        self.assertEqual(["never_made"], [one.name for one in lines.never_entered()])
        self.assertFalse(lines.never_entered()[0].is_compiled)

    def test_a_function_that_is_entered_is_missed_in_part(self):
        lines = lines_of_source({1: 3, 3: 0, 4: 0})
        self.assertEqual([3, 4], coverage_report.missed_in_part(lines))

    def test_counts_are_read_by_file(self):
        self.assertEqual([("/a.hpp", 3, 0), ("/a.hpp", 4, 12), ("/b.hpp", 1, 2)],
                         list(line_coverage.lines_in("SF:/a.hpp\nDA:3,0\nDA:4,12\nLF:2\n"
                                                     "end_of_record\nSF:/b.hpp\nDA:1,2,x\n")))

    def test_a_replay_that_fails_is_told(self):
        with self.assertRaisesRegex(line_coverage.CannotMeasure, "ended with 1, and said last: no"):
            line_coverage.run(["sh", "-c", "echo no >&2; exit 1"])
        line_coverage.run(["sh", "-c", "kill -ABRT $$"], convicts=True)
        with self.assertRaises(line_coverage.CannotMeasure):  # the museum is not convicted
            line_coverage.run(["true"], convicts=True)


class Report(unittest.TestCase):

    def test_lines_are_told_in_ranges(self):
        self.assertEqual("3, 7-9, 12", coverage_report.ranges([3, 7, 8, 9, 12]))

    def test_a_function_that_is_never_entered_needs_a_reason(self):
        files = {"core/a.hpp": lines_of_source({line: 1 for line in range(1, 5)})}
        faults = coverage_report.faults(files, {})
        self.assertIn("never_made() is never entered", faults[0])
        self.assertIn("50.00 per cent", faults[1])

    def test_a_reason_for_what_is_entered_is_a_fault(self):
        files = {"core/a.hpp": lines_of_source({1: 1, 3: 1, 4: 1, 7: 1, 10: 1, 11: 1})}
        self.assertEqual([], coverage_report.faults(files, {}))
        faults = coverage_report.faults(files, {("core/a.hpp", "never_made"): "proofs"})
        self.assertIn("entered or gone", faults[0])

    def test_pages_show_what_is_missed(self):
        files = {"core/a.hpp": lines_of_source({1: 3, 3: 0, 4: 3})}
        with tempfile.TemporaryDirectory() as folder:
            first = coverage_pages.write(files, pathlib.Path(folder) / "new")
            page = (first.parent / "core-a.hpp.html").read_text(encoding="utf-8")
        self.assertIn('<span class="missed"><b>   3            0</b>   return 1;</span>', page)

    def test_a_build_without_targets_is_told(self):
        err = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(err):
            sys.argv[1:] = ["--build", folder]
            self.assertEqual(2, coverage_report.main())
        self.assertIn("no targets", err.getvalue())


class Rows(unittest.TestCase):
    """What holds the corpus of fuzz_step to the table, where it must fail."""

    def check(self, exceptions, corpus):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "exceptions.csv"
            path.write_text("row,reason\n" + exceptions, encoding="utf-8")
            for number, content in enumerate(corpus):
                (pathlib.Path(folder) / "inputs").mkdir(exist_ok=True)
                (pathlib.Path(folder) / "inputs" / str(number)).write_bytes(content)
            done = subprocess.run([FIRED_ROWS, ROOT / "spec/transitions.csv", path,
                                   pathlib.Path(folder) / "inputs"],
                                  capture_output=True, text=True, check=False, cwd=folder)
        return done.returncode, done.stdout + done.stderr

    def test_a_row_that_no_input_fires_is_told(self):
        status, said = self.check("", [bytes(8) + b"\x01" + bytes(11)])  # OPEN passive
        self.assertEqual(1, status)
        self.assertNotIn("TR-001 is", said)
        self.assertIn("TR-002 is fired by no input", said)

    def test_a_row_that_is_named_may_stay_out(self):
        self.assertNotIn("TR-002 is", self.check("TR-002,a reason\n", [bytes(8)])[1])

    def test_a_row_that_is_named_must_not_be_fired(self):
        status, said = self.check("TR-001,a reason\n", [bytes(8) + b"\x01" + bytes(11)])
        self.assertEqual(1, status)
        self.assertIn("TR-001 is fired by 0, but stands among those that are not", said)

    def test_what_is_no_row_or_has_no_reason_is_refused(self):
        for line in ("TR-999,a reason\n", "TR-001,\n"):
            self.assertEqual(2, self.check(line, [bytes(8)])[0])

    def test_no_inputs_are_refused(self):
        self.assertEqual(2, self.check("", [])[0])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
