// What became of each segment between the two captures.
#pragma once

#include <vector>

#include "oracle/both/clocks.hpp"
#include "oracle/both/pairing.hpp"

namespace twomsl::oracle::both {

/// Tells the fate of each segment of both recordings, and the partners of those that are matched.
///
/// Copies of a segment that look the same are matched in their order, each with the latest that may
/// have been sent before it came: as many as possible are matched, and which of them was lost is
/// then a guess. Connections of one tuple are matched together, since a late segment may come in
/// the time of the next.
void match_segments(Recordings& recordings, const std::vector<ConnectionPair>& pairs,
                    const Clocks& clocks);

/// The pair that each connection of one capture is matched as: its own, or, where it has none, that
/// of another connection of its tuple; null if there is none.
[[nodiscard]] std::vector<const ConnectionPair*> pairs_of(const Recording& recording,
                                                          const std::vector<ConnectionPair>& pairs,
                                                          Side side);

}  // namespace twomsl::oracle::both
