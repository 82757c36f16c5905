// Time as the core sees it: microseconds that the caller supplies; nothing here reads a clock.
#pragma once

#include "spec/model/domain.hpp"

namespace twomsl {

/// A length of time, in microseconds.
template <class D>
struct Duration {
  typename D::U64 us{};

  friend constexpr Duration operator+(const Duration& a, const Duration& b) {
    return {a.us + b.us};
  }
  friend constexpr typename D::Bool operator==(const Duration& a, const Duration& b) {
    return a.us == b.us;
  }
  friend constexpr typename D::Bool operator<(const Duration& a, const Duration& b) {
    return a.us < b.us;
  }
  friend constexpr typename D::Bool operator<=(const Duration& a, const Duration& b) {
    return a.us <= b.us;
  }
};

/// A moment of a clock that never runs backwards, in microseconds. Below kLastInstantUs.
template <class D>
struct Instant {
  typename D::U64 us{};

  friend constexpr Instant operator+(const Instant& a, const Duration<D>& b) {
    return {a.us + b.us};
  }
  friend constexpr Duration<D> operator-(const Instant& a, const Instant& b) {
    return {a.us - b.us};
  }
  friend constexpr typename D::Bool operator==(const Instant& a, const Instant& b) {
    return a.us == b.us;
  }
  friend constexpr typename D::Bool operator<(const Instant& a, const Instant& b) {
    return a.us < b.us;
  }
  friend constexpr typename D::Bool operator<=(const Instant& a, const Instant& b) {
    return a.us <= b.us;
  }
};

template <class D>
[[nodiscard]] constexpr Instant<D> select(const typename D::Bool& condition, const Instant<D>& a,
                                          const Instant<D>& b) {
  return {select(condition, a.us, b.us)};
}

template <class D>
[[nodiscard]] constexpr Duration<D> select(const typename D::Bool& condition, const Duration<D>& a,
                                           const Duration<D>& b) {
  return {select(condition, a.us, b.us)};
}

/// Clocks are trusted up to here: 36,000 years, so that no deadline overflows.
inline constexpr std::uint64_t kLastInstantUs = std::uint64_t{1} << 60;

/// RFC 9293 section 3.4.2 takes the maximum segment lifetime to be two minutes.
inline constexpr std::uint64_t kRfcMslUs = 120'000'000;

/// The longest MSL that the core accepts: one hour.
inline constexpr std::uint64_t kLongestMslUs = 3'600'000'000;

}  // namespace twomsl
