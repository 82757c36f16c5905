// See audit_command.hpp.
#include "tool/audit/audit_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "oracle/audit.hpp"
#include "oracle/option_words.hpp"
#include "oracle/report/expected.hpp"
#include "oracle/report/report.hpp"
#include "oracle/shard/shard_lines.hpp"
#include "tool/audit/input_file.hpp"
#include "tool/audit/judging_options.hpp"
#include "tool/merge/merge_command.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

using oracle::Audit;

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

// Reads the known findings, if there are any. What is wrong with them; empty if nothing is.
std::string read_baseline(const AuditCommand& command, Baseline& baseline) {
  const std::string& path = command.part.baseline;
  if (path.empty()) return {};
  for (const ReportChoice& report : command.reports) {
    std::error_code unused;
    if (!std::filesystem::equivalent(path, report.file, unused)) continue;
    return path + ": a report would overwrite it while it is the baseline, and lack what is known";
  }
  return baseline.read(path, command.part.known_by, command.part.selection);
}

// What the reports are not of.
void leave_out(Audit& audit, const AuditCommand& command, Baseline& baseline) {
  select(audit, command.part.selection);
  if (!command.part.baseline.empty()) baseline.leave_out_known(audit);
}

// What is wrong no longer, so that the file may be written again.
void tell_what_is_gone(const Baseline& baseline) {
  constexpr std::size_t kMost = 20;
  const Baseline::Gone gone = baseline.gone(kMost);
  for (const std::string& sentence : gone.sentences) {
    fmt::print(stderr, "twomsl: {} is known, and no longer found\n", sentence);
  }
  if (gone.count > kMost) {
    fmt::print(stderr, "twomsl: and {} known findings more\n", gone.count - kMost);
  }
}

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
  return exit_for(command.failing, outcome.totals);
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

// A share settles nothing: there is nothing to report yet, and twomsl merge is told how to.
void add_shard(CLI::App& audit, AuditCommand& command) {
  CLI::Option* const shard =
      audit
          .add_option_function<std::string>(
              "--shard",
              [&command](const std::string& word) {
                oracle::Shard shard;
                if (!oracle::read_shard(word, shard)) {
                  throw CLI::ValidationError(
                      "--shard",
                      fmt::format("'{}' is no share such as 2/4: K from 1 to N, N up to {}", word,
                                  oracle::kCells));
                }
                command.shard = shard;
              },
              "judge share K of N of each file's tuples, for twomsl merge")
          ->type_name("K/N");
  for (const char* reporting :
       {"--report", "--json", "--quiet", "--expect", "--strict", "--fail-undetermined", "--fail-on",
        "--rule", "--flow", "--baseline"}) {
    shard->excludes(audit.get_option(reporting));
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
  audit.callback([&todo = line.todo, command] {
    command->options = oracle::completed(command->options);
    todo = [command] {
      return command->printed != nullptr ? print(command->printed) : run(*command);
    };
  });
}

Exit run(const AuditCommand& command) {
  if (command.shard) return run_shard(command);
  listen_for_interrupts();
  return report(command, [&command](std::size_t index, bool is_read_twice, const Take& take) {
    const InputFile input(command.files[index], is_read_twice);
    Audit audit = input.audit(command.options, show_progress);
    clear_progress();
    take(std::move(audit), input.again());
  });
}

Exit report(const AuditCommand& command, const Judge& judge) {
  oracle::Expectations expectations;
  if (!command.expected.empty()) {
    expectations = oracle::read_expectations(command.expected, command.options);
    if (!expectations.error.empty()) {
      fmt::print(stderr, "twomsl: {}\n", expectations.error);
      return Exit::usage;
    }
  }
  Baseline baseline;
  if (const std::string fault = read_baseline(command, baseline); !fault.empty()) {
    fmt::print(stderr, "twomsl: {}\n", fault);
    return Exit::usage;
  }
  const std::vector<ReportChoice> choices = with_text(command);
  if (const std::string conflict = conflict_in(choices, command.files); !conflict.empty()) {
    fmt::print(stderr, "twomsl: {}\n", conflict);
    return Exit::usage;
  }
  ReportOutputs reports;
  if (const std::string refusal =
          reports.open(choices, {command.options, command.quiet, command.failing, TWOMSL_VERSION});
      !refusal.empty()) {
    fmt::print(stderr, "twomsl: {}\n", refusal);
    return Exit::unwritable;
  }
  Outcome outcome;
  const auto take = [&](Audit audit, const oracle::SecondReading& again) {
    complain_of(audit);
    leave_out(audit, command, baseline);
    reports.add(audit, again);
    outcome.totals.add(audit);
    if (!command.expected.empty()) compare(outcome, audit, expectations);
  };
  for (std::size_t i = 0; i < command.files.size() && !is_interrupted(); ++i) {
    judge(i, reports.reread(), take);
  }
  tell_what_is_gone(baseline);
  outcome.totals.interrupted = is_interrupted();
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
