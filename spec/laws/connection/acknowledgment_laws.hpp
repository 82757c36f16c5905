// INV-ACK: what is acknowledged has arrived, what counts as acknowledged was sent, and answers to
// unacceptable segments are limited (RFC 9293 section 3.10.7.4; RFC 5961 section 7).
#pragma once

#include <algorithm>

#include "spec/laws/connection/acceptability.hpp"
#include "spec/laws/connection/reassembly_laws.hpp"

namespace twomsl {

/// SND.UNA moves only to the ACK of an arriving segment, and not beyond what was sent.
template <class D>
[[nodiscard]] constexpr typename D::Bool una_follows_valid_acks(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.event.segment;
  const SendSpace<D>& before = step.before.snd;
  const Seq<D>& una = step.after.snd.una;
  return una == before.una ||
         (Bool(has_arrived(step)) && seg.has_ack && una == seg.ack &&
          is_before(before.una, seg.ack) && is_at_or_before(seg.ack, before.nxt));
}

/// What was acknowledged is counted, up to 2^30, so that ISS is known for as long as it is in
/// reach.
template <class D>
[[nodiscard]] constexpr typename D::Bool counts_acknowledged(const ConnectionStep<D>& step) {
  if (step.after.state == State::time_wait) {
    return typename D::Bool(true);  // a slot does not know ISS
  }
  const SendSpace<D>& before = step.before.snd;
  const SendSpace<D>& after = step.after.snd;
  const typename D::U32 count = before.acked_count + (after.una - before.una);
  return after.acked_count == smaller(count, typename D::U32(kLargestWindow));
}

/// Before the step RCV.NXT and the held ranges were not yet set by this incarnation.
template <class D>
[[nodiscard]] constexpr bool is_first_reception(const ConnectionStep<D>& step) {
  return begins(step) || step.before.state == State::syn_sent;
}

/// The number has arrived: in this segment, in text that was held, or as the FIN once seen.
template <class D>
[[nodiscard]] constexpr typename D::Bool was_received(const ConnectionStep<D>& step,
                                                      const Seq<D>& number) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.event.segment;
  const Bool now = Bool(has_arrived(step)) && number - seg.seq < length(seg);
  if (is_first_reception(step)) {
    return now;
  }
  return now || is_held(step.before.held, number) ||
         (step.before.rcv.fin_seen && number == step.before.rcv.fin);
}

/// If the step has moved RCV.NXT over `number`, or `number` is held after it, it was received.
template <class D>
[[nodiscard]] constexpr typename D::Bool ack_implies_received(const ConnectionStep<D>& step,
                                                              const Seq<D>& number) {
  using Bool = typename D::Bool;
  const State state = step.after.state;
  const bool is_first = is_first_reception(step);
  if (!is_live(state) || state == State::syn_sent || returns_to_wait(step)) {
    return Bool(true);
  }
  const Seq<D> from = is_first ? step.event.segment.seq : step.before.rcv.nxt;
  const Bool passed = number - from < step.after.rcv.nxt - from;
  const bool may_hold = is_synchronized(state) && !peer_has_closed(state);
  return implies(passed || (Bool(may_hold) && is_held(step.after.held, number)),
                 was_received(step, number));
}

/// ack_implies_received() for all 2^32 numbers, asked only where a violation could begin. Take a
/// number that is passed or held and was not received, whose predecessor is no such number. Either
/// the predecessor is neither passed nor held, so the number is the old RCV.NXT or the begin of a
/// range held after the step; or the predecessor was received, so the number is the end of the
/// segment, of a range held before the step, or follows the FIN.
template <class D>
[[nodiscard]] constexpr typename D::Bool acknowledges_only_received(const ConnectionStep<D>& step) {
  using U32 = typename D::U32;
  const Segment<D>& seg = step.event.segment;
  typename D::Bool true_of_all = ack_implies_received(step, step.before.rcv.nxt) &&
                                 ack_implies_received(step, seg.seq + length(seg)) &&
                                 ack_implies_received(step, step.before.rcv.fin + U32(1u));
  const std::size_t ranges = std::max(step.before.held.size(), step.after.held.size());
  for (std::size_t i = 0; i < ranges; ++i) {
    true_of_all = true_of_all && ack_implies_received(step, step.before.held[i].end) &&
                  ack_implies_received(step, step.after.held[i].begin);
  }
  return true_of_all;
}

/// SEG.ACK of an answer is RCV.NXT; of a RST from CLOSED, SEG.SEQ + SEG.LEN of what arrived (RFC
/// 9293 section 3.10.7.1).
template <class D>
[[nodiscard]] constexpr typename D::Bool acks_carry_rcv_nxt(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.outcome.segment;
  const Segment<D>& arrived = step.event.segment;
  const bool is_refusal = has_arrived(step) && step.before.state == State::closed;
  const Seq<D> next = is_refusal ? arrived.seq + length(arrived) : step.after.rcv.nxt;
  return implies(Bool(step.outcome.replies) && seg.has_ack, seg.ack == next);
}

/// One answer raises this bucket by an interval from now at least, and not beyond the burst.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_paid_from(const ConnectionStep<D>& step,
                                                      const Instant<D>& before,
                                                      const Instant<D>& after) {
  return before + step.policy.ack_interval <= after &&
         step.now + step.policy.ack_interval <= after && after <= step.now + step.policy.ack_burst;
}

/// The bucket of retransmissions has paid, and the other has not.
template <class D>
[[nodiscard]] constexpr typename D::Bool pays_as_retransmission(const ConnectionStep<D>& step) {
  const AckCredit<D>& before = step.before.ack_credit;
  const AckCredit<D>& after = step.after.ack_credit;
  return is_paid_from(step, before.of_retransmissions, after.of_retransmissions) &&
         before.of_others == after.of_others;
}

/// The other way round.
template <class D>
[[nodiscard]] constexpr typename D::Bool pays_as_other(const ConnectionStep<D>& step) {
  const AckCredit<D>& before = step.before.ack_credit;
  const AckCredit<D>& after = step.after.ack_credit;
  return is_paid_from(step, before.of_others, after.of_others) &&
         before.of_retransmissions == after.of_retransmissions;
}

/// Every ACK of a segment outside the window spends credit, from one of the two buckets. Each
/// raises the bucket by an interval from now at least, and it never lies more than the burst ahead:
/// so in any time t there are at most (burst + t) / interval from each.
template <class D>
[[nodiscard]] constexpr typename D::Bool spends_within_credit(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const bool keeps = is_live(step.before.state) && is_live(step.after.state);
  const Bool must_pay = is_unacceptable(step) && !is_exempt(step) && Bool(step.outcome.replies);
  const Bool spends(step.outcome.spends_credit);
  return implies(must_pay, spends) &&
         implies(spends, pays_as_retransmission(step) || pays_as_other(step)) &&
         implies(Bool(keeps) && !spends, keeps_credit(step));
}

/// Of INV-ACK: an answer to class R is paid from the bucket of retransmissions, any other from the
/// other: no segment outside class R touches the bucket of R. What comes with the peer's SYN has no
/// class yet.
template <class D>
[[nodiscard]] constexpr typename D::Bool credit_is_of_its_class(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const bool has_class = has_arrived(step) && !is_first_reception(step);
  if (!step.outcome.spends_credit || !has_class) {
    return Bool(true);
  }
  const Bool is_r = is_of_class_r(step.before, step.event.segment, step.now);
  return implies(is_r, pays_as_retransmission(step)) && implies(!is_r, pays_as_other(step));
}

/// INV-ACK without ack_implies_received(), which is quantified over numbers.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_ack_of_step(const ConnectionStep<D>& step) {
  const auto always = acks_carry_rcv_nxt(step) && spends_within_credit(step);
  return continues(step) ? always && una_follows_valid_acks(step) && counts_acknowledged(step)
                         : always;
}

/// INV-ACK: nothing is acknowledged that did not arrive, nothing counts as acknowledged that was
/// not sent, and every answer to an unacceptable segment spends credit.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_ack(const ConnectionStep<D>& step) {
  return inv_ack_of_step(step) && acknowledges_only_received(step);
}

}  // namespace twomsl
