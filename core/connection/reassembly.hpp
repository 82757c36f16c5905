// Text that arrived ahead of RCV.NXT: ranges in order, which neither overlap nor touch.
//
// Symbolically nothing forks. What is said here is proved of lists of every length (RANGES).
#pragma once

#include "spec/model/connection.hpp"

namespace twomsl {

/// Adds a range, joined with those that it touches. False, and nothing changes, if it is empty, or
/// if it touches none and there is no room.
template <class Held>
[[nodiscard]] constexpr auto hold_range(Held& held, const Range<typename Held::Domain>& added) {
  using D = typename Held::Domain;
  using U32 = typename D::U32;
  const U32 first = held.count_ending_before(added.begin);
  const U32 last = held.count_beginning_up_to(added.end);
  const typename D::Bool joins = first < last;
  const Range<D> lowest = held.at(first);
  const Range<D> highest = held.at(last - U32(1u));
  const Range<D> whole{
      select(joins && is_before(lowest.begin, added.begin), lowest.begin, added.begin),
      select(joins && is_before(added.end, highest.end), highest.end, added.end)};
  const typename D::Bool placed = !is_empty(added) && (joins || held.has_room());
  held.replace_if(placed, first, last, whole);
  return placed;
}

/// Removes the ranges that begin at or before `nxt`. Returns RCV.NXT after them: the first number
/// that is still missing.
template <class Held>
[[nodiscard]] constexpr auto absorb(Held& held, const Seq<typename Held::Domain>& nxt) {
  using D = typename Held::Domain;
  using U32 = typename D::U32;
  const U32 reached = held.count_beginning_up_to(nxt);
  const Seq<D> end = held.at(reached - U32(1u)).end;
  held.remove_first(reached);
  return select(U32(0u) < reached && is_before(nxt, end), end, nxt);
}

/// Some text is held that lies after `number`.
template <class D>
[[nodiscard]] constexpr typename D::Bool reaches_beyond(const HeldRanges<D>& held,
                                                        const Seq<D>& number) {
  typename D::Bool beyond(false);
  for (const Range<D>& range : held) {
    beyond = beyond || (!is_empty(range) && is_before(number, range.end));
  }
  return beyond;
}

/// Some range is held.
template <class D>
[[nodiscard]] constexpr typename D::Bool holds_any(const HeldRanges<D>& held) {
  typename D::Bool any(false);
  for (const Range<D>& range : held) {
    any = any || !is_empty(range);
  }
  return any;
}

}  // namespace twomsl
