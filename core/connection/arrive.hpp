// SEGMENT ARRIVES (RFC 9293 section 3.10.7): the steps in the order of the text, one file each.
//
// Third, security and compartment, is not here: neither is this project's.
#pragma once

#include "core/connection/acknowledgment.hpp"
#include "core/connection/closed.hpp"
#include "core/connection/listen.hpp"
#include "core/connection/quiet_time_wait.hpp"
#include "core/connection/reopening.hpp"
#include "core/connection/reset.hpp"
#include "core/connection/sequence.hpp"
#include "core/connection/syn.hpp"
#include "core/connection/syn_sent.hpp"
#include "core/connection/text.hpp"
#include "core/connection/urgent.hpp"

namespace twomsl {

/// Text or FIN in a state whose peer has sent its FIN already. A FIN is answered all the same.
template <class D>
[[gnu::cold]] constexpr void ignore_text(Turn<D>& t) {
  const Segment<D>& seg = t.event.segment;
  if (seg.text_bytes + one_if<D>(seg.fin) == typename D::U32(0u)) {
    return;
  }
  t.out.why = Why::text_ignored;
  if (seg.fin) {
    reply_ack_on_credit(t);
  }
}

/// Sixth to eighth.
template <class D>
constexpr void arrive_with_content(Turn<D>& t) {
  switch (t.c.state) {
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
      take_urgent(t);
      take_text_and_fin(t);
      return;
    case State::time_wait:
      if (is_repeated_fin(t.c, t.event.segment)) {
        repeat_wait(t);
      } else {
        ignore_text(t);
      }
      return;
    case State::close_wait:
    case State::closing:
    case State::last_ack:
    case State::closed:
    case State::listen:
    case State::syn_sent:
    case State::syn_received:
      ignore_text(t);
      return;
  }
}

/// The open completes: what came with the SYN satisfies a RECEIVE, unless it has been delivered
/// together with what came now.
template <class D>
constexpr void deliver_text_of_syn(Turn<D>& t) {
  if (t.out.signals.opened) {
    if (t.out.delivery.bytes == typename D::U32(0u)) {
      satisfy_receive(t);
    }
  }
}

/// SYN-RECEIVED and all later states (RFC 9293 section 3.10.7.4).
template <class D>
constexpr void arrive_in_order(Turn<D>& t) {
  const Segment<D>& seg = t.event.segment;
  if (seg.syn && is_synchronized(t.c.state) && !seg.rst) {
    if (t.c.state == State::time_wait) {
      arrive_with_syn_in_time_wait(t);
    } else {
      //= rfc5961#4.2 RFC5961-4.2-3
      //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U5
      challenge_syn(t);
    }
    return;
  }
  if (!passes_sequence_check(t)) {
    return;
  }
  //= rfc9293#3.5.3 SHLD-2
  if (seg.rst) {
    //= rfc5961#3.2 RFC5961-3.2-4
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U3
    arrive_with_rst(t);
    return;
  }
  if (seg.syn) {
    arrive_with_syn(t);
    return;
  }
  const bool opens = t.c.state == State::syn_received;
  remember_timestamp(t);
  if (passes_ack_check(t)) {
    arrive_with_content(t);
  }
  if (opens) {
    deliver_text_of_syn(t);
  }
}

template <class D>
constexpr void arrive(Turn<D>& t) {
  if (!t.event.checksum_ok) {
    t.out.why = Why::bad_checksum;
    return;
  }
  //= rfc9293#3.9.2.3 MUST-63
  //= rfc9293#3.9.2.3 MUST-57
  if (!t.event.address_valid) {
    t.out.why = Why::bad_address;
    return;
  }
  switch (t.c.state) {
    case State::closed:
      arrive_in_closed(t);
      return;
    case State::listen:
      arrive_in_listen(t);
      return;
    case State::syn_sent:
      arrive_in_syn_sent(t);
      return;
    case State::time_wait:
      if (t.policy.time_wait.answers_only_retransmissions) {
        arrive_in_quiet_time_wait(t);
        return;
      }
      [[fallthrough]];
    case State::syn_received:
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::close_wait:
    case State::closing:
    case State::last_ack:
      arrive_in_order(t);
      return;
  }
}

}  // namespace twomsl
