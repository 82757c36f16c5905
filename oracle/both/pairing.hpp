// Which connection of one capture is which of the other, though addresses, ports or sequence
// numbers may have been rewritten between them.
//
// What speaks for a pair: the same initial sequence numbers, the same sockets, the same text, the
// same timestamps, the same IP identification. No clock is needed.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "oracle/both/recording.hpp"

namespace twomsl::oracle::both {

/// The two ends of the path: captures, and directions by the end that sends.
enum class Side : std::uint8_t { client, server };

[[nodiscard]] constexpr Side other(Side side) {
  return side == Side::client ? Side::server : Side::client;
}
[[nodiscard]] constexpr std::size_t index(Side side) { return side == Side::client ? 0 : 1; }

using Recordings = std::array<Recording, 2>;  // by Side

/// A connection that is in both captures. Directions are numbered as in the client's.
struct ConnectionPair {
  std::array<std::uint32_t, 2> connection{kNone, kNone};  // by Side
  bool swapped = false;  // the sockets stand in the other order in the server's capture
  std::array<std::uint32_t, 2> shift{};  // by direction: server's sequence number less client's
  unsigned from_client = 0;              // the direction of the end that is at the client's capture
  bool is_placed = false;                // the times tell so; else the opener is taken to be there

  /// The sequence numbers that the client's capture has for those of a segment of that side.
  [[nodiscard]] std::uint32_t seq(Side side, const Recorded& segment) const {
    return side == Side::client ? segment.seq : segment.seq - shift[direction(side, segment)];
  }
  [[nodiscard]] std::uint32_t ack(Side side, const Recorded& segment) const {
    if (side == Side::client || !segment.flags.ack()) return segment.ack;
    return segment.ack - shift[1 - direction(side, segment)];
  }

  /// The end that sent a segment of that side.
  [[nodiscard]] Side sender(Side side, const Recorded& segment) const {
    return direction(side, segment) == from_client ? Side::client : Side::server;
  }

  /// The direction of a segment of that side, as the client's capture numbers it.
  [[nodiscard]] unsigned direction(Side side, const Recorded& segment) const {
    return side == Side::server && swapped ? 1u - segment.from : segment.from;
  }
};

/// Each connection is in one pair at most. In the order of the client's capture.
[[nodiscard]] std::vector<ConnectionPair> pair_connections(const Recordings& recordings);

}  // namespace twomsl::oracle::both
