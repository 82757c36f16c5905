// See judge_model.hpp.
#include "proofs/judge/judge_model.hpp"

namespace twomsl::proof {
namespace {

// The states of a hypothesis that may stand for a connection in this state.
std::vector<State> stand_ins(State state) {
  switch (state) {
    case State::closed:
    case State::listen:
      return {State::closed};
    case State::fin_wait_1:
      return {State::fin_wait_1, State::established, State::syn_received};
    case State::closing:
      return {State::closing, State::close_wait};
    case State::time_wait:
      return {State::time_wait, State::closed};
    case State::syn_sent:
    case State::syn_received:
    case State::established:
    case State::fin_wait_2:
    case State::close_wait:
    case State::last_ack:
      return {state};
  }
  return {};
}

// Visits every member of what the judge goes by that is no segment and not concrete.
template <class F, class... J>
void for_each_number(const F& visit, J&... j) {
  visit("h.iss", j.before.iss...);
  visit("h.nxt", j.before.nxt...);
  visit("h.rcv_nxt", j.before.rcv_nxt...);
  visit("h.fin_sent", j.before.fin_sent...);
  visit("h.entered", j.before.entered...);
  visit("h.restarted", j.before.restarted...);
  visit("h.interrupted.iss", j.before.interrupted.iss...);
  visit("h.interrupted.nxt", j.before.interrupted.nxt...);
  visit("h.interrupted.rcv_nxt", j.before.interrupted.rcv_nxt...);
  visit("h.interrupted.entered", j.before.interrupted.entered...);
  visit("arrival.at", j.arrival.at...);
  visit("arrival.peer_end", j.arrival.peer_end...);
  visit("arrival.window_bytes", j.arrival.window_bytes...);
  visit("arrival.window_known", j.arrival.window_known...);
  visit("arrival.answers_challenge", j.arrival.answers_challenge...);
  visit("fin_ahead.at", j.fin_ahead.at...);
  visit("fin_ahead.peer_end", j.fin_ahead.peer_end...);
  visit("fin_ahead.seq", j.fin_ahead.segment.seq...);
  visit("fin_ahead.ack", j.fin_ahead.segment.ack...);
  visit("fin_ahead.text_bytes", j.fin_ahead.segment.text_bytes...);
  visit("fin_ahead.has_ack", j.fin_ahead.segment.has_ack...);
  visit("fin_ahead.fin", j.fin_ahead.segment.fin...);
  visit("emission.answers_fin", j.emission.answers_fin...);
  visit("emission.answers_other", j.emission.answers_other...);
  visit("emission.has_unread", j.emission.has_unread...);
  visit("emission.may_be_late", j.emission.may_be_late...);
  visit("emission.restarts", j.emission.restarts...);
  visit("emission.fin_again", j.emission.fin_again...);
  visit("emission.has_peer_fin", j.emission.has_peer_fin...);
  visit("emission.peer_fin", j.emission.peer_fin...);
  visit("emission.peer_end", j.emission.peer_end...);
  visit("absence.wait", j.absence.limits.wait...);
  visit("absence.slack", j.absence.limits.slack...);
  visit("absence.gave_up", j.absence.gave_up...);
  visit("shortest", j.shortest...);
  visit("later", j.later...);
}

constexpr SynAge kSynAges[] = {SynAge::newer_by_timestamp,
                               SynAge::newer_by_number,
                               SynAge::contested,
                               SynAge::old,
                               SynAge::unknown,
                               SynAge::by_number};

}  // namespace

std::vector<JudgedCase> every_judged(const ConnectionCase& of) {
  std::vector<JudgedCase> all;
  const EventKind kind = of.event.kind;
  for (const State state : stand_ins(of.state)) {
    JudgedCase one{.state = state};
    all.push_back(one);
    const bool is_wait = state == State::time_wait;
    if (state == State::syn_received && interrupts_wait(of.state, of.origin)) {
      one.interrupted = true;
      all.push_back(one);
      one.is_owed = true;
      all.push_back(one);
    }
    if (may_await_text(of.state)) all.push_back({.state = state, .has_fin_ahead = true});
    if (!is_wait) continue;
    one.has_restarted = true;
    all.push_back(one);
    if (kind == EventKind::time_wait_timeout) {
      one.msl_known = false;
      all.push_back(one);
      one.has_restarted = false;
      all.push_back(one);
    }
    if (!has_arrived(of.event)) continue;
    all.push_back({.state = state, .survived_rst = true});
    for (const SynAge age : kSynAges) {
      if (age != SynAge::newer_by_number) all.push_back({.state = state, .syn_age = age});
    }
  }
  return all;
}

template <class D>
Judged<D> any_judged(const JudgedCase& of, const ConnectionGiven<D>& given) {
  Judged<D> judged;
  for_each_number(Name{}, judged);
  Hypothesis<D>& h = judged.before;
  const Connection<D>& c = given.before;
  h.state = of.state;
  h.survived_rst = of.survived_rst;
  h.has_restarted = of.has_restarted;
  h.interrupted.exists = of.interrupted;
  h.interrupted.is_owed = of.is_owed;
  judged.has_fin_ahead = of.has_fin_ahead;
  judged.absence.limits.msl_known = of.msl_known;
  judged.emission.syn_age = of.syn_age;
  if (of.state != State::closed) {
    if (c.state != State::time_wait) h.iss = c.iss;
    h.nxt = c.snd.nxt;
    if (c.state != State::syn_sent) h.rcv_nxt = c.rcv.nxt;
  }
  if (of.interrupted) {
    h.interrupted.nxt = c.old.record.snd_nxt;
    h.interrupted.rcv_nxt = c.old.record.rcv_nxt;
  }
  return judged;
}

Judged<Concrete> decoded(const z3::model& model, const Judged<Symbolic>& judged) {
  Judged<Concrete> values;
  Hypothesis<Concrete>& h = values.before;
  h.state = judged.before.state;
  h.survived_rst = judged.before.survived_rst;
  h.has_restarted = judged.before.has_restarted;
  h.interrupted.exists = judged.before.interrupted.exists;
  h.interrupted.is_owed = judged.before.interrupted.is_owed;
  values.has_fin_ahead = judged.has_fin_ahead;
  values.absence.limits.msl_known = judged.absence.limits.msl_known;
  values.emission.syn_age = judged.emission.syn_age;
  for_each_number(Decode{model}, judged, values);
  return values;
}

template Judged<Symbolic> any_judged(const JudgedCase&, const ConnectionGiven<Symbolic>&);
template Judged<ByContract> any_judged(const JudgedCase&, const ConnectionGiven<ByContract>&);

}  // namespace twomsl::proof
