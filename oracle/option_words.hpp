// The options of an audit as words: those of the command line, and of libtwomsl.
#pragma once

#include <string>

#include "oracle/audit_options.hpp"

namespace twomsl::oracle {

/// What an MSL may be; of a NaN it is false.
[[nodiscard]] constexpr bool is_msl(double seconds) {
  return 0.000001 <= seconds && seconds <= 86'400;
}

/// "30", "0.5" into the options; false if it is no number of seconds, or one out of bounds.
[[nodiscard]] bool read_msl(const std::string& word, AuditOptions& options);

/// "rfc9293", "strict", "linux", "freebsd", "lwip" into the options; false if none of them.
[[nodiscard]] bool read_profile(const std::string& word, AuditOptions& options);

/// "host:10.0.0.1", "peer:[2001:db8::1]", "middle", "auto" into the options; false if none of them.
[[nodiscard]] bool read_vantage(const std::string& word, AuditOptions& options);

/// "no-abort,one-stack" or "none" into the options; false if a word is unknown.
[[nodiscard]] bool read_assumptions(const std::string& words, AuditOptions& options);

/// What --msl did not say, the profile does.
[[nodiscard]] AuditOptions completed(AuditOptions options);

}  // namespace twomsl::oracle
