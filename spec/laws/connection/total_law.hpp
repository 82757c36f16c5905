// INV-TOTAL: every event in every state has an outcome, and the outcome is one that can be sent.
#pragma once

#include "spec/laws/connection/connection_invariant.hpp"

namespace twomsl {

/// What is sent can be put on the wire, and its control bits agree.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_sendable(const Segment<D>& seg) {
  using U32 = typename D::U32;
  const U32 none(0u);
  const U32 word(0xffffu);
  const auto bare = seg.text_bytes == none && !seg.fin && !seg.urg && !seg.psh;
  return seg.text_bytes <= word && seg.wnd <= word && seg.up <= word &&
         implies(seg.rst, bare && !seg.syn) && implies(seg.syn, bare) &&
         implies(!seg.syn, !seg.has_mss && !seg.has_scale) && (seg.syn || seg.rst || seg.has_ack) &&
         implies(seg.urg, none < seg.up) && implies(seg.has_scale, seg.scale <= U32(14u)) &&
         implies(seg.has_mss, U32(kSmallestMss) <= seg.mss_bytes && seg.mss_bytes <= word);
}

/// Text and timestamps together fit what the peer and the path take.
template <class D>
[[nodiscard]] constexpr typename D::Bool fits_segment_size(const ConnectionStep<D>& step) {
  using U32 = typename D::U32;
  const Segment<D>& seg = step.outcome.segment;
  const U32 options = select(seg.has_ts, U32(12u), U32(0u));
  const U32 bytes = seg.text_bytes + options;
  return seg.text_bytes == U32(0u) ||
         (bytes <= step.after.snd.mss_bytes && bytes <= step.policy.path_mss_bytes);
}

/// Timestamps are on all segments or on none, as was agreed; a RST needs none.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_agreed_options(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.outcome.segment;
  return seg.rst || seg.has_ts == step.after.ts.on;
}

/// The reason is that a call was refused.
[[nodiscard]] constexpr bool is_error(Why why) {
  return why == Why::error_exists || why == Why::error_no_connection || why == Why::error_closing ||
         why == Why::error_resources || why == Why::error_remote || why == Why::error_address;
}

/// The step changed nothing, sent nothing and told the user nothing.
template <class D>
[[nodiscard]] constexpr typename D::Bool does_nothing(const ConnectionStep<D>& step) {
  return changes_only_credit(step) && keeps_credit(step) &&
         typename D::Bool(!step.outcome.replies && step.outcome.signals == Signals{});
}

/// The reason and the signals agree with the states before and after the step.
template <class D>
[[nodiscard]] constexpr typename D::Bool outcome_agrees_with_states(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Outcome<D>& out = step.outcome;
  const bool opens = has_arrived(step) && !is_synchronized(step.before.state) &&
                     is_synchronized(step.after.state) && !returns_to_wait(step);
  const bool ends = is_live(step.before.state) && step.after.state == State::closed;
  const bool is_damaged = step.event.kind == EventKind::segment_arrives && !has_arrived(step);
  return Bool(out.why != Why::invalid && out.signals.opened == opens) &&
         implies(Bool(ends), !out.may_send) &&
         implies(Bool(is_error(out.why) || is_damaged), does_nothing(step));
}

/// INV-TOTAL: the step is taken, the connection is well-formed after it, and its answer can be
/// sent. No RST answers a RST.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_total(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Outcome<D>& out = step.outcome;
  const Bool answers_rst = Bool(has_arrived(step)) && step.event.segment.rst;
  const Bool sound = is_well_formed(step.after, step.now) && outcome_agrees_with_states(step);
  return out.replies ? sound && is_sendable(out.segment) && fits_segment_size(step) &&
                           has_agreed_options(step) && !(answers_rst && out.segment.rst)
                     : sound;
}

}  // namespace twomsl
