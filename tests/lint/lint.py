#!/usr/bin/env python3
"""Holds the countable limits of the project's style, the include direction and the RFC citations.

    lint.py RULE [--root DIR] [--build DIR]     one rule over the tree; 0 if it holds, else 1
    lint.py --list                              the names of all rules
    lint.py --status [--root DIR]               how many requirements are done, partial, ...
"""
import argparse
import os
import sys

sys.dont_write_bytecode = True

import citations
import clang
import layout
import structure
import tree

ON_FILES = (
    layout.lines_fit_in_a_hundred_columns,
    layout.files_fit_in_three_hundred_lines,
    layout.folders_hold_at_most_sixteen_sources,
    layout.no_tabs_or_trailing_blanks,
    layout.no_leftovers,
    layout.no_paths_of_one_machine,
    layout.every_file_has_a_preamble,
    structure.includes_follow_the_direction,
    structure.spec_and_core_need_the_standard_library_alone,
    structure.z3_is_included_by_proofs_alone,
    structure.enum_switches_have_no_default,
    structure.names_say_what_they_mean,
    structure.names_are_terms_of_the_field,
    structure.functions_fit_in_sixty_lines,
    structure.functions_take_at_most_four_parameters,
    citations.citations_can_be_read,
    citations.citations_name_a_requirement,
    citations.exceptions_have_a_reason,
    citations.claimed_musts_are_tested,
    citations.requirements_have_a_status,
    citations.statuses_agree_with_the_citations,
)


def sentence(function):
    """no_tabs -> NoTabs."""
    return "".join(word.capitalize() for word in function.__name__.split("_"))


RULES = {sentence(rule): rule for rule in ON_FILES}
CLANG_RULES = tuple(map(sentence, (clang.sources_are_formatted, clang.clang_tidy_is_silent)))


def run(name, root, build):
    """The findings of rule `name` on the tree at `root`; `build` holds compile_commands.json."""
    if name == sentence(clang.clang_tidy_is_silent):
        return clang.clang_tidy_is_silent(root, build)
    files = tree.read_tree(root)
    if name == sentence(clang.sources_are_formatted):
        return clang.sources_are_formatted(files, root)
    return list(RULES[name](files))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rule", nargs="?", choices=[*RULES, *CLANG_RULES], metavar="RULE")
    parser.add_argument("--root", default=os.path.join(os.path.dirname(__file__), "..", ".."))
    parser.add_argument("--build", default="build/test")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--status", action="store_true")
    options = parser.parse_args()
    if options.status:
        print(citations.counts(tree.read_tree(os.path.realpath(options.root))))
        return 0
    if options.list or options.rule is None:
        print("\n".join([*RULES, *CLANG_RULES]))
        return 0
    findings = run(options.rule, os.path.realpath(options.root), os.path.realpath(options.build))
    for finding in findings:
        print(finding)
    print(f"{options.rule}: {len(findings)} found")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
