// Segments that no receiver takes in: their checksum is wrong, while their sender's are right.
//
// A host that leaves checksums to its interface is captured with all of them wrong.
#pragma once

#include <cstdint>
#include <span>

#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// It goes on where both ends were: nothing that is kept can be wrong by it, so that its checksum
/// need not be verified, or the payload of every packet would be read.
[[nodiscard]] inline bool is_expected(const Connection& connection, unsigned from,
                                      const SegmentView& segment) {
  const Side& mine = connection.side[from];
  const Side& theirs = connection.side[1 - from];
  // One test of several conditions, for each packet asks. Without timestamps both are 0.
  const unsigned bits = segment.flags.bits & (Flags::kSyn | Flags::kFin | Flags::kRst);
  return (bits | connection.close_index | (segment.seq ^ mine.next)) == 0 && mine.sent &&
         theirs.next - segment.ack < kInFlight && segment.options.ts_val - mine.ts_val < kInFlight;
}

/// The segment, which `packet` carries, was damaged on its way. REQUIRES: `packet` is empty, or
/// what the segment was decoded from.
[[nodiscard]] bool is_damaged(Connection& connection, unsigned from, const SegmentView& segment,
                              std::span<const std::uint8_t> packet);

}  // namespace twomsl::oracle
