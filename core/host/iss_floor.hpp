// The floor under the next ISS of a tuple (RFC 9293 section 3.4.1, RFC 6528).
//
// M + F alone lies behind what a connection has sent if that was faster than one number in 4 us,
// and a connection that ends without TIME-WAIT is forgotten. So who makes a control block first
// claims a place for its last number; the place is kept for 2*MSL where the clock has not
// overtaken that number yet.
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// How many numbers M advances in 2*MSL, at most: one in 4 us, and one for where it began.
template <class D>
[[nodiscard]] constexpr typename D::U64 numbers_in_two_msl(const Duration<D>& msl) {
  return (msl.us >> 1) + typename D::U64(1u);
}

/// In the next 2*MSL, what RFC 6528 offers may not lie after `sent`.
template <class D>
[[nodiscard]] constexpr typename D::Bool needs_iss_floor(const Seq<D>& sent, const Seq<D>& offered,
                                                         const Duration<D>& msl) {
  using U64 = typename D::U64;
  const typename D::U32 lead = offered - sent;
  return lead == typename D::U32(0u) ||
         U64(0x80000000u) <= D::widen(lead) + numbers_in_two_msl(msl);
}

/// Claims the place; false if there is none.
template <class Stores>
[[nodiscard]] constexpr bool reserves_iss_floor(HostStepContext<Stores>& ctx) {
  return reserve(ctx.host.iss_floors, table_event(ctx, TableVerb::reserve)) == TableResult::done;
}

/// Remembers that a connection which ends has sent what lies before `sent`; an older floor of the
/// tuple gives way.
template <class Stores>
constexpr void keep_iss_floor(HostStepContext<Stores>& ctx,
                              const Seq<typename Stores::Domain>& sent) {
  auto& floors = ctx.host.iss_floors;
  auto event = table_event(ctx, TableVerb::release);
  event.licence = Licence::abort;
  event.record.snd_nxt = sent;
  release(floors, event);
  if (needs_iss_floor(sent, ctx.host.source.iss(ctx.event.key, ctx.event.now), floors.policy.msl)) {
    hold(floors, event);
  } else {
    give_back(floors);
  }
}

}  // namespace twomsl
