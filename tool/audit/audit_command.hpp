// `twomsl audit`: judges captures.
#pragma once

#include <string>
#include <vector>

#include "oracle/audit_options.hpp"
#include "tool/audit/failing.hpp"
#include "tool/audit/report_outputs.hpp"
#include "tool/audit/selection_options.hpp"
#include "tool/command.hpp"

namespace twomsl::tool {

struct AuditCommand {
  std::vector<std::string> files{};
  std::string expected{};  // CSV of expected verdicts, or empty
  oracle::AuditOptions options{};
  std::vector<ReportChoice>
      reports{};  // the text is one on standard output, if no other goes there
  ReportedPart part{};
  Verdicts failing = kFailsByDefault;
  bool quiet = false;
  std::string (*printed)() = nullptr;  // what to print instead of judging files
};

void add_audit(const CommandLine& line);

/// Runs it: reports on standard output and where they were asked for, errors and progress on
/// standard error.
[[nodiscard]] Exit run(const AuditCommand& command);

}  // namespace twomsl::tool
