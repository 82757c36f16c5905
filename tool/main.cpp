// The command line `twomsl`.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tool/appendix_b/report_command.hpp"
#include "tool/audit/audit_command.hpp"
#include "tool/both/both_command.hpp"
#include "tool/budget/budget_command.hpp"
#include "tool/documents/documents_command.hpp"
#include "tool/explain/explain_command.hpp"
#include "tool/help/help_command.hpp"
#include "tool/line/help_formatter.hpp"
#include "tool/line/parse.hpp"
#include "tool/merge/merge_command.hpp"
#include "tool/seed/seed_command.hpp"
#include "tool/wire/command_line.hpp"

namespace {

using twomsl::tool::Exit;
using twomsl::tool::Todo;

constexpr const char* kExamples = R"(
Examples:
  twomsl capture.pcap                     the same as twomsl audit capture.pcap
  twomsl audit --msl 30 *.pcapng.gz       judge with Linux's 2*MSL of 60 s
  tcpdump -w - tcp | twomsl audit -       a capture from standard input
  twomsl audit --json capture.pcap        one JSON object a line
  twomsl explain capture.pcap --frame 7   the story of that frame's connection
  twomsl help audit                       the options of a command
)";

constexpr std::array kCommands{
    twomsl::tool::add_audit, twomsl::tool::add_compare,       twomsl::tool::add_explain,
    twomsl::tool::add_merge, twomsl::tool::add_budget,        twomsl::tool::add_report,
    twomsl::tool::add_seed,  twomsl::tool::add_wire_commands, twomsl::tool::add_documents,
    twomsl::tool::add_help,
};

int main_of(int argc, char** argv) {
  CLI::App app{"twomsl: an executable TCP specification whose TIME-WAIT is proved", "twomsl"};
  app.formatter(std::make_shared<twomsl::tool::HelpFormatter>());
  app.set_version_flag("--version", "twomsl " TWOMSL_VERSION, "Print the version and exit");
  app.require_subcommand(0, 1);
  Todo todo;
  for (const auto add : kCommands) add({app, todo});
  app.footer(std::string(kExamples) + twomsl::tool::kExitStatuses);
  // The words of `complete` are not for the parser: they are half a command line.
  const std::vector<std::string> words = twomsl::tool::words_of(argc, argv);
  if (words.size() >= 2 && words[0] == "complete" && words[1] == "--") {
    return static_cast<int>(twomsl::tool::print_completion(app, std::span(words).subspan(2)));
  }
  if (const auto status = twomsl::tool::parse(app, words)) {
    return *status;
  }
  if (!todo) {
    return static_cast<int>(
        twomsl::tool::refuse("say what to do: twomsl audit FILE; see twomsl --help", Exit::usage));
  }
  return static_cast<int>(todo());
}

}  // namespace

int main(int argc, char** argv) {
  twomsl::tool::prepare_streams();
  try {
    return main_of(argc, argv);
  } catch (const std::exception& error) {
    if (std::ferror(stdout) != 0) {
      return static_cast<int>(twomsl::tool::is_written("twomsl") ? Exit::clean : Exit::unwritable);
    }
    twomsl::tool::complain("twomsl", error.what());
    return static_cast<int>(Exit::unreadable);
  }
}
