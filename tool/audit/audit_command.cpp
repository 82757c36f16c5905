// See audit_command.hpp: what it is told.
#include "tool/audit/audit_command.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <memory>

#include "oracle/option_words.hpp"
#include "oracle/report/report.hpp"
#include "oracle/shard/shard_lines.hpp"
#include "tool/audit/judging_options.hpp"
#include "tool/audit/other_sources.hpp"
#include "tool/line/offered_words.hpp"

namespace twomsl::tool {
namespace {

constexpr const char* kExamples = R"(
Examples:
  twomsl audit --msl 30 *.pcapng.gz              judge with a 2*MSL of 60 s
  twomsl audit --vantage host:10.0.0.1 a.pcap    it was captured at that host
  twomsl audit --assume all,-one-stack a.pcap    a NAT may stand between
  twomsl audit --report jsonl=a.jsonl a.pcap     text, and JSON lines in a file
)";

std::string described_formats() {
  std::string all;
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", format.name, format.help);
  }
  return all;
}

Exit print(std::string (*text)()) {
  std::fputs(text().c_str(), stdout);
  return is_written("twomsl") ? Exit::clean : Exit::unwritable;
}

// A text about the audit that is printed instead of one.
struct Document {
  const char* name;
  const char* help;
  std::string (*text)();
};

constexpr std::array<Document, 2> kDocuments{{
    {"--schema", "print the JSON schema of --json, and do nothing else", oracle::json_schema},
    {"--classes", "print the classes of findings as a table, and do nothing else",
     oracle::class_table},
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

std::vector<std::string> words_of_formats() {
  std::vector<std::string> words;
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    words.push_back(std::string(format.name) + "=");
  }
  return words;
}

void add_report_options(CLI::App& audit, AuditCommand& command) {
  CLI::Option* const report =
      audit
          .add_option_function<std::vector<std::string>>(
              "--report",
              [&command](const std::vector<std::string>& words) {
                for (const std::string& word : words) {
                  command.reports.push_back(read_report_choice(word));
                }
              },
              "a report, more than once; without one to - there is text: " + described_formats())
          ->type_name("FORMAT=FILE")
          ->allow_extra_args(false);
  offer(*report, words_of_formats());
  audit.add_flag_callback(
      "-j,--json", [&command] { command.reports.push_back(read_report_choice("jsonl=-")); },
      "the same as --report jsonl=-");
  CLI::Option* const quiet =
      audit.add_flag("-q,--quiet", command.quiet, "verdicts without their chains, and no stories");
  audit
      .add_flag("-v,--verbose", command.verbose,
                "all stories, and what assumptions and reasons not to judge a frame mean")
      ->excludes(quiet);
  add_colour_option(audit, command.colour);
}

// A share settles nothing: there is nothing to report yet, and twomsl merge is told how to.
void add_shard(CLI::App& audit, AuditCommand& command) {
  audit
      .add_option_function<std::string>(
          "--shard",
          [&command](const std::string& word) {
            oracle::Shard shard;
            if (!oracle::read_shard(word, shard)) {
              throw CLI::ValidationError(
                  "--shard", fmt::format("'{}' is no share such as 2/4: K from 1 to N, N up to {}",
                                         word, oracle::kCells));
            }
            command.shard = shard;
          },
          "judge share K of N of each file's tuples, for twomsl merge")
      ->type_name("K/N");
}

void check_shard(const CLI::App& audit, const AuditCommand& command) {
  if (!command.shard) return;
  for (const char* reporting :
       {"--report", "--json", "--quiet", "--verbose", "--expect", "--strict", "--fail-undetermined",
        "--fail-on", "--rule", "--flow", "--baseline"}) {
    if (audit.count(reporting) == 0) continue;
    throw CLI::ValidationError(
        fmt::format("--shard: a share reports nothing yet: say {} to twomsl merge", reporting));
  }
}

}  // namespace

void add_reporting_options(CLI::App& app, AuditCommand& command) {
  add_failing_options(app, command.failing);
  add_selection_options(app, command.part);
  CLI::Option* const expect = app.add_option("--expect", command.expected,
                                             "CSV of expected verdicts; status 1 if they differ")
                                  ->type_name("CSV");
  // Verdicts are compared with all of those expected.
  for (const char* part : {"--rule", "--flow", "--baseline"}) {
    expect->excludes(app.get_option(part));
  }
  add_report_options(app, command);
}

void add_audit(const CommandLine& line) {
  const auto command = std::make_shared<AuditCommand>();
  CLI::App& audit = *line.app.add_subcommand("audit", "Judge the connections in captures");
  CLI::Option& files = *audit
                            .add_option("FILE", command->files,
                                        "pcap or pcapng, plain, gzip or zstd; - for standard input")
                            ->type_name("")
                            ->required();
  add_judging_options(audit, command->options);
  add_reporting_options(audit, *command);
  add_shard(audit, *command);
  for (const Document& document : kDocuments) add_document(audit, document, files, *command);
  const auto other_source = add_other_sources(audit, files, command);
  audit.footer(std::string(kExamples) + kExitStatuses);
  audit.callback([&audit, &todo = line.todo, command, other_source] {
    check_shard(audit, *command);
    command->options = oracle::completed(command->options);
    todo = [command, other_source] {
      if (*other_source) return (*other_source)();
      return command->printed != nullptr ? print(command->printed) : run(*command);
    };
  });
}

}  // namespace twomsl::tool
