// Sequence numbers modulo 2^32 (RFC 9293 section 3.4).
//
// The order is not total: of two numbers exactly 2^31 apart neither is before the other
// (RFC 7323 section 5.2). So there is no operator<, and laws say what they mean at the antipode.
#pragma once

#include "spec/model/domain.hpp"

namespace twomsl {

/// A sequence number. Adding a count gives a number; subtracting two numbers gives a count.
template <class D>
struct Seq {
  typename D::U32 value{};

  friend constexpr Seq operator+(const Seq& a, const typename D::U32& count) {
    return {a.value + count};
  }
  friend constexpr Seq operator-(const Seq& a, const typename D::U32& count) {
    return {a.value - count};
  }
  friend constexpr typename D::U32 operator-(const Seq& a, const Seq& b) {
    return a.value - b.value;
  }
  friend constexpr typename D::Bool operator==(const Seq& a, const Seq& b) {
    return a.value == b.value;
  }
};

/// a comes before b: 0 < b - a < 2^31.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_before(const Seq<D>& a, const Seq<D>& b) {
  return (b - a) - typename D::U32(1u) < typename D::U32(0x7fffffffu);
}

/// a equals b or comes before it: 0 <= b - a < 2^31.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_at_or_before(const Seq<D>& a, const Seq<D>& b) {
  return (b - a) < typename D::U32(0x80000000u);
}

template <class D>
[[nodiscard]] constexpr Seq<D> select(const typename D::Bool& condition, const Seq<D>& a,
                                      const Seq<D>& b) {
  return {select(condition, a.value, b.value)};
}

}  // namespace twomsl
