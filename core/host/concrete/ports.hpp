// The choice of a local port (RFC 6056 section 3.3.3): from an offset that depends on the peer and
// on a secret, the first port that is free towards it.
#pragma once

#include <cstdint>
#include <string_view>

namespace twomsl {

/// From `first` to `last`, both included. The default is what RFC 6335 calls dynamic ports.
struct PortRange {
  std::uint16_t first = 49152;
  std::uint16_t last = 65535;
};

/// The name of the first field whose value is impossible; empty if the range is valid. Port 0 is
/// reserved (RFC 6335 section 6).
[[nodiscard]] constexpr std::string_view invalid_field(const PortRange& range) {
  if (range.first == 0) return "ports.first";
  return range.last < range.first ? "ports.last" : std::string_view{};
}

/// A port of the range that is_free(port), or 0 if there is none, or the range is not valid.
/// `offset` is a keyed hash of both addresses and the remote port, `next` a counter that moves on
/// past each port that was tried.
template <class IsFree>
[[nodiscard]] constexpr std::uint16_t choose_port(const PortRange& range, std::uint32_t offset,
                                                  std::uint32_t& next, const IsFree& is_free) {
  const std::uint32_t count =
      invalid_field(range).empty() ? std::uint32_t{range.last} - range.first + 1 : 0;
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
