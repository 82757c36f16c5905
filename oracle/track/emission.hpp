// A segment as the tracker and the rules see it: who emitted it, and the connection before it.
#pragma once

#include "core/codec/segment_view.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// `from` is the side that emitted the segment. References hold while the segment is judged.
struct Emission {
  Connection& connection;
  CloseRecord& close;
  const SegmentView& segment;
  Moment at{};
  unsigned from = 0;

  [[nodiscard]] unsigned other() const { return 1u - from; }
  [[nodiscard]] Side& sender() const { return connection.side[from]; }
  [[nodiscard]] Side& peer() const { return connection.side[other()]; }
  [[nodiscard]] Fin& sender_fin() const { return close.fin[from]; }
  [[nodiscard]] Fin& peer_fin() const { return close.fin[other()]; }
  [[nodiscard]] Wait& sender_wait() const { return close.wait[from]; }
  [[nodiscard]] Wait& peer_wait() const { return close.wait[other()]; }
};

}  // namespace twomsl::oracle
