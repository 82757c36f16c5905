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

}  // namespace twomsl::tool
