#include "oracle/judge/wait_verdict.hpp"

#include <algorithm>

namespace twomsl::oracle {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
// Where MSL is open: an MSL of 30 s is common, so an age that allows it says nothing.
constexpr std::int64_t kOpenWait_ns = 60 * kSecond_ns;
constexpr std::int64_t kMinSlack_ns = kSecond_ns / 2;

// An age below this leaves no room for an MSL of one second.
constexpr std::int64_t kHopeless_ns = 2 * kSecond_ns;

}  // namespace

std::int64_t slack_ns(std::int64_t wait_ns) { return std::max(wait_ns / 100, kMinSlack_ns); }

std::int64_t wait_ns(const AuditOptions& options) {
  if (!options.msl_s) return kOpenWait_ns;
  return static_cast<std::int64_t>(2e9 * *options.msl_s);
}

std::optional<WaitVerdict> verdict_on_wait(const AuditOptions& options, std::int64_t age_ns) {
  //= rfc9293#3.6.1 MUST-13
  const std::int64_t wait = wait_ns(options);
  if (age_ns >= wait) return std::nullopt;
  if (!options.msl_s) {
    return WaitVerdict{age_ns < kHopeless_ns ? Verdict::violation : Verdict::conditional};
  }
  if (age_ns < wait - slack_ns(wait)) return WaitVerdict{Verdict::violation};
  return WaitVerdict{Verdict::undetermined, Reason::within_slack};
}

}  // namespace twomsl::oracle
