// TIME-WAIT as strict has it (INV-TW-8): only a retransmission is answered, every answer starts the
// wait anew, all else is silence. So nothing that it sends is alive when the wait is over.
#pragma once

#include "core/connection/acknowledgment.hpp"
#include "core/connection/fin.hpp"
#include "core/connection/sequence.hpp"

namespace twomsl {

/// Text or FIN that lies wholly below RCV.NXT, but not further than a window ever reached.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_retransmission(const Turn<D>& t) {
  using U32 = typename D::U32;
  const Segment<D>& seg = t.event.segment;
  const U32 behind = t.c.rcv.nxt - (seg.seq + length(seg));
  const auto current = !t.c.ts.on || (seg.has_ts && !is_old_by_timestamp(t));
  return !seg.syn && !seg.rst && seg.has_ack && !(length(seg) == U32(0u)) &&
         behind < t.c.rcv.buffer_bytes && is_ack_in_range(t.c, seg.ack) && current;
}

template <class D>
[[gnu::cold]] constexpr void arrive_in_quiet_time_wait(Turn<D>& t) {
  t.out.why = Why::silent;
  if (is_retransmission(t)) {
    repeat_wait(t);
    t.out.why = Why::retransmission_answered;
  }
}

}  // namespace twomsl
