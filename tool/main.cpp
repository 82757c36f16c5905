// The command line `twomsl`.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <exception>
#include <string>

#include "tool/appendix_b/report_command.hpp"
#include "tool/audit/audit_command.hpp"
#include "tool/both/both_command.hpp"
#include "tool/explain/explain_command.hpp"
#include "tool/seed/seed_command.hpp"
#include "tool/wire/command_line.hpp"

namespace {

using twomsl::tool::Exit;
using twomsl::tool::Todo;

constexpr const char* kExamples = R"(
Examples:
  twomsl audit capture.pcap
  twomsl audit --msl 30 *.pcapng.gz       judge with Linux's 2*MSL of 60 s
  tcpdump -w - tcp | twomsl audit -       a capture from standard input
  twomsl audit --json capture.pcap        one JSON object a line
  twomsl explain capture.pcap --frame 7   what happened to the connection of that frame

Exit status: 0 no violation, 1 a violation (with --strict also a deviation), 2 wrong usage,
3 a file cannot be read or holds nothing to judge, 4 something undetermined (only with
--fail-undetermined), 5 the report cannot be written, 130 interrupted.
)";

constexpr std::array kCommands{
    twomsl::tool::add_audit,  twomsl::tool::add_compare, twomsl::tool::add_explain,
    twomsl::tool::add_report, twomsl::tool::add_seed,    twomsl::tool::add_wire_commands,
};

int main_of(int argc, char** argv) {
  CLI::App app{"twomsl: an executable TCP specification whose TIME-WAIT is proved"};
  app.set_version_flag("--version", "twomsl " TWOMSL_VERSION);
  app.require_subcommand(0, 1);
  app.footer(kExamples);
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return std::string("twomsl: ") + error.what() + "; see twomsl --help\n";
  });
  Todo todo;
  for (const auto add : kCommands) add({app, todo});
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  if (!todo) {
    std::fputs("twomsl: say what to do: twomsl audit FILE; see twomsl --help\n", stderr);
    return static_cast<int>(Exit::usage);
  }
  return static_cast<int>(todo());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return main_of(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "twomsl: %s\n", error.what());
    return static_cast<int>(Exit::unreadable);
  }
}
