// The clock of a pcapng interface: if_tsresol and if_tsoffset.
#pragma once

#include <cstdint>

namespace twomsl::oracle {

/// Ticks of 10^-exponent or 2^-exponent seconds, and an offset that is added.
struct Clock {
  std::uint8_t exponent = 6;
  bool binary = false;
  std::int64_t offset_s = 0;
};

/// The clock of an if_tsresol value: the high bit chooses powers of two.
[[nodiscard]] Clock clock_of(std::uint8_t resolution, std::int64_t offset_s);

/// Nanoseconds since the epoch; what does not fit is the nearest number that does.
[[nodiscard]] std::int64_t nanoseconds(const Clock& clock, std::uint64_t ticks);

}  // namespace twomsl::oracle
