// Liveness: once the link delivers every packet and the users close, every connection must come to
// its end.
#pragma once

#include "sim/network.hpp"

namespace twomsl::sim {

/// How a drain opens, uses and closes the last connections, a bit or two each.
struct DrainOptions {
  std::uint16_t choices = 0;

  [[nodiscard]] bool opens_both() const { return (choices & 1u) != 0; }
  [[nodiscard]] std::uint32_t opener() const { return (choices >> 1) & 1u; }
  [[nodiscard]] std::uint32_t first_closer() const { return (choices >> 2) & 1u; }
  [[nodiscard]] bool closes_both() const { return (choices & 8u) != 0; }
  [[nodiscard]] bool waits() const { return (choices & 16u) != 0; }
  [[nodiscard]] bool sends() const { return (choices & 32u) != 0; }
  [[nodiscard]] bool opens_again() const { return (choices & 64u) != 0; }
};

/// Every connection is closed; if wanted, as many tuples as there is memory for are opened again,
/// at once or after 2*MSL, all at the same time, used and closed. Each open must reach ESTABLISHED,
/// each close CLOSED, each stream its end, within a bounded time; then nothing is claimed any more.
template <class Stores>
void drain(NetworkOf<Stores>& network, DrainOptions options);

}  // namespace twomsl::sim
