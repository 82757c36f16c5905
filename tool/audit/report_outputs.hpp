// Where the reports of an audit go: `--report FORMAT=FILE`, as often as one likes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oracle/report/formats/format.hpp"

namespace twomsl::tool {

struct ReportChoice {
  const oracle::ReportFormat* format = nullptr;
  std::string file{};  // "-" is standard output
};

/// "jsonl=findings.jsonl" or "jsonl=-" as a choice.
/// Throws: CLI::ValidationError if there is no such format, or no file.
[[nodiscard]] ReportChoice read_report_choice(const std::string& word);

/// The reports of one run, each open from the first file to the last.
class ReportOutputs {
 public:
  ReportOutputs();
  ReportOutputs(const ReportOutputs&) = delete;
  ReportOutputs& operator=(const ReportOutputs&) = delete;
  ~ReportOutputs();

  /// Opens them all. What could not be opened, and why; empty if all could.
  [[nodiscard]] std::string open(const std::vector<ReportChoice>& choices,
                                 const oracle::ReportSettings& settings);

  /// Whether one of them reads the frames of a file a second time.
  [[nodiscard]] bool reread() const;

  /// The next file has been judged, and its frames can be read again. What a report lacks, and why,
  /// is said by finish().
  void add(const oracle::Audit& audit, const oracle::SecondReading& again);

  /// The last file has been added. What could not be written, and why; empty if all was.
  [[nodiscard]] std::string finish(const oracle::Totals& totals);

 private:
  struct Output;
  std::vector<std::unique_ptr<Output>> outputs_{};
  std::string lost_{};
};

}  // namespace twomsl::tool
