#include "harness/conform/conform_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "harness/conform/report.hpp"
#include "harness/defect_report.hpp"
#include "harness/progress_line.hpp"
#include "oracle/words.hpp"

namespace twomsl::harness {
namespace {

Exit complain(const Subject& subject, Exit exit, const std::string& words) {
  fmt::print(stderr, "{}: {}\n", subject.stack->name, words);
  return exit;
}

bool write_file(const std::string& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  return static_cast<bool>(out.flush());
}

struct ReportFile {
  Format format{};
  std::string path{};
};

// "junit=results.xml".
std::optional<ReportFile> read_report(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const std::optional<Format> format = oracle::value_named<Format>(word.substr(0, equals));
  if (!format) return std::nullopt;
  return ReportFile{*format, word.substr(equals + 1)};
}

std::vector<const Case*> wanted_cases(const Subject& subject, const ConformCommand& command) {
  std::vector<const Case*> cases;
  for (const Case& one : all_cases()) {
    if (command.must && one.level != Level::must) continue;
    if (one.needs_short_memory && subject.connections == 0) continue;
    if (is_wanted(one.id, command.ids)) cases.push_back(&one);
  }
  return cases;
}

// An id that no case has, if there is one.
std::string unknown_id(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const auto is_of = [&](const Case& one) { return is_wanted(one.id, std::span(&id, 1)); };
    if (std::none_of(all_cases().begin(), all_cases().end(), is_of)) return id;
  }
  return {};
}

bool keep_capture(const Subject& subject, const CaseResult& result, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return write_capture(result.recording, folder + "/" + file_name(subject, result));
}

std::size_t jobs_of(const Subject& subject, const ConformCommand& command) {
  if (command.jobs != 0) return command.jobs;
  return has_trait(*subject.stack, TWOMSL_STACK_REAL_TIME) ? kJobsInRealTime : 1;
}

Exit list(const std::vector<const Case*>& cases) {
  for (const Case* one : cases) {
    fmt::print("{:40} {:6} {}{}{}\n", one->id, name(one->level), one->heading,
               one->label.empty() ? "" : "; ", one->label);
  }
  return std::fflush(stdout) == 0 ? Exit::clean : Exit::unwritable;
}

// The text for its reader, and every report that was asked for. False if one cannot be written.
bool write_reports(const Subject& subject, const ConformCommand& command,
                   const std::vector<CaseResult>& results, const Expected& expected) {
  fmt::print("{}", report_of(subject, results, expected, Format::text));
  bool is_written = std::fflush(stdout) == 0;
  if (!is_written) complain(subject, Exit::unwritable, "the report cannot be written");
  for (const std::string& word : command.reports) {
    const ReportFile report = *read_report(word);
    if (write_file(report.path, report_of(subject, results, expected, report.format))) continue;
    complain(subject, Exit::unwritable, fmt::format("{}: {}", report.path, std::strerror(errno)));
    is_written = false;
  }
  return is_written;
}

Exit exit_of(const std::vector<CaseResult>& results, const Expected& expected) {
  Exit exit = Exit::clean;
  for (const CaseResult& result : results) {
    if (result.outcome == Outcome::fault) return Exit::fault;
    if (is_bad(standing_of(result, expected))) exit = Exit::failed;
  }
  return exit;
}

// What is wrong with the words of the command.
std::string objection_to(const ConformCommand& command) {
  if (const std::string id = unknown_id(command.ids); !id.empty()) {
    return fmt::format("no case is '{}'; conform --list shows them", id);
  }
  for (const std::string& word : command.reports) {
    if (!read_report(word)) {
      return fmt::format(
          "'{}' is no report: text=FILE, tap=FILE, junit=FILE, jsonl=FILE or "
          "appendix-b=FILE",
          word);
    }
  }
  return {};
}

bool read_expected(const ConformCommand& command, Expected& expected) {
  expected.is_strict = command.strict;
  return command.known_failures.empty() ||
         read_known_failures(command.known_failures, expected.known_failures);
}

}  // namespace

void add_conform(CLI::App& app, ConformCommand& command) {
  app.add_option("ID", command.ids, "cases, as ESTABLISHED/rst-at-nxt or TIME-WAIT/*; all if none");
  app.add_flag("--must", command.must, "cases of a MUST alone");
  app.add_flag("--strict", command.strict, "what deviates from a SHOULD fails, too");
  app.add_flag("--list", command.list, "print the cases, and do nothing else");
  app.add_option("--known-failures", command.known_failures,
                 "ids that may fail, a line each; one that passes fails")
      ->type_name("FILE");
  app.add_option("--report", command.reports,
                 "text=FILE, tap=FILE, junit=FILE, jsonl=FILE, appendix-b=FILE")
      ->type_name("FORMAT=FILE");
  app.add_option("--jobs", command.jobs,
                 "cases at a time, each in a process of its own (1; 32 if time is real)")
      ->type_name("N")
      ->check(objection_to_positive);
  app.add_option("--out", command.folder, "the folder for captures of what fails (found)")
      ->type_name("DIR");
}

Exit conform(const Subject& subject, const ConformCommand& command, bool (*is_stopped)()) {
  if (const std::string words = objection_to(command); !words.empty()) {
    return complain(subject, Exit::usage, words);
  }
  const std::vector<const Case*> cases = wanted_cases(subject, command);
  if (cases.empty()) {
    return complain(subject, Exit::usage,
                    "no case is left: --must leaves out what is no MUST, and --connections 0 "
                    "what asks for short memory");
  }
  if (command.list) return list(cases);
  Expected expected;
  if (!read_expected(command, expected)) {
    return complain(subject, Exit::usage,
                    fmt::format("{}: {}", command.known_failures, std::strerror(errno)));
  }
  const std::vector<std::string> known(expected.known_failures.begin(),
                                       expected.known_failures.end());
  if (const std::string id = unknown_id(known); !id.empty()) {
    return complain(subject, Exit::usage,
                    fmt::format("{}: no case is '{}'", command.known_failures, id));
  }
  ProgressLine line;
  std::vector<CaseResult> results(cases.size());
  std::size_t ended = 0;
  bool is_kept = true;
  const SideBySide how{most_seconds_of(subject), jobs_of(subject, command), is_stopped};
  run_cases(subject, cases, how, [&](std::size_t number, CaseResult result) {
    line.show(fmt::format("{} of {}  {}", ++ended, cases.size(), result.of->id));
    results[number] = std::move(result);
    const Outcome outcome = results[number].outcome;
    if (outcome == Outcome::passed || outcome == Outcome::unreached) return;
    if (is_kept && !keep_capture(subject, results[number], command.folder)) {
      line.clear();
      complain(subject, Exit::unwritable,
               fmt::format("{}: {}", command.folder, std::strerror(errno)));
      is_kept = false;
    }
  });
  line.clear();
  if (ended != cases.size()) {  // a report would look like that of a whole run
    return complain(
        subject, Exit::interrupted,
        fmt::format("interrupted after {} of {} cases; nothing is reported", ended, cases.size()));
  }
  if (!write_reports(subject, command, results, expected) || !is_kept) return Exit::unwritable;
  return exit_of(results, expected);
}

}  // namespace twomsl::harness
