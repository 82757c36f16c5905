#!/usr/bin/env python3
"""Tests of summary.py and suites.py: no line over 100 columns, every outcome counted, and an
interruption that stops everything."""
import contextlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from xml.sax.saxutils import quoteattr

import summary

HERE = pathlib.Path(__file__).resolve().parent
LONG = "Layers/Link.IsStrippedDownToThePacket/" + "VeryLongParameter" * 12


def case(name, status="run", inside=""):
    return f'<testcase name={quoteattr(name)} time="1.5" status="{status}">{inside}</testcase>'


def output(text):
    return f"<system-out>{text}</system-out>"


class InADirectory(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def summary_of(self, *cases, labels=None):
        """(exit status, lines) for a report of these test cases."""
        report = self.folder / "junit.xml"
        report.write_text("<testsuite>" + "".join(cases) + "</testsuite>", encoding="utf-8")
        if labels:
            (self.folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
        return self.printed(str(report))

    @staticmethod
    def printed(*reports):
        with contextlib.redirect_stdout(io.StringIO()) as text:
            status = summary.main(reports)
        return status, text.getvalue().splitlines()


class Summary(InADirectory):
    def test_no_line_is_wider_than_a_hundred_columns(self):
        wide = "\n".join(["x" * 1000, "word " * 300, "\ttab\t" * 50, "\x1b[31mred\x1b[0m" * 40,
                          "caf\u00e9 " * 60, *map(str, range(500))])
        skipped = '<skipped message="SKIP_RETURN_CODE=77"/>' + output("Skipped\n" + "because " * 90)
        status, lines = self.summary_of(
            case(LONG), case(LONG + "f", "fail", "<failure/>" + output(wide.replace("\x1b", ""))),
            case(LONG + "s", "notrun", skipped), labels={LONG: "law" * 60})
        self.assertEqual(1, status)
        self.assertEqual([], [line for line in lines if len(line) > 100])
        self.assertEqual("1 passed, 1 failed, 1 skipped", lines[-1])

    def test_a_failure_shows_its_output_whole_if_it_is_short(self):
        _, lines = self.summary_of(case("A.B", "fail", output("one\ntwo")))
        self.assertEqual(["failed: A.B", "  one", "  two"], lines[:3])

    def test_a_failure_that_prints_much_says_where_all_of_it_is(self):
        text = "\n".join(f"line {number}" for number in range(200)).replace("line 90", "90 FAILED")
        _, lines = self.summary_of(case("A.B", "fail", output(text)))
        self.assertTrue(any("149 lines left out" in line for line in lines))
        self.assertIn("  90 FAILED", lines)
        self.assertIn("  line 0", lines)
        self.assertIn("  line 199", lines)

    def test_a_failure_without_output_says_how_long_it_took(self):
        _, lines = self.summary_of(case("A.B", "fail"))
        self.assertEqual("  no output in 2 s", lines[1])

    def test_a_skipped_test_is_named_with_its_reason(self):
        inside = '<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>' + output("Skipped\nno data")
        status, lines = self.summary_of(case("A.B", "notrun", inside), case("A.C", "disabled"))
        self.assertEqual(0, status)
        self.assertEqual(["skipped: A.B: no data", "skipped: A.C: no reason given",
                          "0 passed, 0 failed, 2 skipped"], lines)

    def test_a_test_whose_program_is_missing_failed(self):
        inside = '<skipped message="Unable to find executable"/>'
        status, lines = self.summary_of(case("A.B", "notrun", inside))
        self.assertEqual((1, "0 passed, 1 failed, 0 skipped"), (status, lines[-1]))

    def test_each_label_has_its_count(self):
        _, lines = self.summary_of(case("A.B"), case("A.C", "fail"), case("A.D"),
                                   labels={"A.B": "unit", "A.C": "unit", "A.D": "proof"})
        self.assertEqual(["proof        1 passed, 0 failed, 0 skipped",
                          "unit         1 passed, 1 failed, 0 skipped",
                          "2 passed, 1 failed, 0 skipped"], lines[-3:])

    def test_no_report_and_an_empty_one_are_failures(self):
        self.assertEqual(1, self.printed(str(self.folder / "none.xml"))[0])
        self.assertEqual(1, self.summary_of()[0])
        self.assertEqual(1, self.printed()[0])


FAKE_CTEST = """#!/bin/sh
case "$*" in
  *--show-only*) echo '{"tests": [{"name": "A.B", "properties": []}]}'; exit 0 ;;
esac
for argument; do case $argument in */junit.xml) report=$argument ;; esac; done
echo "      Start  1: A.B"
%s
"""


class Suites(InADirectory):
    def start(self, script, **options):
        """suites.py with a ctest of our own, which does what `script` says after its first line."""
        fake = self.folder / "ctest"
        fake.write_text(FAKE_CTEST % script, encoding="utf-8")
        fake.chmod(0o755)
        (self.folder / "build/test").mkdir(parents=True)
        path = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen([sys.executable, HERE / "suites.py", "test"], cwd=self.folder,
                                env=os.environ | {"PATH": path}, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, **options)

    def finish(self, process):
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def test_a_pipe_gets_the_summary_alone(self):
        result = case("A.B").replace('"', '\\"')
        process = self.start(f'echo "<t>{result}</t>" > "$report"')
        self.assertEqual((0, "1 passed, 0 failed, 0 skipped\n", ""), self.finish(process))

    def test_a_ctest_that_fails_with_a_good_report_fails(self):
        result = case("A.B").replace('"', '\\"')
        process = self.start(f'echo "<t>{result}</t>" > "$report"; exit 8')
        self.assertEqual(1, self.finish(process)[0])

    def test_a_ctest_without_a_report_fails(self):
        status, out, _ = self.finish(self.start("exit 3"))
        self.assertEqual(1, status)
        self.assertIn("0 passed, 1 failed, 0 skipped", out)

    def test_an_interruption_ends_with_130_and_leaves_no_test_running(self):
        started = self.folder / "started"
        process = self.start(f'sleep 300 & echo $! > "{started}.part"; '
                             f'mv "{started}.part" "{started}"; wait')
        for _ in range(600):
            if started.exists():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        status, out, _ = self.finish(process)
        self.assertEqual((130, ""), (status, out))
        self.assertFalse(is_running(int(started.read_text(encoding="utf-8"))))


def is_running(number):
    """A zombie runs no more; it waits for whoever adopted it."""
    try:
        state = pathlib.Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return state.rsplit(")", 1)[1].split()[0] != "Z"


if __name__ == "__main__":
    unittest.main()
