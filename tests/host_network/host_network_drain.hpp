// Liveness of two hosts: once the network delivers every packet and the users close, every
// connection must come to its end.
#pragma once

#include "tests/host_network/host_network.hpp"
#include "tests/network/network_drain.hpp"

namespace twomsl {

/// Every connection is closed; as many tuples as there is memory for are opened again, at once or
/// after 2*MSL, all at the same time, used and closed. Each open must reach ESTABLISHED, each close
/// CLOSED, each stream its end, within a bounded time; then nothing is claimed any more.
void drain(HostNetwork& network, DrainOptions options);

}  // namespace twomsl
