// Manual pages, in the macros of man(7).
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>

#include "tool/documents/documents_command.hpp"

namespace twomsl::tool {
namespace {

// What roff would take for its own is escaped: backslashes, hyphens, and a dot or quote that begins
// a line.
std::string escaped(std::string_view text) {
  std::string out;
  bool begins_line = true;
  for (const char c : text) {
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    begins_line = c == '\n';
  }
  return out;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string synopsis(const CommandEntry& command) {
  std::string out = ".SH SYNOPSIS\n.nh\n" + bold(command.name(" "));
  if (!command.options.empty()) out += " [" + italic("OPTIONS") + "]";
  for (const OptionEntry& option : command.options) {
    if (!option.is_argument) continue;
    const std::string name = italic(option.long_name) + (option.is_repeated ? " ..." : "");
    out += option.is_required ? " " + name : " [" + name + "]";
  }
  if (!command.commands.empty()) out += " " + italic("COMMAND") + " ...";
  return out + "\n.hy\n";
}

std::string term(const OptionEntry& option) {
  if (option.is_argument) return italic(option.long_name);
  std::string out = option.short_name.empty() ? "" : bold(option.short_name);
  if (!option.long_name.empty()) out += (out.empty() ? "" : ", ") + bold(option.long_name);
  return option.takes_value() ? out + " " + italic(option.type) : out;
}

// Arguments first.
std::string options_of(const CommandEntry& command) {
  std::string arguments, options;
  for (const OptionEntry& option : command.options) {
    (option.is_argument ? arguments : options) +=
        fmt::format(".TP\n{}\n{}\n", term(option), escaped(option.help));
  }
  return ".SH OPTIONS\n" + arguments + options;
}

std::string commands_of(const CommandEntry& command) {
  std::string out;
  for (const CommandEntry& inner : command.commands) {
    out += fmt::format(".TP\n{}\n{}; see {}(1)\n", bold(inner.path.back()),
                       escaped(inner.description), bold(inner.name("-")));
  }
  return out.empty() ? "" : ".SH COMMANDS\n" + out;
}

// "Examples:", "Exit status: 0 ..." begin a part of a footer. How long the heading is; 0 if the
// line begins none.
std::size_t heading_length(const std::string& line) {
  constexpr std::size_t kLongest = 24;
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos || colon > kLongest) return 0;
  if (std::isupper(static_cast<unsigned char>(line.front())) == 0) return 0;
  const bool is_words =
      std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                  [](unsigned char c) { return std::isalpha(c) != 0 || c == ' ' || c == ','; });
  return is_words ? colon : 0;
}

// The parts of a footer, their lines as they stand.
std::string footer_of(const CommandEntry& command) {
  std::istringstream lines(command.footer);
  std::string out, line;
  while (std::getline(lines, line)) {
    if (line.empty()) continue;
    const std::size_t heading = heading_length(line);
    if (heading != 0 || out.empty()) {
      const std::string title = heading == 0 ? "Notes" : line.substr(0, heading);
      out += fmt::format("{}.SH {}\n.nf\n", out.empty() ? "" : ".fi\n", upper(title));
    }
    if (heading != 0) line.erase(0, line.find_first_not_of(' ', heading + 1));
    if (!line.empty()) out += escaped(line) + "\n";
  }
  return out.empty() ? out : out + ".fi\n";
}

}  // namespace

std::string manual_page(const CommandEntry& command, const std::string& version) {
  std::string out = fmt::format(".TH {} 1 \"\" \"twomsl {}\" \"User Commands\"\n",
                                escaped(upper(command.name("-"))), version);
  // The program's own begins with its name, which stands there already.
  const std::string name = command.name("-");
  const bool is_named = command.description.starts_with(name + ": ");
  out += fmt::format(".SH NAME\n{} \\- {}\n", escaped(name),
                     escaped(command.description.substr(is_named ? name.size() + 2 : 0)));
  out += synopsis(command) + commands_of(command) + options_of(command) + footer_of(command);
  if (command.path.empty()) return out;
  return out + ".SH SEE ALSO\n" + bold("twomsl") + "(1)\n";
}

}  // namespace twomsl::tool
