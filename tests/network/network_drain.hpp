// Liveness: once the network delivers every segment and the users close, every connection must come
// to its end.
#pragma once

#include "tests/network/network.hpp"

namespace twomsl {

/// How a drain opens, uses and closes the last connection, a bit or two each.
struct DrainOptions {
  std::uint8_t choices = 0;

  [[nodiscard]] bool opens_both() const { return (choices & 1u) != 0; }
  [[nodiscard]] std::uint32_t opener() const { return (choices >> 1) & 1u; }
  [[nodiscard]] std::uint32_t first_closer() const { return (choices >> 2) & 1u; }
  [[nodiscard]] bool closes_both() const { return (choices & 8u) != 0; }
  [[nodiscard]] bool waits() const { return (choices & 16u) != 0; }
  [[nodiscard]] bool sends() const { return (choices & 32u) != 0; }
};

/// Every connection is closed; a new one is opened, used and closed; and where TIME-WAIT reopens,
/// one more is opened through it. Each open must reach ESTABLISHED, each close CLOSED, each stream
/// its end, within a bounded time.
void drain(Network& network, DrainOptions options);

}  // namespace twomsl
