// The proofs of one connection and their mutants, by which the registry calls them.
#pragma once

#include <span>

#include "proofs/theorem.hpp"

namespace twomsl::proof {

/// POLICY: which policies are valid.
void prove_validity(Report& report, const Wanted& wanted);

/// CONTRACT: the code that judges segments, cuts them, opens the window and measures keeps the
/// contracts that steps are proved against.
void prove_contracts(Report& report, const Wanted& wanted);

/// RANGES: so does the code that merges held text.
void prove_ranges(Report& report, const Wanted& wanted);

/// INV-DATA: the ranges ahead of RCV.NXT.
void prove_reassembly(Report& report, const Wanted& wanted);

/// INDUCTION and the laws of one connection, on every path of every step.
void prove_connection(Report& report, const Wanted& wanted);

/// EXPANSION: a slot stands for the wait that was put into it.
void prove_expansion(Report& report, const Wanted& wanted);

/// SWITCHES: all laws under the named policies with one switch flipped.
void prove_switches(Report& report, const Wanted& wanted);

/// PATHS: a model of every path of a step does on the machine what Z3 says.
void replay_paths(Report& report, const Wanted& wanted);

/// Broken connections, one for each law at least; code that breaks its contract; and the museum's
/// entries that one connection shows.
[[nodiscard]] std::span<const Mutant> connection_mutants();
[[nodiscard]] std::span<const Mutant> policy_mutants();
[[nodiscard]] std::span<const Mutant> contract_mutants();
[[nodiscard]] std::span<const Mutant> reassembly_mutants();
[[nodiscard]] std::span<const Mutant> expansion_mutants();
[[nodiscard]] std::span<const Mutant> path_mutants();
[[nodiscard]] std::span<const Mutant> museum_connections();

/// Writes the models of PATHS and what they come to, a file a policy, into an existing folder.
/// Returns false, and says why on stderr, if one cannot be written or does not agree.
[[nodiscard]] bool write_paths(std::string_view folder);

}  // namespace twomsl::proof
