// The floor under the next ISS of a tuple (RFC 9293 section 3.4.1, RFC 6528).
//
// M + F alone lies behind what a connection has sent if that was faster than one number in 4 us,
// and a connection that ends without TIME-WAIT is forgotten. So each control block reserves a slot
// of iss_floors. When it ends, the slot holds its SND.NXT until M + F has overtaken that number,
// and that of a wait to which it returns, for 2*MSL at most.
#pragma once

#include "core/host/require.hpp"

namespace twomsl {

/// The policy of the table of floors: a floor is over in time, or gives way to a newer one.
/// `msl` is set anew for each floor.
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

/// For how long from now the ISS that RFC 6528 gives, `offered` now, may fail to lie after `sent`;
/// what comes after 2*MSL does not count. Zero: at no time.
template <class D>
[[nodiscard]] constexpr Duration<D> iss_floor_lasts(const Seq<D>& sent, const Seq<D>& offered,
                                                    const Duration<D>& msl) {
  using U64 = typename D::U64;
  const typename D::U32 lead = offered - sent;
  const auto is_ahead = is_before(sent, offered);
  // Half the number space ahead it would be taken to lie behind.
  const auto stays_ahead = D::widen(lead) + numbers_in_two_msl(msl) < U64(0x80000000u);
  const Duration<D> overtakes{(D::widen(sent - offered) + U64(1u)) << 2};
  const Duration<D> two_msl = msl + msl;
  return select(is_ahead, select(stays_ahead, Duration<D>{}, two_msl), smaller(overtakes, two_msl));
}

/// Reserves a slot for the floor; false if none is free.
template <class Stores>
[[nodiscard]] constexpr bool reserves_iss_floor(HostStepContext<Stores>& ctx) {
  return reserve(ctx.host.iss_floors, ctx.event.adversary) == TableResult::done;
}

/// Holds a floor that lasts so long from now.
template <class Stores>
[[gnu::noinline]] constexpr void hold_iss_floor(HostStepContext<Stores>& ctx,
                                                const Seq<typename Stores::Domain>& sent,
                                                const Duration<typename Stores::Domain>& lasts) {
  using D = typename Stores::Domain;
  auto& floors = ctx.host.iss_floors;
  auto event = table_event(ctx, TableVerb::hold);
  event.record.snd_nxt = sent;
  floors.policy.msl = {(lasts.us + typename D::U64(1u)) >> 1};  // a table holds for twice that
  require<D>(hold(floors, event) == TableResult::done, "INV-ISS");
}

/// An older floor of the tuple, if there is one, is over.
template <class Stores>
[[gnu::noinline]] constexpr void release_iss_floor(HostStepContext<Stores>& ctx) {
  auto event = table_event(ctx, TableVerb::release);
  event.licence = Licence::abort;
  release(ctx.host.iss_floors, event);
}

/// A connection that has sent all numbers before `sent` ends: remembers that, in place of an older
/// floor of the tuple, for as long as the clock may fail to lie after it. Nor may it fail to lie
/// after `resumed`: the SND.NXT of an older wait, if the connection returns to one, or `sent`.
/// `origin` is the tuple's.
template <class Stores>
constexpr void keep_iss_floor(HostStepContext<Stores>& ctx,
                              const typename Stores::Source::Origin& origin,
                              const Seq<typename Stores::Domain>& sent,
                              const Seq<typename Stores::Domain>& resumed) {
  using D = typename Stores::Domain;
  auto& floors = ctx.host.iss_floors;
  if (!holds_none(floors)) release_iss_floor(ctx);
  const Seq<D> offered = ctx.host.source.iss(origin, ctx.event.now);
  const Duration<D>& msl = ctx.host.policy.msl;
  const Duration<D> lasts =
      larger(iss_floor_lasts(sent, offered, msl), iss_floor_lasts(resumed, offered, msl));
  if (Duration<D>{} < lasts) {
    hold_iss_floor(ctx, sent, lasts);
  } else {
    require<D>(give_back(floors) == TableResult::done, "INV-ISS");
  }
}

}  // namespace twomsl
