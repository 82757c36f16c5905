// The conditions under which the texts let a TIME-WAIT end early, as INV-TW-2 reads them.
//
// Written from the RFCs, not from core/table/licence.hpp: cases as RFC 6191 section 2 numbers them,
// order in the words of RFC 7323, and distances from the FIN instead of from RCV.NXT.
#pragma once

#include "spec/laws/table/tuple_history.hpp"

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

/// Reopening by sequence: SEQ at or after RCV.NXT and, if both use timestamps, TSval not before.
template <class D>
[[nodiscard]] constexpr typename D::Bool sequence_accepts(const TimeWaitRecord<D>& old,
                                                          const Arrival<D>& syn) {
  return is_at_or_before(old.rcv_nxt, syn.seq) &&
         implies(old.ts_on && syn.has_ts,
                 is_at_or_before(Seq<D>{old.ts_recent}, Seq<D>{syn.ts_val}));
}

template <class D>
[[nodiscard]] constexpr typename D::Bool reopening_accepts(Reopening rule,
                                                           const TimeWaitRecord<D>& old,
                                                           const Arrival<D>& syn) {
  switch (rule) {
    case Reopening::by_sequence:
      return sequence_accepts(old, syn);
    case Reopening::rfc6191:
      return rfc6191_accepts(old, syn);
  }
  return typename D::Bool(false);
}

/// The condition of a release by `event.licence` holds for what the claim remembers.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool release_is_licensed(const TupleHistory<D, Key>& claim,
                                                             const TableEvent<D, Key>& event) {
  using Bool = typename D::Bool;
  const Seq<D>& next = claim.record.rcv_nxt;
  switch (event.licence) {
    case Licence::expiry:
      return !is_waiting(claim, event.now);
    case Licence::reopening:
      return Bool(false);
    case Licence::acceptable_rst:
      return event.arrival.seq == next;
    case Licence::in_window_syn:
      return D::widen(event.arrival.seq - next) < D::widen(event.arrival.wnd_bytes);
    case Licence::abort:
    case Licence::user_timeout:
    case Licence::hard_icmp_error:
    case Licence::security_mismatch:
    case Licence::loss_of_memory:
      return Bool(true);
  }
  return Bool(false);
}

}  // namespace twomsl
