// The runs that a seed stands for, by profile: what `simulate` plays, and replays.
#pragma once

#include <string>
#include <string_view>

#include "sim/program/program.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::sim {

enum class RunKind : std::uint8_t {
  tuples,         // three tuples at once
  near,           // one tuple, each new ISS as near behind the old numbers as it may be
  forged,         // segments that nobody sent, and new settings: laws alone are asked
  conversations,  // whole conversations under an MSL of 30 or 120 s, as the audit is held against
  damaged,        // the same over a link that damages packets
  reordered,      // three tuples over a link that reorders, and early text of one is held at a time
};

[[nodiscard]] constexpr std::string_view name(RunKind kind) {
  switch (kind) {
    case RunKind::tuples:
      return "tuples";
    case RunKind::near:
      return "near";
    case RunKind::forged:
      return "forged";
    case RunKind::conversations:
      return "conversations";
    case RunKind::damaged:
      return "damaged";
    case RunKind::reordered:
      return "reordered";
  }
  return "";
}

/// What is played, and under which address family.
struct RunProfile {
  RunKind kind{};
  Family family = Family::ipv4;

  friend constexpr bool operator==(const RunProfile&, const RunProfile&) = default;
};

/// "near" under IPv4, as it was called when there was nothing else; "near-ipv6" under IPv6.
[[nodiscard]] inline std::string name(RunProfile profile) {
  return std::string(name(profile.kind)) + (profile.family == Family::ipv6 ? "-ipv6" : "");
}

/// Every kind under either family.
inline constexpr std::size_t kRunProfiles = 2 * kCountOf<RunKind>;
[[nodiscard]] constexpr RunProfile run_profile(std::size_t number) {
  const std::size_t kind = number % kCountOf<RunKind>;
  const bool is_ipv6 = number / kCountOf<RunKind> % 2 == 1;
  return {static_cast<RunKind>(kind), is_ipv6 ? Family::ipv6 : Family::ipv4};
}

struct SeededRun {
  Profile profile{};
  Program program{};
};

/// The same on every machine, as long as no command or field changes its meaning.
[[nodiscard]] SeededRun run_of_seed(RunProfile profile, std::uint64_t seed);

}  // namespace twomsl::sim
