// By which rule two stacks that answer differently differ: the case of the suite whose state and
// segment are those that made the difference.
#pragma once

#include "core/codec/segment_view.hpp"
#include "harness/conform/case.hpp"
#include "spec/model/outcome.hpp"

namespace twomsl::harness {

/// Where a segment lies, by its first and its last number.
enum class SeqClass : std::uint8_t { old, partly_old, at_nxt, ahead, beyond };

/// What it acknowledges.
enum class AckClass : std::uint8_t { none, fine, unsent, ancient };

/// A segment to the state that it comes to.
struct Arrival {
  State state{};
  Flags flags{};
  SeqClass seq{};
  AckClass ack{};
  bool has_text = false;
  Oddity oddity{};
};

/// Of a segment of that length, `offset` from RCV.NXT.
[[nodiscard]] SeqClass seq_class_of(std::int64_t offset, std::uint32_t length,
                                    std::uint32_t wnd_bytes);

/// What is odd about a packet to which the core has done something for that reason.
[[nodiscard]] Oddity oddity_of(const SegmentView& view, Why why);

/// The case that speaks of the arrival, or nullptr: one that forbids these reactions before one
/// that allows them, and a MUST before a SHOULD.
[[nodiscard]] const Case* case_of(const Arrival& arrival, Reactions reactions);

}  // namespace twomsl::harness
