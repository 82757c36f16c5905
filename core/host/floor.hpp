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
[[nodiscard]] constexpr typename D::Bool needs_floor(const Seq<D>& sent, const Seq<D>& offered,
                                                     const Duration<D>& msl) {
  using U64 = typename D::U64;
  const typename D::U32 lead = offered - sent;
  return lead == typename D::U32(0u) ||
         U64(0x80000000u) <= D::widen(lead) + numbers_in_two_msl(msl);
}

/// Claims the place; false if there is none.
template <class Stores>
[[nodiscard]] constexpr bool reserves_floor(HostTurn<Stores>& t) {
  return reserve(t.host.floors, table_event(t, TableVerb::reserve)) == TableResult::done;
}

/// Remembers that a connection which ends has sent what lies before `sent`; an older floor of the
/// tuple gives way.
template <class Stores>
constexpr void keep_floor(HostTurn<Stores>& t, const Seq<typename Stores::Domain>& sent) {
  auto& floors = t.host.floors;
  auto event = table_event(t, TableVerb::release);
  event.licence = Licence::abort;
  event.closing.snd_nxt = sent;
  release(floors, event);
  if (needs_floor(sent, t.host.source.iss(t.event.key, t.event.now), floors.policy.msl)) {
    hold(floors, event);
  } else {
    give_back(floors);
  }
}

}  // namespace twomsl
