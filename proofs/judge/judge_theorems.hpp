// The theorems of the judge, as the registry lists them.
#pragma once

#include <array>

#include "proofs/judge/judge_proofs.hpp"
#include "proofs/scopes.hpp"

namespace twomsl::proof {

inline constexpr std::array<Theorem, 2> kJudgeTheorems = {{
    {.id = "ORACLE-SOUND",
     .subject = "judge",
     .cases = "safe: 10 states; 3 policies: TIME-WAIT",
     .scope = kOfJudge,
     .stated = "spec/laws/judge/stands_for.hpp stands_for",
     .sentence =
         "whatever a connection of ours does in one step, but from FIN-WAIT-1, of the hypotheses "
         "that stand for it each "
         "has a way on (a segment delivered or not, the answer emitted, a change that no packet "
         "shows) to one that stands for what it has become, and that supposes only what was so. "
         "Not in `./run prove`, but in `./run test --full` and `./run prove ORACLE-SOUND`",
     .assumes = "CLK, MEM, NO-MUSEUM, POLICY, CONTRACT, RANGES, INV-TOTAL, TOLD",
     .witness = "TIME-WAIT goes on",
     .prove = prove_oracle,
     .seconds = 500,
     .is_long = true},
    {.id = "ORACLE-SOUND",
     .law = "ORACLE-TIGHT",
     .subject = "judge",
     .cases = "3 policies; state, event",
     .scope = kOfJudgedWaits,
     .stated = "spec/laws/judge/wait_end.hpp is_over_by_history",
     .sentence =
         "a judge that sees TIME-WAIT acknowledge the peer's FIN, the first time or again, and "
         "knows the MSL, takes the wait for over no sooner than 2*MSL after that",
     .assumes = "CLK, MEM, NO-MUSEUM, POLICY, CONTRACT, RANGES, INV-TOTAL, TOLD",
     .witness = "a wait is restarted",
     .prove = prove_oracle,
     .seconds = 40},
}};

}  // namespace twomsl::proof
