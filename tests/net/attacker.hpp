// Whoever sends SYNs to an endpoint, from many addresses or from many ports of one.
#pragma once

#include "harness/packet_forge.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {

/// A SYN for `server` from the `number`-th address or port of an attacker.
struct Attacker {
  Address server{};
  bool forges_addresses = true;
  std::uint16_t port = kPort;  // of the server

  [[nodiscard]] Bytes syn(std::uint32_t number) const {
    Segment<Concrete> syn;
    syn.syn = true;
    syn.seq = {number};
    syn.wnd = 1000;
    Address from = server;
    const std::uint32_t which = forges_addresses ? number : 0;
    if (server.family == Family::ipv4) {
      from.low = 0x0b000000 + which;
    } else {
      from.high += std::uint64_t{which + 1} << 16;  // its own /64
    }
    const auto from_port = static_cast<std::uint16_t>(1024 + number % 60'000);
    return forge(syn, {{from, from_port}, {server, port}}, {}, {});
  }
};

}  // namespace twomsl
