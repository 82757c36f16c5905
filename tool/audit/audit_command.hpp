// `twomsl audit`: judges captures.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/audit_options.hpp"
#include "tool/audit/failing.hpp"
#include "oracle/flows/cells.hpp"
#include "tool/audit/report_outputs.hpp"
#include "tool/audit/selection_options.hpp"
#include "tool/command.hpp"

namespace twomsl::tool {

struct AuditCommand {
  std::vector<std::string> files{};
  std::string expected{};  // CSV of expected verdicts, or empty
  oracle::AuditOptions options{};
  std::optional<oracle::Shard> shard{};  // judge a share, and report nothing
  std::vector<ReportChoice>
      reports{};  // the text is one on standard output, if no other goes there
  ReportedPart part{};
  Verdicts failing = kFailsByDefault;
  bool quiet = false;
  std::string (*printed)() = nullptr;  // what to print instead of judging files
};

void add_audit(const CommandLine& line);

/// --report, --json, --quiet, --expect, --strict, --fail-undetermined. `command` lives as long as
/// `app`.
void add_reporting_options(CLI::App& app, AuditCommand& command);

/// Reports on the audit of each of command.files, by its index, as they come.
[[nodiscard]] Exit report(const AuditCommand& command,
                          const std::function<oracle::Audit(std::size_t index)>& audit_of);

/// Runs it: reports on standard output and where they were asked for, errors and progress on
/// standard error.
[[nodiscard]] Exit run(const AuditCommand& command);

}  // namespace twomsl::tool
