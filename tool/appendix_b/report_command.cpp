// See report_command.hpp.
#include "tool/appendix_b/report_command.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/report/text/wrap.hpp"
#include "spec/laws/fsm/csv.hpp"
#include "tool/appendix_b/appendix_b_csv.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

constexpr std::string_view kIndent = "          ";

void print_wrapped(const std::string& text) {
  fmt::print("{}", oracle::wrapped(text, kIndent, std::string(kIndent) + "  "));
}

void print(const Cells& row) {
  fmt::print("{:<8}  {}, section {}: {}\n", row.at("label"), row.at("level"), row.at("section"),
             row.at("standing"));
  print_wrapped(row.at("summary"));
  for (const std::string column : {"reason", "tests", "theorems"}) {
    if (!row.at(column).empty()) print_wrapped(column + ": " + row.at(column));
  }
}

void print_appendix_b(const std::vector<Cells>& rows) {
  std::map<std::string, std::size_t> counts;
  for (const Cells& row : rows) {
    print(row);
    ++counts[row.at("standing")];
  }
  fmt::print("{} labels: {} met, {} in part, {} not met, {} do not arise\n", rows.size(),
             counts["met"], counts["in part"], counts["not met"], counts["does not arise"]);
}

}  // namespace

void add_report(const CommandLine& line) {
  const auto command = std::make_shared<ReportCommand>();
  CLI::App& report =
      *line.app.add_subcommand("report", "Say what of RFC 9293 the endpoint here does");
  report
      .add_flag("--appendix-b", command->appendix_b,
                "each label of Appendix B: met by which test and theorem, or why not")
      ->required();
  report.add_flag("--csv", command->csv, "the same as CSV");
  report.callback([&todo = line.todo, command] { todo = [command] { return run(*command); }; });
}

Exit run(const ReportCommand& command) {
  if (command.csv) {
    fmt::print("{}", kAppendixBCsv);
  } else {
    print_appendix_b(parse_csv(kAppendixBCsv));
  }
  return is_written("twomsl report") ? Exit::clean : Exit::unwritable;
}

}  // namespace twomsl::tool
