// SEGMENT ARRIVES in LISTEN (RFC 9293 section 3.10.7.2).
#pragma once

#include "core/connection/begin.hpp"
#include "core/connection/text.hpp"

namespace twomsl {

/// A SYN makes the connection; its text is kept for later, a FIN on it waits to be sent again.
template <class D>
[[gnu::noinline]] constexpr void open_by_syn(Turn<D>& t) {
  begin_control_block(t, choose_iss(t.event.beginnings));
  t.c.origin = Origin::passive;
  t.c.state = State::syn_received;
  learn_peer(t, t.event.segment);
  take_text_of_syn(t);
  send_syn(t);
  t.out.why = Why::opened_by_syn;
}

template <class D>
[[gnu::noinline]] constexpr void arrive_in_listen(Turn<D>& t) {
  const Segment<D>& seg = t.event.segment;
  if (seg.rst) {
    t.out.why = Why::unexpected_rst;
  } else if (seg.has_ack) {
    t.out.why = Why::unexpected_ack;
    reply_rst(t, seg.ack);
  } else if (seg.syn) {
    open_by_syn(t);
  } else {
    t.out.why = Why::not_a_syn;
  }
}

}  // namespace twomsl
