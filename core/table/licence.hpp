// When a way out of TIME-WAIT is open: the conditions of the RFCs, in the code's own words.
#pragma once

#include "core/table/slot.hpp"

namespace twomsl {

/// The SYN may open a new incarnation of a connection that closed like this.
//= rfc9293#3.6.1 MAY-2
//= rfc9293#3.6.1 SHLD-4
template <class D>
[[nodiscard]] constexpr typename D::Bool may_reopen(Reopening rule, const TimeWaitRecord<D>& old,
                                                    const Arrival<D>& syn) {
  using U32 = typename D::U32;
  const typename D::Bool both = old.ts_on && syn.has_ts;
  const U32 ts_ahead = syn.ts_val - old.ts_recent;
  const U32 seq_ahead = syn.seq - old.rcv_nxt;
  switch (rule) {
    case Reopening::by_sequence_or_timestamp:
      return (both && ts_ahead - U32(1u) < U32(0x7fffffffu)) ||
             ((!both || ts_ahead == U32(0u)) && seq_ahead < U32(0x80000000u));
    case Reopening::rfc6191: {
      //= rfc6191#2 RFC6191-2-D8
      // The last sequence number is that of the FIN, one before RCV.NXT.
      const typename D::Bool seq_newer = seq_ahead < U32(0x7fffffffu);
      //= rfc6191#2 RFC6191-2-D1
      //= rfc6191#2 RFC6191-2-D2
      const typename D::Bool ts_newer =
          ts_ahead - U32(1u) < U32(0x7fffffffu) || (ts_ahead == U32(0u) && seq_newer);
      //= rfc6191#2 RFC6191-2-D3
      //= rfc6191#2 RFC6191-2-D5
      //= rfc6191#2 RFC6191-2-D6
      return select(both, ts_newer,
                    select(old.ts_on || !syn.has_ts, seq_newer, typename D::Bool(true)));
    }
  }
  return typename D::Bool(false);
}

/// The condition that the RFCs put on a release. Reopening is never one: it goes through freeze.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool guard_holds(Licence licence, const Slot<D, Key>& slot,
                                                     const TableEvent<D, Key>& event) {
  using Bool = typename D::Bool;
  switch (licence) {
    case Licence::expiry:
      return is_due(slot, event.now);
    case Licence::reopening:
      return Bool(false);
    case Licence::acceptable_rst:
      return event.arrival.seq == slot.rcv_nxt;
    case Licence::in_window_syn:
      return event.arrival.seq - slot.rcv_nxt < event.arrival.wnd_bytes;
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
