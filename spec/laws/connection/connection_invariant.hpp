// What is true of every connection between two steps, whatever has happened to it.
//
// Proved to hold of a connection that nothing has happened to, and to be kept by every step under
// any valid policy and a clock that never runs backwards. It names no policy, so that it holds
// whatever policy replaces another between two steps. Of CLOSED and LISTEN it says only that all
// timers are off: the numbers found there belong to an earlier incarnation.
#pragma once

#include "spec/laws/connection/connection_step.hpp"

namespace twomsl {

/// The state has a control block whose numbers count.
[[nodiscard]] constexpr bool is_live(State state) {
  return state != State::closed && state != State::listen;
}

/// The peer sends no more: its FIN has been received, in these and in no other live state, unless
/// TIME-WAIT began with a RST.
[[nodiscard]] constexpr bool peer_has_closed(State state) {
  return state == State::close_wait || state == State::closing || state == State::last_ack ||
         state == State::time_wait;
}

/// The states that a connection of this origin may be in. Where it stands for a listener, a SYN of
/// its own or a slot of TIME-WAIT, the state says all.
[[nodiscard]] constexpr bool admits_origin(State state, Origin origin) {
  switch (state) {
    case State::listen:
      return origin == Origin::passive;
    case State::syn_sent:
    case State::time_wait:
      return origin == Origin::active;
    case State::closed:
    case State::syn_received:
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::close_wait:
    case State::closing:
    case State::last_ack:
      return true;
  }
  return false;
}

/// una <= nxt <= end, or end + 1 with a FIN; the text fits the buffer, the windows 2^30.
template <class D>
[[nodiscard]] constexpr typename D::Bool send_space_is_sound(const Connection<D>& c) {
  using U32 = typename D::U32;
  const SendSpace<D>& snd = c.snd;
  const U32 ahead = (snd.end + one_if<D>(snd.fin_queued)) - snd.una;
  const U32 largest(kLargestWindow);
  return U32(0u) < c.snd_buffer_bytes && c.snd_buffer_bytes <= largest &&
         ahead <= c.snd_buffer_bytes + one_if<D>(snd.fin_queued) && snd.nxt - snd.una <= ahead &&
         snd.wnd_bytes <= snd.max_wnd_bytes && snd.max_wnd_bytes <= largest &&
         (snd.acked_count == largest ||
          (snd.acked_count <= largest && snd.una - c.iss == snd.acked_count)) &&
         snd.scale <= U32(14u) &&
         implies(snd.urgent, snd.up - snd.una <= snd.end - snd.una && !fin_acknowledged(c)) &&
         implies(snd.opening,
                 snd.una == c.iss && snd.acked_count == U32(0u) && U32(0u) < snd.nxt - snd.una);
}

/// A segment size that leaves room for text, and that an option can bear.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_segment_size(const typename D::U32& bytes) {
  using U32 = typename D::U32;
  return U32(kSmallestMss) <= bytes && bytes <= U32(0xffffu);
}

/// Once the peer's SYN has arrived, the segment size leaves room for text. What our SYN offers is
/// kept as long as a SYN may be sent.
template <class D>
[[nodiscard]] constexpr typename D::Bool mss_is_sound(const Connection<D>& c) {
  using Bool = typename D::Bool;
  const bool offers = c.state == State::syn_sent || c.state == State::syn_received;
  return implies(Bool(c.state != State::syn_sent), is_segment_size<D>(c.snd.mss_bytes)) &&
         implies(Bool(offers) || c.snd.opening, is_segment_size<D>(c.offered_mss_bytes));
}

/// What of the send space belongs to the state.
template <class D>
[[nodiscard]] constexpr typename D::Bool send_state_is_sound(const Connection<D>& c) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Bool only_syn_sent = c.snd.opening && c.snd.nxt == c.iss + U32(1u) && !(c.snd.end == c.iss);
  switch (c.state) {
    case State::closed:
    case State::listen:
      return Bool(true);
    case State::syn_sent:
      return only_syn_sent && !c.snd.fin_queued;
    case State::syn_received:
      return only_syn_sent;
    case State::established:
      return !c.snd.opening && !c.snd.fin_queued;
    case State::close_wait:
      return !c.snd.opening && !fin_sent(c);
    case State::fin_wait_1:
    case State::closing:
      return c.snd.fin_queued && !fin_acknowledged(c);
    case State::last_ack:
      return !c.snd.opening && fin_sent(c) && !fin_acknowledged(c);
    case State::fin_wait_2:
    case State::time_wait:
      return !c.snd.opening && fin_acknowledged(c);
  }
  return Bool(false);
}

/// RECEIVE is refused: all text has been delivered.
[[nodiscard]] constexpr bool has_delivered_all(State state) {
  return state == State::closing || state == State::last_ack || state == State::time_wait;
}

/// Text on hand and the window fit the buffer; a FIN is in order exactly where the state says so,
/// or lies ahead within the window.
template <class D>
[[nodiscard]] constexpr typename D::Bool receive_space_is_sound(const Connection<D>& c) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const ReceiveSpace<D>& rcv = c.rcv;
  const U32 on_hand = text_on_hand(c);
  const U32 fin_ahead = rcv.fin - rcv.nxt;
  const Bool received = c.state == State::time_wait ? rcv.fin_seen : Bool(peer_has_closed(c.state));
  return U32(0u) < rcv.buffer_bytes && rcv.buffer_bytes <= U32(kLargestWindow) &&
         implies(Bool(has_delivered_all(c.state)), on_hand == U32(0u)) &&
         on_hand <= rcv.buffer_bytes && rcv.wnd_bytes <= rcv.buffer_bytes - on_hand &&
         rcv.scale <= U32(14u) && fin_received(c) == received &&
         implies(rcv.fin_seen && !received, Bool(is_synchronized(c.state)) && U32(0u) < fin_ahead &&
                                                fin_ahead < rcv.wnd_bytes);
}

/// Held text lies ahead of RCV.NXT, in the window, before a FIN; no two ranges overlap or touch.
template <class D>
[[nodiscard]] constexpr typename D::Bool held_text_is_sound(const Connection<D>& c) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  Bool sound(true);
  Bool any(false);
  for (std::size_t i = 0; i < c.held.size(); ++i) {
    const U32 begin = c.held[i].begin - c.rcv.nxt;
    const U32 end = c.held[i].end - c.rcv.nxt;
    const Bool empty = c.held[i].begin == c.held[i].end;
    const Bool inside = U32(0u) < begin && begin < end && end <= c.rcv.wnd_bytes &&
                        implies(c.rcv.fin_seen, end <= c.rcv.fin - c.rcv.nxt);
    sound = sound && (empty || inside);
    any = any || !empty;
    for (std::size_t j = 0; j < i; ++j) {
      const Bool apart = end < c.held[j].begin - c.rcv.nxt || c.held[j].end - c.rcv.nxt < begin;
      sound = sound && (empty || c.held[j].begin == c.held[j].end || apart);
    }
  }
  const bool takes_text = is_synchronized(c.state) && !peer_has_closed(c.state);
  return sound && any == c.rcv.has_held && implies(any, Bool(takes_text));
}

/// The longest that a valid policy may name, of a timer and of 2*MSL.
template <class D>
[[nodiscard]] constexpr Duration<D> longest_timeout() {
  return {typename D::U64(kLongestTimeoutUs)};
}
template <class D>
[[nodiscard]] constexpr Duration<D> longest_wait() {
  return {typename D::U64(2 * kLongestMslUs)};
}

/// The timer is off, or expires no later than `longest` from now.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_due_within(const Instant<D>& deadline,
                                                       const Instant<D>& now,
                                                       const Duration<D>& longest) {
  return deadline.us == typename D::U64(kNeverUs) || deadline <= now + longest;
}

/// The moment has passed, or is unset.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_passed(const Instant<D>& moment,
                                                    const Instant<D>& now) {
  return moment.us == typename D::U64(kNeverUs) || moment <= now;
}

/// The timer runs where an answer is awaited: something is in flight, or the peer's window is
/// closed to what waits; elsewhere it may run for keep-alives of a synchronized connection. What
/// was sent before the last timeout lies between una and nxt; nothing is due to be sent again
/// before our SYN has been acknowledged.
template <class D>
[[nodiscard]] constexpr typename D::Bool retransmission_is_sound(const Connection<D>& c,
                                                                 const Instant<D>& now) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Retransmission<D>& rtx = c.rtx;
  const U32 flight = c.snd.nxt - c.snd.una;
  const Bool unsent = !(c.snd.nxt == c.snd.end + one_if<D>(c.snd.fin_queued));
  const Bool awaits = !(flight == U32(0u)) || (unsent && c.snd.wnd_bytes == U32(0u));
  const Bool runs = !(rtx.at.us == typename D::U64(kNeverUs));
  const Bool timers = is_due_within(rtx.at, now, longest_timeout<D>()) &&
                      has_passed(rtx.since, now) && implies(rtx.timing, rtx.timed_at <= now) &&
                      typename D::U64(0u) < rtx.rto.us && rtx.rto <= longest_timeout<D>();
  return implies(awaits, runs) && implies(runs, awaits || Bool(is_synchronized(c.state))) &&
         timers && rtx.recover - c.snd.una <= flight &&
         implies(rtx.rexmit_pending, !(rtx.recover == c.snd.una) && !c.snd.opening) &&
         implies(rtx.timing, (rtx.timed - c.snd.una) - U32(1u) < flight);
}

/// In TIME-WAIT all that a slot does not remember is constant or some policy's: no timer runs, no
/// text waits.
template <class D>
[[nodiscard]] constexpr typename D::Bool wait_is_sound(const Connection<D>& c) {
  using U32 = typename D::U32;
  const typename D::U64 never(kNeverUs);
  return c.rtx.at.us == never && c.rtx.since.us == never && !c.rtx.timing &&
         !c.rtx.rexmit_pending && c.snd.max_wnd_bytes == U32(kLargestWindow) &&
         c.snd.acked_count == U32(kLargestWindow) && c.snd.mss_bytes == U32(kSmallestMss) &&
         c.snd.scale == U32(0u) && c.rcv.scale == U32(0u) && !c.snd.urgent &&
         text_on_hand(c) == U32(0u) && c.rcv.pending_receive_bytes == U32(0u) &&
         c.rcv.wnd_bytes == smaller(c.rcv.buffer_bytes, U32(0xffffu));
}

/// The state's own deadline is set in FIN-WAIT-2, LAST-ACK and TIME-WAIT, and in no other.
template <class D>
[[nodiscard]] constexpr typename D::Bool closing_timer_is_sound(const Connection<D>& c,
                                                                const Instant<D>& now) {
  const auto is_off = c.closes_at.us == typename D::U64(kNeverUs);
  switch (c.state) {
    case State::fin_wait_2:
    case State::last_ack:
      return c.closes_at <= now + longest_timeout<D>();
    case State::time_wait:
      return c.closes_at <= now + longest_wait<D>();
    case State::closed:
    case State::listen:
    case State::syn_sent:
    case State::syn_received:
    case State::established:
    case State::fin_wait_1:
    case State::close_wait:
    case State::closing:
      return is_off;
  }
  return typename D::Bool(false);
}

/// All of the above, as far as it belongs to the state.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_well_formed(const Connection<D>& c,
                                                        const Instant<D>& now) {
  const typename D::U64 never(kNeverUs);
  const typename D::Bool origin(admits_origin(c.state, c.origin));
  if (!is_live(c.state)) {
    return origin && closing_timer_is_sound(c, now) && c.rtx.at.us == never &&
           c.rtx.since.us == never;
  }
  const auto common = origin && send_space_is_sound(c) && send_state_is_sound(c) &&
                      mss_is_sound(c) && receive_space_is_sound(c) && held_text_is_sound(c) &&
                      closing_timer_is_sound(c, now) && has_passed(c.ts.recent_at, now) &&
                      c.ack_credit.of_retransmissions <= now + longest_timeout<D>() &&
                      c.ack_credit.of_others <= now + longest_timeout<D>();
  if (interrupts_wait(c)) {
    return common && retransmission_is_sound(c, now) && c.old.ends_at <= now + longest_wait<D>();
  }
  if (c.state == State::time_wait) {
    return common && wait_is_sound(c);
  }
  return common && retransmission_is_sound(c, now);
}

/// The deadline of the wait is what its history says: 2*MSL after the last restart.
template <class D>
[[nodiscard]] constexpr typename D::Bool deadline_matches_ghost(const Connection<D>& c,
                                                                const WaitHistory<D>& wait,
                                                                const Instant<D>& now) {
  const bool waits = c.state == State::time_wait || interrupts_wait(c);
  const Instant<D>& ends_at = c.state == State::time_wait ? c.closes_at : c.old.ends_at;
  const Duration<D> longest{typename D::U64(kLongestMslUs)};
  return typename D::Bool(!waits) || (wait.restarted <= now && wait.msl <= longest &&
                                      ends_at == wait.restarted + wait.msl + wait.msl);
}

}  // namespace twomsl
