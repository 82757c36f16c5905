// See audit_command.hpp.
#include "tool/audit/audit_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "oracle/audit.hpp"
#include "oracle/option_words.hpp"
#include "oracle/report/expected.hpp"
#include "oracle/report/report.hpp"
#include "tool/audit/judging_options.hpp"
#include "tool/audit/other_sources.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

using oracle::Audit;
using oracle::Verdict;

bool show_progress(std::uint64_t packets) {
  static const bool terminal = isatty(STDERR_FILENO) != 0;
  constexpr std::uint64_t kEvery = 1u << 18;
  if (terminal && packets % kEvery == 0) fmt::print(stderr, "\r{} packets", packets);
  return !is_interrupted();
}

void clear_progress() {
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\x1b[K");
}

std::string described_formats() {
  std::string all;
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", format.name, format.help);
  }
  return all;
}

// What all files together came to.
struct Outcome {
  oracle::Totals totals{};
  std::uint64_t compared = 0;
  std::uint64_t different = 0;
};

// Why a file says nothing, if it does not.
void complain_of(const Audit& audit) {
  if (!audit.summary.readable) {
    fmt::print(stderr, "twomsl: {}: {}\n", audit.summary.file, audit.summary.damage);
  } else if (!is_judged(audit)) {
    fmt::print(stderr, "twomsl: {}: it holds no TCP segment that can be judged\n",
               audit.summary.file);
  }
}

void compare(Outcome& outcome, const Audit& audit, const oracle::Expectations& expectations) {
  for (const std::string& difference : oracle::differences(audit, expectations)) {
    fmt::print(stderr, "twomsl: differs from what is expected: {}\n", difference);
    ++outcome.different;
  }
  outcome.compared += audit.findings.size();
}

bool prints_text(const AuditCommand& command) {
  return std::none_of(command.reports.begin(), command.reports.end(),
                      [](const ReportChoice& choice) { return choice.file == "-"; });
}

std::vector<ReportChoice> with_text(const AuditCommand& command) {
  std::vector<ReportChoice> reports = command.reports;
  if (prints_text(command)) reports.push_back(read_report_choice("text=-"));
  return reports;
}

Exit exit_of(const AuditCommand& command, const Outcome& outcome) {
  if (is_interrupted()) return Exit::interrupted;
  if (outcome.totals.judged != command.files.size()) return Exit::unreadable;
  if (!command.expected.empty()) return outcome.different == 0 ? Exit::clean : Exit::violation;
  const auto& totals = outcome.totals;
  if (totals.of(Verdict::violation) != 0) return Exit::violation;
  if (command.strict && totals.of(Verdict::deviation) != 0) return Exit::violation;
  if (command.fail_undetermined && totals.of(Verdict::undetermined) != 0) return Exit::undetermined;
  return Exit::clean;
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

void add_report_options(CLI::App& audit, AuditCommand& command) {
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
  audit.add_flag_callback(
      "--json", [&command] { command.reports.push_back(read_report_choice("jsonl=-")); },
      "the same as --report jsonl=-");
  audit.add_flag("--quiet", command.quiet, "verdicts without their chains");
}

}  // namespace

void add_audit(const CommandLine& line) {
  const auto command = std::make_shared<AuditCommand>();
  CLI::App& audit = *line.app.add_subcommand("audit", "Judge the connections in captures");
  CLI::Option& files = *audit
                            .add_option("FILE", command->files,
                                        "pcap or pcapng, plain or gzip; - for standard input")
                            ->type_name("")
                            ->required();
  add_judging_options(audit, command->options);
  audit
      .add_option("--expect", command->expected,
                  "CSV of expected verdicts; status 1 if they differ")
      ->type_name("CSV");
  audit.add_flag("--strict", command->strict, "a deviation fails as a violation does");
  audit.add_flag("--fail-undetermined", command->fail_undetermined,
                 "status 4 if something is undetermined");
  add_report_options(audit, *command);
  for (const Document& document : kDocuments) add_document(audit, document, files, *command);
  const auto other_source = add_other_sources(audit, files, command);
  audit.callback([&todo = line.todo, command, other_source] {
    command->options = oracle::completed(command->options);
    todo = [command, other_source] {
      if (*other_source) return (*other_source)();
      return command->printed != nullptr ? print(command->printed) : run(*command);
    };
  });
}

Exit run(const AuditCommand& command) {
  listen_for_interrupts();
  oracle::Expectations expectations;
  if (!command.expected.empty()) {
    expectations = oracle::read_expectations(command.expected, command.options);
    if (!expectations.error.empty()) {
      fmt::print(stderr, "twomsl: {}\n", expectations.error);
      return Exit::usage;
    }
  }
  ReportOutputs reports;
  if (const std::string refusal =
          reports.open(with_text(command), {command.options, command.quiet});
      !refusal.empty()) {
    fmt::print(stderr, "twomsl: {}\n", refusal);
    return Exit::unwritable;
  }
  Outcome outcome;
  for (const std::string& file : command.files) {
    const Audit audit = oracle::audit_file(file, command.options, show_progress);
    clear_progress();
    complain_of(audit);
    reports.add(audit);
    outcome.totals.add(audit);
    if (!command.expected.empty()) compare(outcome, audit, expectations);
    if (is_interrupted()) break;
  }
  if (const std::string lost = reports.finish(outcome.totals); !lost.empty()) {
    fmt::print(stderr, "twomsl: {}\n", lost);
    return Exit::unwritable;
  }
  if (!command.expected.empty() && outcome.different == 0 && prints_text(command)) {
    fmt::print("All {} findings agree with {}.\n", outcome.compared, command.expected);
  }
  if (!is_written("twomsl")) return Exit::unwritable;
  return exit_of(command, outcome);
}

}  // namespace twomsl::tool
