// See usage_error.hpp. A word that nothing takes is told first, since it is often why the rest is
// wrong, too: CLI11 tells it last.
#include "tool/line/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "oracle/suggestion.hpp"
#include "tool/line/commands.hpp"

namespace twomsl::tool {
namespace {

// The command that was being read, as "seed show", and what stands above it.
struct Place {
  std::vector<const CLI::App*> path{};
  [[nodiscard]] const CLI::App& command() const { return *path.back(); }
  [[nodiscard]] std::string name() const {
    std::string words = path.front()->get_name();
    for (std::size_t i = 1; i < path.size(); ++i) words += " " + path[i]->get_name();
    return words;
  }
  // "audit has no"; the program itself has been named.
  [[nodiscard]] std::string lack() const {
    const std::string program = path.front()->get_name();
    return path.size() == 1 ? "there is no" : name().substr(program.size() + 1) + " has no";
  }
};

Place place_of(const CLI::App& app) {
  Place place{{&app}};
  while (!place.command().get_subcommands().empty()) {
    place.path.push_back(place.command().get_subcommands().front());
  }
  return place;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option :
       app.get_options([](const CLI::Option* o) { return o->nonpositional(); })) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "audit" if that has the option that another command has not.
std::string who_has(const std::string& option, const CLI::App& app) {
  for (const CLI::App* command : commands_of(app)) {
    if (contains(options_of(*command), option)) {
      return fmt::format("; {} has", command->get_name());
    }
  }
  return "";
}

// CLI11 takes -msl for -m -s -l, and tells where it stopped.
std::string as_typed(const std::string& option, std::span<const std::string> words) {
  if (option.starts_with("--")) return option;
  for (const std::string& word : words) {
    const bool is_cluster = word.size() > option.size() && word[0] == '-' && word[1] != '-';
    if (is_cluster && word.ends_with(option.substr(1))) return word;
  }
  return option;
}

std::string unknown_option(const std::string& word, const Place& place) {
  const std::string option = word.substr(0, word.find('='));
  std::string help = oracle::did_you_mean(option, options_of(place.command()));
  if (help.empty()) help = who_has(option, *place.path.front());
  if (help.empty()) help = oracle::did_you_mean("-" + option, options_of(place.command()));
  return fmt::format("{} option {}{}", place.lack(), option, help);
}

std::string unknown_word(const std::string& word, const Place& place) {
  const CLI::App& command = place.command();
  if (!commands_of(command).empty()) {
    const bool is_outermost = place.path.size() == 1;
    return fmt::format("{} command '{}'{}{}", place.lack(), word,
                       is_outermost ? ", and no file of that name" : "",
                       oracle::did_you_mean(word, names_of_commands(command)));
  }
  return fmt::format("'{}' is more than {} takes", word, place.name());
}

// What nothing takes: an option rather than a word, since that may be meant as its value.
std::string not_taken(const Place& place, std::span<const std::string> words) {
  std::vector<std::string> left;
  for (const CLI::App* app : place.path) {
    for (const std::string& word : app->remaining()) {
      if (word != "--") left.push_back(word);
    }
  }
  if (left.empty()) return "";
  const auto option = std::find_if(left.begin(), left.end(),
                                   [](const std::string& word) { return word.starts_with('-'); });
  if (option != left.end()) return unknown_option(as_typed(*option, words), place);
  return unknown_word(left.front(), place);
}

// "--msl: 1 required SECONDS missing" is CLI11's.
std::string mismatch(const std::string& what) {
  const std::size_t colon = what.find(": ");
  const std::string option = what.substr(0, colon);
  const std::size_t required = what.find(" required ");
  if (required != std::string::npos && what.ends_with(" missing")) {
    const std::size_t type = required + std::string_view(" required ").size();
    return fmt::format("{} needs {} behind it", option,
                       what.substr(type, what.size() - std::string_view(" missing").size() - type));
  }
  if (what.find(": At Most 1 required") != std::string::npos) {
    return option + " is given more than once";
  }
  return what;
}

std::string missing_command(const CLI::App& command) {
  std::string names;
  for (const std::string& name : names_of_commands(command)) {
    names += (names.empty() ? "" : ", ") + name;
  }
  return "say which command of it: " + names;
}

// "Could not convert: --strict = maybe" is CLI11's.
std::string misfit(const std::string& what) {
  constexpr std::string_view kHead = "Could not convert: ";
  const std::size_t equals = what.find(" = ");
  if (!what.starts_with(kHead) || equals == std::string::npos) return what;
  return fmt::format("'{}' does not suit {}", what.substr(equals + 3),
                     what.substr(kHead.size(), equals - kHead.size()));
}

std::string reason_of(const CLI::ParseError& error, const Place& place) {
  const std::string what = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) return mismatch(what);
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) return misfit(what);
  if (what == "A subcommand is required") return missing_command(place.command());
  return what;
}

}  // namespace

bool names_no_command(const CLI::App& app) {
  return app.get_subcommands().empty() && !commands_of(app).empty() && app.remaining_size() != 0;
}

std::string words_of(const CLI::ParseError& error, const CLI::App& app,
                     std::span<const std::string> words) {
  const Place place = place_of(app);
  const std::string unknown = not_taken(place, words);
  const std::string what = unknown.empty() ? reason_of(error, place) : unknown;
  return fmt::format("{}{} {} --help", what, what.ends_with('?') ? " See" : "; see", place.name());
}

}  // namespace twomsl::tool
