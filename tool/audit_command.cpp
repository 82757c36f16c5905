#include "tool/audit_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "oracle/audit.hpp"
#include "oracle/report/expected.hpp"
#include "oracle/report/report.hpp"
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

// What all files together came to.
struct Outcome {
  oracle::Totals totals{};
  std::uint64_t judged = 0;  // files that could be read and hold a segment to judge
  std::uint64_t compared = 0;
  std::uint64_t different = 0;
};

// Something in it can be judged.
bool is_judged(const Audit& audit) {
  return audit.summary.readable && audit.summary.connections != 0;
}

void report(const AuditCommand& command, const Audit& audit) {
  if (!audit.summary.readable) {
    fmt::print(stderr, "twomsl: {}: {}\n", audit.summary.file, audit.summary.damage);
    return;
  }
  if (!is_judged(audit)) {
    fmt::print(stderr, "twomsl: {}: it holds no TCP segment that can be judged\n",
               audit.summary.file);
  }
  const std::string text = command.json
                               ? oracle::report_json(audit, command.options)
                               : oracle::report_text(audit, command.options, command.quiet);
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);  // so that a pipe has each file's findings at once
}

void compare(Outcome& outcome, const Audit& audit, const oracle::Expectations& expectations) {
  for (const std::string& difference : oracle::differences(audit, expectations)) {
    fmt::print(stderr, "twomsl: differs from what is expected: {}\n", difference);
    ++outcome.different;
  }
  outcome.compared += audit.findings.size();
}

Exit exit_of(const AuditCommand& command, const Outcome& outcome) {
  if (is_interrupted()) return Exit::interrupted;
  if (outcome.judged != command.files.size()) return Exit::unreadable;
  if (!command.expected.empty()) return outcome.different == 0 ? Exit::clean : Exit::violation;
  const auto& totals = outcome.totals;
  if (totals.of(Verdict::violation) != 0) return Exit::violation;
  if (command.strict && totals.of(Verdict::deviation) != 0) return Exit::violation;
  if (command.fail_undetermined && totals.of(Verdict::undetermined) != 0) return Exit::undetermined;
  return Exit::clean;
}

}  // namespace

Exit print(std::string (*text)()) {
  std::fputs(text().c_str(), stdout);
  return is_written("twomsl") ? Exit::clean : Exit::unwritable;
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
  Outcome outcome;
  for (const std::string& file : command.files) {
    const Audit audit = oracle::audit_file(file, command.options, show_progress);
    clear_progress();
    report(command, audit);
    outcome.totals.add(audit);
    if (is_judged(audit)) ++outcome.judged;
    if (!command.expected.empty()) compare(outcome, audit, expectations);
    if (is_interrupted()) break;
  }
  if (!command.json && !command.quiet && outcome.judged != 0) {
    fmt::print("{}", oracle::closing_words(outcome.totals));
  }
  if (!command.expected.empty() && outcome.different == 0 && !command.json) {
    fmt::print("All {} findings agree with {}.\n", outcome.compared, command.expected);
  }
  if (!is_written("twomsl")) return Exit::unwritable;
  return exit_of(command, outcome);
}

}  // namespace twomsl::tool
