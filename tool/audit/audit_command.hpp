// `twomsl audit`: judges captures.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/audit_options.hpp"
#include "oracle/flows/cells.hpp"
#include "tool/audit/part/failing.hpp"
#include "tool/audit/part/selection_options.hpp"
#include "tool/audit/report_outputs.hpp"
#include "tool/command.hpp"
#include "tool/line/colour.hpp"

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
  bool verbose = false;
  bool ends_when_interrupted = false;  // a live capture has no other end
  Colour colour = Colour::automatic;
  std::string (*printed)() = nullptr;  // what to print instead of judging files
};

void add_audit(const CommandLine& line);

/// Which findings are reported, how, and which of them fail. `command` lives as long as
/// `app`.
void add_reporting_options(CLI::App& app, AuditCommand& command);

/// What was found in a file, and where its frames can be read again.
using Take = std::function<void(oracle::Audit audit, const oracle::SecondReading& again)>;

/// Judges the file of that index, and hands it on.
using Judge = std::function<void(std::size_t index, bool is_read_twice, const Take& take)>;

/// Reports on each of command.files as it is judged.
[[nodiscard]] Exit report(const AuditCommand& command, const Judge& judge);

/// Runs it: reports on standard output and where they were asked for, errors and progress on
/// standard error.
[[nodiscard]] Exit run(const AuditCommand& command);

}  // namespace twomsl::tool
