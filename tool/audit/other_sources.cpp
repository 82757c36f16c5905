// See other_sources.hpp.
#include "tool/audit/other_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "tool/both/both_command.hpp"
#include "tool/live/live_command.hpp"

namespace twomsl::tool {
namespace {

bool is_of_both(const ReportChoice& choice) {
  return choice.file == "-" && (choice.format->name == "jsonl" || choice.format->name == "text");
}

void add_both(CLI::App& audit, CLI::Option& files, const std::shared_ptr<AuditCommand>& command,
              const std::shared_ptr<Todo>& todo) {
  audit
      .add_option_function<std::pair<std::string, std::string>>(
          "--both",
          [&files, command, todo](const std::pair<std::string, std::string>& names) {
            files.required(false);
            *todo = [command, names] {
              for (const ReportChoice& choice : command->reports) {
                if (is_of_both(choice)) continue;
                complain("twomsl", fmt::format("--both has no report {}={}: text or --json on "
                                               "standard output",
                                               choice.format->name, choice.file));
                return Exit::usage;
              }
              return run(BothCommand{
                  .files = {names.first, names.second},
                  .options = command->options,
                  .json = std::ranges::any_of(
                      command->reports,
                      [](const ReportChoice& choice) { return choice.format->name == "jsonl"; }),
                  .style = {.quiet = command->quiet, .colour = is_coloured(command->colour)},
                  .failing = command->failing});
            };
          },
          "compare two captures of the same traffic, taken at either end")
      ->type_name("CLIENT SERVER")
      ->excludes(&files);
  for (const char* other : {"--rule", "--flow", "--baseline", "--expect", "--shard", "--verbose",
                            "--schema", "--classes"}) {
    audit.get_option("--both")->excludes(audit.get_option(other));
  }
}

void add_live(CLI::App& audit, CLI::Option& files, const std::shared_ptr<AuditCommand>& command,
              const std::shared_ptr<Todo>& todo) {
  const auto live = std::make_shared<LiveCommand>();
  CLI::Option* const interface = audit
                                     .add_option_function<std::string>(
                                         "-i",
                                         [&files, command, todo, live](const std::string& name) {
                                           files.required(false);
                                           live->interface.name = name;
                                           *todo = [command, live] { return run(*live, *command); };
                                         },
                                         "judge the packets of a network interface as they pass, "
                                         "until Ctrl-C, which is its normal end; "
                                         "any stands for all")
                                     ->type_name("INTERFACE")
                                     ->excludes(&files);
  for (const char* other : {"--both", "--shard", "--expect"}) {
    interface->excludes(audit.get_option(other));
  }
  for (CLI::Option* const option : add_live_options(audit, *live)) option->needs(interface);
}

}  // namespace

std::shared_ptr<Todo> add_other_sources(CLI::App& audit, CLI::Option& files,
                                        const std::shared_ptr<AuditCommand>& command) {
  const auto todo = std::make_shared<Todo>();
  add_both(audit, files, command, todo);
  add_live(audit, files, command, todo);
  return todo;
}

}  // namespace twomsl::tool
