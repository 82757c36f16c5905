// What became of segments that are in one capture alone.
#pragma once

#include <array>
#include <vector>

#include "oracle/both/clocks.hpp"
#include "oracle/both/pairing.hpp"

namespace twomsl::oracle::both {

/// A segment of one capture, and the pair by whose shift its numbers are read.
struct Place {
  Recorded* segment = nullptr;
  const ConnectionPair* pair = nullptr;
  Side side{};
};

/// Of one direction, by the capture that has them, in the order of that capture.
using PlacesBySide = std::array<std::vector<Place>, 2>;

class Leftovers {
 public:
  Leftovers(Recordings& recordings, const Clocks& clocks)
      : recordings_(recordings), clocks_(clocks) {}

  /// Those of the direction that `sender` sends; `back` is the other direction.
  void judge(PlacesBySide& places, const PlacesBySide& back, Side sender);

  /// Connections of whose tuple the other capture has nothing, though both ends are known there.
  void judge_unpaired(const std::vector<ConnectionPair>& pairs);

 private:
  struct Way;
  void join_cuts(std::vector<Place>& whole, std::vector<Place>& pieces, bool needs_all);
  void judge_sent(const Way& way, const std::vector<Place>& sent);
  void judge_came(const Way& way, const std::vector<Place>& came);
  [[nodiscard]] bool is_beyond(const Recorded& segment, Side at, Side sender,
                               std::int64_t slowest_ns) const;

  Recordings& recordings_;
  const Clocks& clocks_;
};

}  // namespace twomsl::oracle::both
