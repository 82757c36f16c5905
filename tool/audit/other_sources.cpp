// See other_sources.hpp.
#include "tool/audit/other_sources.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "tool/both/both_command.hpp"

namespace twomsl::tool {
namespace {

void add_both(CLI::App& audit, CLI::Option& files, const std::shared_ptr<AuditCommand>& command,
              const std::shared_ptr<Todo>& todo) {
  audit
      .add_option_function<std::pair<std::string, std::string>>(
          "--both",
          [&files, command, todo](const std::pair<std::string, std::string>& names) {
            files.required(false);
            *todo = [command, names] {
              return run(BothCommand{
                  .files = {names.first, names.second},
                  .options = command->options,
                  .json = std::ranges::any_of(
                      command->reports,
                      [](const ReportChoice& choice) { return choice.format->name == "jsonl"; }),
                  .quiet = command->quiet,
                  .strict = command->strict,
                  .fail_undetermined = command->fail_undetermined});
            };
          },
          "compare two captures of the same traffic, taken at either end")
      ->type_name("CLIENT SERVER")
      ->excludes(&files);
}

}  // namespace

std::shared_ptr<Todo> add_other_sources(CLI::App& audit, CLI::Option& files,
                                        const std::shared_ptr<AuditCommand>& command) {
  const auto todo = std::make_shared<Todo>();
  add_both(audit, files, command, todo);
  return todo;
}

}  // namespace twomsl::tool
