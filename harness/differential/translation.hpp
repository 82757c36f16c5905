// From what comes to the stack to what comes to the core.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "harness/differential/account.hpp"
#include "sim/tap.hpp"
#include "spec/model/policy.hpp"

namespace twomsl::harness {

/// Empty if no segment can be decoded. It views the packet.
[[nodiscard]] SegmentView view_of(std::span<const std::uint8_t> packet);

[[nodiscard]] std::optional<std::uint8_t> tuple_of(const SegmentView& view);

/// The same with a header of five words, whatever it says.
[[nodiscard]] std::vector<std::uint8_t> with_whole_header(std::span<const std::uint8_t> packet);

/// The policy with the stack's own MSL, and with the options, the MSS and the buffer that its
/// segments show: so that those of its peers mean the same to both.
[[nodiscard]] Policy<Concrete> policy_beside(Policy<Concrete> policy, std::uint64_t msl_us,
                                             const std::vector<sim::Captured>& packets);

/// The packet with the core's numbers in place of the stack's. A wrong checksum stays wrong.
[[nodiscard]] std::vector<std::uint8_t> translated(std::span<const std::uint8_t> packet,
                                                   const Account& stack, const Account& core);

}  // namespace twomsl::harness
