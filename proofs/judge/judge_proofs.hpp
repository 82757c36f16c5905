// The proofs of the judge's endpoint against the machine, and their mutants, by which the registry
// calls them.
#pragma once

#include <span>

#include "proofs/theorem.hpp"

namespace twomsl::proof {

/// ORACLE-SOUND: the judge has a way on for whatever an end does; ORACLE-TIGHT: it lets no wait end
/// before the machine does.
void prove_oracle(Report& report, const Wanted& wanted);

/// Judges broken on purpose.
[[nodiscard]] std::span<const Mutant> judge_mutants();

}  // namespace twomsl::proof
