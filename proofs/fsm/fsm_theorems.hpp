// The theorems of the machine of eleven states, as the registry lists them.
#pragma once

#include <array>
#include <span>

#include "proofs/scopes.hpp"

namespace twomsl::proof {

/// INV-FSM: the derived machine is the table of transitions, minus and plus its departures. And
/// INV-TW-3 of it: where connections claim a slot of the table.
void prove_fsm(Report& report, const Wanted& wanted);

/// Broken machines.
[[nodiscard]] std::span<const Mutant> fsm_mutants();

/// Writes the derived machine under safe as tcp.dot, for Graphviz, into an existing folder.
/// Returns false, and says why on stderr, if it cannot be written.
[[nodiscard]] bool write_diagram(std::string_view folder);

inline constexpr std::array<Theorem, 2> kFsmTheorems = {{
    {.id = "INV-FSM",
     .subject = "fsm",
     .cases = "6 policies; state, event",
     .scope = kOfMachine,
     .stated = "spec/laws/fsm/fsm.hpp expectation",
     .sentence =
         "under rfc9293, safe, strict, assassinated, no_return and no_time_wait the set of (state, "
         "event, next state, kind of reply) on every feasible path is the rows of "
         "spec/transitions.csv under the policy's profiles, minus and plus spec/departures.csv; "
         "what cannot occur is not derived; a timeout that is off changes nothing",
     .assumes = "CLK, MEM, WELL-FORMED",
     .witness = "each transition is a feasible path",
     .prove = prove_fsm,
     .seconds = 20},
    {.id = "INV-FSM",
     .law = "ACCOUNT",
     .subject = "account",
     .cases = "5 policies; transition",
     .scope = kOfMachine,
     .stated = "core/host/account.hpp claim_of",
     .sentence = "of INV-TW-3: a connection claims a slot of the TIME-WAIT table exactly where it "
                 "can still "
                 "reach TIME-WAIT, and who enters has a claim",
     .assumes = "INV-FSM",
     .witness = "each transition is a feasible path",
     .prove = prove_fsm,
     .seconds = 0},
}};

}  // namespace twomsl::proof
