// Seventh: the text of a segment (RFC 9293 section 3.10.7.4).
//
// Only ranges are spoken of. What lies ahead of RCV.NXT is held; what joins RCV.NXT is accepted,
// and so is the held text that it reaches.
#pragma once

#include "core/connection/fin.hpp"
#include "core/reassembly.hpp"

namespace twomsl {

/// Moves RCV.NXT over text; the right edge of the window stays.
template <class D>
constexpr void advance_rcv(Connection<D>& c, const typename D::U32& bytes) {
  c.rcv.nxt = c.rcv.nxt + bytes;
  c.rcv.wnd_bytes = c.rcv.wnd_bytes - bytes;
}

/// Text at RCV.NXT, and whatever is held behind it.
template <class D>
constexpr void accept_text(Turn<D>& t, const Trimmed<D>& text) {
  Connection<D>& c = t.c;
  t.out.intake = {text.begin, text.skip_bytes, text.take_bytes};
  advance_rcv(c, text.take_bytes);
  if (c.state == State::fin_wait_2) {
    c.closes_at = t.now + t.policy.timeouts.fin_wait_2;
  }
  if (c.rcv.holds) {
    advance_rcv(c, absorb(c.held, c.rcv.nxt) - c.rcv.nxt);
    c.rcv.holds = holds_any(c.held);
  }
}

/// Text ahead of RCV.NXT, if a place is left for it.
//= rfc9293#3.10.7.4 SHLD-31
template <class D>
[[gnu::cold]] constexpr void hold_text(Turn<D>& t, const Trimmed<D>& text) {
  Connection<D>& c = t.c;
  const Range<D> range{text.begin, text.begin + text.take_bytes};
  const auto placed = hold_range(c.held, range);
  c.rcv.holds = c.rcv.holds || placed;
  t.out.intake = {text.begin, text.skip_bytes,
                  select(placed, text.take_bytes, typename D::U32(0u))};
}

/// Takes the text and the FIN of an acceptable segment, and acknowledges them.
template <class D>
[[gnu::always_inline]] constexpr void take_text_and_fin(Turn<D>& t) {
  const Segment<D>& seg = t.event.segment;
  if (seg.text_bytes + one_if<D>(seg.fin) == typename D::U32(0u)) {
    return;
  }
  if (t.c.rcv.wnd_bytes == typename D::U32(0u)) {
    t.out.why = Why::unacceptable;
    reply_ack_on_credit(t);
    return;
  }
  const Trimmed<D> text = trim(t.c, seg);
  note_fin(t.c, text);
  if (text.begin == t.c.rcv.nxt) {
    t.out.why = Why::text_accepted;
    accept_text(t, text);
    if (t.c.rcv.fin_seen && t.c.rcv.nxt == t.c.rcv.fin) {
      take_fin(t);
      return;
    }
    satisfy_receive(t);
  } else {
    //= rfc9293#3.10.7.4 MAY-13
    t.out.why = Why::text_held;
    hold_text(t, text);
  }
  acknowledge(t);
}

/// The text that came with a SYN: kept until the connection is ESTABLISHED. A FIN on a SYN is left
/// for its sender to repeat, since no state between could hold it.
template <class D>
constexpr void take_text_of_syn(Turn<D>& t) {
  Trimmed<D> text = trim(t.c, t.event.segment);
  t.out.intake = {text.begin, text.skip_bytes, text.take_bytes};
  advance_rcv(t.c, text.take_bytes);
}

}  // namespace twomsl
