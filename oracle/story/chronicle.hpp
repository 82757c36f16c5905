// What is remembered of a tuple on which something happened that may become a story. A tuple whose
// connection opens, sends text and closes in order has none.
#pragma once

#include <array>
#include <cstdint>

#include "oracle/story/story.hpp"
#include "oracle/track/tracked_connection.hpp"
#include "spec/model/enumeration.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {

/// Of one end. Counts of copies start anew whenever the other end speaks.
struct EndChronicle {
  // Its latest SYN on a tuple in use, or one that was sent again.
  Moment syn{};
  std::uint32_t syn_seq = 0;
  std::uint32_t syn_ts_val = 0;
  bool syn_has_timestamps = false;
  bool syn_was_answered = false;
  std::uint32_t syn_copies = 0;
  std::uint32_t acks_ignored = 0;
  Moment ack_ignored{};  // the first of them

  // The latest RST towards it.
  Moment rst{};
  bool rst_is_exact = false;  // at the RCV.NXT that this end had told

  Moment silence{};  // the first of the copies of its SYN, or FIN, that nothing came between

  // Its FIN.
  std::uint32_t fin_copies = 0;
  Moment acking_text{};  // text towards it that acknowledges its FIN
  std::uint32_t acking_text_end = 0;

  std::uint32_t unprovoked = 0;
  bool has_survived_rst = false;

  // The other end has acknowledged [hole, hole_end) of its stream, which was not captured.
  std::uint32_t hole = 0;
  std::uint32_t hole_end = 0;

  EnumSet<StoryKind> told{};

  /// It was still missing when `side` had emitted what it has.
  [[nodiscard]] bool misses_frames(const Side& side) const {
    return hole != hole_end && is_before(Seq<Concrete>{side.next}, Seq<Concrete>{hole_end});
  }
};

struct Chronicle {
  std::array<EndChronicle, 2> end{};
  EnumSet<StoryKind> told{};  // those of nobody's
  bool is_merged = false;     // captured at two places
  bool is_new = true;         // nothing has been remembered yet
};

}  // namespace twomsl::oracle
