// The formats of reports: a list that every command reads, and the help, too.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "oracle/capture/second_reading.hpp"
#include "oracle/report/report.hpp"

namespace twomsl::oracle {

/// Takes the next bytes of a report.
using Write = std::function<void(std::string_view bytes)>;

/// A report on the files of one run. It writes what it can as files come, so that long runs are
/// seen to go on and nothing is kept that need not be.
class ReportWriter {
 public:
  virtual ~ReportWriter() = default;

  /// The next file has been judged. Also one that could not be read: summary.readable says so.
  /// Who shows frames reads the first summary.packets of them `again`. What cannot be shown, and
  /// why, in words; empty if nothing is amiss.
  [[nodiscard]] virtual std::string add(const Audit& audit, const SecondReading& again) = 0;

  /// The last file has been added. Once.
  virtual void finish(const Totals& totals) = 0;
};

struct ReportSettings {
  AuditOptions options{};
  bool quiet = false;                  // text: verdicts without their chains
  bool verbose = false;                // text: all stories, what reasons and assumptions mean
  bool colour = false;                 // text: for a terminal
  Verdicts fails{Verdict::violation};  // by which the run fails: JUnit, TAP
  std::string_view version{};          // of the program
};

struct ReportFormat {
  std::string_view name;
  std::string_view help;
  bool rereads;  // it reads the frames a second time
  std::unique_ptr<ReportWriter> (*make)(Write write, const ReportSettings& settings);
};

/// All of them, as --report names them.
[[nodiscard]] std::span<const ReportFormat> report_formats();

}  // namespace twomsl::oracle
