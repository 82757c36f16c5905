// What a link does to one packet, by chance: in virtual time (sim/network.hpp), and in that of the
// machine (`twomsl link`).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace twomsl::sim {

/// What happens to packets on the way, by chance; a thousandth each.
struct Link {
  std::uint32_t lost = 0;
  std::uint32_t repeated = 0;
  std::uint32_t damaged = 0;
  std::uint32_t delayed = 0;  // so that others overtake it
  std::uint64_t latency_us = 1000;
  std::uint64_t longest_delay_us = 50'000;
};

struct LinkEffect {
  bool is_lost = false;
  std::uint64_t delay_us = 0;                        // beyond the latency
  std::optional<std::uint64_t> repeated_after_us{};  // a copy that arrives so much later
  std::optional<std::uint32_t> damaged_at{};         // of the packet, and not of its copy
};

/// `random()` gives 64 bits; a link without faults asks for none.
template <class Random>
[[nodiscard]] LinkEffect draw_effect(const Link& link, const Random& random) {
  LinkEffect effect;
  if ((link.lost | link.repeated | link.damaged | link.delayed) == 0) return effect;
  const auto happens = [&](std::uint32_t thousandths) { return random() % 1000 < thousandths; };
  const auto delay = [&] { return random() % (link.longest_delay_us + 1); };
  effect.is_lost = happens(link.lost);
  if (effect.is_lost) return effect;
  if (happens(link.delayed)) effect.delay_us = delay();
  if (happens(link.repeated)) effect.repeated_after_us = delay();
  if (happens(link.damaged)) effect.damaged_at = static_cast<std::uint32_t>(random());
  return effect;
}

/// One bit of a segment changes: of two the checksum may see nothing. REQUIRES: it has a byte.
inline void damage_bit(std::span<std::uint8_t> segment, std::uint32_t where) {
  segment[where % segment.size()] ^= static_cast<std::uint8_t>(1u << where % 8);
}

}  // namespace twomsl::sim
