#include "harness/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/report/report.hpp"

namespace twomsl::harness {
namespace {

using oracle::Assumption;
using oracle::Verdict;

bool counts(Verdict verdict, Strictness strictness) {
  switch (verdict) {
    case Verdict::violation:
      return true;
    case Verdict::conditional:
      return strictness.counts_conditional;
    case Verdict::hazard:
      return strictness.counts_hazard;
    case Verdict::deviation:
    case Verdict::undetermined:
      return false;
  }
  return false;
}

// A cause that the judge has found makes another defect of the same rule.
std::string name_of(const oracle::Finding& finding) {
  const std::string rule(twomsl::name(finding.rule));
  if (finding.cause == oracle::Cause::unknown) return rule;
  return rule + "-by-" + std::string(oracle::name(finding.cause));
}

void add(std::vector<Failure>& failures, Failure failure) {
  const bool is_known =
      std::ranges::any_of(failures, [&](const Failure& one) { return one.name == failure.name; });
  if (!is_known) failures.push_back(std::move(failure));
}

}  // namespace

oracle::AuditOptions audit_options(const Subject& subject, const Recording& recording) {
  oracle::AuditOptions options;
  options.msl_s = static_cast<double>(subject.stack->msl_us) / 1e6;
  options.vantage = oracle::Vantage::host;
  options.vantage_address = kSubjectAddress;
  if (recording.aborted) options.granted.erase(Assumption::no_abort);
  if (recording.timed_out) options.granted.erase(Assumption::no_user_timeout);
  return options;
}

std::string audit_arguments(const Subject& subject, const Recording& recording) {
  std::string words = fmt::format("--msl {} --vantage host:10.0.0.1",
                                  static_cast<double>(subject.stack->msl_us) / 1e6);
  const oracle::AuditOptions options = audit_options(subject, recording);
  if (options.granted == oracle::Assumptions::all()) return words;
  words += " --assume ";
  for (const Assumption assumption : kValuesOf<Assumption>) {
    if (options.granted.contains(assumption)) words += std::string(name(assumption)) + ",";
  }
  words.pop_back();
  return words;
}

std::vector<Failure> failures_of(const Subject& subject, const Recording& recording,
                                 Strictness strictness) {
  if (!recording.fault.empty()) return {{FailureKind::fault, "fault", recording.fault}};
  std::vector<Failure> failures;
  if (!recording.garbled.empty()) {
    add(failures, {FailureKind::garbled, "garbled-text", recording.garbled});
  }
  for (const Contradicted& one : recording.contradictions) {
    add(failures, {FailureKind::contradiction, std::string(name(one.kind)), one.words});
  }
  const oracle::AuditOptions options = audit_options(subject, recording);
  const oracle::Audit audit = oracle::audit_bytes(recording.capture(), options);
  for (const oracle::Finding& finding : audit.findings) {
    if (finding.party.address != kSubjectAddress || !counts(finding.verdict, strictness)) continue;
    oracle::Audit alone{.summary = audit.summary, .findings = {finding}};
    add(failures, {FailureKind::finding, name_of(finding), oracle::report_text(alone, options)});
  }
  return failures;
}

namespace {

std::vector<Failure> with_end_of(const Run& run, std::vector<Failure> failures) {
  const bool is_fault = !failures.empty() && failures.front().kind == FailureKind::fault;
  if (run.end == RunEnd::finished || is_fault) return failures;
  const bool is_crash = run.end == RunEnd::crashed;
  Failure failure{is_crash ? FailureKind::crash : FailureKind::hang, is_crash ? "crash" : "hang",
                  words_of(run)};
  failures.insert(failures.begin(), std::move(failure));
  return failures;
}

}  // namespace

std::vector<Failure> failures_of(const Subject& subject, const Run& run, Strictness strictness) {
  return with_end_of(run, failures_of(subject, run.recording, strictness));
}

std::vector<Failure> failures_of(const Subject& subject, const Run& run, const CorePolicy& policy) {
  if (!run.recording.fault.empty()) return {{FailureKind::fault, "fault", run.recording.fault}};
  Comparison comparison = compare(subject, run.recording, policy);
  std::vector<Failure> failures;
  for (Difference& one : comparison.differences) {
    add(failures, {FailureKind::difference, std::move(one.name), std::move(one.words), one.level,
                   comparison.core_capture});
  }
  return with_end_of(run, std::move(failures));
}

}  // namespace twomsl::harness
