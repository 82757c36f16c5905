// See help_command.hpp.
#include "tool/help/help_command.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "oracle/suggestion.hpp"
#include "tool/line/commands.hpp"

namespace twomsl::tool {
namespace {

using Names = std::vector<std::string>;

// `twomsl help seed show` is what `twomsl seed show --help` prints.
std::string help_of(const CLI::App& app, const Names& names) {
  const CLI::App* command = &app;
  std::string path = app.get_name();
  for (const std::string& name : names) {
    const CLI::App* next = find_command(*command, name);
    if (next == nullptr) {
      throw CLI::ValidationError((command == &app ? "there is no" : path + " has no") +
                                 " command '" + name + "'" +

                                 oracle::did_you_mean(name, names_of_commands(*command)));
    }
    command = next;
    path += " " + name;
  }
  return command->get_formatter()->make_help(command, path, CLI::AppFormatMode::Normal);
}

}  // namespace

void add_help(const CommandLine& line) {
  const auto names = std::make_shared<Names>();
  CLI::App& help = *line.app.add_subcommand("help", "Print this help, or that of a command");
  help.add_option("COMMAND", *names, "as audit, or seed show")->type_name("");
  help.callback([&app = line.app, &todo = line.todo, names] {
    todo = [text = help_of(app, *names)] {
      std::fwrite(text.data(), 1, text.size(), stdout);
      return is_written("twomsl") ? Exit::clean : Exit::unwritable;
    };
  });
}

}  // namespace twomsl::tool
