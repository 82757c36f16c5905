// The floor under the next ISS of a tuple (RFC 9293 section 3.4.1, RFC 6528).
//
// M + F alone lies behind what a connection has sent if that was faster than one number in 4 us,
// and a connection that ends without TIME-WAIT is forgotten. So each control block reserves a slot
// of iss_floors. When it ends, the slot holds its SND.NXT for 2*MSL, unless M + F lies after that
// number all the time anyway.
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// The policy of the table of floors: a floor is over after 2*MSL, or gives way to a newer one.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> iss_floor_policy(const Duration<D>& msl,
                                                        const typename D::U32& capacity) {
  TablePolicy<D> policy = policy_with<D>({Licence::expiry, Licence::abort}, capacity);
  policy.msl = msl;
  return policy;
}

/// How many numbers M advances in 2*MSL, at most: one in 4 us, and one for where it began.
template <class D>
[[nodiscard]] constexpr typename D::U64 numbers_in_two_msl(const Duration<D>& msl) {
  return (msl.us >> 1) + typename D::U64(1u);
}

/// Within the next 2*MSL the ISS that RFC 6528 gives, `offered` now, may fail to lie after `sent`.
template <class D>
[[nodiscard]] constexpr typename D::Bool needs_iss_floor(const Seq<D>& sent, const Seq<D>& offered,
                                                         const Duration<D>& msl) {
  using U64 = typename D::U64;
  const typename D::U32 lead = offered - sent;
  return lead == typename D::U32(0u) ||
         U64(0x80000000u) <= D::widen(lead) + numbers_in_two_msl(msl);
}

/// Reserves a slot for the floor; false if none is free.
template <class Stores>
[[nodiscard]] constexpr bool reserves_iss_floor(HostStepContext<Stores>& ctx) {
  return reserve(ctx.host.iss_floors, table_event(ctx, TableVerb::reserve)) == TableResult::done;
}

/// A connection that has sent all numbers before `sent` ends: remembers that, in place of an older
/// floor of the tuple.
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
