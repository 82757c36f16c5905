// What only the whole file can decide of a finding.
#include <algorithm>

#include "oracle/judge/cause.hpp"
#include "oracle/judge/judge.hpp"
#include "oracle/judge/wait_verdict.hpp"
#include "oracle/rules/habits.hpp"

namespace twomsl::oracle {
namespace {

// The party held another slot for longer than this one. Whatever its MSL is, this wait was too
// short or that one too long; holding on for longer breaks no MUST, so it is this one.
void convict_by_own_slots(const Judge& judge, Finding& finding) {
  if (finding.verdict != Verdict::conditional || !finding.has_age) return;
  if (!judge.options.granted.contains(Assumption::one_stack)) return;
  // A clock that went back may have gone forward, too, and made a wait look longer than it was.
  if (judge.clock_steps != 0) return;
  const auto party = judge.parties.find(finding.party.address);
  if (party == judge.parties.end()) return;
  for (const auto& [entry_frame, held] : party->second.held) {
    if (entry_frame != finding.entry.frame) {
      finding.held_ns = std::max(finding.held_ns, held.held_ns);
    }
  }
  if (finding.held_ns <= finding.age_ns + slack_ns(finding.held_ns)) return;
  finding.verdict = finding.at_most_deviation ? Verdict::deviation : Verdict::violation;
  finding.convicts_itself = true;
  finding.needs.insert(Assumption::one_stack);
}

// A firewall that answers in the name of a host is another number of hops away. Stacks of BSD send
// a RST with another initial hop count than other segments, so hops made are compared, not hop
// counts.
void doubt_sender(Finding& finding) {
  if (!finding.by_rst || finding.verdict == Verdict::undetermined) return;
  if (hops_made(finding.party_hops) == hops_made(finding.party_hops_then)) return;
  finding.verdict = Verdict::undetermined;
  finding.reason = Reason::sender_unclear;
}

void doubt_clock(const Judge& judge, Finding& finding) {
  const bool by_time = finding.has_age || finding.rule == RuleClass::fin_wait_2_lost;
  if (judge.clock_runs || !by_time) return;
  finding.verdict = Verdict::undetermined;
  finding.reason = Reason::clock_stands;
}

void doubt_frames(const Judge& judge, Finding& finding) {
  const auto is_damaged = [&](const Evidence& one) {
    return judge.checksums.is_damaged(one.at.frame);
  };
  if (std::ranges::none_of(finding.shown(), is_damaged)) return;
  finding.verdict = Verdict::undetermined;
  finding.reason = Reason::frame_damaged;
}

void withdraw_contradicted(const Judge& judge, Finding& finding) {
  if (finding.verdict == Verdict::undetermined || !judge.hidden.contradict(finding)) return;
  finding.verdict = Verdict::undetermined;
  finding.reason = Reason::told_otherwise;
}

// A frame that is missing while it came about may have been what explains it.
void doubt_gaps(const Judge& judge, Finding& finding) {
  if (finding.verdict == Verdict::undetermined) return;
  if (!finding.needs.contains(Assumption::all_captured)) return;
  std::int64_t first_ns = finding.at.time_ns;
  for (const Evidence& evidence : finding.shown()) {
    first_ns = std::min(first_ns, evidence.at.time_ns);
  }
  const auto is_within = [&](const Gap& gap) {
    return first_ns <= gap.to_ns && gap.from_ns <= finding.at.time_ns;
  };
  if (std::none_of(judge.gaps.begin(), judge.gaps.end(), is_within)) return;
  finding.verdict = Verdict::undetermined;
  finding.reason = Reason::frames_missing;
}

void withdraw_ungranted(const Judge& judge, Finding& finding) {
  if (finding.verdict == Verdict::undetermined) return;
  if (finding.needs.is_within(judge.options.granted)) return;
  finding.verdict = Verdict::undetermined;
  finding.reason = Reason::assumption_withdrawn;
}

void settle_one(const Judge& judge, Finding& finding) {
  convict_by_own_slots(judge, finding);
  finding.cause = cause_of(finding, judge.parties);
  lessen_by_habit(judge.options.profile, judge.parties, finding);
  doubt_sender(finding);
  doubt_clock(judge, finding);
  doubt_frames(judge, finding);
  doubt_gaps(judge, finding);
  withdraw_contradicted(judge, finding);
  withdraw_ungranted(judge, finding);
}

}  // namespace

std::optional<Finding> settled_now(const Judge& judge, Finding finding) {
  settle_one(judge, finding);
  if (expects(judge.options.profile, finding)) return std::nullopt;
  return finding;
}

void settle(Judge& judge) {
  for (Finding& finding : judge.findings) settle_one(judge, finding);
  std::erase_if(judge.findings,
                [&](const Finding& finding) { return expects(judge.options.profile, finding); });
  std::stable_sort(judge.findings.begin(), judge.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.at.frame < b.at.frame; });
}

}  // namespace twomsl::oracle
