// Programs of whole conversations: opened, used and closed one after another on few tuples, so that
// each meets what its predecessors left in the network. The audit of ourselves runs on them.
#pragma once

#include "sim/program/program.hpp"

namespace twomsl::sim {

/// The profile of a seed: honest policies, an MSL of 30 or 120 s, and nothing but what a conforming
/// host may meet.
[[nodiscard]] Profile conversation_profile(std::uint64_t seed);

/// So many conversations: opened from either end or from both, with text both ways, closed by
/// either end, half or at once, or aborted; opened again at once, or when a wait is nearly over.
/// In a quarter of the seeds ABORT, user timeouts and reboots occur, which no packet shows.
[[nodiscard]] Program conversations_of_seed(std::uint64_t seed, std::uint32_t conversations = 20);

}  // namespace twomsl::sim
