// The command line `twomsl`.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <exception>
#include <string>

#include "tool/audit_command.hpp"

namespace {

using twomsl::tool::AuditCommand;
using twomsl::tool::Exit;

constexpr const char* kExamples = R"(
Examples:
  twomsl audit capture.pcap
  twomsl audit --msl 30 *.pcapng.gz       judge with Linux's 2*MSL of 60 s
  tcpdump -w - tcp | twomsl audit -       a capture from standard input
  twomsl audit --json capture.pcap        one JSON object a line

Exit status: 0 no violation, 1 a violation (with --strict also a deviation), 2 wrong usage,
3 nothing readable, 4 something undetermined (only with --fail-undetermined), 5 the report cannot be
written, 130 interrupted.
)";

// An option whose word is read by a function; `words` says which it may be.
struct WordOption {
  const char* name;
  const char* type;
  const char* help;
  const char* words;
  bool (*read)(const std::string& word, twomsl::oracle::AuditOptions& options);
};

constexpr std::array<WordOption, 3> kWordOptions{{
    {"--profile", "NAME", "expected deviations and MSL: ", "rfc9293, strict, linux, freebsd, lwip",
     twomsl::tool::read_profile},
    {"--vantage", "WHERE", "where it was captured: ", "host:ADDR, peer:ADDR, middle, auto",
     twomsl::tool::read_vantage},
    {"--assume", "WORDS", "what verdicts may take for granted, all by default, comma-separated: ",
     "no-abort, no-user-timeout, no-icmp-error, no-reboot, one-stack, no-duplicate, all-captured, "
     "none",
     twomsl::tool::read_assumptions},
}};

void add_word_option(CLI::App& audit, const WordOption& option, AuditCommand& command) {
  audit
      .add_option_function<std::string>(
          option.name,
          [&option, &command](const std::string& word) {
            if (option.read(word, command.options)) return;
            throw CLI::ValidationError(option.name, "'" + word + "' is none of " + option.words);
          },
          std::string(option.help) + option.words)
      ->type_name(option.type);
}

void add_audit(CLI::App& app, AuditCommand& command) {
  CLI::App& audit = *app.add_subcommand("audit", "Judge the connections in captures");
  audit.add_option("FILE", command.files, "pcap or pcapng, plain or gzip; - for standard input")
      ->type_name("")
      ->required();
  audit
      .add_option("--msl", command.options.msl_s,
                  "the MSL in seconds; without it a wait is judged by its own evidence")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.000001, 86400.0).description(""));
  for (const WordOption& option : kWordOptions) add_word_option(audit, option, command);
  audit
      .add_option("--expect", command.expected, "CSV of expected verdicts; status 1 if they differ")
      ->type_name("CSV");
  audit.add_flag("--strict", command.strict, "a deviation fails as a violation does");
  audit.add_flag("--fail-undetermined", command.fail_undetermined,
                 "status 4 if something is undetermined");
  audit.add_flag("--json", command.json, "one JSON object a line (oracle/schema.json)");
  audit.add_flag("--quiet", command.quiet, "verdicts without their chains");
}

int main_of(int argc, char** argv) {
  CLI::App app{"twomsl: an executable TCP specification whose TIME-WAIT is proved"};
  app.set_version_flag("--version", "twomsl " TWOMSL_VERSION);
  app.require_subcommand(0, 1);
  app.footer(kExamples);
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return std::string("twomsl: ") + error.what() + "; see twomsl --help\n";
  });
  AuditCommand command;
  add_audit(app, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  if (app.get_subcommands().empty()) {
    std::fputs("twomsl: say what to do: twomsl audit FILE; see twomsl --help\n", stderr);
    return static_cast<int>(Exit::usage);
  }
  if (!command.options.msl_s) {
    command.options.msl_s = twomsl::oracle::msl_of(command.options.profile);
  }
  return static_cast<int>(twomsl::tool::run(command));
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
