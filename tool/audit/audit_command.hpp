// `twomsl audit`: judges captures.
#pragma once

#include <string>
#include <vector>

#include "oracle/audit_options.hpp"
#include "tool/audit/report_outputs.hpp"
#include "tool/command.hpp"
#include "tool/line/colour.hpp"

namespace twomsl::tool {

struct AuditCommand {
  std::vector<std::string> files{};
  std::string expected{};  // CSV of expected verdicts, or empty
  oracle::AuditOptions options{};
  std::vector<ReportChoice>
      reports{};  // the text is one on standard output, if no other goes there
  bool strict = false;
  bool fail_undetermined = false;
  bool quiet = false;
  bool verbose = false;
  Colour colour = Colour::automatic;
  std::string (*printed)() = nullptr;  // what to print instead of judging files
};

void add_audit(const CommandLine& line);

/// Runs it: reports on standard output and where they were asked for, errors and progress on
/// standard error.
[[nodiscard]] Exit run(const AuditCommand& command);

}  // namespace twomsl::tool
