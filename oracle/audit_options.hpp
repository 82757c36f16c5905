// What the user may choose of an audit: MSL, profile, vantage point, assumptions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/codec/segment_view.hpp"

namespace twomsl::oracle {

/// Whose deviations are expected, and which MSL is meant if --msl does not say.
enum class Profile : std::uint8_t { rfc9293, strict, linux_stack, freebsd, lwip };

inline constexpr std::array kProfiles{Profile::rfc9293, Profile::strict, Profile::linux_stack,
                                      Profile::freebsd, Profile::lwip};

[[nodiscard]] std::string_view name(Profile profile);

/// Where the capture was taken. It only ever weakens verdicts: silence is convicted at `host`
/// alone.
enum class Vantage : std::uint8_t { automatic, host, peer, middle };

/// What a verdict takes for granted about what packets cannot show. A finding lists what it needs;
/// one that needs what is not granted becomes undetermined.
enum class Assumption : std::uint8_t {
  no_abort,         // the user did not ABORT during the wait
  no_user_timeout,  // no user timeout ended it
  no_icmp_error,    // no hard ICMP error ended it
  no_reboot,        // the host did not lose its memory
  one_stack,        // one stack and one MSL stand behind the address
  no_duplicate,     // the network did not deliver twice what was captured once
  all_captured,     // every segment of the tuple, a peer's RST above all, was captured
};

inline constexpr std::size_t kAssumptions = 7;

[[nodiscard]] std::string_view name(Assumption assumption);

/// A set of assumptions, one bit each.
using Assumptions = std::uint8_t;

[[nodiscard]] constexpr Assumptions bit(Assumption assumption) {
  return static_cast<Assumptions>(1u << static_cast<unsigned>(assumption));
}

inline constexpr Assumptions kEverything = (1u << kAssumptions) - 1u;
inline constexpr Assumptions kNothingHidden =
    kEverything & ~bit(Assumption::one_stack) & ~bit(Assumption::no_duplicate);

struct AuditOptions {
  std::optional<double> msl_s{};  // given by --msl or by the profile
  Profile profile = Profile::rfc9293;
  Vantage vantage = Vantage::automatic;
  Address vantage_address{};  // of host and peer
  Assumptions granted = kEverything;
};

/// The capture was taken at the host with that address.
[[nodiscard]] constexpr bool is_at_host(const AuditOptions& options, const Address& address) {
  return options.vantage == Vantage::host && options.vantage_address == address;
}

/// The MSL that a profile names, in seconds; none for rfc9293, which leaves it open.
[[nodiscard]] std::optional<double> msl_of(Profile profile);

}  // namespace twomsl::oracle
