// INV-ACK: what is acknowledged has arrived, what is believed acknowledged was sent, and answers to
// unacceptable segments are paid for (RFC 9293 section 3.10.7.4; RFC 5961 section 7).
#pragma once

#include "spec/laws/acceptability.hpp"

namespace twomsl {

/// SND.UNA moves only to the ACK of an arriving segment, and not beyond what was sent.
template <class D>
[[nodiscard]] constexpr typename D::Bool believes_what_was_sent(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.event.segment;
  const SendSpace<D>& before = step.before.snd;
  const Seq<D>& una = step.after.snd.una;
  return una == before.una ||
         (Bool(has_arrived(step)) && seg.has_ack && una == seg.ack &&
          is_before(before.una, seg.ack) && is_at_or_before(seg.ack, before.nxt));
}

/// The number has arrived: in this segment, in text that is held, or as the FIN once seen.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_come(const ConnectionStep<D>& step,
                                                  const Seq<D>& number) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.event.segment;
  Bool come = (Bool(has_arrived(step)) && number - seg.seq < length(seg)) ||
              (step.before.rcv.fin_seen && number == step.before.rcv.fin);
  for (const Range<D>& range : step.before.held) {
    come = come || number - range.begin < range.end - range.begin;
  }
  return come;
}

/// All of [begin, end) has come. The first number of it that has not would be `begin`, or follow
/// the last of a stretch that has: it is enough to look there.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_come_whole(const ConnectionStep<D>& step,
                                                        const Range<D>& range) {
  using U32 = typename D::U32;
  const auto fills = [&step, &range](const Seq<D>& number) {
    return !(number - range.begin < range.end - range.begin) || has_come(step, number);
  };
  const Segment<D>& seg = step.event.segment;
  typename D::Bool whole =
      fills(range.begin) && fills(seg.seq + length(seg)) && fills(step.before.rcv.fin + U32(1u));
  for (const Range<D>& held : step.before.held) {
    whole = whole && fills(held.end);
  }
  return whole;
}

/// RCV.NXT moves over what has arrived alone, and nothing else is held for later.
template <class D>
[[nodiscard]] constexpr typename D::Bool acknowledges_what_came(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Connection<D>& before = step.before;
  const bool is_first = begins(step) || before.state == State::syn_sent;
  const Seq<D> from = is_first ? step.event.segment.seq : before.rcv.nxt;
  const bool learns = continues(step) || step.after.state == State::syn_received;
  const bool counts = learns && step.after.state != State::syn_sent && is_live(step.after.state);
  Bool came = Bool(!counts) || has_come_whole(step, {from, step.after.rcv.nxt});
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const Range<D>& range = step.after.held[i];
    const Bool is_old = range.begin == before.held[i].begin && range.end == before.held[i].end;
    came = came && (Bool(!counts) || is_old || has_come_whole(step, range));
  }
  return came;
}

/// An ACK says RCV.NXT. Without a connection it says what arrived (RFC 9293 section 3.10.7.1).
template <class D>
[[nodiscard]] constexpr typename D::Bool acks_tell_the_truth(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.outcome.segment;
  const Segment<D>& arrived = step.event.segment;
  const bool is_refusal = has_arrived(step) && step.before.state == State::closed;
  const Seq<D> truth = is_refusal ? arrived.seq + length(arrived) : step.after.rcv.nxt;
  return implies(Bool(step.outcome.replies) && seg.has_ack, seg.ack == truth);
}

/// Every ACK of a segment outside the window spends credit. Each raises the credit by an interval
/// from now at least, and it never lies more than the burst ahead: so in any time t there are at
/// most (burst + t) / interval of them.
template <class D>
[[nodiscard]] constexpr typename D::Bool spends_within_credit(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Instant<D>& before = step.before.ack_credit;
  const Instant<D>& after = step.after.ack_credit;
  const bool keeps = is_live(step.before.state) && is_live(step.after.state);
  const Bool must_pay = is_outside(step) && !is_taken_by_wait(step) && Bool(step.outcome.replies);
  const Bool pays = before + step.policy.ack_interval <= after &&
                    step.now + step.policy.ack_interval <= after &&
                    after <= step.now + step.policy.ack_burst;
  return implies(must_pay, Bool(step.outcome.spends_credit)) &&
         implies(Bool(step.outcome.spends_credit), pays) &&
         implies(Bool(keeps && !step.outcome.spends_credit), before == after);
}

/// INV-ACK: nothing is acknowledged that did not arrive, nothing believed acknowledged that was not
/// sent, and no answer to an unacceptable segment is free.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_ack(const ConnectionStep<D>& step) {
  const auto always =
      acks_tell_the_truth(step) && spends_within_credit(step) && acknowledges_what_came(step);
  return continues(step) ? always && believes_what_was_sent(step) : always;
}

}  // namespace twomsl
