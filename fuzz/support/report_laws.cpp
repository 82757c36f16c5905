// The laws of the reports of an audit.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fuzz/support/audit_laws.hpp"
#include "fuzz/support/wire_laws.hpp"
#include "oracle/report/formats/format.hpp"
#include "oracle/report/formats/quoting.hpp"

namespace twomsl::fuzz {
namespace {

struct Report {
  std::string text{};
  std::string amiss{};
};

Report report_of(const oracle::ReportFormat& format, const oracle::Audit& audit,
                 const oracle::AuditOptions& options, const oracle::SecondReading& again) {
  Report report;
  const auto writer =
      format.make([&report](std::string_view text) { report.text += text; }, {.options = options});
  oracle::Totals totals;
  totals.add(audit);
  report.amiss = writer->add(audit, again);
  writer->finish(totals);
  return report;
}

// XML, CSV and TAP are text, and so no byte of a name gets through that is none.
void check_text(const std::string& report) {
  require(oracle::utf8_of(report) == report, "a report is UTF-8");
  require(report.find('\0') == std::string::npos, "a report has no NUL");
}

// Name and damage are those of the file.
std::string judged(oracle::Audit audit, const oracle::AuditOptions& options) {
  audit.summary.file.clear();
  audit.summary.damage.clear();
  return oracle::report_json(audit, options);
}

}  // namespace

void check_reports(const oracle::Audit& audit, const oracle::AuditOptions& options,
                   const oracle::SecondReading& again) {
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    const Report report = report_of(format, audit, options, again);
    require(!audit.summary.readable || !report.text.empty(), "a report has words");
    if (format.name == "sarif") require(nlohmann::json::accept(report.text), "SARIF is JSON");
    if (!format.rereads && format.name != "text") check_text(report.text);
    require(format.rereads || report.amiss.empty(), "nothing is amiss with what is not read");
  }
}

void check_annotated(const oracle::Audit& audit, const oracle::AuditOptions& options,
                     const oracle::SecondReading& again) {
  if (!audit.summary.readable) return;
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    if (format.name != "pcapng") continue;
    const Report report = report_of(format, audit, options, again);
    require(report.amiss.empty(), "what was read once can be read twice");
    const std::vector<std::uint8_t> file(report.text.begin(), report.text.end());
    const oracle::Audit twin = oracle::audit_bytes(file, options);
    require(twin.summary.damage.empty(), "a report is a whole capture");
    require(judged(audit, options) == judged(twin, options), "annotated, it is judged the same");
  }
}

}  // namespace twomsl::fuzz
