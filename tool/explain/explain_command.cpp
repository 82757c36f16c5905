// See explain_command.hpp.
#include "tool/explain/explain_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "oracle/audit.hpp"
#include "oracle/option_words.hpp"
#include "oracle/report/narrative.hpp"
#include "oracle/report/notation.hpp"
#include "tool/audit/judging_options.hpp"
#include "tool/explain/explain_id.hpp"
#include "tool/line/flow_option.hpp"
#include "tool/line/numbers.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

// Why nothing is told.
Exit complain_of_nothing(const ExplainCommand& command, const oracle::Audit& audit,
                         const oracle::Narrator& narrator) {
  std::string why = "there is no such connection";
  if (narrator.narratives().empty() && audit.summary.connections == 0) {
    why = "it holds no TCP segment that can be judged";
  } else if (narrator.too_late()) {
    const auto& [a, b] = *narrator.too_late();
    why = fmt::format("there is too much before frame {}: say --flow {}-{}", command.wanted.frame,
                      oracle::text(a), oracle::text(b));
  } else if (command.wanted.frame != 0) {
    why = fmt::format("frame {} is of no connection, or was not judged", command.wanted.frame);
  }
  if (!audit.summary.damage.empty()) why += "; " + audit.summary.damage;
  complain("twomsl", command.file + ": " + why);
  return audit.summary.connections == 0 ? Exit::unreadable : Exit::usage;
}

}  // namespace

void add_explain(const CommandLine& line) {
  const auto command = std::make_shared<ExplainCommand>();
  CLI::App& explain =
      *line.app.add_subcommand("explain", "Tell what happened to connections, or what an id means");
  CLI::Option* const file =
      explain
          .add_option("WHAT", command->file,
                      "a capture, - for standard input; or an id that is no file here: MUST-13, "
                      "INV-TW-1, active-reuse, reuse-met-wait")
          ->type_name("")
          ->required();
  explain
      .add_flag_callback(
          "--list",
          [&command = *command, file] {
            command.list = true;
            file->required(false);
          },
          "print all ids, and do nothing else")
      ->excludes(file);
  explain.add_flag("--markdown", command->markdown, "WHAT is an id: print its page in Markdown");
  add_flow_option(explain, "the connections between these two, in either order",
                  command->wanted.flow);
  add_whole_number(explain,
                   {.name = "--frame",
                    .type = "NUMBER",
                    .help = "the connection that has this frame",
                    .unit = "frames",
                    .example = "7",
                    .least = 1,
                    .most = 1e15},
                   [&command = *command](std::uint64_t frame) { command.wanted.frame = frame; });
  add_judging_options(explain, command->options);
  add_colour_option(explain, command->colour);
  explain.callback([&todo = line.todo, command] {
    command->options = oracle::completed(command->options);
    todo = [command] { return run(*command); };
  });
}

Exit run(const ExplainCommand& command) {
  if (command.list) return print_ids();
  if (const auto told = explain_id(command.file, command.markdown)) return *told;
  listen_for_interrupts();
  oracle::Narrator narrator(command.wanted);
  const oracle::Audit audit = oracle::audit_file(command.file, command.options, goes_on, &narrator);
  if (!audit.summary.readable && is_interrupted()) return exit_of_interrupt();
  if (!audit.summary.readable) {
    return refuse(command.file + ": " + audit.summary.damage, Exit::unreadable);
  }
  warn_of_vantage(audit, command.options);
  if (narrator.narratives().empty()) return complain_of_nothing(command, audit, narrator);
  const std::string text =
      oracle::narrative_text(audit, narrator, {.colour = is_coloured(command.colour)});
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!audit.summary.damage.empty()) {
    complain("twomsl", command.file + ": " + audit.summary.damage);
  }
  if (!is_written("twomsl")) return Exit::unwritable;
  return is_interrupted() ? exit_of_interrupt() : Exit::clean;
}

}  // namespace twomsl::tool
