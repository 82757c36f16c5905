#include "tool/report_command.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "spec/model/enumeration.hpp"
#include "tool/appendix_b_csv.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::string_view kIndent = "          ";

// A column of spec/appendix_b.csv.
enum Column : std::uint8_t { label, section, level, standing, summary, reason, tests, theorems };
constexpr std::size_t kColumns = 8;
using Row = std::array<std::string, kColumns>;

// RFC 4180, of which the file needs commas and doubled quotes between quotes.
std::vector<Row> rows_of(std::string_view csv) {
  std::vector<Row> rows;
  Row row;
  std::size_t column = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const bool is_doubled = is_quoted && csv[i] == '"' && csv.substr(i + 1, 1) == "\"";
    if (is_doubled) ++i;
    if (csv[i] == '"' && !is_doubled) {
      is_quoted = !is_quoted;
    } else if (csv[i] == ',' && !is_quoted) {
      ++column;
    } else if (csv[i] == '\n') {
      rows.push_back(std::move(row));
      row = {};
      column = 0;
    } else {
      row.at(column) += csv[i];
    }
  }
  return rows;
}

// Words that are too long for a line stand on one of their own.
void print_wrapped(std::string_view head, std::string_view text) {
  std::string line = fmt::format("{}{}", kIndent, head);
  bool is_first = true;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!is_first && line.size() + 1 + word.size() > kWidth) {
      fmt::print("{}\n", line);
      line = fmt::format("{}  {}", kIndent, word);
    } else {
      line += is_first ? fmt::format("{}", word) : fmt::format(" {}", word);
    }
    is_first = false;
  }
  fmt::print("{}\n", line);
}

void print(const Row& row) {
  fmt::print("{:<8}  {}, section {}: {}\n", row[label], row[level], row[section], row[standing]);
  print_wrapped("", row[summary]);
  if (!row[reason].empty()) print_wrapped("reason: ", row[reason]);
  if (!row[tests].empty()) print_wrapped("tests: ", row[tests]);
  if (!row[theorems].empty()) print_wrapped("theorems: ", row[theorems]);
}

void print_appendix_b(const std::vector<Row>& rows) {
  constexpr std::array<std::string_view, 4> kStandings = {"met", "in part", "not met",
                                                          "does not arise"};
  std::array<std::size_t, kStandings.size()> counts{};
  for (std::size_t i = 1; i < rows.size(); ++i) {
    print(rows[i]);
    for (std::size_t k = 0; k < kStandings.size(); ++k) {
      if (rows[i][standing] == kStandings[k]) ++counts[k];
    }
  }
  fmt::print("{} labels: {} met, {} in part, {} not met, {} do not arise\n", rows.size() - 1,
             counts[0], counts[1], counts[2], counts[3]);
}

}  // namespace

CLI::App& add_report(CLI::App& app, ReportCommand& command) {
  CLI::App& report = *app.add_subcommand("report", "Say what of RFC 9293 the endpoint here does");
  report
      .add_flag("--appendix-b", command.appendix_b,
                "each label of Appendix B: met by which test and theorem, or why not")
      ->required();
  report.add_flag("--csv", command.csv, "the same as CSV");
  return report;
}

Exit run(const ReportCommand& command) {
  if (command.csv) {
    fmt::print("{}", kAppendixBCsv);
  } else {
    print_appendix_b(rows_of(kAppendixBCsv));
  }
  return is_written("twomsl report") ? Exit::clean : Exit::unwritable;
}

}  // namespace twomsl::tool
