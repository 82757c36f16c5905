// How the texts let a TIME-WAIT end, as INV-TW-2 of the table, the connection and the host reads
// them: the licence to which an event appeals, whether the policy enables it, whether its guard
// held.
//
// Written from the RFCs, not from core/table/licence.hpp: cases as RFC 6191 section 2 numbers them,
// order in the words of RFC 7323, and distances from the FIN instead of from RCV.NXT.
#pragma once

#include "spec/model/event.hpp"
#include "spec/model/policy.hpp"

namespace twomsl {

/// RFC 6191 section 2: the SYN is accepted in TIME-WAIT.
//= rfc6191#2 RFC6191-2-1
template <class D>
[[nodiscard]] constexpr typename D::Bool rfc6191_accepts(const TimeWaitRecord<D>& old,
                                                         const Arrival<D>& syn) {
  using Bool = typename D::Bool;
  const Seq<D> fin = old.rcv_nxt - typename D::U32(1u);
  const Bool seq_above = is_before(fin, syn.seq);
  const Bool ts_above = is_before(Seq<D>{old.ts_recent}, Seq<D>{syn.ts_val});
  const Bool ts_equal = old.ts_recent == syn.ts_val;
  const Bool case_1 = old.ts_on && syn.has_ts && ts_above;
  const Bool case_2 = old.ts_on && syn.has_ts && ts_equal && seq_above;
  const Bool case_3 = old.ts_on && !syn.has_ts && seq_above;
  const Bool case_5 = !old.ts_on && syn.has_ts;
  const Bool case_6 = !old.ts_on && !syn.has_ts && seq_above;
  return case_1 || case_2 || case_3 || case_5 || case_6;
}

/// Something shows that the SYN is newer than all that the old incarnation sent: TSval after the
/// last if both use timestamps; else, or if they are equal, SEQ at or after RCV.NXT.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_newer_by_sequence_or_timestamp(
    const TimeWaitRecord<D>& old, const Arrival<D>& syn) {
  const typename D::Bool comparable = old.ts_on && syn.has_ts;
  const typename D::Bool is_later =
      comparable && is_before(Seq<D>{old.ts_recent}, Seq<D>{syn.ts_val});
  const typename D::Bool is_earlier = comparable && !is_later && !(old.ts_recent == syn.ts_val);
  return is_later || (!is_earlier && is_at_or_before(old.rcv_nxt, syn.seq));
}

template <class D>
[[nodiscard]] constexpr typename D::Bool reopening_accepts(Reopening rule,
                                                           const TimeWaitRecord<D>& old,
                                                           const Arrival<D>& syn) {
  switch (rule) {
    case Reopening::by_sequence_or_timestamp:
      return is_newer_by_sequence_or_timestamp(old, syn);
    case Reopening::rfc6191:
      return rfc6191_accepts(old, syn);
  }
  return typename D::Bool(false);
}

/// What a licence is judged by: the wait as its history has it, and the segment, if one arrived.
template <class D>
struct Appeal {
  TimeWaitRecord<D> old{};
  Arrival<D> segment{};
  Reopening rule = Reopening::by_sequence_or_timestamp;
  typename D::Bool has_waited{};  // 2*MSL have passed since the last restart
};

/// The condition that the texts put on the licence held.
template <class D>
[[nodiscard]] constexpr typename D::Bool guard_held(Licence licence, const Appeal<D>& appeal) {
  using Bool = typename D::Bool;
  const Seq<D>& next = appeal.old.rcv_nxt;
  const Arrival<D>& segment = appeal.segment;
  switch (licence) {
    case Licence::expiry:
      return appeal.has_waited;
    case Licence::reopening:
      return reopening_accepts(appeal.rule, appeal.old, segment);
    case Licence::acceptable_rst:
      return segment.seq == next;
    case Licence::in_window_syn:
      return D::widen(segment.seq - next) < D::widen(segment.wnd_bytes);
    case Licence::abort:
    case Licence::user_timeout:
    case Licence::hard_icmp_error:
    case Licence::security_mismatch:
    case Licence::loss_of_memory:
      return Bool(true);
  }
  return Bool(false);
}

/// The event of a connection appeals to the licence. For connections RFC 5961 is always in force,
/// and no event bears a hard ICMP error, a security level or a loss of memory.
template <class D>
[[nodiscard]] constexpr typename D::Bool appeals_to(Licence licence, const Event<D>& event) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = event.segment;
  switch (licence) {
    case Licence::expiry:
      return Bool(event.kind == EventKind::time_wait_timeout);
    case Licence::reopening:
      return Bool(has_arrived(event)) && seg.syn && !seg.rst && !seg.has_ack;
    case Licence::acceptable_rst:
      return Bool(has_arrived(event)) && seg.rst;
    case Licence::abort:
      return Bool(event.kind == EventKind::abort);
    case Licence::user_timeout:
      return Bool(event.kind == EventKind::user_timeout);
    case Licence::in_window_syn:
    case Licence::hard_icmp_error:
    case Licence::security_mismatch:
    case Licence::loss_of_memory:
      return Bool(false);
  }
  return Bool(false);
}

/// The appeal of a connection's event against the wait that remembers `old`. The window is left
/// out, since no such event appeals to in_window_syn; whether the wait has lasted is for the
/// caller.
template <class D>
[[nodiscard]] constexpr Appeal<D> appeal_of(const Policy<D>& policy, const Event<D>& event,
                                            const TimeWaitRecord<D>& old) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = event.segment;
  const Arrival<D> segment{seg.seq, {}, seg.has_ts && Bool(policy.offers_timestamps), seg.ts_val};
  return {old, segment, policy.time_wait.reopening, Bool(false)};
}

/// The event may take the wait to SYN-RECEIVED: by the licence to reopen, enabled and its guard
/// met.
//= rfc9293#3.6.1 MAY-2
template <class D>
[[nodiscard]] constexpr typename D::Bool may_interrupt_wait(const TimeWaitRules& rules,
                                                            const Event<D>& event,
                                                            const Appeal<D>& appeal) {
  return typename D::Bool(enables(rules, Licence::reopening)) &&
         appeals_to(Licence::reopening, event) && guard_held(Licence::reopening, appeal);
}

/// The event may end the wait: by any other licence that is enabled and whose guard held.
//= rfc9293#3.6.1 MUST-13
template <class D>
[[nodiscard]] constexpr typename D::Bool may_end_wait(const TimeWaitRules& rules,
                                                      const Event<D>& event,
                                                      const Appeal<D>& appeal) {
  typename D::Bool may(false);
  for (std::size_t i = 0; i < kLicenceCount; ++i) {
    const auto licence = static_cast<Licence>(i);
    if (licence != Licence::reopening && enables(rules, licence)) {
      may = may || (appeals_to(licence, event) && guard_held(licence, appeal));
    }
  }
  return may;
}

}  // namespace twomsl
