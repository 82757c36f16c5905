// The contract of the ranges that lie ahead of RCV.NXT, as part of INV-DATA: a number stays held
// until RCV.NXT reaches it, and none is held that did not arrive.
#pragma once

#include "spec/model/connection.hpp"

namespace twomsl {

/// `number` lies in some range.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_held(const HeldRanges<D>& held, const Seq<D>& number) {
  typename D::Bool found(false);
  for (const Range<D>& range : held) {
    found = found || number - range.begin < range.end - range.begin;
  }
  return found;
}

/// Each range is empty, or lies after `nxt` and ends within 2^30 of it; no two overlap or touch.
template <class D>
[[nodiscard]] constexpr typename D::Bool are_apart(const HeldRanges<D>& held, const Seq<D>& nxt) {
  using U32 = typename D::U32;
  using Bool = typename D::Bool;
  const auto is_none = [](const Range<D>& range) { return range.begin == range.end; };
  Bool apart(true);
  for (std::size_t i = 0; i < held.size(); ++i) {
    const U32 begin = held[i].begin - nxt;
    const U32 end = held[i].end - nxt;
    apart = apart &&
            (is_none(held[i]) || (U32(0u) < begin && begin < end && end <= U32(kLargestWindow)));
    for (std::size_t j = 0; j < i; ++j) {
      apart = apart && (is_none(held[i]) || is_none(held[j]) || end < held[j].begin - nxt ||
                        held[j].end - nxt < begin);
    }
  }
  return apart;
}

/// The ranges stand in order, counted from `nxt`, and the empty ones last. Lists that run do; of
/// the four that stand for them steps take it for granted nowhere.
template <class D>
[[nodiscard]] constexpr typename D::Bool are_in_order(const HeldRanges<D>& held,
                                                      const Seq<D>& nxt) {
  typename D::Bool in_order(true);
  for (std::size_t i = 1; i < held.size(); ++i) {
    const Range<D>& before = held[i - 1];
    in_order = in_order &&
               (is_empty(held[i]) || (!is_empty(before) && before.end - nxt < held[i].begin - nxt));
  }
  return in_order;
}

/// INV-DATA, holding: if `added` was stored, `number` is held if it was before or lies in `added`;
/// otherwise if it was before. REQUIRES: are_apart before.
//= rfc9293#3.10.7.4 SHLD-31
template <class Held, class D = typename Held::Domain>
[[nodiscard]] constexpr typename D::Bool inv_data_holds(const Held& before, const Range<D>& added,
                                                        const Held& after, const Seq<D>& number) {
  const auto was = is_held(before, number);
  const auto is = is_held(after, number);
  const auto is_new = number - added.begin < added.end - added.begin;
  const auto stored =
      is_held(after, added.begin) && is_held(after, added.end - typename D::U32(1u));
  return select(stored, is == (was || is_new), is == was);
}

/// INV-DATA, absorbing: RCV.NXT moves from `nxt` to `reached` over numbers that were held, all of
/// them, and what lies beyond stays. REQUIRES: are_apart before, of the old RCV.NXT.
template <class Held, class D = typename Held::Domain>
[[nodiscard]] constexpr typename D::Bool inv_data_absorbs(const Held& before, const Held& after,
                                                          const Range<D>& nxt_to_reached,
                                                          const Seq<D>& number) {
  const Seq<D>& nxt = nxt_to_reached.begin;
  const Seq<D>& reached = nxt_to_reached.end;
  const auto passed = number - nxt < reached - nxt;
  const auto beyond = is_at_or_before(reached, number);
  return implies(passed, is_held(before, number)) && are_apart(after, reached) &&
         !is_held(before, reached) && is_held(after, number) == (is_held(before, number) && beyond);
}

}  // namespace twomsl
