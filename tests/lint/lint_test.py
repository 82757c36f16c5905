#!/usr/bin/env python3
"""Tests of the lint: every rule accepts a good tree and catches each bad one."""
import os
import re
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import lint

HEADER = "// A slot.\n#pragma once\n"
TABLE = "id,rfc,section,level,status,reason\n"
MUST = "MUST-13,9293,3.6.1,MUST,"
CODE = "// A.\n//= rfc9293#3.6.1 MUST-13\n"
CHECK = "// A.\n//= rfc9293#3.6.1 MUST-13 type=test\n"
PROOF = "// A.\n//= rfc9293#3.6.1 MUST-13 type=proof\n"
EXCEPTION = "// A.\n//= rfc9293#3.6.1 MUST-13 type=exception reason=not taken\n"
LONG_BODY = "  f();\n" * 60
UNTIDY = {
    "core/a.cpp": "int f(int a) { int b; if (a) b = a; return b; }",
    ".clang-tidy": "Checks: '-*,cppcoreguidelines-init-variables'\nWarningsAsErrors: '*'\n",
}

GOOD = {
    "spec/slot.hpp": HEADER + '#include <cstdint>\n#include "spec/model/domain.hpp"\n',
    "core/table.hpp": HEADER + '#include "spec/slot.hpp"\n\n' + """\
struct Table {
  template <class D, class K>
  int hold(const std::pair<int, int>& a, int b = 1'000, char c = '"', int d = f(1, 2)) const {
    //= rfc9293#3.6.1 MUST-13
    switch (a.first) { case 1: return b; default: return '}'; }
  }
  Table(int a, int b) : a_{a}, b_(b) {}
};
inline int get(State s) { switch (s) { case State::listen: return 1; } }
""",
    "oracle/judge/judge.cpp": '// A judge.\n#include "core/table.hpp"\n',
    "oracle/rule_text.cpp": '#include "oracle/rule.hpp"\n',
    "proofs/prove.cpp": '// A proof.\n#include <z3++.h>\n#include "core/table.hpp"\n',
    "tests/table_test.cpp": CHECK + '#include "oracle/judge/judge.hpp"\n'
                            "//= rfc9293#3.6.1 MAY-2 type=exception reason=strict never reopens\n",
    "spec/requirements.csv": TABLE + MUST + ",\nMAY-2,9293,3.6.1,MAY,later,Needs a host\n",
}

BAD = {
    "LinesFitInAHundredColumns": [{"run": "#" * 101}, {"spec/a.hpp": "//" * 51}],
    "FilesFitInThreeHundredLines": [{"core/a.cpp": "\n" * 301}],
    "FoldersHoldAtMostSixteenSources": [{f"core/a{i}.cpp": "// A.\n" for i in range(17)}],
    "NoTabsOrTrailingBlanks": [{"a.py": "\tpass"}, {"README.md": "word \n"}, {"a.cpp": "x\r\n"}],
    "NoLeftovers": [{"core/a.cpp": "// " + word + ": do it"} for word in
                    ("TO" "DO", "FIX" "ME", "XX" "X")],
    "NoPathsOfOneMachine": [{"README.md": "see /" + word + "/file"} for word in
                            ("work", "tmp", "root", "home")] + [{"run": "farm" "-bench x"}],
    "EveryFileHasAPreamble": [
        {"spec/a.hpp": "#pragma once\n"}, {"spec/a.hpp": "// A slot.\nint x;\n#pragma once\n"},
        {"core/a.cpp": '#include "core/b.hpp"\n'}, {"tests/a.py": "import os\n"},
        {"core/CMakeLists.txt": "add_library(x)\n"}],
    "IncludesFollowTheDirection": [
        {"spec/a.hpp": '#include "core/b.hpp"'}, {"core/a.hpp": '#include "oracle/b.hpp"'},
        {"net/a.hpp": '#include "oracle/b.hpp"'}, {"oracle/a.hpp": '#include "net/b.hpp"'},
        {"oracle/a.cpp": '#include "tool/b.hpp"'}, {"proofs/a.cpp": '#include "oracle/b.hpp"'},
        {"tool/a.cpp": '#include <tests/b.hpp>'}, {"core/a.hpp": '#include "table.hpp"'},
        {"examples/a.cpp": '#include "net/endpoint.hpp"'}],
    "SpecAndCoreNeedTheStandardLibraryAlone": [
        {"core/a.hpp": "#include <fmt/core.h>"}, {"spec/a.hpp": "#include <stdint.h>"}],
    "Z3IsIncludedByProofsAlone": [
        {"tests/a.cpp": "#include <z3++.h>"}, {"core/a.hpp": "#include <z3.h>"}],
    "EnumSwitchesHaveNoDefault": [
        {"core/a.cpp": "int f() { switch (s) { case State::listen: return 1; default: g(); } }"},
        {"core/a.cpp": "int f() { switch (s) { case A::b: switch (n) { case 1: h(); } "
                       "default: g(); } }"}],
    "NamesSayWhatTheyMean": [
        {"core/a.hpp": "int " + word + "(int);"} for word in
        ("get_" "state", "handle_" "syn", "slot_" "util", "SlotManager", "ManagerOfSlots")] + [
            {"core/time_" "utils.hpp": "// A.\n#pragma once\n"}],
    "NamesAreTermsOfTheField": [
        {"core/a.hpp": f"int {word}(int);"} for word in ("Turn", "docket", "bury_the_dead")] + [
        {"fuzz/summon.cpp": "// A target.\n"}],
    "FunctionsFitInSixtyLines": [
        {"core/a.cpp": "namespace a {\nvoid f() {\n" + LONG_BODY + "}\n}\n"},
        {"core/a.cpp": "struct A {\n A(int a) : a_{a} {\n" + LONG_BODY + "}\n};\n"},
        {"core/a.cpp": "template <class T = int>\nT f() requires(A<T>) {\n" + LONG_BODY + "}\n"},
        {"tests/a_test.cpp": "TEST(A, Holds) {\n" + LONG_BODY + "}\n"},
        {"tests/a.py": "def f():\n" + "    f()\n" * 60}],
    "FunctionsTakeAtMostFourParameters": [
        {"core/a.cpp": "void f(int a, int b, int c, int d, int e) {}"},
        {"core/a.cpp": "struct A { bool operator()(int a, int b, int c, int d, int e) { f(); } };"},
        {"core/a.cpp": "template <class D>\nD f(P<int, int> a, int b, int c, int d, int e) {}"},
        {"core/twomsl_a.cpp": "int twomsl_f(int a, int b, int c, int d, int e) {}"},
        {"capi/a.cpp": "void f(int a, int b, int c, int d, int e) {}"},
        {"tests/a.py": "def f(a, b, c, d, e):\n    pass\n"}],
    "CitationsCanBeRead": [
        {"core/a.cpp": "//= " + rest} for rest in
        ("RFC9293#3.6.1 MUST-13", "rfc9293#3.6.1", "rfc9293#3.6.1 MUST-13 type=unit",
         "rfc9293#3.6.1 MUST-13 because")] + [{"core/a.cpp": "f();  " + CODE[6:]}],
    "CitationsNameARequirement": [
        {"core/a.cpp": CODE, "spec/requirements.csv": TABLE},
        {"core/a.cpp": CODE, "spec/requirements.csv": TABLE + "MUST-13,9293,3.6.2,MUST,later,x\n"},
        {"core/a.cpp": CODE, "spec/requirements.csv": TABLE + "MUST-13,793,3.6.1,MUST,later,x\n"},
        {"spec/a.hpp": 'Citation a{9293, "3.6.1", "MUST-13"};', "spec/requirements.csv": TABLE}],
    "ExceptionsHaveAReason": [{"core/a.cpp": CODE.rstrip() + " type=exception\n"}],
    "ClaimedMustsAreTested": [
        {"core/a.cpp": CODE, "spec/requirements.csv": TABLE + MUST + ",\n"}],
    "RequirementsHaveAStatus": [
        {"spec/requirements.csv": TABLE + row} for row in
        ("", MUST + "finished,x\n", MUST + "todo,x\n", MUST + "later,\n", MUST + "partial,\n",
         MUST + "not ours,\n", MUST + ",\n", MUST + ",x\n", (MUST + "later,x\n") * 2)] + [
             {"spec/requirements.csv": TABLE + MUST + "done,\n", "core/a.cpp": CODE,
              "tests/a.cpp": CHECK}],
    "StatusesAgreeWithTheCitations": [
        {"spec/requirements.csv": TABLE + MUST + status, **cited} for status, cited in (
            ("partial,x\n", {}), ("partial,x\n", {"core/a.cpp": CODE}),
            ("partial,x\n", {"tests/a.cpp": CHECK}), (",\n", {"core/a.cpp": CODE}),
            (",\n", {"tests/a.cpp": CHECK}),
            (",\n", {"tests/a.cpp": CHECK, "core/a.cpp": EXCEPTION}),
            ("later,x\n", {"core/a.cpp": CODE, "tests/a.cpp": CHECK}),
            ("not ours,x\n", {"core/a.cpp": CODE, "proofs/a.cpp": PROOF}))],
    "SourcesAreFormatted": [{"core/a.cpp": "int  x ;\n"}, {}],
    "ClangTidyIsSilent": [
        {**UNTIDY,
         "compile_commands.json": '[{"directory": "@ROOT@", "file": "@ROOT@/core/a.cpp", '
                                  '"command": "c++ -c @ROOT@/core/a.cpp"}]'},
        {**UNTIDY, "unity_0_cxx.cxx": '#include "@ROOT@/core/a.cpp"\n',
         "compile_commands.json": '[{"directory": "@ROOT@", "file": "@ROOT@/unity_0_cxx.cxx", '
                                  '"command": "c++ -c @ROOT@/unity_0_cxx.cxx"}]'},
        {"compile_commands.json": "[]"}],
}


def findings(rule, tree):
    """What `rule` finds in a tree of {path: text}."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8", newline="") as stream:
                stream.write(text.replace("@ROOT@", root))
        return lint.run(rule, root, root)


class Lint(unittest.TestCase):
    def test_every_rule_has_a_bad_tree(self):
        self.assertEqual(set(BAD), {*lint.RULES, *lint.CLANG_RULES})

    def test_every_rule_accepts_the_good_tree(self):
        for rule in lint.RULES:
            with self.subTest(rule):
                self.assertEqual(list(map(str, findings(rule, GOOD))), [])

    def test_every_rule_catches_its_bad_trees(self):
        for rule, trees in BAD.items():
            for tree in trees:
                with self.subTest(rule, tree=tree):
                    self.assertNotEqual(findings(rule, tree), [])

    def test_a_partial_requirement_is_cited_by_code_and_a_check(self):
        table = {"spec/requirements.csv": TABLE + MUST + "partial,No host\n"}
        cited = {**table, "core/a.cpp": CODE, "tests/a.cpp": CHECK}
        for rule in ("RequirementsHaveAStatus", "StatusesAgreeWithTheCitations"):
            self.assertEqual(list(map(str, findings(rule, cited))), [])

    def test_the_status_counts_what_is_done_without_being_told(self):
        table = TABLE + MUST + ",\n" + "".join(
            f"{label},9293,3.6.1,MAY,{status},x\n" for label, status in
            (("MAY-1", "later"), ("MAY-2", "later"), ("MAY-3", "not ours"), ("MAY-4", "")))
        files = [lint.tree.File("spec/requirements.csv", table),
                 lint.tree.File("core/a.cpp", CODE), lint.tree.File("tests/a.cpp", CHECK)]
        self.assertEqual(lint.citations.counts(files), "done 1, partial 0, later 2, not ours 1, "
                         "neither cited nor classified 1 of 5")

    def test_the_good_tree_has_functions(self):
        """So that the rules on functions have something to accept."""
        self.assertGreaterEqual(len(findings_of_small_limits()), 3)

    def test_every_rule_is_a_test_of_the_project(self):
        with open(os.path.join(os.path.dirname(__file__), "CMakeLists.txt"),
                  encoding="utf-8") as stream:
            registered = set(re.findall(r"^  ([A-Z]\w+)$", stream.read(), re.MULTILINE))
        self.assertEqual(registered, {*lint.RULES, *lint.CLANG_RULES})


def findings_of_small_limits():
    limit, lint.structure.MAX_PARAMETERS = lint.structure.MAX_PARAMETERS, 0
    try:
        return findings("FunctionsTakeAtMostFourParameters", GOOD)
    finally:
        lint.structure.MAX_PARAMETERS = limit


if __name__ == "__main__":
    unittest.main()
