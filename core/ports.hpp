// The choice of a local port (RFC 6056 section 3.3.3): from a place that depends on the peer and on
// a secret, the first port that is free towards it.
#pragma once

#include <cstdint>

namespace twomsl {

/// From `first` to `last`, both included. The default is what RFC 6335 calls dynamic ports.
struct PortRange {
  std::uint16_t first = 49152;
  std::uint16_t last = 65535;

  [[nodiscard]] constexpr std::uint32_t count() const {
    return first <= last ? std::uint32_t{last} - first + 1 : 0;
  }
};

/// A port of the range that is_free(port), or 0 if there is none. `offset` is a keyed hash of both
/// addresses and the remote port, `next` a counter that moves on past each port that was tried.
template <class IsFree>
[[nodiscard]] constexpr std::uint16_t choose_port(const PortRange& range, std::uint32_t offset,
                                                  std::uint32_t& next, const IsFree& is_free) {
  const std::uint32_t count = range.count();
  for (std::uint32_t tried = 0, at = count == 0 ? 0 : (offset + next) % count; tried < count;
       ++tried, at = (at + 1) % count) {
    ++next;
    const auto port = static_cast<std::uint16_t>(range.first + at);
    if (is_free(port)) {
      return port;
    }
  }
  return 0;
}

}  // namespace twomsl
