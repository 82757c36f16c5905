// Bookkeeping of one end: what it has emitted, as sequence numbers.
#pragma once

#include "core/codec/segment_view.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// Takes in a segment without SYN or RST that side `from` emitted. A segment further
/// ahead than any window reaches, as an old duplicate is, does not move side.next.
void advance(Connection& connection, unsigned from, const SegmentView& segment);

/// The end begins an incarnation with `syn`, which may be a SYN-ACK.
void open(Side& side, const SegmentView& syn);

/// The SYN or SYN-ACK is one that the end has sent before, or that what it has sent began with.
[[nodiscard]] bool is_again(const Side& side, const SegmentView& syn);

/// The end began an incarnation with a SYN seen earlier, or not at all.
void open(Side& side, const PendingSyn& syn);

/// Takes in a SYN or SYN-ACK where no earlier incarnation is known, or its retransmission. Returns
/// false, with nothing changed, if there is more to decide.
[[nodiscard]] bool open_first(Connection& connection, const SegmentView& syn, unsigned from);

}  // namespace twomsl::oracle
