#!/usr/bin/env python3
"""Tests of check_targets.py on a real target: check_targets_test.py FUZZ_PLANTED"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

CHECK = pathlib.Path(__file__).resolve().parent / "check_targets.py"
PROGRAM = pathlib.Path(".")


class Rules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        self.target = pathlib.Path(shutil.copy(PROGRAM, self.out / "fuzz_it"))
        self.seeds({"fine": b"ax"})

    def seeds(self, inputs):
        with zipfile.ZipFile(self.out / "fuzz_it_seed_corpus.zip", "w") as archive:
            for name, data in inputs.items():
                archive.writestr(name, data)

    def check(self, status, words, *arguments):
        done = subprocess.run([sys.executable, CHECK, self.out, *arguments], text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertIn(words, done.stdout + done.stderr)

    def test_one_that_keeps_them_all_is_accepted(self):
        (self.out / "fuzz_it.dict").write_text('"word"\n', encoding="utf-8")
        (self.out / "fuzz_it.options").write_text("[libfuzzer]\nmax_len = 99\n", encoding="utf-8")
        (self.out / "notes").write_text("no target", encoding="utf-8")
        self.check(0, "fuzz_it: 1 seeds\n1 targets, 0 of them not as engines ask")

    def test_seeds_are_there_and_break_nothing(self):
        self.seeds({"crash": b"aa"})
        self.check(1, "the replay of its seeds ends with status")
        self.seeds({})
        self.check(1, "fuzz_it_seed_corpus.zip is empty")
        (self.out / "fuzz_it_seed_corpus.zip").write_bytes(b"junk")
        self.check(1, "cannot be read")
        (self.out / "fuzz_it_seed_corpus.zip").unlink()
        self.check(1, "fuzz_it_seed_corpus.zip is missing")

    def test_dictionaries_are_read(self):
        (self.out / "fuzz_it.dict").write_text("no dictionary\n", encoding="utf-8")
        self.check(1, "a run with fuzz_it.dict ends with status")

    def test_names_and_instrumentation_are_looked_at(self):
        self.check(1, "it is not built with the sanitizer memory", "--sanitizer", "memory")
        self.target.rename(self.out / "fuzz it")
        self.check(1, "its name is not of letters, digits, _ and - alone")

    def test_a_folder_without_targets_is_no_success(self):
        self.target.chmod(0o644)
        self.check(1, "0 targets")
        shutil.rmtree(self.out)
        self.check(2, "is no folder")
        self.out.mkdir()


if __name__ == "__main__":
    PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
