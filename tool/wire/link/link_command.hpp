// `twomsl link`: two TUN devices joined by a link that loses, repeats, reorders, damages and delays
// packets, by the faults of the simulation and in the time of the machine.
#pragma once

#include <array>

#include "tool/command.hpp"
#include "tool/wire/link/link_direction.hpp"
#include "tool/wire/wire_options.hpp"

namespace twomsl::tool {

/// One end of the link.
struct LinkEnd {
  std::string device{};
  std::vector<std::string> kernel{};  // addresses/lengths that the kernel gets on the device
  std::string trace{};                // a pcap of all that leaves and reaches this end, or empty
};

struct LinkCommand {
  std::array<LinkEnd, 2> ends{};
  LinkProfile profile{};
  std::uint32_t mtu_bytes = 0;  // of both devices; 0: as they are
  std::uint64_t seed = 1;
};

/// Joins them until it is interrupted, and then says what has become of packets.
[[nodiscard]] Exit run(const LinkCommand& command);

}  // namespace twomsl::tool
