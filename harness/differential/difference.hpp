// A difference in words, and by which rule it is one.
#pragma once

#include "harness/differential/account.hpp"
#include "harness/differential/comparison.hpp"
#include "harness/differential/rule.hpp"

namespace twomsl::harness {

using Aspects = EnumSet<Aspect>;

/// What has come to a tuple, and what the core did with it.
struct Cause {
  TraceEvent what{};
  std::uint64_t time_us = 0;
  std::uint64_t after_us = 0;  // what came to the tuple before
  State before{};              // the core's
  State after{};
  Why why{};
  SegmentView segment{};  // if it is one, without its bytes
  Arrival arrival{};
  std::int64_t seq_offset = 0;  // from RCV.NXT
  std::uint32_t frame = 0;      // of the stack's capture, from 1
  bool is_short_of_memory = false;
  Reactions core_reactions{};
  Reactions stack_reactions{};
  bool stack_has_reset = false;  // it has sent a RST, of whatever form
};

/// The two sides by the time that the difference stands.
struct Sides {
  const Account& core;
  const Account& stack;
};

/// What came to the tuple, the last of which made them differ. Where they differ since one of them
/// has left a state before, and nothing showed it, what came then is the cause.
[[nodiscard]] Difference difference_of(std::span<const Cause> causes, Aspects aspects,
                                       const Sides& sides);

}  // namespace twomsl::harness
