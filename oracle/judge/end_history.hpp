// The histories in which one end of a tuple may be: at most 16, each with what must be supposed for
// it, and the segments towards the end of which nobody knows yet whether they were delivered.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "oracle/finding.hpp"
#include "spec/judge/hypothesis.hpp"

namespace twomsl::oracle {

/// More hypotheses than this become "anything", which accuses nobody.
inline constexpr std::size_t kHypotheses = 16;

/// Segments kept of those towards an end.
inline constexpr std::size_t kTowards = 14;

/// Sets of excuses, none within another; each alone explains the history. Empty: nothing needs to
/// be supposed.
using Explanations = std::vector<ExcuseSet>;

/// More explanations of one history than this are taken for a free one, which accuses nobody.
inline constexpr std::size_t kExplanations = 24;

/// The least rank among the explanations.
[[nodiscard]] Rank rank_of(const Explanations& explanations, const Ranking& ranking);

/// Adds a set unless it supposes all that another does; drops those that suppose more than it.
void insert(Explanations& explanations, const ExcuseSet& set);

/// Each explanation with more to suppose.
[[nodiscard]] Explanations supposing(const Explanations& explanations, const ExcuseSet& more);

/// Either the one or the other.
[[nodiscard]] Explanations either(const Explanations& a, const Explanations& b);

struct Candidate {
  Hypothesis<Concrete> is{};
  Explanations explanations{};
  Moment entered{};               // is.entered, as a frame
  Moment restarted{};             // is.restarted, as a frame
  std::uint64_t entered_by = 0;   // the frame whose delivery led to it
  std::uint32_t clock_steps = 0;  // of the capture, then
  std::uint32_t release = 0;      // 1 + the index of the finding that showed its wait cut short
  std::uint16_t delivered = 0;    // of `towards`, a bit each
};

/// A segment towards the end.
struct Towards {
  Segment<Concrete> segment{};
  Moment at{};
  std::uint32_t peer_end = 0;  // one past what the peer had emitted then
  std::uint16_t ip_id = 0;
  bool paws_may_refuse = false;  // its TSval is older than one before it
  bool answers_challenge = false;
};

struct EndHistory {
  std::vector<Candidate> candidates{};
  std::vector<Towards> towards{};
  Moment last{};                        // its last emission
  std::array<std::uint32_t, 4> isns{};  // of its SYNs, the last first
  std::uint8_t isn_count = 0;
  bool is_anything = false;    // every history is possible
  bool misses_frames = false;  // the peer has acknowledged what was not captured in time
  Moment missing_since{};

  [[nodiscard]] bool is_followed() const { return is_anything || !candidates.empty(); }
};

/// How many histories there were and how often too many, counted over a whole capture.
struct HistoryTally {
  std::uint64_t emissions = 0;
  std::uint64_t hypotheses = 0;   // after delivery, summed over the emissions
  std::uint64_t saturations = 0;  // more than kHypotheses
  std::uint64_t put_off = 0;      // of the emissions: written down, and nothing has asked for them
  std::uint64_t recalled = 0;     // closes that were written down, and asked for after all
  std::uint64_t unexplained = 0;  // emissions that no hypothesis allows, and no class names
};

/// Merges equal histories to one with either's explanations.
void merge(std::vector<Candidate>& candidates);

/// The candidates are too many: the end becomes "anything", and that is counted.
[[nodiscard]] bool saturates(EndHistory& end, const std::vector<Candidate>& candidates,
                             HistoryTally& tally);

/// The end may be anywhere from now on.
void give_up(EndHistory& end);

/// Forgets the histories, not the SYNs.
void give_back(EndHistory& end);

/// Notes a SYN of the end; is_known() tells whether it was noted before and is not the last.
void note_isn(EndHistory& end, std::uint32_t isn);
[[nodiscard]] bool is_of_an_older_incarnation(const EndHistory& end, std::uint32_t isn);

/// Notes whether the peer has acknowledged more than was captured of the end. What follows within a
/// second was captured out of order.
void note_missing(EndHistory& end, bool is_missing, const Moment& at);

/// Keeps a segment towards the end, and forgets the least telling one if there are too many.
void keep_towards(EndHistory& end, const Towards& segment);

}  // namespace twomsl::oracle
