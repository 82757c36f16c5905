// Which segment sets the send window (RFC 9293 section 3.10.7.4, fifth), and what follows if it
// opens (section 3.8.6.1): a part of INV-SEQ with a proof of its own, since that takes minutes.
#pragma once

#include "spec/laws/connection/acceptability.hpp"

namespace twomsl {

/// The segment is not older than the one that gave the window, by its number and then by its ACK,
/// and acknowledges no less than has been acknowledged.
template <class D>
[[nodiscard]] constexpr typename D::Bool gives_window(const ConnectionStep<D>& step) {
  const SendSpace<D>& snd = step.before.snd;
  const Segment<D>& seg = step.event.segment;
  const auto is_later = is_before(snd.wl1, seg.seq);
  const auto is_as_late = snd.wl1 == seg.seq && is_at_or_before(snd.wl2, seg.ack);
  return (is_later || is_as_late) && is_at_or_before(snd.una, seg.ack);
}

/// SND.WND is that of the newest acceptable segment, and SND.WL1 and SND.WL2 are its numbers;
/// nothing else changes them. It speaks of connections that were synchronized before the step.
template <class D>
[[nodiscard]] constexpr typename D::Bool window_is_newest(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const SendSpace<D>& before = step.before.snd;
  const SendSpace<D>& after = step.after.snd;
  const Segment<D>& seg = step.event.segment;
  if (!is_synchronized(step.before.state) || step.after.state == State::time_wait ||
      !continues(step)) {
    return Bool(true);
  }
  const Bool keeps =
      after.wnd_bytes == before.wnd_bytes && after.wl1 == before.wl1 && after.wl2 == before.wl2;
  const Bool takes = after.wnd_bytes == D::scale_up(seg.wnd, before.scale) &&
                     after.wl1 == seg.seq && after.wl2 == seg.ack;
  const bool arrived = has_arrived(step) && step.before.state != State::time_wait;
  const Bool gives = Bool(arrived) && acceptable_in_sequence(step) && gives_window(step);
  return implies(gives, takes) && implies(!gives, keeps);
}

/// If a closed window opens, what is in flight is sent again from SND.UNA, and at once: the peer
/// may have thrown it away. The timer begins anew.
template <class D>
[[nodiscard]] constexpr typename D::Bool opening_resumes_sending(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const SendSpace<D>& after = step.after.snd;
  const typename D::U32 closed(0u);
  const bool counts = is_synchronized(step.before.state) && is_live(step.after.state) &&
                      step.after.state != State::time_wait && continues(step);
  const Retransmission<D>& rtx = step.after.rtx;
  const Bool resumes =
      rtx.rexmit_pending && rtx.recover == after.nxt && rtx.at == step.now + rtx.rto;
  return implies(Bool(counts) && step.before.snd.wnd_bytes == closed &&
                     !(after.wnd_bytes == closed) && !(after.una == after.nxt) && !after.opening,
                 resumes);
}

/// Both.
template <class D>
[[nodiscard]] constexpr typename D::Bool window_law(const ConnectionStep<D>& step) {
  return window_is_newest(step) && opening_resumes_sending(step);
}

}  // namespace twomsl
