#include "oracle/report/expected.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "oracle/report/explain.hpp"
#include "oracle/report/notation.hpp"
#include "spec/laws/fsm/csv.hpp"

namespace twomsl::oracle {
namespace {

std::optional<std::string> column_of(const AuditOptions& options) {
  if (!options.msl_s) return "default";
  if (*options.msl_s == 30) return "msl30";
  if (*options.msl_s == 120) return "msl120";
  return std::nullopt;
}

ExpectedFinding expected_of(Cells& row, const std::string& column) {
  return {row["file"],  std::strtoull(row["frame"].c_str(), nullptr, 10),
          row["class"], row[column],
          row["party"], row["msl_max"],
          row["cause"]};
}

bool is_same(const ExpectedFinding& expected, const Finding& finding) {
  return expected.frame == finding.at.frame && expected.rule == name(finding.rule);
}

bool is_same_number(const std::string& a, const std::string& b) {
  return std::strtod(a.c_str(), nullptr) == std::strtod(b.c_str(), nullptr);
}

void compare(std::vector<std::string>& out, const ExpectedFinding& expected,
             const Finding& finding) {
  const auto differ = [&](std::string_view what, std::string_view want, std::string_view got) {
    out.push_back(fmt::format("{}: frame {}: {}: {} should be {}, is {}", expected.file,
                              expected.frame, expected.rule, what, want, got));
  };
  const std::string party = text(finding.party.address);
  if (expected.verdict != name(finding.verdict)) {
    differ("verdict", expected.verdict, name(finding.verdict));
  }
  if (expected.party != party) differ("party", expected.party, party);
  if (!expected.msl_max.empty() && !is_same_number(expected.msl_max, msl_max(finding))) {
    differ("msl_max", expected.msl_max, msl_max(finding));
  }
  if (!expected.cause.empty() && expected.cause != name(finding.cause)) {
    differ("cause", expected.cause, name(finding.cause));
  }
}

}  // namespace

Expectations read_expectations(const std::string& path, const AuditOptions& options) {
  Expectations result;
  const std::optional<std::string> column = column_of(options);
  if (!column) {
    result.error = path + ": has verdicts for no --msl, --msl 30 and --msl 120 only";
    return result;
  }
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) {
    result.error =
        path + ": cannot be read, or is empty; it must begin with a line of column names";
    return result;
  }
  const std::vector<std::string> header = cells_of(line);
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != header.size()) {
      result.error = fmt::format("{}: line {}: {} cells where the header has {}", path, number,
                                 cells.size(), header.size());
      return result;
    }
    Cells row;
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = cells[i];
    const bool due = row["stage"].empty() || row["stage"] == "1";
    if (due && row[*column] != "-") result.findings.push_back(expected_of(row, *column));
  }
  return result;
}

std::vector<std::string> differences(const Audit& audit, const Expectations& expectations) {
  const std::string file = std::filesystem::path(audit.summary.file).filename().string();
  std::vector<std::string> out;
  std::vector<bool> met(audit.findings.size());
  for (const ExpectedFinding& expected : expectations.findings) {
    if (expected.file != file) continue;
    const auto found =
        std::find_if(audit.findings.begin(), audit.findings.end(),
                     [&](const Finding& finding) { return is_same(expected, finding); });
    if (found == audit.findings.end()) {
      out.push_back(fmt::format("{}: frame {}: {} is missing ({} expected)", file, expected.frame,
                                expected.rule, expected.verdict));
      continue;
    }
    met[static_cast<std::size_t>(found - audit.findings.begin())] = true;
    compare(out, expected, *found);
  }
  for (std::size_t i = 0; i < met.size(); ++i) {
    const Finding& finding = audit.findings[i];
    if (met[i]) continue;
    out.push_back(fmt::format("{}: frame {}: {} ({}) was not expected", file, finding.at.frame,
                              name(finding.rule), name(finding.verdict)));
  }
  return out;
}

}  // namespace twomsl::oracle
