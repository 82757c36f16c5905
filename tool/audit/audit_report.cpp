// See audit_command.hpp: what it does.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "oracle/report/expected.hpp"
#include "oracle/report/text/printable.hpp"
#include "tool/audit/audit_command.hpp"
#include "tool/audit/input_file.hpp"
#include "tool/audit/judging_options.hpp"
#include "tool/audit/named_files.hpp"
#include "tool/merge/merge_command.hpp"

namespace twomsl::tool {
namespace {

using oracle::Audit;

bool show_progress(std::uint64_t packets) {
  static const bool terminal = is_terminal(STDERR_FILENO);
  constexpr std::uint64_t kEvery = 1u << 18;
  if (terminal && packets % kEvery == 0)
    std::fputs(fmt::format("\r{} packets", packets).c_str(), stderr);
  return !is_interrupted();
}

void clear_progress() {
  if (is_terminal(STDERR_FILENO)) std::fputs("\r\x1b[K", stderr);
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
    complain("twomsl", sentence + " is known, and no longer found");
  }
  if (gone.count > kMost) {
    complain("twomsl", fmt::format("and {} known findings more", gone.count - kMost));
  }
}

// Why a file says nothing, or less than was hoped for.
void complain_of(const Audit& audit, const AuditCommand& command) {
  const oracle::Summary& summary = audit.summary;
  const std::string name = called(summary.file);
  if (!summary.readable) {
    complain("twomsl", name + ": " + summary.damage);
  } else if (!is_judged(audit)) {
    complain("twomsl", name + ": it holds no TCP segment that can be judged");
  } else {
    warn_of_vantage(audit, command.options);
  }
}

void compare(Outcome& outcome, const Audit& audit, const oracle::Expectations& expectations) {
  for (const std::string& difference : oracle::differences(audit, expectations)) {
    complain("twomsl", "differs from what is expected: " + difference);
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
  if (outcome.totals.interrupted) return exit_of_interrupt();
  if (outcome.totals.judged != outcome.totals.files && !command.ends_when_interrupted)
    return Exit::unreadable;
  if (!command.expected.empty()) return outcome.different == 0 ? Exit::clean : Exit::violation;
  return exit_for(command.failing, outcome.totals);
}

}  // namespace

Exit run(const AuditCommand& command) {
  if (command.shard) return run_shard(command);
  listen_for_interrupts();
  AuditCommand once = command;
  once.files = each_once(command.files);
  return report(once, [&once](std::size_t index, bool is_read_twice, const Take& take) {
    const InputFile input(once.files[index], is_read_twice);
    Audit audit = input.audit(once.options, show_progress);
    clear_progress();
    take(std::move(audit), input.again());
  });
}

Exit report(const AuditCommand& command, const Judge& judge) {
  oracle::Expectations expectations;
  if (!command.expected.empty()) {
    expectations = oracle::read_expectations(command.expected, command.options);
    if (!expectations.error.empty()) return refuse(expectations.error, Exit::usage);
  }
  Baseline baseline;
  if (const std::string fault = read_baseline(command, baseline); !fault.empty()) {
    return refuse(fault, Exit::usage);
  }
  const std::vector<ReportChoice> choices = with_text(command);
  if (const std::string objection = objection_to(choices, command.files); !objection.empty()) {
    return refuse(objection, Exit::usage);
  }
  ReportOutputs reports;
  if (const std::string refusal =
          reports.open(choices, {command.options, command.quiet, command.verbose,
                                 is_coloured(command.colour), command.failing, TWOMSL_VERSION});
      !refusal.empty()) {
    return refuse(refusal, Exit::unwritable);
  }
  Outcome outcome;
  const auto take = [&](Audit audit, const oracle::SecondReading& again) {
    complain_of(audit, command);
    leave_out(audit, command, baseline);
    reports.add(audit, again);
    outcome.totals.add(audit);
    if (!command.expected.empty()) compare(outcome, audit, expectations);
  };
  for (std::size_t i = 0; i < command.files.size(); ++i) {
    if (is_interrupted() && !command.ends_when_interrupted) break;
    judge(i, reports.reread(), take);
  }
  tell_what_is_gone(baseline);
  outcome.totals.interrupted = is_interrupted() && !command.ends_when_interrupted;
  if (const std::string lost = reports.finish(outcome.totals); !lost.empty()) {
    return refuse(lost, Exit::unwritable);
  }
  if (!command.expected.empty() && outcome.different == 0 && prints_text(command)) {
    fmt::print("All {} findings agree with {}.\n", outcome.compared,
               oracle::printable(command.expected));
  }
  if (!is_written("twomsl")) return Exit::unwritable;
  return exit_of(command, outcome);
}

}  // namespace twomsl::tool
