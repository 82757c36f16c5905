// Ticks to nanoseconds without overflow: the resolution and the ticks are hostile.
#include "oracle/capture/clock.hpp"

#include <limits>

namespace twomsl::oracle {
namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
constexpr std::uint64_t kMaxNs = std::numeric_limits<std::int64_t>::max();

std::uint64_t power_of_ten(int exponent) {
  std::uint64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

std::uint64_t saturating_multiply(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) || product > kMaxNs ? kMaxNs : product;
}

std::uint64_t decimal_ns(int exponent, std::uint64_t ticks) {
  if (exponent <= 9) return saturating_multiply(ticks, power_of_ten(9 - exponent));
  return exponent - 9 > 19 ? 0 : ticks / power_of_ten(exponent - 9);
}

// Beyond 2^-32 s the ticks are finer than a nanosecond: the excess is shifted out first.
std::uint64_t binary_ns(int exponent, std::uint64_t ticks) {
  if (exponent > 32) {
    const int excess = exponent - 32;
    ticks = excess >= 64 ? 0 : ticks >> excess;
    exponent = 32;
  }
  const std::uint64_t seconds = ticks >> exponent;
  const std::uint64_t fraction = ticks - (seconds << exponent);
  const std::uint64_t whole_ns = saturating_multiply(seconds, kNsPerSecond);
  return whole_ns + (fraction * kNsPerSecond >> exponent);
}

}  // namespace

Clock clock_of(std::uint8_t resolution, std::int64_t offset_s) {
  return {static_cast<std::uint8_t>(resolution & 0x7f), (resolution & 0x80) != 0, offset_s};
}

std::int64_t nanoseconds(const Clock& clock, std::uint64_t ticks) {
  const std::uint64_t since_offset =
      clock.binary ? binary_ns(clock.exponent, ticks) : decimal_ns(clock.exponent, ticks);
  auto time_ns = static_cast<std::int64_t>(since_offset < kMaxNs ? since_offset : kMaxNs);
  if (clock.offset_s == 0) return time_ns;
  std::int64_t offset_ns = 0;
  const std::int64_t limit = clock.offset_s < 0 ? std::numeric_limits<std::int64_t>::min()
                                                : std::numeric_limits<std::int64_t>::max();
  if (__builtin_mul_overflow(clock.offset_s, std::int64_t{kNsPerSecond}, &offset_ns) ||
      __builtin_add_overflow(time_ns, offset_ns, &time_ns)) {
    return limit;
  }
  return time_ns;
}

}  // namespace twomsl::oracle
