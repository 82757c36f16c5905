// An emission that no history explains freely: its class, by the states in which the segment that
// provoked it found the free histories, and its verdict, by the least that must be supposed.
//
// early-release-rst, active-reuse, passive-reuse, reopen-isn, assassination, rst-inexact,
// no-return, wait-not-restarted, fin-wait-2-lost.
#pragma once

#include "oracle/judge/search.hpp"

namespace twomsl::oracle {

/// Adds the finding that a search ends in, if it ends in one of those classes. False if something
/// is unexplained for which there is no class: then the end may be anywhere.
[[nodiscard]] bool judge_search(Judge& judge, const Emission& emission, Search& found);

/// The emission is explained by a wait that an earlier finding showed cut short: what follows from
/// it is a consequence, and a reuse within the wait is a finding of its own.
void judge_released(Judge& judge, const Emission& emission, const Search& found);

}  // namespace twomsl::oracle
