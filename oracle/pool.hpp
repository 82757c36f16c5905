// A pool: elements by index, at addresses that stay; what is removed is used again.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace twomsl::oracle {

/// Memory of its own pages, huge ones where the system has them: faulting small pages in, and what
/// a processor forgets of so many, took two fifths of an audit's time. It is freed by free_pages().
[[nodiscard]] void* allocate_pages(std::size_t bytes);
void free_pages(void* pages);

/// What allocates much at once in huge pages.
template <class T>
struct HugePages {
  using value_type = T;
  static constexpr std::size_t kLeastBytes = std::size_t{1} << 20;

  HugePages() = default;
  template <class U>
  HugePages(const HugePages<U>& /*of another type*/) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    return static_cast<T*>(bytes < kLeastBytes ? ::operator new(bytes) : allocate_pages(bytes));
  }
  void deallocate(T* memory, std::size_t count) {
    count * sizeof(T) < kLeastBytes ? ::operator delete(memory) : free_pages(memory);
  }

  friend bool operator==(const HugePages&, const HugePages&) = default;
};

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
  }

  std::vector<std::vector<T, HugePages<T>>> chunks_{};
  std::vector<std::uint32_t> free_{};
  std::size_t size_ = 0;
};

}  // namespace twomsl::oracle
