// See completion.hpp.
#include "tool/documents/completion.hpp"

#include <algorithm>

namespace twomsl::tool {
namespace {

const OptionEntry* find_option(const CommandEntry& command, const std::string& name) {
  const auto found =
      std::find_if(command.options.begin(), command.options.end(), [&](const OptionEntry& option) {
        return !option.is_argument && (option.short_name == name || option.long_name == name);
      });
  return found == command.options.end() ? nullptr : &*found;
}

const CommandEntry* find_command(const CommandEntry& command, const std::string& name) {
  const auto found =
      std::find_if(command.commands.begin(), command.commands.end(),
                   [&](const CommandEntry& inner) { return inner.path.back() == name; });
  return found == command.commands.end() ? nullptr : &*found;
}

// Where the words before the last have led.
struct Place {
  const CommandEntry* command;
  const OptionEntry* option = nullptr;  // whose value comes next
};

Place place_behind(const CommandEntry& program, std::span<const std::string> words) {
  Place place{&program};
  for (const std::string& word : words) {
    if (place.option != nullptr) {
      place.option = nullptr;
    } else if (const OptionEntry* option = find_option(*place.command, word)) {
      if (option->takes_value()) place.option = option;
    } else if (const CommandEntry* command = find_command(*place.command, word)) {
      place.command = command;
    }
  }
  return place;
}

void add(Completion& completion, const std::string& typed, const Candidate& candidate) {
  if (candidate.word.rfind(typed, 0) == 0) completion.candidates.push_back(candidate);
}

// `typed` stands behind `before`, as "--profile=" or nothing.
void add_values(Completion& completion, const OptionEntry& option, const std::string& before,
                const std::string& typed) {
  for (const std::string& word : option.words) add(completion, before + typed, {before + word, {}});
  // Of FORMAT=FILE the format comes first.
  const bool has_prefix = typed.find('=') != std::string::npos;
  if (option.takes_file() && (option.words.empty() || option.is_argument || has_prefix)) {
    completion.takes_file = true;
  }
}

void add_options(Completion& completion, const CommandEntry& command, const std::string& typed) {
  for (const OptionEntry& option : command.options) {
    if (option.is_argument) continue;
    const bool is_short = option.long_name.empty();
    add(completion, typed, {is_short ? option.short_name : option.long_name, option.help});
  }
}

}  // namespace

Completion completion_of(const CommandEntry& program, std::span<const std::string> words) {
  Completion completion;
  if (words.empty()) return completion;
  const std::string& typed = words.back();
  const Place place = place_behind(program, words.first(words.size() - 1));
  if (place.option != nullptr) {
    add_values(completion, *place.option, "", typed);
    return completion;
  }
  const std::size_t equals = typed.find('=');
  if (typed.rfind("--", 0) == 0 && equals != std::string::npos) {
    const OptionEntry* option = find_option(*place.command, typed.substr(0, equals));
    if (option != nullptr && option->takes_value()) {
      add_values(completion, *option, typed.substr(0, equals + 1), typed.substr(equals + 1));
    }
    return completion;
  }
  if (typed.rfind('-', 0) == 0) {
    add_options(completion, *place.command, typed);
    return completion;
  }
  for (const CommandEntry& inner : place.command->commands) {
    add(completion, typed, {inner.path.back(), inner.description});
  }
  for (const OptionEntry& option : place.command->options) {
    if (!option.is_argument) continue;
    add_values(completion, option, "", typed);
    if (option.long_name != "COMMAND") continue;  // of `help`
    for (const CommandEntry& command : program.commands) {
      add(completion, typed, {command.path.back(), command.description});
    }
  }
  return completion;
}

}  // namespace twomsl::tool
