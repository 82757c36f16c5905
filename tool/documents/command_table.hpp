// The command line as a table, read from the one that parses: what manual pages and completions are
// made of.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace twomsl::tool {

struct OptionEntry {
  std::string short_name{};  // "-h", or empty
  std::string long_name{};   // "--help", or empty; of an argument its name, as FILE
  std::string type{};        // "SECONDS"; of a flag and of an argument empty
  std::string help{};
  std::vector<std::string> words{};  // those that it takes, where they are few
  bool is_argument = false;
  bool is_required = false;
  bool is_repeated = false;  // an argument that may stand more than once

  [[nodiscard]] bool takes_value() const { return !type.empty(); }
  [[nodiscard]] bool takes_file() const;
};

struct CommandEntry {
  std::vector<std::string> path{};  // "seed", "show"; empty for `twomsl` alone
  std::string description{};
  std::string footer{};  // examples, exit statuses
  std::vector<OptionEntry> options{};
  std::vector<CommandEntry> commands{};

  /// "twomsl seed show" with '-' or ' ' between.
  [[nodiscard]] std::string name(const std::string& separator) const;
};

[[nodiscard]] CommandEntry command_table(const CLI::App& app);

/// Of each command that is not `twomsl` alone, and of their own: depth first.
template <class Visit>
void for_each_command(const CommandEntry& command, Visit visit) {
  visit(command);
  for (const CommandEntry& inner : command.commands) for_each_command(inner, visit);
}

}  // namespace twomsl::tool
