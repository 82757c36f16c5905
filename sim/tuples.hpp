// The tuples between two simulated hosts, as either end sees them.
#pragma once

#include <optional>
#include <type_traits>

#include "core/codec/segment_view.hpp"
#include "spec/model/tuple.hpp"

namespace twomsl::sim {

using Key = Ipv4Tuple<Concrete>;

/// The family of a tuple.
template <class KeyOfFamily>
inline constexpr Family kFamilyOf =
    std::is_same_v<KeyOfFamily, Ipv4Tuple<Concrete>> ? Family::ipv4 : Family::ipv6;

/// Two tuples of A's share B's port, two share A's.
inline constexpr std::uint32_t kTuples = 3;
inline constexpr std::array<std::uint32_t, 2> kAddresses = {0x0a000001, 0x0a000002};
inline constexpr std::uint32_t kIpv6Prefix = 0x20010db8;  // for documentation (RFC 3849)
inline constexpr std::array<std::array<std::uint32_t, 2>, kTuples> kPorts = {
    {{50'000, 80}, {50'001, 80}, {50'000, 81}}};

/// One end of one tuple: end 0 is A, end 1 is B.
struct Place {
  std::uint32_t end = 0;
  std::uint32_t tuple = 0;

  friend constexpr bool operator==(const Place&, const Place&) = default;
};

/// The address of an end: 10.0.0.1 or 10.0.0.2, or those numbers behind 2001:db8::.
[[nodiscard]] constexpr Address address_of(std::uint32_t end, Family family) {
  const std::uint64_t high = family == Family::ipv4 ? 0 : std::uint64_t{kIpv6Prefix} << 32;
  return {high, kAddresses[end], family};
}

template <class KeyOfFamily = Key>
[[nodiscard]] constexpr KeyOfFamily key_of(Place at) {
  const auto& ports = kPorts[at.tuple];
  const std::uint32_t both = ports[at.end] << 16 | ports[1 - at.end];
  if constexpr (kFamilyOf<KeyOfFamily> == Family::ipv4) {
    return {kAddresses[at.end], kAddresses[1 - at.end], both};
  } else {
    return {{kIpv6Prefix, 0, 0, kAddresses[at.end]},
            {kIpv6Prefix, 0, 0, kAddresses[1 - at.end]},
            0,
            both};
  }
}

/// The tuple of a key as `end` sees it.
template <class KeyOfFamily>
[[nodiscard]] constexpr std::optional<std::uint32_t> tuple_of(std::uint32_t end,
                                                              const KeyOfFamily& key) {
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    if (key_of<KeyOfFamily>({end, tuple}) == key) return tuple;
  }
  return std::nullopt;
}

}  // namespace twomsl::sim
