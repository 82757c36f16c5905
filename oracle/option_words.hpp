// The options of an audit as words: those of the command line, and of libtwomsl.
#pragma once

#include <string>
#include <vector>

#include "oracle/audit_options.hpp"

namespace twomsl::oracle {

/// What an MSL may be; of a NaN it is false.
[[nodiscard]] constexpr bool is_msl(double seconds) {
  return 0.000001 <= seconds && seconds <= 86'400;
}

/// "rfc9293", "strict", "Linux", "freebsd", "lwip", in any case, into the options; false if none of
/// them.
[[nodiscard]] bool read_profile(const std::string& word, AuditOptions& options);

/// "host:10.0.0.1", "peer:[2001:db8::1]", "middle", "auto" into the options; false if none of them.
[[nodiscard]] bool read_vantage(const std::string& word, AuditOptions& options);

/// "no-abort,one-stack": these alone. "-one-stack" or "all,-one-stack": all but that. "none". Words
/// stand between commas, spaces or both, and count in their order. False, and nothing changed, if a
/// word is unknown.
[[nodiscard]] bool read_assumptions(const std::string& words, AuditOptions& options);

/// The first of those words that is none; empty if an empty one is.
[[nodiscard]] std::string unknown_assumption(const std::string& words);

/// What --msl did not say, the profile does.
[[nodiscard]] AuditOptions completed(AuditOptions options);

}  // namespace twomsl::oracle
