// The ranges that are held ahead of RCV.NXT: a list in order, whose members neither overlap nor
// touch.
//
// The list that runs has room for 64. Where numbers are symbols four stand for any number of them,
// since what a step makes of the list shows in any two ranges and those that the text touches
// (theorem RANGES, which is about lists of every length).
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "spec/model/held/held_pool.hpp"
#include "spec/model/segment.hpp"

namespace twomsl {

/// How many stand for a list where numbers are symbols.
inline constexpr std::size_t kHeldRanges = 4;

/// Where numbers are symbols: nothing forks. The empty ranges are the last.
template <class D>
struct HeldRanges {
  using Domain = D;
  using U32 = typename D::U32;
  using Bool = typename D::Bool;

  std::array<Range<D>, kHeldRanges> ranges{};

  /// How many places there are to look at, some of them empty.
  [[nodiscard]] constexpr std::size_t size() const { return kHeldRanges; }
  [[nodiscard]] constexpr const Range<D>& operator[](std::size_t i) const { return ranges[i]; }
  [[nodiscard]] constexpr Range<D>& operator[](std::size_t i) { return ranges[i]; }
  [[nodiscard]] constexpr auto begin() const { return ranges.begin(); }
  [[nodiscard]] constexpr auto end() const { return ranges.end(); }
  [[nodiscard]] constexpr auto begin() { return ranges.begin(); }
  [[nodiscard]] constexpr auto end() { return ranges.end(); }

  /// How many end before `number`, and neither hold nor touch it.
  [[nodiscard]] constexpr U32 count_ending_before(const Seq<D>& number) const {
    U32 count(0u);
    for (const Range<D>& range : ranges) {
      count = count + one_if<D>(!is_empty(range) && is_before(range.end, number));
    }
    return count;
  }

  /// How many begin at `number` or before it.
  [[nodiscard]] constexpr U32 count_beginning_up_to(const Seq<D>& number) const {
    U32 count(0u);
    for (const Range<D>& range : ranges) {
      count = count + one_if<D>(!is_empty(range) && is_at_or_before(range.begin, number));
    }
    return count;
  }

  /// The range at `index`; an empty one if there is none.
  [[nodiscard]] constexpr Range<D> at(const U32& index) const {
    Range<D> found;
    for (std::uint32_t i = 0; i < kHeldRanges; ++i) {
      found = select<D>(index == U32(i), ranges[i], found);
    }
    return found;
  }

  /// One more range can be held.
  [[nodiscard]] constexpr Bool has_room() const { return is_empty(ranges[kHeldRanges - 1]); }

  /// Puts `range` in the place of those from `first` to before `last`, if `condition` holds.
  /// REQUIRES: first < last, or has_room().
  constexpr void replace_if(const Bool& condition, const U32& first, const U32& last,
                            const Range<D>& range) {
    const HeldRanges before = *this;
    const U32 behind = select(first < last, last, first);
    for (std::uint32_t i = 0; i < kHeldRanges; ++i) {
      const Range<D> moved = before.at((U32(i) - first) - U32(1u) + behind);
      const Range<D> now = select<D>(U32(i) == first, range, moved);
      ranges[i] = select<D>(condition && first <= U32(i), now, ranges[i]);
    }
  }

  /// Gives up the first `count`.
  constexpr void remove_first(const U32& count) {
    const HeldRanges before = *this;
    for (std::uint32_t i = 0; i < kHeldRanges; ++i) {
      ranges[i] = before.at(U32(i) + count);
    }
  }
};

/// What runs. It takes a block when a range comes, and gives it back with the last: one of the pool
/// that it uses, or one of its own, as a copy does. A value: copies are apart.
template <>
class HeldRanges<Concrete> {
 public:
  using Domain = Concrete;

  HeldRanges() = default;
  constexpr HeldRanges(const HeldRanges& other) { *this = other; }
  constexpr HeldRanges& operator=(const HeldRanges& other) {
    if (block_ != nullptr || other.block_ != nullptr) copy(other);
    return *this;
  }
  constexpr ~HeldRanges() {
    if (block_ != nullptr) clear();
  }

  /// From now on blocks are the pool's, or its own if there is none. REQUIRES: it outlives this
  /// list.
  void use(HeldPool* pool) { pool_ = pool; }

  [[nodiscard]] std::size_t size() const { return block_ == nullptr ? 0 : block_->size; }
  [[nodiscard]] const Range<Concrete>* begin() const {
    return block_ == nullptr ? nullptr : block_->ranges.data();
  }
  [[nodiscard]] const Range<Concrete>* end() const {
    return block_ == nullptr ? nullptr : block_->ranges.data() + block_->size;
  }
  [[nodiscard]] Range<Concrete> operator[](std::size_t i) const {
    return i < size() ? block_->ranges[i] : Range<Concrete>{};
  }
  [[nodiscard]] Range<Concrete> at(std::uint32_t index) const { return (*this)[index]; }

  [[nodiscard]] std::uint32_t count_ending_before(const Seq<Concrete>& number) const {
    return count_while([&](const auto& range) { return is_before(range.end, number); });
  }
  [[nodiscard]] std::uint32_t count_beginning_up_to(const Seq<Concrete>& number) const {
    return count_while([&](const auto& range) { return is_at_or_before(range.begin, number); });
  }

  [[nodiscard]] bool has_room() const {
    if (block_ != nullptr) return block_->size < kMostHeldRanges;
    return pool_ == nullptr || !pool_->is_empty();
  }

  void replace_if(bool condition, std::uint32_t first, std::uint32_t last,
                  const Range<Concrete>& range) {
    if (!condition) return;
    if (block_ == nullptr) take_block();
    const std::uint32_t behind = std::max(first, last);
    move_tail(behind, first + 1);
    block_->ranges[first] = range;
  }

  void remove_first(std::uint32_t count) {
    if (count == 0) return;
    if (count == block_->size) {
      clear();
    } else {
      move_tail(count, 0);
    }
  }

  /// Gives up all.
  [[gnu::cold, gnu::noinline]] void clear() {
    HeldBlock* const block = std::exchange(block_, nullptr);
    if (block == nullptr) return;
    if (block->owner != nullptr) {
      block->owner->give_back(block);
    } else {
      delete block;
    }
  }

  friend bool operator==(const HeldRanges& a, const HeldRanges& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
      return x.begin == y.begin && x.end == y.end;
    });
  }

 private:
  template <class Test>
  [[nodiscard]] std::uint32_t count_while(const Test& test) const {
    return static_cast<std::uint32_t>(std::partition_point(begin(), end(), test) - begin());
  }

  // The ranges from `from` on stand at `to`.
  void move_tail(std::uint32_t from, std::uint32_t to) {
    Range<Concrete>* const ranges = block_->ranges.data();
    if (to < from) {
      std::move(ranges + from, ranges + block_->size, ranges + to);
    } else {
      std::move_backward(ranges + from, ranges + block_->size, ranges + block_->size + to - from);
    }
    block_->size = block_->size + to - from;
  }

  void take_block() {
    if (pool_ != nullptr) block_ = pool_->take();
    if (block_ == nullptr) block_ = new HeldBlock;
  }

  [[gnu::cold, gnu::noinline]] void copy(const HeldRanges& other) {
    if (this == &other) return;
    if (other.block_ == nullptr) {
      clear();
      return;
    }
    if (block_ == nullptr) take_block();
    std::copy(other.begin(), other.end(), block_->ranges.begin());
    block_->size = other.block_->size;
  }

  HeldPool* pool_ = nullptr;
  HeldBlock* block_ = nullptr;
};

}  // namespace twomsl
