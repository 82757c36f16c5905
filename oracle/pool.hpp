// A pool: elements by index, at addresses that stay; what is removed is used again.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace twomsl::oracle {

/// Asks for huge pages in [begin, begin + bytes), memory that has not been touched yet. Faulting
/// small pages in takes a fifth of an audit's time. A system that refuses does no harm.
void advise_huge_pages(void* begin, std::size_t bytes);

template <class T>
class Pool {
 public:
  /// Adds an element in its default state and returns its index.
  std::uint32_t add() {
    if (!free_.empty()) {
      const std::uint32_t index = free_.back();
      free_.pop_back();
      return index;
    }
    const Position position = position_of(size_);
    if (position.chunk == chunks_.size()) add_chunk();
    chunks_[position.chunk].emplace_back();
    return static_cast<std::uint32_t>(size_++);
  }

  /// Gives an element back, in its default state. REQUIRES: it was added and not removed since.
  void remove(std::uint32_t index) {
    (*this)[index] = {};
    free_.push_back(index);
  }

  [[nodiscard]] T& operator[](std::size_t index) {
    const Position position = position_of(index);
    return chunks_[position.chunk][position.offset];
  }

  /// Indices are below this. Removed elements count.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t in_use() const { return size_ - free_.size(); }

 private:
  struct Position {
    std::size_t chunk = 0;
    std::size_t offset = 0;
  };

  /// Each chunk is twice as large as the one before it, so that small captures stay small and most
  /// of a large one lies in whole huge pages.
  static constexpr std::size_t kFirstChunk = 64;

  [[nodiscard]] static constexpr Position position_of(std::size_t index) {
    const std::size_t doublings = index / kFirstChunk + 1;
    return {static_cast<std::size_t>(std::bit_width(doublings)) - 1,
            index + kFirstChunk - kFirstChunk * std::bit_floor(doublings)};
  }

  // A chunk never outgrows what is reserved here, so its elements stay where they are.
  void add_chunk() {
    const std::size_t capacity = chunks_.empty() ? kFirstChunk : 2 * chunks_.back().capacity();
    chunks_.emplace_back().reserve(capacity);
    advise_huge_pages(chunks_.back().data(), capacity * sizeof(T));
  }

  std::vector<std::vector<T>> chunks_{};
  std::vector<std::uint32_t> free_{};
  std::size_t size_ = 0;
};

}  // namespace twomsl::oracle
