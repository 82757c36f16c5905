// How far the clock of one capture is ahead of the other's, by the segments that are in both.
//
// No segment arrives before it was sent. So what a segment of the client's seems to take is at
// least the offset, and what one of the server's seems to take bounds it from the other side: the
// offset lies between the fastest of either direction, wherever the truth is between them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "oracle/both/pairing.hpp"

namespace twomsl::oracle::both {

enum class ClockKnowledge : std::uint8_t {
  unknown,    // no segment is in both
  one_sided,  // segments of one direction alone: delays are beyond that of the fastest
  bounded,    // the offset lies within what is said
  unsteady,   // no steady clocks explain the times: a clock was set, or captures are out of order
};

[[nodiscard]] constexpr std::string_view name(ClockKnowledge knowledge) {
  switch (knowledge) {
    case ClockKnowledge::unknown:
      return "unknown";
    case ClockKnowledge::one_sided:
      return "one-sided";
    case ClockKnowledge::bounded:
      return "bounded";
    case ClockKnowledge::unsteady:
      return "unsteady";
  }
  return "";
}

/// The server's clock less the client's, at a time of the client's clock.
struct Clocks {
  ClockKnowledge knowledge = ClockKnowledge::unknown;
  std::int64_t offset_ns = 0;       // at middle_ns
  std::int64_t uncertainty_ns = 0;  // either way
  std::int64_t middle_ns = 0;
  bool drifts = false;  // no offset that stays the same explains the times
  double drift = 0;     // seconds a second; 0 unless it drifts
  double drift_uncertainty = 0;
  std::array<std::uint64_t, 2> segments{};  // that it rests on, by the side that sent them

  [[nodiscard]] std::int64_t at(std::int64_t client_ns) const {
    const auto since = static_cast<double>(client_ns - middle_ns);
    return offset_ns + static_cast<std::int64_t>(drift * since);
  }
  /// A time of the server's clock as the client's would have it.
  [[nodiscard]] std::int64_t to_client(std::int64_t server_ns) const {
    return server_ns - at(server_ns - offset_ns);
  }
};

/// A segment that is in both captures beyond doubt: a time of each clock.
struct Sighting {
  std::int64_t client_ns = 0;
  std::int64_t ahead_ns = 0;  // the server's time less the client's
  Side sender{};
};

/// The clocks that the sightings leave possible.
[[nodiscard]] Clocks find_clocks(const std::vector<Sighting>& sightings);

}  // namespace twomsl::oracle::both
