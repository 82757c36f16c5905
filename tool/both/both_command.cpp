// See both_command.hpp.
#include "tool/both/both_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "oracle/both/report/report.hpp"
#include "oracle/option_words.hpp"
#include "tool/audit/judging_options.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

using namespace oracle::both;

Exit exit_of(const BothCommand& command, const Opinions& opinions) {
  oracle::Totals standing;
  for (const Verdict verdict : kValuesOf<Verdict>) {
    standing.findings[static_cast<std::size_t>(verdict)] = opinions.standing(verdict);
  }
  return exit_for(command.failing, standing);
}

Opinions judge_each(const BothCommand& command, const Comparison& comparison) {
  std::array<oracle::Audit, 2> audits;
  for (const Side side : {Side::client, Side::server}) {
    audits[index(side)] = oracle::audit_file(
        command.files[index(side)], options_at(comparison, side, command.options), goes_on);
  }
  return compare_opinions(comparison, std::move(audits));
}

}  // namespace

void add_compare(const CommandLine& line) {
  const auto command = std::make_shared<BothCommand>();
  CLI::App& compare = *line.app.add_subcommand(
      "compare", "Compare two captures of the same traffic, one taken at either end");
  compare.add_option("CLIENT", command->files[0], "the capture at the client's end")
      ->type_name("")
      ->required();
  compare.add_option("SERVER", command->files[1], "the capture at the server's end")
      ->type_name("")
      ->required();
  add_judging_options(compare, command->options);
  compare.add_flag("--json", command->json, "JSON lines");
  compare.add_flag("--quiet", command->quiet, "without single segments");
  add_failing_options(compare, command->failing);
  compare.callback([&todo = line.todo, command] {
    command->options = oracle::completed(command->options);
    todo = [command] { return run(*command); };
  });
}

Exit run(const BothCommand& command) {
  listen_for_interrupts();
  Recordings recordings;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string& file = command.files[i];
    if (file == "-")
      return refuse("-: each capture is read twice, so it must be a file", Exit::unreadable);
    recordings[i] = record_file(file, goes_on);
    if (is_interrupted()) return exit_of_interrupt();
    if (!recordings[i].readable)
      return refuse(file + ": " + recordings[i].damage, Exit::unreadable);
  }
  const Comparison comparison = compare(std::move(recordings));
  if (const std::string why = why_incomparable(comparison); !why.empty()) {
    return refuse("nothing to compare: " + why, Exit::unreadable);
  }
  const Opinions opinions = judge_each(command, comparison);
  if (is_interrupted()) return exit_of_interrupt();
  const std::string report = command.json ? report_json(comparison, opinions)
                                          : report_text(comparison, opinions, command.quiet);
  std::fwrite(report.data(), 1, report.size(), stdout);
  if (!is_written("twomsl")) return Exit::unwritable;
  return exit_of(command, opinions);
}

}  // namespace twomsl::tool
