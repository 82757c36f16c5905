// `twomsl audit`: judges captures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oracle/audit_options.hpp"

namespace twomsl::tool {

/// Exit statuses of `twomsl`.
enum class Exit : int {
  clean = 0,
  violation = 1,
  usage = 2,
  unreadable = 3,
  undetermined = 4,
  unwritable = 5,
  interrupted = 130,
};

struct AuditCommand {
  std::vector<std::string> files{};
  std::string expected{};  // CSV of expected verdicts, or empty
  oracle::AuditOptions options{};
  bool strict = false;
  bool fail_undetermined = false;
  bool json = false;
  bool quiet = false;
  std::string (*printed)() = nullptr;  // what to print instead of judging files
};

/// Prints a text on standard output.
[[nodiscard]] Exit print(std::string (*text)());

/// Runs it: reports on standard output, errors and progress on standard error.
[[nodiscard]] Exit run(const AuditCommand& command);

/// What --msl may be.
inline constexpr double kLeastMsl_s = 0.000001;
inline constexpr double kMostMsl_s = 86'400;

/// "30", "0.5" into the options; false if it is no number of seconds, or one out of bounds.
[[nodiscard]] bool read_msl(const std::string& word, oracle::AuditOptions& options);

/// "rfc9293", "strict", "linux", "freebsd", "lwip" into the options; false if none of them.
[[nodiscard]] bool read_profile(const std::string& word, oracle::AuditOptions& options);

/// "host:10.0.0.1", "peer:[2001:db8::1]", "middle", "auto" into the options; false if none of them.
[[nodiscard]] bool read_vantage(const std::string& word, oracle::AuditOptions& options);

/// "no-abort,one-stack" or "none" into the options; false if a word is unknown.
[[nodiscard]] bool read_assumptions(const std::string& words, oracle::AuditOptions& options);

}  // namespace twomsl::tool
