// A table of TIME-WAIT in a steady state: as many ticks to 2*MSL as there are entries, one
// connection entering at each tick.
#pragma once

#include <cstdint>
#include <optional>

#include "bench/random.hpp"

namespace twomsl::bench {

/// An implementation's table with the connections [first, next) in TIME-WAIT.
template <class Implementation>
struct SteadyState {
  std::uint32_t entries = 0;  // an even number
  std::uint32_t first = 1;
  std::uint32_t next = 1;
  std::optional<Implementation> table{};
  Random random{.state = 7};

  /// Starts over with an empty table.
  void start() {
    table.emplace(entries);
    first = next = 1;
  }

  void hold_next() { table->hold(next++); }

  /// For the operations on a full table; nothing to do if it is.
  void fill() {
    if (!table) start();
    while (next <= entries) hold_next();
  }

  /// One tick in the steady state: the oldest wait ends, another starts.
  void expire_and_hold() {
    table->expire_and_hold(next++);
    ++first;
  }

  [[nodiscard]] std::uint32_t some_held() { return first + random.below(entries); }
  [[nodiscard]] std::uint32_t some_absent() { return 0x80000000u | random.below(0x80000000u); }

  /// The table is as ticks and entries say it is.
  [[nodiscard]] bool is_steady() const {
    return table->recall(first) == first && table->recall(next - 1) == next - 1 &&
           table->recall(first - 1) == 0;
  }
};

}  // namespace twomsl::bench
