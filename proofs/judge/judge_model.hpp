// One end under the judge's eye: an arbitrary connection, an arbitrary event, and an arbitrary
// hypothesis that stands for the connection.
#pragma once

#include "proofs/connection/connection_model.hpp"
#include "proofs/judge/judge_ways.hpp"

namespace twomsl::proof {

/// What stays concrete of a hypothesis, and of what the judge goes by.
struct JudgedCase {
  State state = State::closed;
  bool survived_rst = false;
  bool has_restarted = false;
  bool interrupted = false;    // a wait, which it remembers
  bool is_owed = false;        // and must return to
  bool has_fin_ahead = false;  // the connection has a FIN ahead of RCV.NXT
  bool msl_known = true;
  SynAge syn_age = SynAge::newer_by_number;
};

/// The cases that can meet a connection in this state, and a step of this kind.
[[nodiscard]] std::vector<JudgedCase> every_judged(const ConnectionCase& of);

/// Arbitrary numbers. Those that stand_for() has equal to the connection's are these.
template <class D>
[[nodiscard]] Judged<D> any_judged(const JudgedCase& of, const ConnectionGiven<D>& given);

/// The answer of the step, as the judge sees it.
template <class D>
[[nodiscard]] Judged<D> with_answer(Judged<D> judged, const ConnectionStep<D>& step) {
  judged.arrival.segment = step.event.segment;
  judged.emission.segment = step.outcome.segment;
  judged.emission.at = step.now;
  judged.absence.at = step.now;
  return judged;
}

/// All that is taken for granted of the judge's side before a step.
template <class D>
[[nodiscard]] typename D::Bool is_met(const ConnectionGiven<D>& given, const Judged<D>& judged) {
  return stands_for<D>({given.before, judged.before, given.now, judged}) &&
         waits_are_known(given.policy, judged) && is_captured(given.before, judged, given.now);
}

/// The same as concrete values, by a model.
[[nodiscard]] Judged<Concrete> decoded(const z3::model& model, const Judged<Symbolic>& judged);

}  // namespace twomsl::proof
