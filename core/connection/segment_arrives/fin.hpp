// Eighth: the FIN bit (RFC 9293 section 3.10.7.4).
#pragma once

#include "core/connection/deliver.hpp"
#include "core/connection/enter_time_wait.hpp"
#include "core/connection/reassembly.hpp"
#include "core/connection/window.hpp"

namespace twomsl {

/// Remembers where the peer's stream ends, even ahead of RCV.NXT. A FIN whose number lies before
/// held text contradicts that, and is dropped.
template <class D>
constexpr void note_fin(Connection<D>& c, const Trimmed<D>& text) {
  const Seq<D> fin = text.begin + text.take_bytes;
  const auto counts = text.fin && !(c.rcv.has_held && reaches_beyond(c.held, fin));
  apply_if(counts, c.rcv.fin, [&fin](Seq<D>& last) { last = fin; });
  c.rcv.fin_seen = c.rcv.fin_seen || counts;
}

/// The peer's FIN is next: RCV.NXT moves over it, and it is acknowledged.
template <class D>
[[gnu::noinline]] constexpr void process_fin(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  Connection<D>& c = ctx.c;
  ctx.out.why = Why::fin_accepted;
  //= rfc9293#3.6 MUST-12
  //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-1
  ctx.out.signals.peer_closing = true;
  c.rcv.nxt = c.rcv.nxt + U32(1u);
  c.rcv.wnd_bytes = c.rcv.wnd_bytes - select(c.rcv.wnd_bytes == U32(0u), U32(0u), U32(1u));
  reply_ack(ctx);
  switch (c.state) {
    case State::established:
      c.state = State::close_wait;
      satisfy_receive(ctx);
      c.rcv.pending_receive_bytes = U32(0u);
      return;
    case State::fin_wait_1:
      c.state = State::closing;
      deliver_all(ctx);
      return;
    case State::fin_wait_2:
      deliver_all(ctx);
      enter_time_wait(ctx);
      return;
    case State::closed:
    case State::listen:
    case State::syn_sent:
    case State::syn_received:
    case State::close_wait:
    case State::closing:
    case State::last_ack:
    case State::time_wait:
      return;
  }
}

/// The wait begins anew. An end that an earlier, longer MSL had set stays if it is later.
template <class D>
constexpr void extend_wait(StepContext<D>& ctx) {
  ctx.c.closes_at = larger(ctx.c.closes_at, ctx.now + ctx.policy.msl + ctx.policy.msl);
}

/// The peer's FIN again, in TIME-WAIT: its ACK was lost, so it is answered and the wait restarts.
//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D5
template <class D>
[[gnu::cold]] constexpr void restart_wait(StepContext<D>& ctx) {
  ctx.out.why = Why::fin_repeated;
  reply_ack(ctx);
  extend_wait(ctx);
}

}  // namespace twomsl
