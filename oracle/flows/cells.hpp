// Cells: tuples by a hash of their two ends, in either direction and in every network. What is kept
// of one cell says nothing of another, so a share of a capture is a share of its cells.
#pragma once

#include <cstddef>
#include <cstdint>

#include "oracle/flows/flow_table.hpp"

namespace twomsl::oracle {

inline constexpr std::size_t kCells = 256;

/// The same in every run, unlike the hash of a FlowTable. A capture can put all its tuples into one
/// cell; its share then costs what the whole does.
[[nodiscard]] inline std::size_t cell_of(FlowKey key) {
  key.scope = 0;
  return FlowHash{0}(key) >> 40 & (kCells - 1);
}

/// One of `count` shares of a capture, from 1.
struct Shard {
  std::uint32_t number = 1;
  std::uint32_t count = 1;

  [[nodiscard]] bool is_whole() const { return count == 1; }
  [[nodiscard]] bool owns(const FlowKey& key) const {
    return is_whole() || cell_of(key) % count == number - 1;
  }

  friend bool operator==(const Shard&, const Shard&) = default;
};

}  // namespace twomsl::oracle
