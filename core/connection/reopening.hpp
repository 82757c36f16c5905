// A SYN in TIME-WAIT that may open a new incarnation (RFC 9293 section 3.6.1, MAY-2; RFC 6191).
#pragma once

#include "core/connection/text.hpp"
#include "core/licence.hpp"

namespace twomsl {

/// The policy reopens, and this SYN qualifies.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_reopening(const Turn<D>& t) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = t.event.segment;
  const Arrival<D> arrival{seg.seq, t.c.rcv.wnd_bytes,
                           seg.has_ts && Bool(t.policy.offers_timestamps), seg.ts_val};
  return !seg.has_ack && !seg.rst && !seg.fin &&
         may_reopen(t.policy.time_wait.reopening, closing_of(t.c), arrival);
}

/// An ISS after the old SND.NXT, and after the floor if that lies further: a reopening that failed
/// has used numbers which the wait does not remember.
template <class D>
[[nodiscard]] constexpr Seq<D> choose_iss_after(const Beginnings<D>& from, const Seq<D>& snd_nxt) {
  const typename D::U32 one(1u);
  const auto is_further = from.has_floor && is_before(snd_nxt, from.floor + one);
  const Seq<D> floor = select(is_further, from.floor, snd_nxt);
  return select(is_before(floor, from.iss) && is_before(snd_nxt, from.iss), from.iss, floor + one);
}

/// A new control block in SYN-RECEIVED, which remembers the wait that it interrupts.
//= rfc9293#3.6.1 MAY-2
template <class D>
constexpr void reopen(Turn<D>& t) {
  const OldWait<D> old{closing_of(t.c), t.c.closes_at};
  const Instant<D> credit = t.c.ack_credit;
  begin_control_block(t, choose_iss_after(t.event.beginnings, old.closing.snd_nxt));
  t.c.origin = Origin::reopened;
  t.c.state = State::syn_received;
  t.c.old = old;
  t.c.ack_credit = credit;
  learn_peer(t, t.event.segment);
  take_text_of_syn(t);
  send_syn(t);
  t.out.why = Why::reopened;
}

/// A SYN in TIME-WAIT: it reopens, is challenged, or is dropped silently, as the policy says.
template <class D>
[[gnu::cold]] constexpr void arrive_with_syn_in_time_wait(Turn<D>& t) {
  if (t.policy.time_wait.reopens) {
    if (is_reopening(t)) {
      reopen(t);
      return;
    }
  }
  //= rfc6191#2 RFC6191-2-D7
  //= rfc6191#2 RFC6191-2-D4
  t.out.why = Why::syn_not_reopening;
  if (t.policy.time_wait.challenges_syn) {
    t.out.why = Why::syn_challenged;
    reply_ack_on_credit(t);
  }
}

}  // namespace twomsl
