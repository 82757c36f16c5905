// Seventh: the text of a segment (RFC 9293 section 3.10.7.4).
//
// A step handles ranges of the stream, never bytes. Text ahead of RCV.NXT is held; text at RCV.NXT
// is accepted, and so is the held text that it reaches.
#pragma once

#include "core/connection/reassembly.hpp"
#include "core/connection/segment_arrives/fin.hpp"
#include "core/connection/segment_arrives/limited_ack.hpp"

namespace twomsl {

/// Moves RCV.NXT over text; the right edge of the window stays.
template <class D>
constexpr void advance_rcv(Connection<D>& c, const typename D::U32& bytes) {
  c.rcv.nxt = c.rcv.nxt + bytes;
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D7
  //= rfc7323#2.4 RFC7323-2.4-2
  //= rfc7323#2.4 RFC7323-2.4-3
  c.rcv.wnd_bytes = c.rcv.wnd_bytes - bytes;
}

/// Accepts the held text that RCV.NXT reaches.
template <class D>
[[gnu::cold, gnu::noinline]] constexpr void accept_held_text(Connection<D>& c) {
  //= rfc7323#5.3 RFC7323-5.3-3
  advance_rcv(c, absorb(c.held, c.rcv.nxt) - c.rcv.nxt);
  c.rcv.has_held = holds_any(c.held);
}

/// Accepts text at RCV.NXT, and the held text that it reaches.
template <class D>
constexpr void accept_text(StepContext<D>& ctx, const Trimmed<D>& text) {
  Connection<D>& c = ctx.c;
  ctx.out.intake = {text.begin, text.skip_bytes, text.take_bytes};
  advance_rcv(c, text.take_bytes);
  if (c.state == State::fin_wait_2) {
    c.closes_at = ctx.now + ctx.policy.timeouts.fin_wait_2;
  }
  if (c.rcv.has_held) {
    accept_held_text(c);
  }
}

/// Holds text that lies ahead of RCV.NXT, if hold_range() has room.
//= rfc9293#3.10.7.4 SHLD-31
template <class D>
[[gnu::cold, gnu::noinline]] constexpr void hold_text(StepContext<D>& ctx, const Trimmed<D>& text) {
  Connection<D>& c = ctx.c;
  const Range<D> range{text.begin, text.begin + text.take_bytes};
  const auto placed = hold_range(c.held, range);
  c.rcv.has_held = c.rcv.has_held || placed;
  ctx.out.intake = {text.begin, text.skip_bytes,
                    select(placed, text.take_bytes, typename D::U32(0u))};
}

/// Accepts or holds the text and the FIN of an acceptable segment, and acknowledges.
template <class D>
[[gnu::always_inline]] constexpr void process_text_and_fin(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  if (seg.text_bytes + one_if<D>(seg.fin) == typename D::U32(0u)) {
    return;
  }
  //= rfc9293#3.8.6.1 MAY-8
  if (ctx.c.rcv.wnd_bytes == typename D::U32(0u)) {
    ctx.out.why = Why::unacceptable;
    reply_ack_on_credit(ctx);
    return;
  }
  const Trimmed<D> text = trim(ctx.c, seg);
  note_fin(ctx.c, text);
  if (text.begin == ctx.c.rcv.nxt) {
    ctx.out.why = Why::text_accepted;
    accept_text(ctx, text);
    if (ctx.c.rcv.fin_seen && ctx.c.rcv.nxt == ctx.c.rcv.fin) {
      process_fin(ctx);
      return;
    }
    satisfy_receive(ctx);
  } else {
    //= rfc9293#3.10.7.4 MAY-13
    ctx.out.why = Why::text_held;
    hold_text(ctx, text);
  }
  //= rfc9293#3.8.6.3 MUST-40
  //= rfc9293#3.8.6.3 SHLD-19
  //= rfc5681#3.2 RFC5681-3.2-1
  //= rfc5681#3.2 RFC5681-3.2-2
  //= rfc5681#4.2 RFC5681-4.2-2
  //= rfc5681#4.2 RFC5681-4.2-3a
  //= rfc5681#4.2 RFC5681-4.2-3b
  //= rfc5681#4.2 RFC5681-4.2-7
  //= rfc5681#4.2 RFC5681-4.2-8
  //= rfc5681#4.2 RFC5681-4.2-9
  //= rfc5681#4.2 RFC5681-4.2-10
  //= rfc6582#5 RFC6582-5-1
  acknowledge(ctx);
}

/// Accepts the text that came with a SYN; it is delivered once the connection is ESTABLISHED. A FIN
/// on a SYN is dropped, and its sender repeats it: no state before ESTABLISHED can remember it.
template <class D>
constexpr void accept_text_of_syn(StepContext<D>& ctx) {
  Trimmed<D> text = trim(ctx.c, ctx.event.segment);
  ctx.out.intake = {text.begin, text.skip_bytes, text.take_bytes};
  advance_rcv(ctx.c, text.take_bytes);
}

}  // namespace twomsl
