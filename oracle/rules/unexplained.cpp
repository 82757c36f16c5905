#include "oracle/rules/unexplained.hpp"

#include <algorithm>
#include <optional>

#include "oracle/judge/evidence.hpp"
#include "oracle/judge/wait_verdict.hpp"
#include "oracle/rules/describe.hpp"

namespace twomsl::oracle {
namespace {

// What the provoking segment met.
struct Met {
  const Candidate* wait = nullptr;        // the earliest TIME-WAIT, if any
  const Candidate* fin_wait_2 = nullptr;  // the earliest FIN-WAIT-2, if any
};

bool is_earlier(const Candidate& a, const Candidate* b) {
  return b == nullptr || a.is.entered < b->is.entered;
}

// The FIN that a RST answers had not been received yet when it arrived.
Met met_by(const Search& found, const Ranking& ranking) {
  Met met;
  const Candidate* by_it = nullptr;
  for (const Candidate& candidate : found.before) {
    if (rank_of(candidate.explanations, ranking) != Rank::free) continue;
    const State state = candidate.is.state;
    const bool entered_by_it = found.answered && candidate.entered_by == found.answered->at.frame;
    if (state == State::time_wait && !entered_by_it && is_earlier(candidate, met.wait)) {
      met.wait = &candidate;
    }
    if (state == State::fin_wait_2 && is_earlier(candidate, met.fin_wait_2)) {
      met.fin_wait_2 = &candidate;
    }
    if (entered_by_it) by_it = &candidate;
  }
  // The same segment may have acknowledged the own FIN.
  if (met.wait == nullptr && met.fin_wait_2 == nullptr) met.fin_wait_2 = by_it;
  return met;
}

// Whether a predicate holds of any explanation that is left. Each must fail for the finding to
// hold.
template <class Predicate>
bool any_explanation(const Search& found, const Predicate& holds) {
  const auto is_one = [&](const Candidate& candidate) {
    return std::ranges::any_of(candidate.explanations, holds);
  };
  return std::ranges::any_of(found.after, is_one) || std::ranges::any_of(found.aside, is_one);
}

bool is_in_least(const Search& found, const Ranking& ranking, Excuse excuse) {
  return any_explanation(found, [&](const ExcuseSet& set) {
    return set.all.contains(excuse) && rank_of(set, ranking) == found.least;
  });
}

// Those that --assume does not grant, too: then the finding is withdrawn. A hazard
// rests on what packets support as well.
Assumptions taken_for_granted(const Search& found, Ranking ranking) {
  ranking.denied = Assumptions::all();
  const Rank least = std::min(found.least, Rank::supported);
  Excuses excuses;
  for (const auto* candidates : {&found.after, &found.aside}) {
    for (const Candidate& candidate : *candidates) {
      for (const ExcuseSet& set : candidate.explanations) {
        if (rank_of(set, ranking) > least) excuses = excuses | set.all;
      }
    }
  }
  Assumptions needs;
  for (const Assumption assumption : kValuesOf<Assumption>) {
    if (excuses.contains(excuse_of(assumption))) needs.insert(assumption);
  }
  return needs;
}

// Why nobody can tell, by the first excuse that packets support.
Reason reason_of(const Judge& judge, const Emission& emission, const Search& found) {
  const Ranking ranking = ranking_of(judge.options);
  const auto rests_on = [&](Excuse excuse) { return is_in_least(found, ranking, excuse); };
  if (rests_on(Excuse::syn_age_unknown)) return standing_of_syn(emission).reason;
  if (rests_on(Excuse::window_unknown)) return Reason::window_unknown;
  if (rests_on(Excuse::clock_went_back)) return Reason::clock_went_back;
  if (rests_on(Excuse::rst_lost)) return Reason::rst_lost;
  if (rests_on(Excuse::within_slack)) return Reason::within_slack;
  if (rests_on(Excuse::numbers_unordered)) return Reason::antipode;
  const Excuses supported = supported_by(judge, emission);
  if (supported.contains(Excuse::forger)) return Reason::sender_unclear;
  if (supported.contains(Excuse::late)) return Reason::late_copy;
  if (supported.contains(Excuse::not_captured)) return Reason::frames_missing;
  return Reason::assumption_withdrawn;
}

// A RST alone explains it: nothing that needs to be granted beside it.
std::optional<RuleClass> class_by_rst(const Search& found, const Ranking& ranking) {
  const auto by = [&](Excuse excuse) {
    return [&, excuse](const ExcuseSet& set) {
      return set.all.contains(excuse) && set.all.without(excuse).is_within(set.supported);
    };
  };
  const auto is_least = [&](const ExcuseSet& set) {
    return (by(Excuse::rst_in_window)(set) || by(Excuse::window_unknown)(set)) &&
           rank_of(set, ranking) == found.least;
  };
  if (any_explanation(found, by(Excuse::peer_rst))) return RuleClass::assassination;
  if (any_explanation(found, is_least)) return RuleClass::rst_inexact;
  return std::nullopt;
}

// Its first FIN acknowledged the peer's: it closed passively, unless an earlier one was lost before
// the capture.
bool closed_passively(const Emission& emission) {
  const Fin& mine = emission.sender_fin();
  const Fin& theirs = emission.peer_fin();
  return mine.emissions != 0 && theirs.emissions != 0 &&
         !is_before(Seq<Concrete>{mine.ack}, Seq<Concrete>{theirs.seq + 1});
}

// Either end's.
bool is_at_a_host(const Judge& judge, const Emission& emission) {
  const Socket peer = endpoint(emission.connection.key, emission.other());
  return is_at_its_host(judge, emission) || is_at_host(judge.options, peer.address);
}

std::optional<RuleClass> class_of(const Judge& judge, const Emission& emission, const Search& found,
                                  const Met& met) {
  const Flags flags = emission.segment.flags;
  if (!flags.rst() && !flags.syn()) return std::nullopt;
  if (flags.rst() && !found.answered) return std::nullopt;
  if (closed_passively(emission)) return std::nullopt;
  const bool is_idle = is_in_least(found, ranking_of(judge.options), Excuse::idle_fin_wait_2);
  if (met.wait == nullptr || (is_idle && met.fin_wait_2 != nullptr)) {
    const bool is_passive = flags.syn() && flags.ack();
    if (met.fin_wait_2 == nullptr) return std::nullopt;
    // In between, the RST of a peer that ended it may have been missed; here one may be obeyed.
    const bool is_shown = is_at_a_host(judge, emission) &&
                          !class_by_rst(found, ranking_of(judge.options)).has_value();
    if (is_passive && !is_shown) return std::nullopt;
    if (flags.rst() && !found.emitted.answers_fin) return std::nullopt;
    return RuleClass::fin_wait_2_lost;
  }
  if (const auto by_rst = class_by_rst(found, ranking_of(judge.options))) return by_rst;
  if (is_cut_after_restart(judge, emission, *met.wait)) return RuleClass::wait_not_restarted;
  if (flags.rst()) {
    return met.wait->is.has_returned ? RuleClass::no_return : RuleClass::early_release_rst;
  }
  if (!flags.ack()) return RuleClass::active_reuse;
  const SynAge age = found.emitted.syn_age;
  const bool is_old = age == SynAge::old || age == SynAge::contested || age == SynAge::unknown ||
                      age == SynAge::by_number;
  return is_old ? RuleClass::passive_reuse : RuleClass::reopen_isn;
}

// The rule is broken, at most, against a SHOULD, whatever the MSL.
bool is_at_most_deviation(const Search& found, const Ranking& ranking) {
  return any_explanation(found, [&](const ExcuseSet& set) {
    return rank_of(set, ranking) <= Rank::against_should && !set.all.contains(Excuse::short_msl);
  });
}

// The wait was shown to be cut short before, and that is all that explains this, too.
const Candidate* released_in(const Search& found, const Ranking& ranking) {
  const Candidate* released = nullptr;
  for (const Candidate& candidate : found.before) {
    if (rank_of(candidate.explanations, ranking) != Rank::free) continue;
    if (candidate.release == 0 || candidate.is.state != State::closed) return nullptr;
    released = &candidate;
  }
  return released;
}

// How an emission uses the tuple again, against what a wait would have let it.
std::optional<RuleClass> reuse_of(const Emitted<Concrete>& emitted,
                                  const Hypothesis<Concrete>& before) {
  if (!emitted.segment.syn) return std::nullopt;
  if (!emitted.segment.has_ack) return RuleClass::active_reuse;
  if (emitted.syn_age == SynAge::old) return RuleClass::passive_reuse;
  if (is_before(emitted.segment.seq, before.nxt)) return RuleClass::reopen_isn;
  return std::nullopt;
}

}  // namespace

void judge_released(Judge& judge, const Emission& emission, const Search& found) {
  const Candidate* released = released_in(found, ranking_of(judge.options));
  if (released == nullptr) return;
  const Flags flags = emission.segment.flags;
  if (flags.rst() && found.answered) {
    judge.findings[released->release - 1].show(Role::consequence, emission.at);
    return;
  }
  // A RST, or a FIN-WAIT-2 given up, leaves nothing that a reuse could cut short once more.
  if (judge.findings[released->release - 1].rule != RuleClass::early_release_rst) return;
  const auto rule = reuse_of(found.emitted, released->is);
  if (!rule) return;
  // The wait is that of the finding, whichever history it ended.
  const Finding first = judge.findings[released->release - 1];
  Candidate wait = *released;
  wait.entered = first.entry;
  wait.is.entered = instant_of(first.entry);
  const std::int64_t age = emission.at.time_ns - first.entry.time_ns;
  const std::optional<WaitVerdict> verdict = verdict_on_wait(judge.options, age);
  if (!verdict) return;
  Finding* finding = add_finding(judge, emission, *rule, emission.from);
  if (finding == nullptr) return;
  finding->verdict = verdict->verdict;
  finding->reason = verdict->reason;
  finding->needs = first.needs;
  if (first.verdict == Verdict::undetermined) {
    finding->verdict = first.verdict;
    finding->reason = first.reason;
  }
  describe_wait(*finding, judge, emission, wait);
  show_what_met(*finding, emission, found);
}

bool judge_search(Judge& judge, const Emission& emission, Search& found) {
  const Ranking ranking = ranking_of(judge.options);
  const Met met = met_by(found, ranking);
  const std::optional<RuleClass> rule = class_of(judge, emission, found, met);
  if (!rule) return found.least <= Rank::supported;
  // Nothing of the old incarnation met the gap that the RST left.
  const Flags flags = emission.segment.flags;
  const bool is_old_syn = flags.ack() && found.emitted.syn_age == SynAge::old;
  if (found.least == Rank::hazard && flags.syn() && !is_old_syn) return true;
  Finding* finding = add_finding(judge, emission, *rule, emission.from);
  if (finding == nullptr) return true;
  found.finding = static_cast<std::uint32_t>(judge.findings.size());
  finding->verdict = verdict_of(found.least);
  finding->needs = taken_for_granted(found, ranking);
  finding->at_most_deviation = is_at_most_deviation(found, ranking);
  if (finding->verdict == Verdict::undetermined)
    finding->reason = reason_of(judge, emission, found);
  if (*rule == RuleClass::fin_wait_2_lost) {
    describe_fin_wait_2(*finding, emission, *met.fin_wait_2);
  } else {
    describe_wait(*finding, judge, emission, *met.wait);
  }
  show_what_met(*finding, emission, found);
  return true;
}

}  // namespace twomsl::oracle
