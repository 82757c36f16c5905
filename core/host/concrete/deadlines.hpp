// When each control block next wants a timeout: a heap that is brought up to date lazily.
//
// Timers are put off with every acknowledgement and seldom expire. So an entry may name a moment
// before its block's real deadline, never one after it, and is corrected when its moment comes: an
// established segment costs one comparison.
#pragma once

#include <cstdint>
#include <vector>

namespace twomsl {

struct Deadlines {
  struct Entry {
    std::uint64_t at_us = 0;
    std::uint32_t block = 0;
  };

  std::vector<Entry> heap{};              // no entry before its parent
  std::vector<std::uint32_t> position{};  // of each block in the heap

  [[nodiscard]] bool is_empty() const { return heap.empty(); }
  [[nodiscard]] std::uint64_t first_us() const { return heap.front().at_us; }
  [[nodiscard]] std::uint32_t first() const { return heap.front().block; }

  /// A block that wants a timeout at `at_us`, or none. REQUIRES: it has no entry, and there is
  /// room.
  void add(std::uint32_t block, std::uint64_t at_us = ~std::uint64_t{0});

  /// REQUIRES: the block has an entry.
  void remove(std::uint32_t block);

  /// The block wants a timeout at `at_us`; a later moment than before is noticed later.
  [[gnu::always_inline]] inline void bring_forward(std::uint32_t block, std::uint64_t at_us) {
    if (at_us < heap[position[block]].at_us) {
      sift_up(position[block], {at_us, block});
    }
  }

  /// The first entry's moment is in truth `at_us`. REQUIRES: not before what it said.
  void put_off_first(std::uint64_t at_us) { sift_down(0, {at_us, first()}); }

  /// Places `entry` at `at` or nearer to the root.
  void sift_up(std::size_t at, Entry entry);

  /// Places `entry` at `at` or farther from the root.
  void sift_down(std::size_t at, Entry entry);
};

/// Room for `count` blocks, none of which has an entry.
[[nodiscard]] Deadlines make_deadlines(std::uint32_t count);

}  // namespace twomsl
