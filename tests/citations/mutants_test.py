#!/usr/bin/env python3
"""Tests of the removal of cited statements: each rule of statements.py on one example."""
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lint"))

import checks
import citations
import mutants
import statements
import tree

CITED = "//= rfc9293#3.6.1 MUST-13\n"
FUNCTION = "template <class D>\n[[nodiscard]] constexpr "


def without(before, cited, after=""):
    """What is left of the text `cited`, which stands below a citation, between the others."""
    text = before + CITED + cited + after
    citation = citations.Citation("core/a.hpp", text[:text.index(CITED)].count("\n") + 1, "9293",
                                  "3.6.1", "MUST-13", "code", "")
    return statements.without_cited(text, citation)[len(before + CITED):]


class Removal(unittest.TestCase):
    def test_leaves_an_assignment_out(self):
        self.assertEqual(without("", "a.b =\n  f({1}, 2);\n", "g();\n"), "\ng();\n")

    def test_leaves_a_call_out(self):
        self.assertEqual(without("", "f(a, [] { g(); });\n", "h();\n"), "\nh();\n")

    def test_gives_a_declaration_the_value_of_its_type(self):
        self.assertEqual(without("", "const U32 a = f(1);\n"), "const U32 a{};\n")
        self.assertEqual(without("", "const typename D::Bool a =\n  f();\n"),
                         "const typename D::Bool a{};\n")
        self.assertEqual(without("", "T a{1, 2};\n"), "T a{};\n")
        self.assertEqual(without("", "const auto a = f(1);\n"),
                         "const auto a = std::remove_cvref_t<decltype(f(1))>{};\n")

    def test_lets_a_condition_never_hold(self):
        self.assertEqual(without("", "if (f(a)) {\n  g();\n}\n"),
                         "if (false && (f(a))) {\n  g();\n}\n")
        self.assertEqual(without("if (a) {\n", "if (b) {\n  g();\n}\n", "}\n"),
                         "if (false && (b)) {\n  g();\n}\n}\n")

    def test_returns_the_value_of_the_type(self):
        self.assertEqual(without("", "return {1, 2};\n"), "return {};\n")
        self.assertEqual(without("", "return a + b;\n"),
                         "return std::remove_cvref_t<decltype(a + b)>{};\n")

    def test_leaves_a_designated_member_out(self):
        self.assertEqual(without("", ".a = f(1, 2),\n", ".b = 3};\n"), "\n.b = 3};\n")

    def test_empties_a_function(self):
        self.assertEqual(without("", "template <class D>\nconstexpr void f(D& d) {\n  g();\n}\n"),
                         "template <class D>\nconstexpr void f(D& d) {}\n")
        self.assertEqual(without("", FUNCTION + "T f(D& d) {\n  return g();\n}\n"),
                         FUNCTION + "T f(D& d) { return {}; }\n")
        self.assertEqual(without("", FUNCTION + "auto f(D d) {\n  return d + 1;\n}\n"),
                         FUNCTION + "auto f(D d) {\n"
                         "  return std::remove_cvref_t<decltype(d + 1)>{};\n}\n")

    def test_leaves_a_branch_out_but_its_return(self):
        self.assertEqual(without("if (a) {\n", "  f();\n  g();\n  return false;\n", "}\nh();\n"),
                         "  return false;\n}\nh();\n")
        self.assertEqual(without("} else {\n", "  f();\n  if (b) {\n    g();\n  }\n", "}\n"), "}\n")

    def test_of_every_citation_changes_the_file(self):
        files = tree.read_tree(mutants.ROOT)
        texts = {file.path: file.text for file in files}
        found = mutants.code_citations(files)
        self.assertGreater(len(found), 200)
        for citation in found:
            with self.subTest(citation.label, path=citation.path):
                text = texts[citation.path]
                self.assertNotEqual(statements.without_cited(text, citation), text)


class Checks(unittest.TestCase):
    TEXT = (CITED + "TEST(A, First) {\n  " + CITED + "}\n" + CITED +
            "INSTANTIATE(A);\nTEST_P(B, Second) {\n}\n")

    def test_are_the_test_below_or_the_one_around(self):
        file = tree.File("tests/a_test.cpp", self.TEXT)
        self.assertEqual(checks.test_at(file, 1), "A.First")
        self.assertEqual(checks.test_at(file, 3), "A.First")
        self.assertEqual(checks.test_at(file, 5), "*B.Second/*")

    def test_are_the_whole_program_where_the_file_has_no_test(self):
        file = tree.File("tests/a_test.cpp", CITED + "const Scenario kAll[] = {\n  " + CITED)
        self.assertEqual(checks.test_at(file, 1), "*")
        self.assertEqual(checks.test_at(file, 3), "*")


if __name__ == "__main__":
    unittest.main()
