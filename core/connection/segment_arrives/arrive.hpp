// SEGMENT ARRIVES (RFC 9293 section 3.10.7): the steps in the order of the text, one file each.
//
// The third, security and compartment, is left out: this machine has neither.
#pragma once

#include "core/connection/segment_arrives/acknowledgment.hpp"
#include "core/connection/segment_arrives/closed.hpp"
#include "core/connection/segment_arrives/listen.hpp"
#include "core/connection/segment_arrives/reopening.hpp"
#include "core/connection/segment_arrives/reset.hpp"
#include "core/connection/segment_arrives/sequence.hpp"
#include "core/connection/segment_arrives/syn.hpp"
#include "core/connection/segment_arrives/syn_sent.hpp"
#include "core/connection/segment_arrives/text.hpp"
#include "core/connection/segment_arrives/time_wait.hpp"
#include "core/connection/segment_arrives/urgent.hpp"

namespace twomsl {

/// Text or FIN in a state whose peer has sent its FIN already. A FIN is answered all the same.
template <class D>
[[gnu::cold]] constexpr void ignore_text(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  if (seg.text_bytes + one_if<D>(seg.fin) == typename D::U32(0u)) {
    return;
  }
  ctx.out.why = Why::text_ignored;
  if (seg.fin) {
    reply_ack_on_credit(ctx);
  }
}

/// Sixth to eighth.
template <class D>
constexpr void arrive_with_content(StepContext<D>& ctx) {
  switch (ctx.c.state) {
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
      process_urgent(ctx);
      process_text_and_fin(ctx);
      return;
    case State::time_wait:
      if (is_repeated_fin(ctx.c, ctx.event.segment)) {
        restart_wait(ctx);
      } else {
        ignore_text(ctx);
      }
      return;
    case State::close_wait:
    case State::closing:
    case State::last_ack:
    case State::closed:
    case State::listen:
    case State::syn_sent:
    case State::syn_received:
      ignore_text(ctx);
      return;
  }
}

/// The open completes: what came with the SYN satisfies a RECEIVE, unless it has been delivered
/// together with what came now.
template <class D>
constexpr void deliver_text_of_syn(StepContext<D>& ctx) {
  if (ctx.out.signals.opened) {
    if (ctx.out.delivery.bytes == typename D::U32(0u)) {
      satisfy_receive(ctx);
    }
  }
}

/// The other states: SYN-RECEIVED and all later ones (RFC 9293 section 3.10.7.4).
template <class D>
constexpr void arrive_in_other_states(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  if (seg.syn && is_synchronized(ctx.c.state) && !seg.rst) {
    if (ctx.c.state == State::time_wait) {
      arrive_with_syn_in_time_wait(ctx);
    } else {
      //= rfc5961#4.2 RFC5961-4.2-3
      //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U5
      challenge_syn(ctx);
    }
    return;
  }
  const bool opens = ctx.c.state == State::syn_received;
  if (opens && ctx.c.origin == Origin::active) {
    if (is_crossing_syn_ack(ctx)) {
      complete_crossing_open(ctx);
      deliver_text_of_syn(ctx);
      return;
    }
  }
  if (!passes_sequence_check(ctx)) {
    return;
  }
  //= rfc9293#3.5.3 SHLD-2
  if (seg.rst) {
    //= rfc5961#3.2 RFC5961-3.2-4
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U3
    arrive_with_rst(ctx);
    return;
  }
  if (seg.syn) {
    arrive_with_syn(ctx);
    return;
  }
  remember_timestamp(ctx);
  if (passes_ack_check(ctx)) {
    arrive_with_content(ctx);
  }
  if (opens) {
    deliver_text_of_syn(ctx);
  }
}

/// CLOSED, LISTEN and SYN-SENT.
template <class D>
constexpr void arrive_in_first_states(StepContext<D>& ctx) {
  if (ctx.c.state == State::closed) {
    arrive_in_closed(ctx);
  } else if (ctx.c.state == State::listen) {
    arrive_in_listen(ctx);
  } else {
    arrive_in_syn_sent(ctx);
  }
}

/// TIME-WAIT, where that does not go by the steps of the other states.
template <class D>
[[gnu::cold]] [[nodiscard]] constexpr bool arrives_in_time_wait_alone(StepContext<D>& ctx) {
  if (misses_rst(ctx)) {
    repeat_rst(ctx);
    return true;
  }
  if (ctx.policy.time_wait.answers_only_retransmissions) {
    arrive_in_strict_time_wait(ctx);
    return true;
  }
  return false;
}

template <class D>
constexpr void arrive(StepContext<D>& ctx) {
  //= rfc9293#3.1 MUST-3
  if (!ctx.event.checksum_ok) {
    ctx.out.why = Why::bad_checksum;
    return;
  }
  //= rfc9293#3.9.2.3 MUST-63
  //= rfc9293#3.9.2.3 MUST-57
  if (!ctx.event.address_valid) {
    ctx.out.why = Why::bad_address;
    return;
  }
  if (ctx.c.state < State::syn_received) {
    arrive_in_first_states(ctx);
  } else if (ctx.c.state != State::time_wait || !arrives_in_time_wait_alone(ctx)) {
    arrive_in_other_states(ctx);
  }
}

}  // namespace twomsl
