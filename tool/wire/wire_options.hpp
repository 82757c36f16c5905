// What every command on the wire is told: the device, the addresses that are ours, the policy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/calls.hpp"

namespace twomsl::tool {

struct WireOptions {
  std::string device = "twomsl0";        // a TUN device, made if there is none
  std::vector<std::string> addresses{};  // that are ours; none: every one that is routed to it
  std::vector<std::string> kernel{};     // addresses/lengths that the kernel gets on the device
  std::string policy = "safe";
  std::optional<double> msl_s{};
  std::string trace{};  // a pcap of all packets in and out, or empty
};

/// Something that was asked for cannot be done: what, where, and what to do.
struct WireError {
  std::string what{};
};

/// "1" to "65535"; none if it is no such number.
[[nodiscard]] std::optional<std::uint16_t> read_port(const std::string& word);

/// "safe", "strict" or "rfc9293", and the MSL instead of its own; none if it has another name.
[[nodiscard]] std::optional<Policy<Concrete>> read_policy(const WireOptions& options);

}  // namespace twomsl::tool
