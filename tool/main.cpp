// The command line `twomsl`.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <exception>
#include <string>

#include "oracle/option_words.hpp"
#include "oracle/report/report.hpp"
#include "tool/audit_command.hpp"
#include "tool/explain_command.hpp"
#include "tool/report_command.hpp"
#include "tool/seed/seed_command.hpp"
#include "tool/wire/command_line.hpp"

namespace {

using twomsl::oracle::AuditOptions;
using twomsl::tool::AuditCommand;
using twomsl::tool::Exit;

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

// An option whose word is read by a function; `words` says which it may be.
struct WordOption {
  const char* name;
  const char* type;
  const char* help;
  std::string (*words)();
  bool (*read)(const std::string& word, twomsl::oracle::AuditOptions& options);
};

template <twomsl::Named E>
std::string names_of() {
  std::string names;
  for (const E value : twomsl::kValuesOf<E>) {
    if (!names.empty()) names += ", ";
    names += name(value);
  }
  return names;
}

constexpr std::array<WordOption, 3> kWordOptions{{
    {"--profile", "NAME", "expected deviations and MSL: ", names_of<twomsl::oracle::Profile>,
     twomsl::oracle::read_profile},
    {"--vantage", "WHERE",
     "where it was captured: ", [] { return std::string("host:ADDR, peer:ADDR, middle, auto"); },
     twomsl::oracle::read_vantage},
    {"--assume", "WORDS", "what verdicts may take for granted, all by default, comma-separated: ",
     [] { return names_of<twomsl::Assumption>() + ", none"; }, twomsl::oracle::read_assumptions},
}};

void add_word_option(CLI::App& app, const WordOption& option, AuditOptions& options) {
  app.add_option_function<std::string>(
         option.name,
         [&option, &options](const std::string& word) {
           if (option.read(word, options)) return;
           throw CLI::ValidationError(option.name, "'" + word + "' is none of " + option.words());
         },
         std::string(option.help) + option.words())
      ->type_name(option.type);
}

// A text about the audit that is printed instead of one.
struct Document {
  const char* name;
  const char* help;
  std::string (*text)();
};

constexpr std::array<Document, 2> kDocuments{{
    {"--schema", "print the JSON schema of --json, and do nothing else",
     twomsl::oracle::json_schema},
    {"--classes", "print the classes of findings as a table, and do nothing else",
     twomsl::oracle::class_table},
}};

void add_document(CLI::App& audit, const Document& document, CLI::Option& files,
                  AuditCommand& command) {
  audit
      .add_flag_callback(
          document.name,
          [&document, &files, &command] {
            command.printed = document.text;
            files.required(false);
          },
          document.help)
      ->excludes(&files);
}

void add_msl(CLI::App& app, AuditOptions& options) {
  const auto read = [&options](const std::string& word) {
    if (twomsl::oracle::read_msl(word, options)) return;
    throw CLI::ValidationError("--msl", "'" + word + "' is no number of seconds from 0.000001 to " +
                                            "86400, such as 30 or 0.5");
  };
  app.add_option_function<std::string>(
         "--msl", read, "the MSL in seconds; without it a wait is judged by its own evidence")
      ->type_name("SECONDS");
}

// How captures are judged.
void add_audit_options(CLI::App& app, AuditOptions& options) {
  add_msl(app, options);
  for (const WordOption& option : kWordOptions) add_word_option(app, option, options);
}

void add_audit(CLI::App& app, AuditCommand& command) {
  CLI::App& audit = *app.add_subcommand("audit", "Judge the connections in captures");
  CLI::Option& files =
      *audit
           .add_option("FILE", command.files, "pcap or pcapng, plain or gzip; - for standard input")
           ->type_name("")
           ->required();
  add_audit_options(audit, command.options);
  audit
      .add_option("--expect", command.expected, "CSV of expected verdicts; status 1 if they differ")
      ->type_name("CSV");
  audit.add_flag("--strict", command.strict, "a deviation fails as a violation does");
  audit.add_flag("--fail-undetermined", command.fail_undetermined,
                 "status 4 if something is undetermined");
  audit.add_flag("--json", command.json, "one JSON object a line (oracle/schema.json)");
  audit.add_flag("--quiet", command.quiet, "verdicts without their chains");
  for (const Document& document : kDocuments) add_document(audit, document, files, command);
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
  twomsl::tool::ExplainCommand explain;
  CLI::App& explains = twomsl::tool::add_explain(app, explain);
  add_audit_options(explains, explain.options);
  twomsl::tool::ReportCommand report;
  const CLI::App& reports = twomsl::tool::add_report(app, report);
  twomsl::tool::SeedCommand seed;
  const CLI::App& seeds = twomsl::tool::add_seed(app, seed);
  twomsl::tool::WireCommands wire;
  twomsl::tool::add_wire_commands(app, wire);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  if (app.get_subcommands().empty()) {
    std::fputs("twomsl: say what to do: twomsl audit FILE; see twomsl --help\n", stderr);
    return static_cast<int>(Exit::usage);
  }
  if (const auto status = twomsl::tool::run_wire_command(app, wire)) {
    return static_cast<int>(*status);
  }
  explain.options = completed(explain.options);
  if (explains.parsed()) return static_cast<int>(twomsl::tool::run(explain));
  if (reports.parsed()) return static_cast<int>(twomsl::tool::run(report));
  if (seeds.parsed()) return static_cast<int>(twomsl::tool::run(seed));
  if (command.printed != nullptr) return static_cast<int>(twomsl::tool::print(command.printed));
  command.options = completed(command.options);
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
