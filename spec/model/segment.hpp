// A segment as the machine sees it: control bits, numbers and the length of its text.
//
// The text itself stays with the caller: the machine handles ranges of the byte streams, never
// bytes. RFC 9293 section 3.1; options of RFC 7323.
#pragma once

#include "spec/model/fields.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl {

template <class D>
struct Segment {
  Seq<D> seq{};
  Seq<D> ack{};                  // meaningful if has_ack
  typename D::U32 text_bytes{};  // below 2^16
  typename D::U32 wnd{};         // as on the wire: 16 bits, unscaled
  typename D::U32 up{};          // the urgent pointer, 16 bits; meaningful if urg
  typename D::Bool syn{};
  typename D::Bool fin{};
  typename D::Bool rst{};
  typename D::Bool has_ack{};
  typename D::Bool psh{};
  typename D::Bool urg{};
  typename D::Bool has_ts{};
  typename D::U32 ts_val{};  // meaningful if has_ts
  typename D::U32 ts_ecr{};
  typename D::Bool has_mss{};  // the last two options count on a SYN alone
  typename D::U32 mss_bytes{};
  typename D::Bool has_scale{};
  typename D::U32 scale{};  // as sent, not clamped
};

/// Visits every member, of one segment or of several side by side.
template <class F, class... S>
constexpr void for_each_field(F&& visit, S&... s) requires(requires { (s.text_bytes, ...); }) {
  visit("seg.seq", s.seq...);
  visit("seg.ack", s.ack...);
  visit("seg.text_bytes", s.text_bytes...);
  visit("seg.wnd", s.wnd...);
  visit("seg.up", s.up...);
  visit("seg.syn", s.syn...);
  visit("seg.fin", s.fin...);
  visit("seg.rst", s.rst...);
  visit("seg.has_ack", s.has_ack...);
  visit("seg.psh", s.psh...);
  visit("seg.urg", s.urg...);
  visit("seg.has_ts", s.has_ts...);
  visit("seg.ts_val", s.ts_val...);
  visit("seg.ts_ecr", s.ts_ecr...);
  visit("seg.has_mss", s.has_mss...);
  visit("seg.mss_bytes", s.mss_bytes...);
  visit("seg.has_scale", s.has_scale...);
  visit("seg.scale", s.scale...);
}
static_assert(lists_every_member<Segment>());

/// One sequence number for a control bit that is set.
template <class D>
[[nodiscard]] constexpr typename D::U32 one_if(const typename D::Bool& control) {
  return select(control, typename D::U32(1u), typename D::U32(0u));
}

/// SEG.LEN: text, SYN and FIN.
template <class D>
[[nodiscard]] constexpr typename D::U32 length(const Segment<D>& seg) {
  return seg.text_bytes + one_if<D>(seg.syn) + one_if<D>(seg.fin);
}

}  // namespace twomsl
