// The search for an innocent explanation of what an end emits (DESIGN: hypotheses, delivery,
// emission). What it leaves is kept; what it cannot find becomes a finding.
#pragma once

#include <optional>
#include <vector>

#include "oracle/judge/judge.hpp"
#include "oracle/track/emission.hpp"
#include "spec/judge/emit.hpp"
#include "spec/judge/vanish.hpp"

namespace twomsl::oracle {

/// What the search found of one emission. It is used again for the next, with the memory that it
/// has.
struct Search {
  std::vector<Candidate> before{};  // the histories once all that is towards the end was delivered
  std::vector<Candidate> after{};   // those in which the end can emit it, with what they suppose
  std::vector<Candidate> aside{};   // those in which somebody else did, or the end did long before
  Rank least = Rank::free;
  Excuses supported{};  // by packets; of an emission that nothing free explains
  Emitted<Concrete> emitted{};
  std::optional<Towards> answered{};  // what a RST answers, if it is no SYN
  std::uint32_t finding = 0;          // 1 + the index of the one that it ended in
};

/// Begins the histories of both ends, where there are none, from what they have emitted so far.
void begin_histories(const Emission& emission);

/// Finds the histories in which the sender can have emitted the segment. They hold until go_on().
void search(Judge& judge, const Emission& emission, Search& found);

/// Goes on from what the search left, and keeps the segment as one towards the other end.
void go_on(Judge& judge, const Emission& emission, Search& found);

/// Both ends are open in the same incarnation and nothing is under way: no histories are needed.
void give_back_if_quiet(const Connection& connection, CloseRecord& close);

/// A moment of the capture on the machine's clock, which counts microseconds.
[[nodiscard]] Instant<Concrete> instant_of(const Moment& at);

/// What the options say of the length of a wait.
[[nodiscard]] WaitLimits<Concrete> limits_of(const AuditOptions& options);
[[nodiscard]] Ranking ranking_of(const AuditOptions& options);

}  // namespace twomsl::oracle
