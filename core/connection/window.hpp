// The receive window: what of a segment lies in it, and how it opens again (RFC 9293
// section 3.8.6).
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// `number` lies in the receive window.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_in_window(const Connection<D>& c,
                                                      const Seq<D>& number) {
  return number - c.rcv.nxt < c.rcv.wnd_bytes;
}

/// The four rows of the acceptability test. With a closed window a segment at RCV.NXT passes even
/// with text: the text will be cut, and ACK, URG and RST are processed.
//= rfc9293#3.4 MUST-66
template <class D>
[[nodiscard]] constexpr typename D::Bool is_acceptable(const Connection<D>& c,
                                                       const Segment<D>& seg) {
  using U32 = typename D::U32;
  const U32 len = length(seg);
  return select(c.rcv.wnd_bytes == U32(0u), seg.seq == c.rcv.nxt,
                is_in_window(c, seg.seq) ||
                    (!(len == U32(0u)) && is_in_window(c, seg.seq + (len - U32(1u)))));
}

/// The part of an acceptable segment that is new and fits the window: bytes [skip, skip + take) of
/// its text, the first of which is number `begin`, and its FIN.
template <class D>
struct Trimmed {
  Seq<D> begin{};
  typename D::U32 skip_bytes{};
  typename D::U32 take_bytes{};
  typename D::Bool fin{};
};

/// REQUIRES: the segment is acceptable. Text after the peer's FIN is cut.
template <class D>
[[gnu::always_inline]] [[nodiscard]] constexpr Trimmed<D> trim(const Connection<D>& c,
                                                               const Segment<D>& seg) {
  using U32 = typename D::U32;
  const Seq<D> first = seg.seq + one_if<D>(seg.syn);
  const auto starts_inside = first == c.rcv.nxt || is_in_window(c, first);
  const U32 skip = select(starts_inside, U32(0u), c.rcv.nxt - first);
  const Seq<D> begin = first + skip;
  const U32 ahead = begin - c.rcv.nxt;
  const U32 edge =
      select(c.rcv.fin_seen, smaller(c.rcv.fin - c.rcv.nxt, c.rcv.wnd_bytes), c.rcv.wnd_bytes);
  const U32 room = select(ahead < edge, edge - ahead, U32(0u));
  const U32 left = select(skip < seg.text_bytes, seg.text_bytes - skip, U32(0u));
  const U32 take = smaller(left, room);
  const auto fin = seg.fin && skip <= seg.text_bytes && take == left &&
                   ahead + take < c.rcv.wnd_bytes && !c.rcv.fin_seen;
  return {begin, skip, take, fin};
}

/// The window that the buffer permits, if it is larger by half the buffer or by an MSS; otherwise
/// the window as it is (silly window avoidance, MUST-39).
//= rfc9293#3.8.6.2.2 MUST-39
template <class D>
[[gnu::always_inline]] [[nodiscard]] constexpr typename D::U32 opened_window(
    const Connection<D>& c) {
  using U32 = typename D::U32;
  const U32 most = D::scale_up(U32(0xffffu), c.rcv.scale);
  const U32 free = smaller(c.rcv.buffer_bytes - text_on_hand(c), most);
  const U32 least_gain = smaller(c.rcv.buffer_bytes >> 1, c.snd.mss_bytes);
  const auto opens = c.rcv.wnd_bytes + least_gain <= free;
  //= rfc9293#3.8.6 SHLD-14
  return select(opens && !fin_received(c), free, c.rcv.wnd_bytes);
}

/// An ACK of what has arrived, with the window opened.
template <class D>
[[gnu::always_inline]] constexpr void acknowledge(StepContext<D>& ctx) {
  ctx.c.rcv.wnd_bytes = opened_window(ctx.c);
  reply_ack(ctx);
}

}  // namespace twomsl
