// See command_table.hpp.
#include "tool/documents/command_table.hpp"

#include "tool/line/offered_words.hpp"

namespace twomsl::tool {
namespace {

OptionEntry entry_of(const CLI::Option& option) {
  OptionEntry entry;
  entry.is_argument = option.get_positional();
  if (!option.get_snames().empty()) entry.short_name = "-" + option.get_snames().front();
  if (!option.get_lnames().empty()) entry.long_name = "--" + option.get_lnames().front();
  if (entry.is_argument) {
    entry.long_name = option.get_name(true, false);
    entry.is_repeated = option.get_expected_max() > 1;
  } else if (option.get_items_expected_max() != 0) {
    entry.type = option.get_type_name();
  }
  entry.help = option.get_description();
  entry.words = offered_words(option);
  entry.is_required = option.get_required();
  return entry;
}

CommandEntry entry_of(const CLI::App& app, std::vector<std::string> path) {
  CommandEntry command;
  command.description = app.get_description();
  command.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) command.options.push_back(entry_of(*option));
  for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; })) {
    std::vector<std::string> inner_path = path;
    inner_path.push_back(inner->get_name());
    command.commands.push_back(entry_of(*inner, std::move(inner_path)));
  }
  command.path = std::move(path);
  return command;
}

}  // namespace

bool OptionEntry::takes_file() const {
  const std::string& value = is_argument ? long_name : type;
  return value == "FILE" || value == "CSV" || value == "FORMAT=FILE";
}

std::string CommandEntry::name(const std::string& separator) const {
  std::string all = "twomsl";
  for (const std::string& word : path) all += separator + word;
  return all;
}

CommandEntry command_table(const CLI::App& app) { return entry_of(app, {}); }

}  // namespace twomsl::tool
