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
template <class Stores>
void open(NetworkOf<Stores>& network, Place at, bool from_any_port = false);

/// OPEN passive on the tuple's local port, at that address or at any; and its end.
template <class Stores>
void listen(NetworkOf<Stores>& network, Place at, bool at_any_address = true);
template <class Stores>
void unlisten(NetworkOf<Stores>& network, Place at);

/// Up to `bytes` of the user's stream.
template <class Stores>
void send(NetworkOf<Stores>& network, Place at, std::uint32_t bytes, bool urgent = false);

/// Up to `bytes`; they must be what the peer's user has sent, and the end must be where he closed
/// (INV-DATA).
template <class Stores>
void receive(NetworkOf<Stores>& network, Place at, std::uint32_t bytes);

template <class Stores>
void close(NetworkOf<Stores>& network, Place at);
template <class Stores>
void abort(NetworkOf<Stores>& network, Place at);

/// Takes what listeners have, once a notice tells of it, and throws notices away.
template <class Stores>
void accept_all(NetworkOf<Stores>& network, std::uint32_t end);

/// The streams of the tuple's last incarnations are whole, at both ends.
template <class Stores>
void expect_whole_streams(NetworkOf<Stores>& network, std::uint32_t tuple);

}  // namespace twomsl::sim
