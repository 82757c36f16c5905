// What of a segment is believed: its ACK field by its range (RFC 9293 section 3.10.7.4, fifth; RFC
// 5961 section 5.2), and its timestamp (PAWS, RFC 7323 section 5).
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// SEG.ACK lies in [SND.UNA - MAX.SND.WND, SND.NXT], and no number before ISS is believed, which
/// this connection has not sent.
//= rfc9293#3.10.7.4 MAY-12
//= rfc5961#5.2 RFC5961-5.2-2
//= rfc5961#5.2 RFC5961-5.2-1
//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U6
template <class D>
[[nodiscard]] constexpr typename D::Bool is_ack_in_range(const Connection<D>& c,
                                                         const Seq<D>& ack) {
  const typename D::U32 reach = smaller(c.snd.max_wnd_bytes, c.snd.acked_count);
  return ack - (c.snd.una - reach) <= (c.snd.nxt - c.snd.una) + reach;
}

/// How long TS.Recent stays valid: 24 days without a segment (RFC 7323 section 5.5).
inline constexpr std::uint64_t kTimestampLifeUs = std::uint64_t{24} * 86'400'000'000;

/// TSval is before TS.Recent, and TS.Recent is still valid: an old duplicate.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_old_by_timestamp(const StepContext<D>& ctx) {
  const Timestamps<D>& ts = ctx.c.ts;
  //= rfc7323#5.3 RFC7323-5.3-D1
  const auto is_older = is_before(Seq<D>{ctx.event.segment.ts_val}, Seq<D>{ts.recent});
  //= rfc7323#5.5 RFC7323-5.5-D1
  return is_older && ctx.now <= ts.recent_at + Duration<D>{typename D::U64(kTimestampLifeUs)};
}

/// The segment passes PAWS, if timestamps are used.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_current(const StepContext<D>& ctx) {
  return !ctx.c.ts.on || (ctx.event.segment.has_ts && !is_old_by_timestamp(ctx));
}

}  // namespace twomsl
