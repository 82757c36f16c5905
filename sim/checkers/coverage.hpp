// What a run has met, in counts.
#pragma once

#include <cstdint>

#include "sim/checkers/transitions_met.hpp"

namespace twomsl::sim {

/// How often a run came to what the laws speak of: laws that are never put to the test cannot fail.
struct Coverage {
  std::uint64_t steps = 0;
  std::uint64_t packets = 0;
  std::uint64_t delivered_bytes = 0;
  std::uint64_t conversations = 0;  // opened at both ends
  std::uint64_t aborts = 0;         // ABORT of a connection or a wait
  std::uint64_t user_timeouts = 0;
  std::uint64_t reboots = 0;
  std::uint64_t repetitions = 0;  // packets that the link delivers more than once
  std::uint64_t waits = 0;
  std::uint64_t reopenings = 0;
  std::uint64_t returns = 0;
  std::uint64_t assassinations = 0;  // waits that a RST ended (RFC 1337)
  std::uint64_t give_ups = 0;        // at R2, a user timeout, or the bound of a state
  std::uint64_t refusals = 0;        // for want of memory
  std::uint64_t strays = 0;          // segments of older incarnations that met a synchronized one
  std::uint64_t damaged = 0;         // packets whose checksum failed
  std::uint64_t dropped_texts = 0;   // that came early, and as many as may held some
  std::uint64_t forgeries = 0;       // segments that nobody sent
  std::uint64_t replacements = 0;    // hosts of which another took the address over
  TransitionsMet transitions{};
};

inline Coverage& operator+=(Coverage& sum, const Coverage& more) {
  for (std::uint64_t Coverage::*count :
       {&Coverage::steps, &Coverage::packets, &Coverage::delivered_bytes, &Coverage::conversations,
        &Coverage::aborts, &Coverage::user_timeouts, &Coverage::reboots, &Coverage::repetitions,
        &Coverage::waits, &Coverage::reopenings, &Coverage::returns, &Coverage::assassinations,
        &Coverage::give_ups, &Coverage::refusals, &Coverage::strays, &Coverage::damaged,
        &Coverage::dropped_texts, &Coverage::forgeries, &Coverage::replacements}) {
    sum.*count += more.*count;
  }
  sum.transitions |= more.transitions;
  return sum;
}

}  // namespace twomsl::sim
