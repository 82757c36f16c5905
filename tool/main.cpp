// The command line `twomsl`.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>

#include "tool/audit_command.hpp"

namespace {

using twomsl::oracle::Profile;
using twomsl::tool::AuditCommand;
using twomsl::tool::Exit;

constexpr const char* kExamples = R"(
Examples:
  twomsl audit capture.pcap
  twomsl audit --msl 30 *.pcapng.gz       judge with Linux's 2*MSL of 60 s
  tcpdump -w - tcp | twomsl audit -       a capture from standard input
  twomsl audit --json capture.pcap        one JSON object a line

Exit status: 0 no violation, 1 a violation (with --strict also a deviation), 2 wrong usage,
3 nothing readable, 4 something undetermined (only with --fail-undetermined).
)";

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
  const std::map<std::string, Profile> profiles{{"rfc9293", Profile::rfc9293},
                                                {"strict", Profile::strict},
                                                {"linux", Profile::linux_stack},
                                                {"freebsd", Profile::freebsd},
                                                {"lwip", Profile::lwip}};
  audit
      .add_option("--profile", command.options.profile,
                  "expected deviations and MSL: rfc9293, strict, linux, freebsd, lwip")
      ->transform(CLI::CheckedTransformer(profiles, CLI::ignore_case).description(""))
      ->type_name("NAME");
  audit
      .add_option_function<std::string>(
          "--vantage",
          [&command](const std::string& word) {
            if (twomsl::tool::read_vantage(word, command.options)) return;
            throw CLI::ValidationError(
                "--vantage", "'" + word + "' is not host:ADDR, peer:ADDR, middle or auto");
          },
          "where it was captured: host:ADDR, peer:ADDR, middle, auto")
      ->type_name("WHERE");
  audit
      .add_option_function<std::string>(
          "--assume",
          [&command](const std::string& words) {
            if (twomsl::tool::read_assumptions(words, command.options)) return;
            throw CLI::ValidationError(
                "--assume", "'" + words +
                                "' is not a list of no-abort, no-user-timeout, no-icmp-error, "
                                "no-reboot, one-stack, or none");
          },
          "what verdicts may take for granted: no-abort, no-user-timeout, no-icmp-error, "
          "no-reboot, "
          "one-stack, comma-separated, or none; all by default")
      ->type_name("WORDS");
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
  app.require_subcommand(1);
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
