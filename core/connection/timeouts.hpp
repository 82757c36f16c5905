// The timeouts (RFC 9293 section 3.10.8): user, retransmission, TIME-WAIT, and the bounds that the
// policy puts on FIN-WAIT-2 and LAST-ACK.
#pragma once

#include "core/connection/return.hpp"
#include "core/connection/transmit.hpp"

namespace twomsl {

/// The connection ends because nobody answers.
template <class D>
constexpr void give_up(Turn<D>& t) {
  t.out.signals.aborted = true;
  if (t.c.state == State::syn_received && t.c.origin == Origin::reopened) {
    return_from_syn_received(t);
  } else {
    become_closed(t, Why::gave_up);
  }
}

/// USER TIMEOUT, "for any state"; TIME-WAIT only where the policy says so.
//= rfc9293#3.10.8 RFC9293-3.10.8-D1
template <class D>
constexpr void user_timeout(Turn<D>& t) {
  if (t.c.state == State::closed) {
    t.out.why = Why::no_connection;
  } else if (t.c.state != State::time_wait || t.policy.time_wait.ends_on_user_timeout) {
    give_up(t);
  } else {
    t.out.why = Why::not_due;
  }
}

/// The head again, or one number into a closed window; then twice as long until the next.
//= rfc6298#5 RFC6298-5-D2
//= rfc9293#3.8.6.1 MUST-36
//= rfc6298#5 RFC6298-5-3
template <class D>
constexpr void retransmit(Turn<D>& t) {
  using U32 = typename D::U32;
  Retransmission<D>& rtx = t.c.rtx;
  rtx.rto = smaller(rtx.rto + rtx.rto, t.policy.timeouts.rto_max);
  if (!(t.c.snd.una == t.c.snd.nxt)) {
    rtx.at = t.now + rtx.rto;
    rtx.recover = t.c.snd.nxt;
    send_head_again(t);
  } else if (is_blocked(t.c)) {
    rtx.at = t.now + rtx.rto;
    const U32 text = smaller(text_unsent(t.c), U32(1u));
    send_new(t, {text, text == U32(0u)});
    t.out.why = Why::probed;
  } else {
    rtx.at = never<D>();
    t.out.why = Why::nothing_to_send;
  }
}

/// How long nobody has answered.
template <class D>
[[nodiscard]] constexpr Duration<D> silence(const Turn<D>& t) {
  return select(t.c.rtx.since == never<D>(), Duration<D>{}, t.now - t.c.rtx.since);
}

//= rfc9293#3.8.3 MUST-20
//= rfc9293#3.8.3 MUST-23
//= rfc6298#5 RFC6298-5-1
template <class D>
constexpr void retransmission_timeout(Turn<D>& t) {
  const Timeouts<D>& limits = t.policy.timeouts;
  if (!(t.c.rtx.at <= t.now)) {
    t.out.why = Why::not_due;
    return;
  }
  if ((is_synchronized(t.c.state) ? limits.r2 : limits.r2_syn) <= silence(t)) {
    give_up(t);
    return;
  }
  if (limits.r1 <= silence(t)) {
    //= rfc9293#3.8.3 SHLD-9
    t.out.signals.soft_error = true;
  }
  retransmit(t);
}

template <class D>
constexpr void time_wait_timeout(Turn<D>& t) {
  if (t.c.state == State::time_wait && static_cast<bool>(t.c.closes_at <= t.now)) {
    become_closed(t, Why::wait_over);
  } else {
    t.out.why = Why::not_due;
  }
}

/// FIN-WAIT-2 ends in a RST and in TIME-WAIT, as section 3.5.2 has it for who sends one; LAST-ACK
/// ends in CLOSED.
template <class D>
constexpr void closing_timeout(Turn<D>& t) {
  t.out.why = Why::not_due;
  if (t.c.state != State::fin_wait_2 && t.c.state != State::last_ack) {
    return;
  }
  if (!(t.c.closes_at <= t.now)) {
    return;
  }
  t.out.signals.aborted = true;
  if (t.c.state == State::last_ack) {
    become_closed(t, Why::gave_up);
    return;
  }
  t.out.why = Why::gave_up;
  reply_rst(t, t.c.snd.nxt);
  deliver_the_rest(t);
  enter_time_wait(t);
}

}  // namespace twomsl
