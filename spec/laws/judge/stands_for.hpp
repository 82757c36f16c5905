// What the judge's endpoint is to the machine (ORACLE-SOUND): which hypotheses stand for a
// connection, and when what a way on supposes is so.
//
// Written from the meaning of a hypothesis, not from the ways on: what the end has emitted of its
// own stream and received of the other, and how long it must wait at least.
#pragma once

#include "spec/judge/deliver.hpp"
#include "spec/judge/emit.hpp"
#include "spec/judge/vanish.hpp"
#include "spec/laws/connection/connection_step.hpp"

namespace twomsl {

/// What the judge goes by at one step, and what is taken for granted of it.
template <class D>
struct Judged {
  Hypothesis<D> before{};
  Delivered<D> arrival{};  // of the segment that arrives
  bool has_fin_ahead = false;
  Delivered<D> fin_ahead{};  // of the FIN that lies ahead of RCV.NXT, if any
  Emitted<D> emission{};     // of the answer
  Absence<D> absence{};      // at the moment of the step
  Duration<D> shortest{};    // no wait of this end has been shorter, nor will be
  Instant<D> later{};        // any moment after the step
};

/// Where a hypothesis and a connection meet: the moment, and what the judge goes by.
template <class D>
struct Meeting {
  const Connection<D>& c;
  const Hypothesis<D>& h;
  const Instant<D>& now;
  const Judged<D>& judged;
};

/// The wait that ends at `ends_at` has begun no sooner than the hypothesis says, and no later than
/// now.
template <class D>
[[nodiscard]] constexpr typename D::Bool began_in_time(const Meeting<D>& at,
                                                       const Instant<D>& began,
                                                       const Instant<D>& ends_at) {
  return began <= at.now && began + at.judged.shortest <= ends_at;
}

/// In SYN-RECEIVED: the hypothesis remembers a wait exactly where the machine would return to one
/// that knows the peer's FIN, and it is that one.
template <class D>
[[nodiscard]] constexpr typename D::Bool resumes_alike(const Meeting<D>& at) {
  const InterruptedWait<D>& old = at.c.old;
  const typename D::Bool returns =
      typename D::Bool(interrupts_wait(at.c)) && old.record.fin_received;
  const WaitToResume<D>& wait = at.h.interrupted;
  if (!wait.exists) return !returns;
  return returns && wait.nxt == old.record.snd_nxt && wait.rcv_nxt == old.record.rcv_nxt &&
         is_before(wait.nxt, at.h.iss) && began_in_time(at, wait.entered, old.ends_at);
}

/// RCV.NXT lies behind the peer's SYN by no more than the text that came with it, if both ends have
/// opened.
template <class D>
[[nodiscard]] constexpr typename D::Bool follows_syn(const Connection<D>& c) {
  using U32 = typename D::U32;
  return
      typename D::Bool(c.origin != Origin::active) || c.rcv.nxt - (c.irs + U32(1u)) <= U32(0xffffu);
}

/// The state stands for what has been emitted and received. CLOSE may have been called long before
/// the FIN is emitted. A wait that began with a RST is none of which packets tell.
template <class D>
[[nodiscard]] constexpr typename D::Bool state_stands_for(const Meeting<D>& at) {
  using Bool = typename D::Bool;
  const Connection<D>& c = at.c;
  const Hypothesis<D>& h = at.h;
  const State kept = h.state;
  switch (c.state) {
    case State::closed:
    case State::listen:
      return Bool(kept == State::closed);
    case State::syn_received:
      return Bool(kept == State::syn_received) && resumes_alike(at) && follows_syn(c);
    case State::fin_wait_1:
      if (kept == State::fin_wait_1) return fin_sent(c);
      if (kept == State::established) return !fin_sent(c) && !c.snd.opening;
      return Bool(kept == State::syn_received && !h.interrupted.exists &&
                  c.origin != Origin::reopened) &&
             !fin_sent(c) && c.snd.opening;
    case State::fin_wait_2:
      return Bool(kept == State::fin_wait_2) && h.entered <= at.now;
    case State::closing:
      if (kept == State::closing) return fin_sent(c);
      return Bool(kept == State::close_wait) && !fin_sent(c);
    case State::time_wait:
      if (kept == State::closed) return !c.rcv.fin_seen;
      return Bool(kept == State::time_wait) && c.rcv.fin_seen &&
             began_in_time(at, h.entered, c.closes_at) &&
             (Bool(!h.has_restarted) || began_in_time(at, h.restarted, c.closes_at));
    case State::syn_sent:
    case State::established:
    case State::close_wait:
    case State::last_ack:
      return Bool(kept == c.state);
  }
  return Bool(false);
}

/// The numbers are the machine's, as far as the state has any.
template <class D>
[[nodiscard]] constexpr typename D::Bool numbers_stand_for(const Meeting<D>& at) {
  using Bool = typename D::Bool;
  if (at.h.state == State::closed) return Bool(true);
  const Bool iss = Bool(at.c.state == State::time_wait) || at.h.iss == at.c.iss;
  const Bool rcv = Bool(at.c.state == State::syn_sent) || at.h.rcv_nxt == at.c.rcv.nxt;
  return iss && at.h.nxt == at.c.snd.nxt && rcv;
}

/// The FIN that the machine has received ahead of what is missing may still be delivered.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_fin_ahead(const Connection<D>& c,
                                                      const Delivered<D>& delivered,
                                                      const Instant<D>& now) {
  const Segment<D>& seg = delivered.segment;
  return seg.fin && !seg.rst && !seg.syn && seg.seq + seg.text_bytes == c.rcv.fin &&
         delivered.at <= now;
}

/// Its ACK was taken when it came.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_acknowledged(const Connection<D>& c,
                                                         const Delivered<D>& delivered) {
  const Segment<D>& seg = delivered.segment;
  return implies(seg.has_ack, is_at_or_before(seg.ack, c.snd.una));
}

/// In this state a FIN may have been received that lies ahead of RCV.NXT.
[[nodiscard]] constexpr bool may_await_text(State state) {
  return is_synchronized(state) && !has_received_fin(state);
}

/// One has, and does.
template <class D>
[[nodiscard]] constexpr typename D::Bool awaits_text(const Connection<D>& c) {
  return typename D::Bool(may_await_text(c.state)) && c.rcv.fin_seen && !fin_received(c);
}

/// The hypothesis stands for the connection.
template <class D>
[[nodiscard]] constexpr typename D::Bool stands_for(const Meeting<D>& at) {
  const Hypothesis<D>& h = at.h;
  const bool is_tidy = (h.state == State::syn_received || !h.interrupted.exists) &&
                       (h.state == State::time_wait || !h.has_restarted);
  return typename D::Bool(is_tidy) && state_stands_for(at) && numbers_stand_for(at);
}

/// One excuse is so: what it supposes has happened in this step, or packets have not told.
template <class D>
[[nodiscard]] constexpr bool is_so(Excuse excuse, const ConnectionStep<D>& step,
                                   const Judged<D>& judged) {
  const EventKind kind = step.event.kind;
  const SynAge age = judged.emission.syn_age;
  const bool reopens = step.before.state == State::time_wait && interrupts_wait(step.after);
  switch (excuse) {
    case Excuse::abort:
      return kind == EventKind::abort;
    case Excuse::user_timeout:
      return kind == EventKind::user_timeout || kind == EventKind::retransmission_timeout ||
             kind == EventKind::closing_timeout;
    case Excuse::peer_rst:
      return has_arrived(step) && step.before.state == State::time_wait &&
             step.after.state == State::closed;
    case Excuse::rst_lost:
      return judged.before.survived_rst;
    case Excuse::short_msl:
      return !judged.absence.limits.msl_known;
    case Excuse::older_timestamp:
      return reopens && age == SynAge::contested;
    case Excuse::old_syn:
      return reopens && age == SynAge::old;
    case Excuse::syn_age_unknown:
      return reopens && (age == SynAge::unknown || age == SynAge::by_number);
    case Excuse::icmp_error:
    case Excuse::reboot:
    case Excuse::another_stack:
    case Excuse::duplicate:
    case Excuse::not_captured:
    case Excuse::late:
    case Excuse::forger:
    case Excuse::out_of_order:
    case Excuse::clock_went_back:
    case Excuse::within_slack:
    case Excuse::window_unknown:
    case Excuse::numbers_unordered:
    case Excuse::idle_fin_wait_2:
    case Excuse::rst_in_window:
    case Excuse::not_restarted:
    case Excuse::early_timer:
      return false;
  }
  return false;
}

/// All that a way on supposes is so.
template <class D>
[[nodiscard]] constexpr bool are_so(Excuses excuses, const ConnectionStep<D>& step,
                                    const Judged<D>& judged) {
  for (; !excuses.empty(); excuses.erase(excuses.first())) {
    if (!is_so(excuses.first(), step, judged)) return false;
  }
  return true;
}

/// What a wait that began with a RST acknowledges still, no packet tells of: to the judge its end
/// may be anywhere from then on.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_given_up(const ConnectionStep<D>& step) {
  const Segment<D>& answer = step.outcome.segment;
  return typename D::Bool(step.before.state == State::time_wait && step.outcome.replies) &&
         !step.before.rcv.fin_seen && !answer.rst && !answer.syn;
}

/// What is taken for granted of the wait: no shorter one than the judge counts with, or if it is
/// told none, than the shortest of which it says anything.
template <class D>
[[nodiscard]] constexpr typename D::Bool waits_are_known(const Policy<D>& policy,
                                                         const Judged<D>& judged) {
  const WaitLimits<D>& limits = judged.absence.limits;
  const Duration<D> least{typename D::U64(kHopelessAgeUs)};
  return judged.shortest <= policy.msl + policy.msl &&
         (limits.msl_known ? limits.wait <= judged.shortest : least <= judged.shortest);
}

/// What is taken for granted of the segments that arrive: all that the machine receives was
/// captured before, and fewer than 2^31 numbers are acknowledged while a FIN lies ahead.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_captured(const Connection<D>& c,
                                                     const Judged<D>& judged,
                                                     const Instant<D>& now) {
  return judged.arrival.at <= now && awaits_text(c) == typename D::Bool(judged.has_fin_ahead) &&
         implies(awaits_text(c),
                 is_fin_ahead(c, judged.fin_ahead, now) && is_acknowledged(c, judged.fin_ahead));
}

/// What is taken for granted of the answer. The number of the peer's FIN is the last that it sends;
/// an ACK behind a FIN again answers that, and its timestamp and ACK were believed; a RST that
/// answers a FIN of the interrupted incarnation bears a number of that.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_told_right(const ConnectionStep<D>& step,
                                                       const Judged<D>& judged) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Emitted<D>& e = judged.emission;
  const Segment<D>& seg = step.event.segment;
  const Bool is_fin_again = Bool(has_arrived(step) && step.before.state == State::time_wait) &&
                            seg.fin && !seg.syn && !seg.rst && seg.text_bytes == U32(0u) &&
                            seg.seq + U32(1u) == step.before.rcv.nxt && ack_is_acceptable(step) &&
                            timestamp_passes(step) && e.fin_again == judged.arrival.at;
  const Bool ends_there = implies(e.has_peer_fin && !fin_received(step.after),
                                  !(step.outcome.segment.ack == e.peer_fin + U32(1u)));
  const WaitToResume<D>& old = judged.before.interrupted;
  return implies(e.restarts, is_fin_again) && ends_there &&
         implies(e.answers_fin && Bool(old.exists),
                 is_at_or_before(step.outcome.segment.seq, old.nxt));
}

}  // namespace twomsl
