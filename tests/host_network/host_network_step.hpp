// One step of a host of tests/host_network/host_network.hpp: the laws of a host and of a
// connection, the streams of the users, and that the host does what a single connection does.
#pragma once

#include "tests/host_network/host_network.hpp"

namespace twomsl {

/// Puts an event to the tuple; what it sends is returned. `arrived` is the packet of a SEGMENT
/// ARRIVES.
[[nodiscard]] std::optional<Packet> step_host(HostNetwork& network, Socket at,
                                              const Event<Concrete>& event, const Packet* arrived);

/// What an OPEN from a port of the host's choice came to.
struct PortOpened {
  std::uint32_t tuple = 0;
  std::optional<Packet> sent{};
};

/// OPEN active to the tuple's remote end, from whichever port of our tuples the host chooses.
[[nodiscard]] PortOpened open_port(HostNetwork& network, Socket at);

/// An event that concerns no connection.
void step_host(HostNetwork& network, Socket at, HostEventKind kind);

}  // namespace twomsl
