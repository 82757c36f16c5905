// One step of one connection as the laws see it, and the predicates on it that they share.
//
// Nothing here is taken from core/: a law must not lean on the formula that it judges.
#pragma once

#include "spec/laws/wait_history.hpp"
#include "spec/model/outcome.hpp"
#include "spec/model/policy.hpp"

namespace twomsl {

/// Everything about one step. `wait` is the history before it; meaningful in TIME-WAIT, and in a
/// SYN-RECEIVED that interrupts one.
template <class D>
struct ConnectionStep {
  const Policy<D>& policy;
  const Event<D>& event;
  const Instant<D>& now;
  const Connection<D>& before;
  const Connection<D>& after;
  const Outcome<D>& outcome;
  const WaitHistory<D>& wait;
};

/// A segment arrived, intact and from a valid address.
template <class D>
[[nodiscard]] constexpr bool has_arrived(const ConnectionStep<D>& step) {
  return has_arrived(step.event);
}

/// The step makes a control block.
template <class D>
[[nodiscard]] constexpr bool begins(const ConnectionStep<D>& step) {
  const State before = step.before.state;
  const State after = step.after.state;
  return (before == State::closed || before == State::listen || before == State::time_wait) &&
         (after == State::syn_sent || after == State::syn_received);
}

/// The step goes back from a reopened SYN-RECEIVED to the wait that it interrupted.
template <class D>
[[nodiscard]] constexpr bool returns_to_wait(const ConnectionStep<D>& step) {
  return interrupts_wait(step.before) && step.after.state == State::time_wait;
}

/// Before and after the step it is the same incarnation; it may have ended in CLOSED.
template <class D>
[[nodiscard]] constexpr bool continues(const ConnectionStep<D>& step) {
  return step.before.state != State::closed && step.before.state != State::listen &&
         step.after.state != State::listen && !begins(step) && !returns_to_wait(step);
}

/// All members of two records are equal, the concrete ones aside.
template <class D, class Record>
[[nodiscard]] constexpr typename D::Bool is_same(const Record& a, const Record& b) {
  typename D::Bool same(true);
  for_each_field([&same](const char*, const auto& x, const auto& y) { same = same && x == y; }, a,
                 b);
  return same;
}

/// The step changed nothing of the connection but ack_credit.
template <class D>
[[nodiscard]] constexpr typename D::Bool changes_only_credit(const ConnectionStep<D>& step) {
  Connection<D> paid = step.before;
  paid.ack_credit = step.after.ack_credit;
  return typename D::Bool(step.before.state == step.after.state &&
                          step.before.origin == step.after.origin) &&
         is_same<D>(paid, step.after);
}

template <class D>
[[nodiscard]] constexpr typename D::Bool keeps_credit(const ConnectionStep<D>& step) {
  const AckCredit<D>& before = step.before.ack_credit;
  const AckCredit<D>& after = step.after.ack_credit;
  return before.of_retransmissions == after.of_retransmissions &&
         before.of_others == after.of_others;
}

/// The number that the peer takes a segment without text at. It has thrown away what lies behind
/// SND.UNA if its window is closed.
template <class D>
[[nodiscard]] constexpr Seq<D> expected_by_peer(const Connection<D>& c) {
  const auto is_closed = !c.snd.opening && c.snd.wnd_bytes == typename D::U32(0u);
  return select(is_closed, c.snd.una, c.snd.nxt);
}

/// The answer is <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, or SND.UNA before a closed window, and
/// nothing else.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_pure_ack(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.outcome.segment;
  return seg.has_ack && !seg.syn && !seg.fin && !seg.rst && !seg.urg &&
         seg.text_bytes == typename D::U32(0u) && seg.seq == expected_by_peer(step.before) &&
         seg.ack == step.after.rcv.nxt;
}

/// The answer is <SEQ=SEG.ACK><CTL=RST> and nothing else: what the peer expects next.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_pure_rst(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.outcome.segment;
  return seg.rst && !seg.has_ack && !seg.syn && !seg.fin && !seg.urg &&
         seg.text_bytes == typename D::U32(0u) && seg.seq == step.event.segment.ack;
}

/// The timestamp passes PAWS: both ends use them, and it is not before the last, unless that was
/// more than 24 days ago (RFC 7323 sections 3.2, 5.3 and 5.5).
template <class D>
[[nodiscard]] constexpr typename D::Bool timestamp_passes(const Timestamps<D>& ts,
                                                          const Segment<D>& seg,
                                                          const Instant<D>& now) {
  constexpr std::uint64_t kDayUs = 86'400'000'000;
  const auto is_believed = now - ts.recent_at <= Duration<D>{typename D::U64(24 * kDayUs)};
  const auto is_old = is_before(Seq<D>{seg.ts_val}, Seq<D>{ts.recent}) && is_believed;
  return !ts.on || (seg.has_ts && !is_old);
}
template <class D>
[[nodiscard]] constexpr typename D::Bool timestamp_passes(const ConnectionStep<D>& step) {
  return timestamp_passes(step.before.ts, step.event.segment, step.now);
}

/// The number was sent, lies no more behind SND.UNA than the peer's largest window (MAY-12), and
/// not before ISS, as long as fewer than 2^30 have been acknowledged.
template <class D>
[[nodiscard]] constexpr typename D::Bool number_is_acceptable(const SendSpace<D>& snd,
                                                              const Seq<D>& ack) {
  const typename D::U32 behind = snd.nxt - ack;
  const typename D::U32 flight = snd.nxt - snd.una;
  return behind <= flight + snd.max_wnd_bytes && behind <= flight + snd.acked_count;
}
template <class D>
[[nodiscard]] constexpr typename D::Bool ack_is_acceptable(const Connection<D>& c,
                                                           const Segment<D>& seg) {
  return seg.has_ack && number_is_acceptable(c.snd, seg.ack);
}
template <class D>
[[nodiscard]] constexpr typename D::Bool ack_is_acceptable(const ConnectionStep<D>& step) {
  return ack_is_acceptable(step.before, step.event.segment);
}

/// Class R: a segment that ends at or before RCV.NXT, by less than the largest window, or begins
/// there while the window is closed; its ACK is acceptable and PAWS passes. Retransmissions and
/// probes are among these.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_of_class_r(const Connection<D>& c,
                                                       const Segment<D>& seg,
                                                       const Instant<D>& now) {
  const ReceiveSpace<D>& rcv = c.rcv;
  const Seq<D> end = seg.seq + length(seg);
  const auto is_recent =
      is_at_or_before(end, rcv.nxt) && is_before(rcv.nxt - rcv.buffer_bytes, end);
  const auto is_probe = seg.seq == rcv.nxt && rcv.wnd_bytes == typename D::U32(0u);
  return !seg.rst && (is_recent || is_probe) && ack_is_acceptable(c, seg) &&
         timestamp_passes(c.ts, seg, now);
}

/// In TIME-WAIT an intact segment arrived, neither SYN nor RST, whose timestamp and ACK count.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_arrived_in_wait(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  return typename D::Bool(has_arrived(step) && step.before.state == State::time_wait) && !seg.syn &&
         !seg.rst && timestamp_passes(step) && ack_is_acceptable(step);
}

/// In TIME-WAIT, after the peer's FIN, what arrived is the peer's retransmission that must be
/// answered: its FIN, ending at RCV.NXT; under strict any text or FIN that ends in (RCV.NXT -
/// largest window, RCV.NXT].
template <class D>
[[nodiscard]] constexpr typename D::Bool is_retransmission_to_wait(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  const ReceiveSpace<D>& rcv = step.before.rcv;
  const Seq<D> end = seg.seq + length(seg);
  const auto is_answered = has_arrived_in_wait(step) && rcv.fin_seen;
  if (!step.policy.time_wait.answers_only_retransmissions) {
    return is_answered && seg.fin && end == rcv.nxt;
  }
  const auto is_recent =
      is_at_or_before(end, rcv.nxt) && is_before(rcv.nxt - rcv.buffer_bytes, end);
  return is_answered && (seg.fin || typename D::U32(0u) < seg.text_bytes) && is_recent;
}

/// The wait began with a RST, before the peer's FIN, and the peer still sends text or a FIN, which
/// ends in (RCV.NXT - largest window, RCV.NXT + RCV.WND]: it has not seen that RST.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_missed_rst(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  const ReceiveSpace<D>& rcv = step.before.rcv;
  const Seq<D> end = seg.seq + length(seg);
  return has_arrived_in_wait(step) && !rcv.fin_seen &&
         (seg.fin || typename D::U32(0u) < seg.text_bytes) &&
         is_before(rcv.nxt - rcv.buffer_bytes, end) &&
         is_at_or_before(end, rcv.nxt + rcv.wnd_bytes);
}

/// What arrived is answered, and restarts the wait.
template <class D>
[[nodiscard]] constexpr typename D::Bool restarts_wait(const ConnectionStep<D>& step) {
  return is_retransmission_to_wait(step) || has_missed_rst(step);
}

/// The history of the wait after the step.
template <class D>
[[nodiscard]] constexpr WaitHistory<D> update_ghost(const ConnectionStep<D>& step) {
  const bool waits = step.after.state == State::time_wait;
  const bool enters = waits && step.before.state != State::time_wait && !returns_to_wait(step);
  const auto restarts =
      typename D::Bool(enters) || (typename D::Bool(waits) && restarts_wait(step));
  const auto again = restarted_wait(step.wait, step.now, step.policy.msl);
  const Instant<D> since = enters ? step.now : again.restarted;
  const Duration<D> msl = enters ? step.policy.msl : again.msl;
  return {select(restarts, since, step.wait.restarted), select(restarts, msl, step.wait.msl)};
}

/// By its history the wait has lasted 2*MSL.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_waited(const ConnectionStep<D>& step) {
  return !lasts(step.wait, step.now);
}

/// A law by its id.
template <class D>
struct ConnectionLaw {
  std::string_view id;
  typename D::Bool (*holds)(const ConnectionStep<D>&);
};

}  // namespace twomsl
