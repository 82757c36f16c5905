// The initial sequence number of a new control block: what RFC 6528 gives, raised over the floor
// and, in TIME-WAIT, over the old SND.NXT. No other place raises it.
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// Where no incarnation waits: the number offered, or else the first one after the floor.
//= rfc9293#3.6.1 MAY-2
template <class D>
[[nodiscard]] constexpr Seq<D> choose_iss(const InitialParameters<D>& from) {
  return select(from.has_iss_floor && !is_before(from.iss_floor, from.iss),
                from.iss_floor + typename D::U32(1u), from.iss);
}

/// Some number lies after both the old SND.NXT and the floor. None does where these are 2^31 apart,
/// or one less: a reopening that failed may have begun so far ahead.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_iss_after(const InitialParameters<D>& from,
                                                       const Seq<D>& snd_nxt) {
  const typename D::U32 one(1u);
  return !from.has_iss_floor || is_before(snd_nxt, from.iss_floor + one) ||
         is_before(from.iss_floor, snd_nxt + one);
}

/// Where an incarnation waits: the number offered if it lies after the old SND.NXT and the floor,
/// or else the first one that does. The wait does not remember what failed reopenings have sent;
/// the floor does. REQUIRES: has_iss_after().
//= rfc9293#3.6.1 MAY-2
template <class D>
[[nodiscard]] constexpr Seq<D> choose_iss_after(const InitialParameters<D>& from,
                                                const Seq<D>& snd_nxt) {
  const typename D::U32 one(1u);
  const auto is_further = from.has_iss_floor && is_before(snd_nxt, from.iss_floor + one);
  const auto is_late =
      is_before(snd_nxt, from.iss) && (!from.has_iss_floor || is_before(from.iss_floor, from.iss));
  //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D1
  return select(is_late, from.iss, select(is_further, from.iss_floor, snd_nxt) + one);
}

}  // namespace twomsl
