// SEGMENT ARRIVES in SYN-SENT (RFC 9293 section 3.10.7.3, with erratum 8167).
#pragma once

#include "core/connection/acknowledgment.hpp"
#include "core/connection/begin.hpp"
#include "core/connection/established.hpp"
#include "core/connection/fin.hpp"
#include "core/connection/text.hpp"
#include "core/connection/urgent.hpp"

namespace twomsl {

/// SYN,ACK: the open completes, and what else the segment carries is processed.
template <class D>
constexpr void complete_active_open(Turn<D>& t) {
  learn_peer(t, t.event.segment);
  settle_rto(t);
  rewind_timer(t, advance_una(t));
  become_established(t);
  take_urgent(t);
  take_text_and_fin(t);
  t.out.why = Why::established;
  if (!t.out.replies) {
    acknowledge(t);
  }
}

/// SYN without ACK: both ends open at once.
template <class D>
constexpr void open_simultaneously(Turn<D>& t) {
  t.c.state = State::syn_received;
  learn_peer(t, t.event.segment);
  take_text_of_syn(t);
  reply_syn(t);
  t.out.why = Why::opened_simultaneously;
}

template <class D>
[[gnu::cold]] constexpr void arrive_in_syn_sent(Turn<D>& t) {
  const Segment<D>& seg = t.event.segment;
  const auto ack_valid = is_before(t.c.iss, seg.ack) && is_at_or_before(seg.ack, t.c.snd.nxt);
  if (seg.has_ack && !ack_valid) {
    //= rfc9293#3.5.2 RFC9293-3.5.2-D4
    t.out.why = Why::unexpected_ack;
    if (!seg.rst) {
      reply_rst(t, seg.ack);
    }
  } else if (seg.rst) {
    //= rfc5961#3.2 RFC5961-3.2-6
    t.out.why = Why::unexpected_rst;
    if (seg.has_ack) {
      become_closed(t, Why::refused);
      t.out.signals.reset = true;
    }
  } else if (!seg.syn) {
    t.out.why = Why::not_a_syn;
  } else if (seg.has_ack) {
    complete_active_open(t);
  } else {
    open_simultaneously(t);
  }
}

}  // namespace twomsl
