// See help_formatter.hpp.
#include "tool/line/help_formatter.hpp"

#include "oracle/report/text/wrap.hpp"
#include "tool/line/commands.hpp"

namespace twomsl::tool {
namespace {

constexpr std::size_t kNameColumns = 28;

// A name and what it stands for, beside each other; below each other if the name is too long.
std::string entry(const std::string& name, const std::string& description) {
  const std::string indent(kNameColumns, ' ');
  std::string head = "  " + name;
  if (description.empty()) return head + "\n";
  if (head.size() + 1 > kNameColumns) {
    return head + "\n" + oracle::wrapped(description, indent, indent);
  }
  head.resize(kNameColumns, ' ');
  return oracle::wrapped(description, head, indent);
}

}  // namespace

HelpFormatter::HelpFormatter() {
  label("OPTIONS", "OPTION...");
  label("SUBCOMMAND", "COMMAND");
  label("Positionals", "Arguments");
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return entry(make_option_name(option, is_positional) + make_option_opts(option),
               make_option_desc(option));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  std::string words;
  if (option->get_type_size() != 0 && !option->get_type_name().empty()) {
    words += " " + option->get_type_name();
  }
  if (option->get_positional() && option->get_expected_max() > 1) words += " ...";
  return words;
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return entry(command->get_display_name(true), command->get_description());
}

std::string HelpFormatter::make_subcommands(const CLI::App* app,
                                            CLI::AppFormatMode /*mode*/) const {
  std::string words;
  for (const CLI::App* command : commands_of(*app)) {
    words += make_subcommand(command);
  }
  return words.empty() ? words : "\nCommands:\n" + words;
}

// It begins and ends with a newline, as written in the sources, and CLI11 adds another of each.
std::string HelpFormatter::make_footer(const CLI::App* app) const {
  const std::string footer = app->get_footer();
  return footer.starts_with('\n') ? footer.substr(1) : footer;
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return app->get_description().empty() ? "" : oracle::wrapped(app->get_description(), "", "");
}

}  // namespace twomsl::tool
