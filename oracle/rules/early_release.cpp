#include "oracle/rules/early_release.hpp"

#include <algorithm>
#include <optional>

#include "oracle/judge/wait_verdict.hpp"
#include "oracle/rules/rst_licence.hpp"

namespace twomsl::oracle {
namespace {

// What is wrong with being out of TIME-WAIT at some age.
struct EarlyEnd {
  RuleClass rule{};
  WaitVerdict verdict{};
  std::int64_t age_ns = 0;
};

std::optional<EarlyEnd> early_end_at(const Judge& judge, const Emission& emission, RuleClass rule,
                                     unsigned holder) {
  const Wait& wait = emission.close.wait[holder];
  const std::int64_t age = std::max<std::int64_t>(emission.at.time_ns - wait.entry.time_ns, 0);
  if (const auto verdict = verdict_on_wait(judge.options, age))
    return EarlyEnd{rule, *verdict, age};
  if (!wait.restarted.happened()) return std::nullopt;
  const std::int64_t since =
      std::max<std::int64_t>(emission.at.time_ns - wait.restarted.time_ns, 0);
  if (const auto verdict = verdict_on_wait(judge.options, since)) {
    return EarlyEnd{RuleClass::wait_not_restarted, *verdict, since};
  }
  return std::nullopt;
}

void apply_licence(EarlyEnd& end, RstLicence licence, const AuditOptions& options) {
  const bool within_wait = end.verdict.verdict != Verdict::undetermined;
  switch (licence) {
    case RstLicence::none:
      if (end.rule == RuleClass::wait_not_restarted && end.verdict.verdict == Verdict::violation) {
        end.verdict.verdict = Verdict::deviation;
      }
      return;
    case RstLicence::exact:
      end.rule = RuleClass::assassination;
      if (within_wait && options.profile != Profile::strict) {
        end.verdict.verdict = Verdict::hazard;
      }
      return;
    case RstLicence::in_window:
      end.rule = RuleClass::rst_inexact;
      if (within_wait) end.verdict.verdict = Verdict::deviation;
      return;
    case RstLicence::window_unknown:
      end.rule = RuleClass::rst_inexact;
      end.verdict = {Verdict::undetermined, Reason::window_unknown};
      return;
  }
}

// A SYN accepted against a SHOULD, where no probe has shown that the slot was gone.
bool is_mere_should(const EarlyEnd& end, const Wait& wait) {
  return end.rule == RuleClass::passive_reuse && wait.release == 0;
}

}  // namespace

Finding* judge_early_release(Judge& judge, const Emission& emission, RuleClass rule,
                             unsigned holder) {
  Wait& wait = emission.close.wait[holder];
  std::optional<EarlyEnd> end = early_end_at(judge, emission, rule, holder);
  if (!end) return nullptr;
  const RstLicence licence = licence_by_rst(emission, holder);
  apply_licence(*end, licence, judge.options);
  if (wait.clock_steps != judge.clock_steps) {
    end->verdict = {Verdict::undetermined, Reason::clock_went_back};
  }
  const bool should = is_mere_should(*end, wait);
  Finding* finding = add_finding(judge, emission, end->rule, holder);
  if (finding == nullptr) return nullptr;
  finding->at_most_deviation = should || end->rule == RuleClass::wait_not_restarted;
  finding->verdict = should && end->verdict.verdict == Verdict::violation ? Verdict::deviation
                                                                          : end->verdict.verdict;
  finding->reason = end->verdict.reason;
  finding->has_age = true;
  finding->age_ns = end->age_ns;
  finding->entry = wait.entry;
  show_close(*finding, emission.close, holder);
  if (end->rule == RuleClass::wait_not_restarted) {
    finding->show(Role::restarted, wait.restarted);
  }
  if (licence != RstLicence::none)
    finding->show(Role::peer_rst, emission.close.fin[1 - holder].rst);
  return finding;
}

}  // namespace twomsl::oracle
