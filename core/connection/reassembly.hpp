// Text that arrived ahead of RCV.NXT: a few ranges, which neither overlap nor touch.
//
// Every loop is over all ranges, without an early exit: symbolically nothing forks.
#pragma once

#include "spec/model/connection.hpp"

namespace twomsl {

template <class D>
[[nodiscard]] constexpr typename D::Bool is_empty(const Range<D>& range) {
  return range.begin == range.end;
}

/// The ranges overlap or adjoin.
template <class D>
[[nodiscard]] constexpr typename D::Bool touches(const Range<D>& a, const Range<D>& b) {
  return !is_empty(a) && !is_empty(b) && is_at_or_before(a.begin, b.end) &&
         is_at_or_before(b.begin, a.end);
}

template <class D>
[[nodiscard]] constexpr Range<D> select(const typename D::Bool& condition, const Range<D>& a,
                                        const Range<D>& b) {
  return {select(condition, a.begin, b.begin), select(condition, a.end, b.end)};
}

/// Adds a range, joined with those that it touches. False, and nothing changes, if it is empty, or
/// if it touches none and all kHeldRanges are in use.
template <class D>
[[nodiscard]] constexpr typename D::Bool hold_range(std::array<Range<D>, kHeldRanges>& held,
                                                    const Range<D>& added) {
  using Bool = typename D::Bool;
  std::array<Range<D>, kHeldRanges> joined = held;
  Range<D> whole = added;
  for (Range<D>& range : joined) {
    const Bool meets = touches(range, added);
    whole.begin = select(meets && is_before(range.begin, whole.begin), range.begin, whole.begin);
    whole.end = select(meets && is_before(whole.end, range.end), range.end, whole.end);
    range = select<D>(meets, Range<D>{}, range);
  }
  Bool placed(false);
  for (Range<D>& range : joined) {
    const Bool here = !placed && is_empty(range) && !is_empty(added);
    range = select<D>(here, whole, range);
    placed = placed || here;
  }
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    held[i] = select<D>(placed, joined[i], held[i]);
  }
  return placed;
}

/// Removes the ranges that begin at or before `nxt`. Returns RCV.NXT after them: the first number
/// that is still missing.
template <class D>
[[nodiscard]] constexpr Seq<D> absorb(std::array<Range<D>, kHeldRanges>& held, const Seq<D>& nxt) {
  using U32 = typename D::U32;
  U32 gained(0u);
  for (Range<D>& range : held) {
    const auto reached = !is_empty(range) && is_at_or_before(range.begin, nxt);
    const auto extends = reached && is_before(nxt, range.end);
    gained = select(extends, range.end - nxt, gained);
    range = select<D>(reached, Range<D>{}, range);
  }
  return nxt + gained;
}

/// Some text is held that lies after `number`.
template <class D>
[[nodiscard]] constexpr typename D::Bool reaches_beyond(
    const std::array<Range<D>, kHeldRanges>& held, const Seq<D>& number) {
  typename D::Bool beyond(false);
  for (const Range<D>& range : held) {
    beyond = beyond || (!is_empty(range) && is_before(number, range.end));
  }
  return beyond;
}

/// Some range is held.
template <class D>
[[nodiscard]] constexpr typename D::Bool holds_any(const std::array<Range<D>, kHeldRanges>& held) {
  typename D::Bool any(false);
  for (const Range<D>& range : held) {
    any = any || !is_empty(range);
  }
  return any;
}

}  // namespace twomsl
