// CSV as RFC 4180 says, for spreadsheets and data frames.
#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

#include "oracle/report/explain.hpp"
#include "oracle/report/fingerprint.hpp"
#include "oracle/report/formats/quoting.hpp"
#include "oracle/report/formats/writers.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle {
namespace {

using Row = std::array<std::string, 15>;

const Row kHeader{"file",   "frame",   "time",   "verdict",     "class",
                  "law",    "party",   "peer",   "msl_max",     "cause",
                  "reason", "summary", "frames", "assumptions", "fingerprint"};

template <class Words>
std::string listed(const Words& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

// Only the file has a name that somebody else may have chosen.
Row row_of(const Finding& finding, const std::string& file) {
  return {without_formula(file),
          std::to_string(finding.at.frame),
          epoch_seconds(finding.at.time_ns),
          std::string(name(finding.verdict)),
          std::string(name(finding.rule)),
          std::string(rule_of(finding.rule).law),
          text(finding.party),
          text(finding.peer),
          msl_max(finding),
          std::string(name(finding.cause)),
          finding.reason == Reason::none ? "" : std::string(name(finding.reason)),
          summary_of(finding),
          listed(frames_of(finding)),
          listed(names_in(finding.needs)),
          fingerprint_text(fingerprints_of(finding, file).finding)};
}

std::string line_of(const Row& row) {
  std::string line = csv_quoted(row.front());
  for (const std::string& field : std::span(row).subspan(1)) line += "," + csv_quoted(field);
  return line + "\r\n";
}

class CsvWriter : public ReportWriter {
 public:
  explicit CsvWriter(Write write) : write_(std::move(write)) { write_(line_of(kHeader)); }

  std::string add(const Audit& audit, const SecondReading& /*again*/) override {
    for (const Finding& finding : audit.findings) {
      write_(line_of(row_of(finding, audit.summary.file)));
    }
    return "";
  }
  void finish(const Totals& /*totals*/) override {}

 private:
  Write write_;
};

}  // namespace

Writer make_csv(Write write, const ReportSettings& /*settings*/) {
  return std::make_unique<CsvWriter>(std::move(write));
}

}  // namespace twomsl::oracle
