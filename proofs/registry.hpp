// The one registry of theorems: what there is to prove, of what, in which cases, under which
// assumptions, and which mutants show that it could fail.
//
// prove, ctest, `prove --list` and the tables of README.md all come from it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proofs/theorem.hpp"

namespace twomsl::proof {

/// What a theorem takes for granted, or leaves out.
struct Assumption {
  std::string_view name;
  std::string_view sentence;
};

[[nodiscard]] std::span<const Assumption> assumptions();

/// In the order of the report: table, connection, machine, host.
[[nodiscard]] std::span<const Theorem> theorems();

/// INV-TW-1: what a theorem's lines bear.
[[nodiscard]] std::string_view law_id(const Theorem& theorem);

/// INV-TW-1.table: no two theorems have the same.
[[nodiscard]] std::string name_of(const Theorem& theorem);

/// Those that its law, in its cases, must be seen to exclude.
[[nodiscard]] std::vector<const Mutant*> mutants_of(const Theorem& theorem);

/// Every id and every law by which theorems can be asked for, once, in the order of the report.
[[nodiscard]] std::vector<std::string_view> known_ids();

/// What is wrong with the registry, in words: a theorem without a sentence, cases, assumptions that
/// are known, a witness or a mutant; one that is there twice; a mutant of no theorem; a law that is
/// not where the registry says. `root` is the folder of the project.
[[nodiscard]] std::vector<std::string> registry_faults(const std::string& root);

}  // namespace twomsl::proof
