// What the user may choose of an audit: MSL, profile, vantage point, assumptions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/codec/segment_view.hpp"
#include "spec/laws/verdict.hpp"

namespace twomsl::oracle {

/// Whose deviations are expected, and which MSL is meant if --msl does not say.
enum class Profile : std::uint8_t {
  rfc9293,
  strict,
  linux_stack,  // from 4.19 on
  linux_to_4_18,
  freebsd,  // from 14 on
  freebsd_to_13,
  lwip,
};

[[nodiscard]] constexpr std::string_view name(Profile profile) {
  switch (profile) {
    case Profile::rfc9293:
      return "rfc9293";
    case Profile::strict:
      return "strict";
    case Profile::linux_stack:
      return "linux";
    case Profile::linux_to_4_18:
      return "linux-to-4.18";
    case Profile::freebsd:
      return "freebsd";
    case Profile::freebsd_to_13:
      return "freebsd-to-13";
    case Profile::lwip:
      return "lwip";
  }
  return "";
}

/// Where the capture was taken. It only ever weakens verdicts: silence is convicted at `host`
/// alone.
enum class Vantage : std::uint8_t { automatic, host, peer, middle };

struct AuditOptions {
  std::optional<double> msl_s{};  // given by --msl or by the profile
  Profile profile = Profile::rfc9293;
  Vantage vantage = Vantage::automatic;
  Address vantage_address{};  // of host and peer
  Assumptions granted = Assumptions::all();
};

/// The capture was taken at the host with that address.
[[nodiscard]] constexpr bool is_at_host(const AuditOptions& options, const Address& address) {
  return options.vantage == Vantage::host && options.vantage_address == address;
}

/// The MSL that a profile names, in seconds; none for rfc9293, which leaves it open.
[[nodiscard]] constexpr std::optional<double> msl_of(Profile profile) {
  switch (profile) {
    case Profile::rfc9293:
      return std::nullopt;
    case Profile::strict:
      return 120.0;
    case Profile::linux_stack:
    case Profile::linux_to_4_18:
    case Profile::freebsd:
    case Profile::freebsd_to_13:
      return 30.0;
    case Profile::lwip:
      return 60.0;
  }
  return std::nullopt;
}

}  // namespace twomsl::oracle
