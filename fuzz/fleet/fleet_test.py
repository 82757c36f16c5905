#!/usr/bin/env python3
"""Tests of the fleet on a real target with planted defects.

    fleet_test.py FOLDER-OF-FUZZ_PLANTED [--campaigns]

--campaigns runs those alone that fuzz in real time, and take some luck; without it all others run.
"""
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import types
import unittest

sys.dont_write_bytecode = True

import engine
import findings
import fleet
import state

FLEET = pathlib.Path(__file__).resolve().parent / "fleet.py"
BUILD = pathlib.Path(".")


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.found = self.folder / "found"
        self.corpus = self.folder / "corpus/fuzz_planted"

    def command(self, *arguments):
        return [sys.executable, FLEET, "--build", BUILD, "--sources", self.folder, "--found",
                self.found, "--no-coverage", "--jobs", "1", *arguments]

    def call(self, *arguments):
        return subprocess.run(self.command(*arguments), text=True, capture_output=True,
                              check=False, timeout=600)

    def state(self):
        return state.State.read(self.found / "campaign.json")

    def target(self):
        return engine.target_of(BUILD / "fuzz_planted", self.folder, self.found)


class Campaigns(InFolder):
    def test_finds_each_defect_once_and_shrinks_it(self):
        target = self.found / "fuzz_planted"
        target.mkdir(parents=True)
        for near in ("ax", "bx", "cx"):  # so that little rests on luck
            (target / near).write_text(near, encoding="utf-8")
        for _ in range(10):  # a campaign after another, until luck has had its way
            done = self.call("--all", "--time", "3s", "--slice", "3s", "--shrink", "1s")
            if len(self.state().findings) == 3:
                break
        self.assertEqual(done.returncode, 1, done.stderr)
        rules = sorted(one["rule"] for one in self.state().findings)
        self.assertEqual(rules, ["PLANTED-1", "PLANTED-1", "PLANTED-2: the second"])
        for one in self.state().findings:
            self.assertEqual(one["shrunk_bytes"], 2, one)
            again = engine.Engine().reproduce(self.target(), pathlib.Path(one["path"]))
            self.assertEqual(findings.signature_of(again.output).rule, one["rule"])
        self.check_keeping(self.state().findings[0])
        self.assertNotIn("\033", done.stdout + done.stderr)
        page = (self.found / "index.html").read_text(encoding="utf-8")
        self.assertIn("PLANTED-2: the second", page)
        self.assertFalse(re.search(r"(src|href)=|url\(|@import", page), "it is not self-contained")

    def check_keeping(self, finding):
        self.assertEqual(self.call("--keep", finding["path"]).returncode, 0)
        kept = self.state().finding("fuzz_planted", finding["name"])["kept"]
        self.assertEqual([path.name for path in self.corpus.iterdir()], [pathlib.Path(kept).name])

    def test_goes_on_after_an_interruption(self):
        with subprocess.Popen(self.command("--all", "--time", "60m", "--slice", "60m"),
                              stdout=subprocess.PIPE, text=True) as process:
            target = self.found / "fuzz_planted"
            while not target.is_dir() or not any(target.iterdir()):  # it fuzzes
                self.assertIsNone(process.poll())
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 130, said)
        self.assertIn("the same command goes on", said)
        before = self.state()
        self.assertGreater(before.executions(), 0)
        self.assertTrue(0 < before.left_s < 3600)
        self.assertEqual((before.round, before.done), (1, []))
        before.left_s = 1.5  # as if most of it were over
        before.save()
        self.call("--all", "--time", "60m", "--shrink", "1s")
        after = self.state()
        self.assertEqual(after.left_s, 0)
        self.assertEqual(after.asked_s, 3600)
        self.assertEqual(after.slices[:len(before.slices)], before.slices)
        self.assertGreater(after.executions(), before.executions())


class Merging(InFolder):
    def test_leaves_what_the_corpus_does_not_have(self):
        self.corpus.mkdir(parents=True)
        (self.corpus / "committed").write_bytes(b"ax")
        target = self.target()
        target.found.mkdir(parents=True)
        for name, data in (("same", b"ax"), ("as-good", b"ay"), ("new", b"bx"), ("crash", b"cc")):
            (target.found / name).write_bytes(data)
        engine.Engine().merge(target)
        self.assertEqual([path.read_bytes() for path in target.found.iterdir()], [b"bx"])
        self.assertEqual([path.name for path in self.corpus.iterdir()], ["committed"])

    def test_one_that_was_stopped_between_its_renames_is_undone(self):
        target = self.target()
        old = target.found.with_name("fuzz_planted.old")
        old.mkdir(parents=True)
        (old / "input").write_bytes(b"ax")
        engine.recover(target)
        self.assertEqual([path.name for path in target.found.iterdir()], ["input"])
        self.assertFalse(old.exists())


class Keeping(InFolder):
    def test_a_damaged_state_is_named(self):
        self.found.mkdir()
        for text in ("{", "[]", '{"version": 99}'):
            (self.found / "campaign.json").write_text(text, encoding="utf-8")
            done = self.call("--all", "--time", "1s")
            self.assertEqual(done.returncode, 2)
            self.assertIn("campaign.json cannot be read", done.stderr)

    def test_a_crash_becomes_a_small_input_named_by_its_rule(self):
        crash = self.folder / "crash"
        crash.write_bytes(b"cc" + b"x" * 50)
        done = self.call("--keep", str(crash), "--target", "fuzz_planted", "--shrink", "5s")
        self.assertEqual(done.returncode, 0, done.stderr)
        kept = list(self.corpus.iterdir())
        self.assertEqual(len(kept), 1)
        self.assertRegex(kept[0].name, r"^PLANTED-2-the-second-[0-9a-f]{8}$")
        self.assertLess(kept[0].stat().st_size, 52)
        again = self.call("--keep", str(crash), "--target", "fuzz_planted")
        self.assertEqual(again.returncode, 1)
        self.assertIn("is there already", again.stderr)

    def test_what_is_no_crash_is_refused(self):
        (self.folder / "fine").write_bytes(b"zz")
        done = self.call("--keep", str(self.folder / "fine"), "--target", "fuzz_planted")
        self.assertEqual(done.returncode, 1)
        self.assertIn("breaks nothing", done.stderr)
        self.assertFalse(self.corpus.exists())


class Times(InFolder):
    def test_jobs_share_the_time(self):
        target = self.target()
        target.found.mkdir(parents=True)
        saved = self.state()
        saved.begin(100)
        run = fleet.Campaign(types.SimpleNamespace(jobs=4, shrink=1), [target], saved)
        run.record(target, engine.Outcome(0, "", 8.0), tempfile.mkdtemp(dir=self.folder))
        self.assertEqual(saved.left_s, 98)


class WrongUsage(InFolder):
    def test_each_has_its_own_words(self):
        cases = {("--all", "--time", "8x"): "'8x' is no time",
                 ("--all", "--time", ""): "'' is no time",
                 ("--all", "--time", "0s"): "'0s' is no time at all",
                 ("--all", "--time", "9999d"): "more than a year",
                 ("--all", "--jobs", "0"): "'0' is not from 1 to 256 jobs",
                 ("--all", "--jobs", "-1"): "'-1' is no number of jobs",
                 ("--all", "--jobs", "two"): "'two' is no number of jobs",
                 ("--all", "--keep", "x"): "not allowed with argument",
                 ("--keep", "nowhere"): "'nowhere' is no file",
                 ("--keep", str(FLEET)): "'fleet' is no target; say --target with one of "
                                         "fuzz_planted",
                 (): "one of the arguments --all --keep is required",
                 ("--all", "--tim", "1s"): "unrecognized arguments"}
        for arguments, words in cases.items():
            done = self.call(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(words, done.stderr, arguments)

    def test_times_are_read(self):
        for word, seconds in (("8h", 28800), ("90m", 5400), ("1h30m", 5400), ("45", 45),
                              ("1d", 86400)):
            self.assertEqual(fleet.duration(word), seconds)


class Signatures(unittest.TestCase):
    STACK = ("    #0 0x55 in abort (/x/fuzz+0x1)\n    #1 0x56 in twomsl::step(int) /a/b.cpp:3:4\n"
             "    #2 0x57 in fuzzer::Fuzzer::Loop() (/x+0x2)\n")

    def test_a_rule_and_a_place_are_one_whatever_the_numbers(self):
        one = findings.signature_of("broken: INV-TW-2\n" + self.STACK)
        two = findings.signature_of("broken: INV-TW-2\n" + self.STACK.replace("0x5", "0x7"))
        self.assertEqual(one, two)
        self.assertEqual(one.stack, ("twomsl::step",))
        self.assertTrue(one.name.startswith("INV-TW-2-"))

    def test_another_place_is_another(self):
        one = findings.signature_of("broken: INV-TW-2\n" + self.STACK)
        two = findings.signature_of("broken: INV-TW-2\n" + self.STACK.replace("step", "stop"))
        self.assertNotEqual(one.name, two.name)

    def test_sanitizers_and_limits_are_named(self):
        said = findings.signature_of("SUMMARY: AddressSanitizer: heap-use-after-free /a.cpp:1 in f")
        self.assertEqual(said.rule, "heap-use-after-free")
        said = findings.signature_of("==1== ERROR: libFuzzer: out-of-memory (used: 1)")
        self.assertEqual(said.rule, "out-of-memory")
        self.assertIsNone(findings.signature_of("#12 DONE cov: 1"))


class States(InFolder):
    def test_what_is_saved_is_read(self):
        one = self.state()
        one.begin(30)
        one.save()
        self.assertEqual(json.loads(one.path.read_text(encoding="utf-8"))["left_s"], 30)
        again = self.state()
        again.begin(30)
        again.left_s = 7
        again.begin(30)
        self.assertEqual(again.left_s, 7)
        again.begin(40)
        self.assertEqual(again.left_s, 40)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    CLASSES = {"Campaigns"} if "--campaigns" in sys.argv else {
        name for name, one in globals().items()
        if isinstance(one, type) and issubclass(one, unittest.TestCase)} - {"Campaigns"}
    unittest.main(argv=[sys.argv[0], *sorted(CLASSES)], verbosity=2)
