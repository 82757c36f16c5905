#!/usr/bin/env python3
"""Tests of the generator of mutants: each rule on an example, and what the copy reads."""
import os
import re
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lint"))

import build
import copies
import cpp
import killers
import names
import report
import results
import rules

TYPES = """enum class E : int { a, b };
struct S {
  int x = 1;
  int y{};
  bool z = false;
};
"""


def sites_of(body, before=""):
    source = cpp.Source("core/a.hpp", TYPES + before + "int f(S s) {\n" + body + "\n}\n")
    return source, rules.find(source, names.declared([source]))


def changes(rule, body):
    return [site.text for site in sites_of(body)[1] if site.rule == rule]


def is_beyond_switch(case):
    source, sites = sites_of("switch (e) { case E::a: " + case + " } return false;")
    return [source.is_beyond_switch(site.order) for site in sites if site.mutant == "true"]


class Rules(unittest.TestCase):
    def test_know_what_nothing_comes_to(self):
        self.assertEqual(is_beyond_switch("return true;"), [True])
        self.assertEqual(is_beyond_switch("break;"), [False])

    def test_turn_a_comparison_round(self):
        self.assertEqual(changes("relation", "return g(a == b && c);"),
                         ["a == b && c => !(a == b) && c"])
        self.assertEqual(changes("relation", "return !a;"), ["!a => a"])

    def test_move_a_bound_by_one(self):
        self.assertEqual(changes("bound", "return a < b;"), ["a < b => a <= b"])
        self.assertEqual(changes("bound", "return f<D>(a);"), [])
        self.assertEqual(changes("bound", "return is_before(a, b);"),
                         ["is_before(a, b) => is_at_or_before(a, b)"])

    def test_change_a_number(self):
        self.assertEqual(changes("number", "return g(0u);"), ["0u => 1u"])
        self.assertIn(changes("number", "return 0x10;"), (["0x10 => 15"], ["0x10 => 17"]))

    def test_change_a_constant(self):
        self.assertEqual(changes("constant", "return true;"), ["true => false"])
        self.assertEqual(len(changes("constant", "return a + kMost;")), 1)
        self.assertEqual(changes("constant", "return kNames[i];"), [])

    def test_drop_one_side(self):
        self.assertIn(changes("condition", "return a && f(b);"),
                      (["a && f(b) => a"], ["a && f(b) => f(b)"]))

    def test_join_otherwise(self):
        self.assertEqual(changes("connective", "return a && b;"), ["a && b => a || b"])

    def test_calculate_otherwise(self):
        self.assertEqual(changes("arithmetic", "return a + b * c;"), ["a + b * c => a - b * c"])
        self.assertEqual(changes("arithmetic", "a += b;"), ["a += b => a -= b"])
        self.assertEqual(changes("arithmetic", "return smaller(a, b);"),
                         ["smaller(a, b) => larger(a, b)"])

    def test_take_the_next_field_of_the_type(self):
        self.assertEqual(changes("field", "return s.x;"), ["s.x => s.y"])
        self.assertEqual(changes("field", "return s.z;"), [])
        self.assertEqual(changes("field", "return s.x();"), [])

    def test_take_the_next_enumerator(self):
        self.assertEqual(changes("enumerator", "return E::b;"), ["E::b => E::a"])
        self.assertEqual(changes("enumerator", "switch (e) { case E::b: return 1; }"), [])

    def test_leave_statements_out(self):
        self.assertEqual(changes("statement", "a = b ? c : d;\nconst int e = 1;\ng(e);\nreturn;"),
                         ["a = b ? c : d; => nothing", "g(e); => nothing", "return; => nothing"])

    def test_leave_alone_what_the_compiler_evaluates(self):
        for body in ("static_assert(a == 1);", "constexpr bool a = b == 1;", "return f<1>();",
                     "if constexpr (a == 1) {}", "return sizeof(a + 1);", "// a == 1",
                     "return g(\"a == 1\");"):
            self.assertEqual([site.text for site in sites_of(body)[1]
                              if site.rule != "statement"], [], body)
        self.assertEqual(sites_of("", "inline constexpr int kA = 1 + 2;\n")[1], [])


class Copies(unittest.TestCase):
    def copy(self, body):
        source, sites = sites_of(body)
        text = copies.with_mutants(source, list(enumerate(sites, 1)))
        self.assertEqual(text.count("\n"), source.text.count("\n"))
        return text[len(TYPES + "int f(S s) {\n"):-len("\n}\n")]

    def test_hold_the_mutant_and_the_original(self):
        self.assertEqual(self.copy("return a <= b;"),
                         "return (::twomsl::mutated(1) ? (!(a <= b)) : ::twomsl::mutated(2) ? "
                         "(a < b) : (a <= b));")

    def test_leave_a_statement_out_by_a_condition(self):
        self.assertEqual(self.copy("g(a);"), "{ if (!::twomsl::mutated(1)) { g(a); } }")

    def test_nest(self):
        self.assertEqual(self.copy("g(!a);"), "{ if (!::twomsl::mutated(2)) { "
                         "g((::twomsl::mutated(1) ? (a) : (!a))); } }")

    def test_keep_the_compiler_from_knowing_a_variable(self):
        self.assertEqual(self.copy("const bool a = true;"),
                         "      bool a = (::twomsl::mutated(1) ? (false) : (true));")

    def test_draw_evenly_and_the_same_whatever_else_changes(self):
        first = sites_of("return a == 1 && b;")[1]
        more = first + sites_of("return c < 2 || d;")[1]
        for rule in rules.RULES:
            alone, beside = ([site for site in copies.in_drawn_order(sites, 7)
                              if site in first and site.rule == rule] for sites in (first, more))
            self.assertEqual(alone, beside)
        self.assertEqual(len({site.rule for site in copies.in_drawn_order(more, 7)[:5]}), 5)


class Tree(unittest.TestCase):
    def test_has_mutants_of_every_rule_and_none_is_the_original(self):
        sources = build.read_sources()
        drawn = build.draw(sources, 1, (10_000, 10_000))
        self.assertGreater(len(drawn), 3000)
        self.assertEqual({site.rule for site in drawn}, set(rules.RULES))
        self.assertEqual(len(set(results.identified(drawn).values())), len(drawn))
        for site in drawn:
            self.assertNotEqual(site.original, site.mutant)
        for source in sources:
            own = [(1, site) for site in drawn if site.path == source.path]
            self.assertTrue(not own or copies.with_mutants(source, own) != source.text)

    def test_every_killer_is_a_program_of_the_build(self):
        text = ""
        for path in ("tests/CMakeLists.txt", "tests/mutants/CMakeLists.txt"):
            with open(os.path.join(build.ROOT, path), encoding="utf-8") as stream:
                text += stream.read()
        for name in killers.EXAMPLES + killers.LAWS + killers.EXHAUSTIVE + killers.AUDITS:
            self.assertRegex(text, rf"twomsl_test\({name} ")
        for name in killers.CORPORA:
            self.assertRegex(text, rf"foreach\(target [^)]*\b{name}\b")

    def test_every_reason_is_of_a_file_that_is_there_and_of_a_known_kind(self):
        for (of, path, rule, _), (kind, reason) in report.read_reasons().items():
            self.assertIn(of, ("tests", "laws", "proofs"))
            self.assertIn(kind, ("equivalent", "unspoken", "known"))
            self.assertIn(rule, rules.RULES)
            self.assertTrue(os.path.exists(os.path.join(build.ROOT, path)), path)
            self.assertTrue(re.fullmatch(r"[^|\n]+", reason), reason)


if __name__ == "__main__":
    unittest.main()
