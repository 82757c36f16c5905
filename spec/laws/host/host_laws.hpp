// The laws of a host: INV-TW-1, 2, 3, 4, 7, 9 and INV-ISS, on one step of one followed tuple.
//
// They are those of the table, restated for what can be seen of the host: what connections do
// decides which waits are owed, and the table must have held them. They hold for a clock that never
// runs backwards and stays below kLastInstantUs.
#pragma once

#include "spec/laws/host/host_history.hpp"
#include "spec/laws/sent_on_tuple.hpp"
#include "spec/laws/table/table_laws.hpp"

namespace twomsl {

/// By its history the tuple is in TIME-WAIT before the step, and its wait is not over.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool was_waiting(const HostStep<D, Key>& step) {
  return is_waiting(step.history_before.wait, step.event.now);
}

template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool is_waiting_after(const HostStep<D, Key>& step) {
  return is_waiting(step.history_after.wait, step.event.now);
}

/// INV-TW-1: under a strict policy, from the last restart until 2*MSL the slot stays, and no
/// control block is created on the tuple.
//= rfc9293#3.6.1 MUST-13
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool host_inv_tw_1(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  return implies(is_strict(step.before.waits.policy) && is_waiting_after(step),
                 step.after.waits.answer.held && Bool(!step.after.block.exists) &&
                     step.after.waits.answer.record == step.history_after.wait.record);
}

/// The reopening that froze the wait is over: it is established, or the wait that it returned to
/// has passed meanwhile.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool concludes_reopening(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const BlockView<D>& block = step.after.block;
  return step.history_before.wait.frozen &&
         (Bool(block.exists && is_synchronized(block.state)) || !is_waiting_after(step));
}

/// INV-TW-2: under any policy a slot is given up early only by an event of its own tuple that the
/// policy lets end it, never for want of memory, and a control block is created on a waiting tuple
/// only by a SYN that may.
//= rfc9293#3.6.1 MUST-13
//= rfc9293#3.6.1 MAY-2
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool host_inv_tw_2(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const Bool waits = was_waiting(step);
  const Bool lost = (waits || is_waiting_after(step)) && !step.after.waits.answer.held;
  const Bool created(step.after.block.exists && !step.before.block.exists);
  const Bool ends = concerns(step) && (is_licensed_end(step) || concludes_reopening(step));
  return implies(lost, ends) &&
         implies(waits && created,
                 concerns(step) && may_interrupt_wait(step.before.policy.time_wait,
                                                      step.event.event, appeal_of(step)));
}

/// INV-TW-3: reserved + held <= capacity; reserved counts the control blocks that may yet enter
/// TIME-WAIT, no more and no less; who enters finds its slot; a tuple that is held has no control
/// block but one that reopens it; half-open connections keep to their bound.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool host_inv_tw_3(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const HostView<D>& after = step.after;
  const TableAccount<D>& account = after.waits.account;
  const Bool within =
      D::widen(account.reserved) + D::widen(account.held) <= D::widen(after.waits.policy.capacity);
  const bool reopens = interrupts_wait(after.block.state, after.block.origin);
  const Bool is_apart = Bool(!after.block.exists) || !after.waits.answer.held ||
                        (Bool(reopens) && after.waits.answer.frozen);
  const Bool enters = concerns(step) && Bool(owes_wait(step)) && is_waiting_after(step);
  return within && account.reserved == after.reserving && is_apart &&
         implies(enters, after.waits.answer.held) &&
         (after.half_open <= after.half_open_capacity || after.half_open <= step.before.half_open);
}

/// INV-TW-4: a wait ends at the first moment with 2*MSL or more since its last restart, and
/// restarts on what it answers: after the peer's FIN a retransmission, which is, unless the policy
/// answers all text, a FIN that ends at RCV.NXT; before it text or a FIN, by RST.
//= rfc9293#3.6.1 MUST-13
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool host_inv_tw_4(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.event.event.segment;
  const Bool answered = concerns(step) && was_waiting(step) && Bool(answers_retransmission(step));
  const TimeWaitRecord<D>& record = step.history_before.wait.record;
  const Bool is_fin = seg.fin && seg.seq + length(seg) == record.rcv_nxt;
  const Bool may_be_text(step.before.policy.time_wait.answers_only_retransmissions);
  const Bool has_content = seg.fin || typename D::U32(0u) < seg.text_bytes;
  const Bool& is_rst = step.out.outcome.segment.rst;
  return step.before.waits.answer.held == was_waiting(step) &&
         implies(step.after.waits.answer.held, is_waiting_after(step)) &&
         implies(answered && record.fin_received, (is_fin || may_be_text) && !is_rst) &&
         implies(answered && !record.fin_received, has_content && is_rst);
}

/// INV-TW-7: a host that has lost its memory sends nothing and has neither connection nor wait for
/// MSL, and no event or setting makes that shorter. Its own segments of before are gone then; that
/// the peer's are is not said.
//= rfc9293#3.4.2 RFC9293-3.4.2-D1
//= rfc9293#3.4.3 RFC9293-3.4.3-D1
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool host_inv_tw_7(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const Bool quiet = step.event.now < step.before.quiet_until;
  const Bool nothing(!step.out.outcome.replies && !step.after.block.exists);
  return step.after.quiet_until == step.before.quiet_until &&
         implies(quiet, nothing && !step.after.waits.answer.held);
}

/// Every switch and every number agrees.
template <class D>
[[nodiscard]] constexpr typename D::Bool same(const Policy<D>& a, const Policy<D>& b) {
  using Bool = typename D::Bool;
  Bool equal(a.time_wait == b.time_wait && a.offers_timestamps == b.offers_timestamps &&
             a.offers_scale == b.offers_scale && a.keeps_iss_floor == b.keeps_iss_floor &&
             a.nagle == b.nagle && a.keeps_alive == b.keeps_alive &&
             a.binds_over_time_wait == b.binds_over_time_wait);
  for_each_field([&equal](const char*, const auto& x, const auto& y) { equal = equal && x == y; },
                 a, b);
  return equal;
}

/// INV-TW-9: the configuration changes only by a setting and only to what that says; a capacity
/// below reserved + held is refused; no wait under way is touched, and the table follows the
/// policy's MSL.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool host_inv_tw_9(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const HostView<D>& before = step.before;
  const HostView<D>& after = step.after;
  const bool done = step.configures && step.out.result == HostResult::configured;
  const auto sets = [&](HostSettingKind kind) { return done && step.setting.kind == kind; };
  const auto& capacity =
      sets(HostSettingKind::capacity) ? step.setting.capacity : before.waits.policy.capacity;
  const auto& half_open =
      sets(HostSettingKind::half_open_capacity) ? step.setting.capacity : before.half_open_capacity;
  const auto claimed =
      D::widen(before.waits.account.reserved) + D::widen(before.waits.account.held);
  return same(after.policy, sets(HostSettingKind::policy) ? step.setting.policy : before.policy) &&
         same(after.waits.policy.museum,
              sets(HostSettingKind::museum) ? step.setting.museum : before.waits.policy.museum) &&
         after.waits.policy.msl == after.policy.msl && after.waits.policy.capacity == capacity &&
         after.half_open_capacity == half_open &&
         implies(Bool(sets(HostSettingKind::capacity)), claimed <= D::widen(capacity)) &&
         implies(Bool(step.configures), after.waits.answer.held == before.waits.answer.held);
}

/// INV-ISS: a new incarnation begins after all that this end has sent on a tuple that waits and,
/// where the policy keeps a floor, by the last connection that ended, if less than 2*MSL ago,
/// however it ended.
//= rfc9293#3.6.1 MAY-2
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool host_inv_iss(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const HostHistory<D, Key>& history = step.history_before;
  const Bool created(step.after.block.exists && !step.before.block.exists);
  const Bool recent = history.used && step.event.now - history.ended_at < history.msl + history.msl;
  const SentOnTuple<D> sent{was_waiting(step), history.wait.record.snd_nxt,
                            recent && Bool(step.before.policy.keeps_iss_floor), history.sent};
  return implies(concerns(step) && created, lies_after_all_sent(step.after.block.iss, sent));
}

/// A law by its id.
template <class D, class Key>
struct HostLaw {
  std::string_view id;
  typename D::Bool (*holds)(const HostStep<D, Key>&);
};

template <class D, class Key>
inline constexpr std::array<HostLaw<D, Key>, 7> kHostLaws = {{{"INV-TW-1", host_inv_tw_1<D, Key>},
                                                              {"INV-TW-2", host_inv_tw_2<D, Key>},
                                                              {"INV-TW-3", host_inv_tw_3<D, Key>},
                                                              {"INV-TW-4", host_inv_tw_4<D, Key>},
                                                              {"INV-TW-7", host_inv_tw_7<D, Key>},
                                                              {"INV-TW-9", host_inv_tw_9<D, Key>},
                                                              {"INV-ISS", host_inv_iss<D, Key>}}};

}  // namespace twomsl
