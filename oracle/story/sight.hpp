// A segment as stories are told of it: the tuple as it was before, and what is remembered of it.
#pragma once

#include "oracle/story/chronicle.hpp"
#include "oracle/track/party.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {

/// A tuple before a segment of it is judged.
struct Before {
  Connection connection{};
  std::array<Fin, 2> fin{};
  std::array<Wait, 2> wait{};
  std::size_t findings = 0;
};

/// References hold while the segment is looked at.
struct Sight {
  const Before& before;
  const SegmentView& segment;
  Chronicle& chronicle;
  Moment at{};
  unsigned from = 0;

  [[nodiscard]] unsigned other() const { return 1u - from; }
  [[nodiscard]] const Side& sender() const { return before.connection.side[from]; }
  [[nodiscard]] const Side& peer() const { return before.connection.side[other()]; }
  [[nodiscard]] const Fin& sender_fin() const { return before.fin[from]; }
  [[nodiscard]] const Fin& peer_fin() const { return before.fin[other()]; }
  [[nodiscard]] const Wait& sender_wait() const { return before.wait[from]; }
  [[nodiscard]] const Wait& peer_wait() const { return before.wait[other()]; }
  [[nodiscard]] const Last& last() const { return before.connection.last; }
  [[nodiscard]] EndChronicle& mine() const { return chronicle.end[from]; }
  [[nodiscard]] EndChronicle& theirs() const { return chronicle.end[other()]; }

  /// The segment before this one was the peer's.
  [[nodiscard]] bool follows_peer() const { return last().at.happened() && last().from != from; }

  /// When the sender spoke before.
  [[nodiscard]] std::int64_t spoke_before_ns() const {
    return follows_peer() ? before.connection.other_ns : last().at.time_ns;
  }

  /// A bare SYN.
  [[nodiscard]] bool opens() const { return segment.flags.syn() && !segment.flags.ack(); }
  [[nodiscard]] bool accepts() const { return segment.flags.syn() && segment.flags.ack(); }

  /// Neither SYN nor RST.
  [[nodiscard]] bool is_ordinary() const { return !segment.flags.syn() && !segment.flags.rst(); }
};

/// The FIN was sent, and acknowledged.
[[nodiscard]] inline bool is_done(const Fin& fin) {
  return fin.emissions != 0 && fin.acked.happened();
}

[[nodiscard]] inline bool is_ahead_of(std::uint32_t number, std::uint32_t of) {
  return is_before(Seq<Concrete>{of}, Seq<Concrete>{number});
}

}  // namespace twomsl::oracle
