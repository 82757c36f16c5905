// A piece of the peer's stream, by its sequence numbers.
#pragma once

#include "spec/model/sequence.hpp"

namespace twomsl {

/// The numbers [begin, end) of the peer's stream, received ahead of RCV.NXT. Empty if begin = end.
template <class D>
struct Range {
  Seq<D> begin{};
  Seq<D> end{};
};

template <class D>
[[nodiscard]] constexpr typename D::Bool is_empty(const Range<D>& range) {
  return range.begin == range.end;
}

template <class D>
[[nodiscard]] constexpr Range<D> select(const typename D::Bool& condition, const Range<D>& a,
                                        const Range<D>& b) {
  return {select(condition, a.begin, b.begin), select(condition, a.end, b.end)};
}

}  // namespace twomsl
