// See documents_command.hpp.
#include "tool/documents/documents_command.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>

#include "tool/documents/completion.hpp"
#include "tool/line/offered_words.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

Exit print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return is_written("twomsl") ? Exit::clean : Exit::unwritable;
}

struct ManCommand {
  std::string page = "twomsl";
  std::string folder{};  // where all are written
};

Exit write_all(const CommandEntry& program, const std::string& folder) {
  Exit exit = Exit::clean;
  for_each_command(program, [&](const CommandEntry& command) {
    const std::string path = folder + "/" + command.name("-") + ".1";
    std::ofstream file(path, std::ios::binary);
    file << manual_page(command, TWOMSL_VERSION);
    if (file.flush()) return;
    complain("twomsl", fmt::format("{}: it cannot be written: {}", path, std::strerror(errno)));
    exit = Exit::unwritable;
  });
  return exit;
}

Exit run(const ManCommand& command, const CommandEntry& program) {
  if (!command.folder.empty()) return write_all(program, command.folder);
  std::string page, names;
  for_each_command(program, [&](const CommandEntry& entry) {
    const std::string name = entry.name("-");
    if (name == command.page || name == "twomsl-" + command.page)
      page = manual_page(entry, TWOMSL_VERSION);
    names += (names.empty() ? "" : ", ") + name;
  });
  if (!page.empty()) return print(page);
  return refuse(fmt::format("man: there are the pages {}, not '{}'", names, command.page),
                Exit::usage);
}

void add_man(const CommandLine& line) {
  const auto command = std::make_shared<ManCommand>();
  CLI::App& man = *line.app.add_subcommand("man", "Print a manual page, as roff");
  CLI::Option& page =
      *man.add_option("PAGE", command->page, "twomsl, twomsl-audit and so on (twomsl)");
  page.type_name("");
  man.add_option("--write", command->folder, "write all of them into a folder instead")
      ->type_name("DIR")
      ->excludes(&page);
  man.footer(R"(
Example:
  twomsl man twomsl-audit | man -l -
)");
  man.callback([&app = line.app, &todo = line.todo, command] {
    todo = [&app, command] { return run(*command, command_table(app)); };
  });
}

void add_completion(const CommandLine& line) {
  const auto script = std::make_shared<std::string_view>();
  CLI::App& completion =
      *line.app.add_subcommand("completion", "Print what completes twomsl's words in a shell");
  const auto read = [script](const std::string& word) {
    *script = completion_script(word);
    if (script->empty()) {
      throw CLI::ValidationError("'" + word + "' is none of bash, zsh, fish");
    }
  };
  CLI::Option& shell =
      *completion.add_option_function<std::string>("SHELL", read, "bash, zsh or fish");
  offer(*shell.type_name("")->required(), {"bash", "zsh", "fish"});
  completion.footer(R"(
Examples:
  source <(twomsl completion bash)
  twomsl completion fish > ~/.config/fish/completions/twomsl.fish
)");
  completion.callback(
      [&todo = line.todo, script] { todo = [script] { return print(std::string(*script)); }; });
}

}  // namespace

void add_documents(const CommandLine& line) {
  add_man(line);
  add_completion(line);
}

Exit print_completion(const CLI::App& app, std::span<const std::string> words) {
  const Completion completion = completion_of(command_table(app), words);
  std::string text;
  for (const Candidate& candidate : completion.candidates) {
    text += candidate.word + "\t" + candidate.help + "\n";
  }
  return print(completion.takes_file ? text + "\t\n" : text);
}

}  // namespace twomsl::tool
