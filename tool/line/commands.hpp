// The commands of a command line, by name.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace twomsl::tool {

[[nodiscard]] inline std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

[[nodiscard]] inline std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
  return names;
}

/// nullptr if there is none of that name.
[[nodiscard]] inline const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : commands_of(app)) {
    if (command->check_name(name)) return command;
  }
  return nullptr;
}

}  // namespace twomsl::tool
