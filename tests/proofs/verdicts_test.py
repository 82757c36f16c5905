"""What the prover does with verdicts that it has kept: verdicts_test.py PROVER.

A verdict that was kept spares the question in nine runs of ten; in the tenth one that does not hold
ends the run, and a file that holds none is refused.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

PROVER = sys.argv.pop() if len(sys.argv) > 1 else "prove"
THEOREM = "ABSTRACTION"


def prove(*options):
    """Its exit status, and all that it prints. No verdict depends on how long a question takes."""
    done = subprocess.run([PROVER, "--all", *options], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = pathlib.Path(cls.folder.name) / "verdicts.csv"
        cls.fresh = prove("--fresh", "--keep", str(cls.file), THEOREM)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def write(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text)
        return str(path)

    def test_keeps_what_was_asked(self):
        status, said = self.fresh
        self.assertEqual(status, 0, said)
        self.assertIn("0 verdicts gone by, 0 asked again", said)
        title, *lines = self.file.read_text().splitlines()
        self.assertRegex(title, r"^asked,said by Z3 \d+\.\d+\.\d+$")
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line, r"^[0-9a-f]{32},(un)?sat$")

    def test_asks_one_of_ten_again(self):
        count = len(self.file.read_text().splitlines()) - 1
        again = 0
        for seed in range(10):
            status, said = prove("--verdicts", str(self.file), "--seed", str(seed), THEOREM)
            self.assertEqual(status, 0, said)
            self.assertIn(f"(seed {seed}), 0 new", said)
            again += int(said.split(" asked again")[0].split()[-1])
        self.assertEqual(again, count)

    def test_refuses_a_file_that_is_not_there(self):
        status, said = prove("--verdicts", "no-such-file.csv", THEOREM)
        self.assertEqual(status, 2)
        self.assertIn("no-such-file.csv is not there: --keep FILE writes one", said)

    def test_finds_one_that_does_not_hold(self):
        text = self.file.read_text()
        wrong = text.replace("unsat", "met").replace("sat", "unsat").replace("met", "sat")
        path = self.write("wrong.txt", wrong)
        ended = [prove("--verdicts", path, "--seed", str(seed), THEOREM) for seed in range(10)]
        found = [status for status, said in ended if "that was kept does not hold" in said]
        self.assertTrue(found)
        self.assertNotIn(0, found)

    def test_refuses_what_holds_no_verdicts(self):
        status, said = prove("--verdicts", self.write("other.txt", "no verdict\n"), THEOREM)
        self.assertEqual(status, 2)
        self.assertIn("holds no verdicts", said)

    def test_takes_none_of_another_z3(self):
        path = self.write("old.csv", "asked,said by Z3 0.0.0\n" + "0" * 32 + ",unsat\n")
        status, said = prove("--verdicts", path, THEOREM)
        self.assertEqual(status, 0, said)
        self.assertIn("0 verdicts gone by, 0 asked again", said)

    def test_refuses_a_seed_that_is_no_number(self):
        for options in (("--seed", "x"), ("--seed",), ("--keep",)):
            status, said = prove(*options, THEOREM) if len(options) > 1 else prove(*options)
            self.assertEqual(status, 2)
            self.assertIn("usage: prove", said)


if __name__ == "__main__":
    unittest.main()
