// What a finding on a wait, or on FIN-WAIT-2, shows: frames and age.
#pragma once

#include "oracle/judge/search.hpp"

namespace twomsl::oracle {

/// The wait lasted from its entry; only the restarted one was cut short.
[[nodiscard]] bool is_cut_after_restart(const Judge& judge, const Emission& emission,
                                        const Candidate& wait);

/// What provoked the emission, and the emission.
void show_what_met(Finding& finding, const Emission& emission, const Search& found);

/// The close that led to the wait, and how long it lasted.
void describe_wait(Finding& finding, const Judge& judge, const Emission& emission,
                   const Candidate& wait);

/// The close up to FIN-WAIT-2.
void describe_fin_wait_2(Finding& finding, const Emission& emission, const Candidate& waiting);

}  // namespace twomsl::oracle
