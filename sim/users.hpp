// The users of simulated hosts: calls by place, with text that can be recognised, and the streams
// that must come of it.
#pragma once

#include "sim/network.hpp"

namespace twomsl::sim {

/// The byte at `offset` of what the user at a place sends in one incarnation.
[[nodiscard]] constexpr std::uint8_t stream_byte(Place at, std::uint32_t incarnation,
                                                 std::uint64_t offset) {
  const std::uint64_t mixture = (offset + 1) * 0x9e37'79b9'7f4a'7c15u +
                                incarnation * std::uint64_t{0x0100'0193} + at.end * 0x51u +
                                at.tuple * 0x2f1u;
  return static_cast<std::uint8_t>((mixture ^ mixture >> 32) >> 3);
}

/// OPEN active, from the tuple's port or from one of the host's choice.
void open(Network& network, Place at, bool from_any_port = false);

/// OPEN passive on the tuple's local port, at that address or at any; and its end.
void listen(Network& network, Place at, bool at_any_address = true);
void unlisten(Network& network, Place at);

/// Up to `bytes` of the user's stream.
void send(Network& network, Place at, std::uint32_t bytes, bool urgent = false);

/// Up to `bytes`; they must be what the peer's user has sent, and the end must be where he closed
/// (INV-DATA).
void receive(Network& network, Place at, std::uint32_t bytes);

void close(Network& network, Place at);
void abort(Network& network, Place at);

/// Takes what listeners have, and throws notices away.
void accept_all(Network& network, std::uint32_t end);

/// The streams of the tuple's last incarnations are whole, at both ends.
void expect_whole_streams(Network& network, std::uint32_t tuple);

}  // namespace twomsl::sim
