// The tuples between two simulated hosts, as either end sees them.
#pragma once

#include <optional>

#include "spec/model/tuple.hpp"

namespace twomsl::sim {

using Key = Ipv4Tuple<Concrete>;

/// Two tuples of A's share B's port, two share A's.
inline constexpr std::uint32_t kTuples = 3;
inline constexpr std::array<std::uint32_t, 2> kAddresses = {0x0a000001, 0x0a000002};
inline constexpr std::array<std::array<std::uint32_t, 2>, kTuples> kPorts = {
    {{50'000, 80}, {50'001, 80}, {50'000, 81}}};

/// One end of one tuple: end 0 is A, end 1 is B.
struct Place {
  std::uint32_t end = 0;
  std::uint32_t tuple = 0;

  friend constexpr bool operator==(const Place&, const Place&) = default;
};

[[nodiscard]] constexpr Key key_of(Place at) {
  const auto& ports = kPorts[at.tuple];
  return {kAddresses[at.end], kAddresses[1 - at.end], ports[at.end] << 16 | ports[1 - at.end]};
}

/// The tuple of a key as `end` sees it.
[[nodiscard]] constexpr std::optional<std::uint32_t> tuple_of(std::uint32_t end, const Key& key) {
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    if (key_of({end, tuple}) == key) return tuple;
  }
  return std::nullopt;
}

}  // namespace twomsl::sim
