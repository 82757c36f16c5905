// See both_command.hpp.
#include "tool/both/both_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "oracle/both/report/report.hpp"
#include "oracle/option_words.hpp"
#include "oracle/report/notation.hpp"
#include "tool/audit/input_file.hpp"
#include "tool/audit/judging_options.hpp"
#include "tool/audit/named_files.hpp"
#include "tool/line/colour.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

using namespace oracle::both;

constexpr const char* kCompareExamples = R"(
Examples:
  twomsl compare client.pcap server.pcap
  twomsl compare here.pcap <(ssh there cat there.pcap)
)";

// Standard input and pipes among them, which are read twice as files are.
using BothInputs = std::array<std::optional<InputFile>, 2>;

Exit exit_of(const BothCommand& command, const Opinions& opinions) {
  oracle::Totals standing;
  for (const Verdict verdict : kValuesOf<Verdict>) {
    standing.findings[static_cast<std::size_t>(verdict)] = opinions.standing(verdict);
  }
  return exit_for(command.failing, standing);
}

Opinions judge_each(const BothCommand& command, const BothInputs& inputs,
                    const Comparison& comparison) {
  std::array<oracle::Audit, 2> audits;
  for (const Side side : {Side::client, Side::server}) {
    audits[index(side)] =
        inputs[index(side)]->audit(options_at(comparison, side, command.options), goes_on);
  }
  return compare_opinions(comparison, std::move(audits));
}

// What came of a pipe before the interruption is read to its end.
Recording recording_of(const InputFile& input, const std::string& name) {
  Recording recording;
  if (!input.failure().empty()) {
    recording.damage = input.failure();
    return recording;
  }
  const bool is_cut = input.copying_was_interrupted();
  recording = record_file(input.path(), is_cut ? nullptr : goes_on);
  recording.file = name;
  if (is_cut) {
    recording.interrupted = true;
    recording.damage = oracle::interrupted_after(recording.frames);
  }
  return recording;
}

}  // namespace

void add_compare(const CommandLine& line) {
  const auto command = std::make_shared<BothCommand>();
  CLI::App& compare = *line.app.add_subcommand(
      "compare", "Compare two captures of the same traffic, one taken at either end");
  const std::array files{
      compare.add_option("CLIENT", command->files[0],
                         fmt::format("the capture at the client's end; of each the first {} "
                                     "segments are compared",
                                     kMostSegments)),
      compare.add_option("SERVER", command->files[1], "the capture at the server's end")};
  for (CLI::Option* const file : files) file->type_name("")->required();
  add_judging_options(compare, command->options);
  compare.add_flag("-j,--json", command->json, "JSON lines");
  compare.add_flag("-q,--quiet", command->style.quiet, "without single segments");
  const auto colour = std::make_shared<Colour>();
  add_colour_option(compare, *colour);
  add_failing_options(compare, command->failing);
  compare
      .add_flag_callback(
          "--schema",
          [&command = *command, files] {
            command.prints_schema = true;
            for (CLI::Option* const file : files) file->required(false);
          },
          "print the JSON schema of --json, and do nothing else")
      ->excludes(files[0]);
  compare.footer(std::string(kCompareExamples) + kExitStatuses);
  compare.callback([&todo = line.todo, command, colour] {
    command->options = oracle::completed(command->options);
    command->style.colour = is_coloured(*colour);
    todo = [command] { return run(*command); };
  });
}

Exit run(const BothCommand& command) {
  if (command.prints_schema) {
    std::fputs(json_schema().c_str(), stdout);
    return is_written("twomsl") ? Exit::clean : Exit::unwritable;
  }
  if (command.files[0] == "-" && command.files[1] == "-") {
    return refuse("standard input is one capture: name a file as the other", Exit::usage);
  }
  listen_for_interrupts();
  BothInputs inputs;
  Recordings recordings;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string& file = command.files[i];
    inputs[i].emplace(file, true);
    recordings[i] = recording_of(*inputs[i], file);
    const bool is_cut = is_interrupted() && (i == 0 || recordings[i].segments.empty());
    if (is_cut)
      return refuse("interrupted before there was anything to compare", exit_of_interrupt());
    if (!recordings[i].readable) {
      return refuse(called(file) + ": " + recordings[i].damage, Exit::unreadable);
    }
  }
  const Comparison comparison = compare(std::move(recordings));
  if (const std::string why = why_incomparable(comparison); !why.empty()) {
    return refuse("nothing to compare: " + why,
                  is_interrupted() ? exit_of_interrupt() : Exit::unreadable);
  }
  const Opinions opinions = judge_each(command, inputs, comparison);
  const std::string report = command.json ? report_json(comparison, opinions)
                                          : report_text(comparison, opinions, command.style);
  std::fwrite(report.data(), 1, report.size(), stdout);
  if (!is_written("twomsl")) return Exit::unwritable;
  return is_interrupted() ? exit_of_interrupt() : exit_of(command, opinions);
}

}  // namespace twomsl::tool
