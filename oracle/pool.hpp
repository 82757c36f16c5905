// A pool: elements by index, at addresses that stay; what is removed is used again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace twomsl::oracle {

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
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<T[]>(kChunk));
    return static_cast<std::uint32_t>(size_++);
  }

  /// Gives an element back, in its default state. REQUIRES: it was added and not removed since.
  void remove(std::uint32_t index) {
    (*this)[index] = {};
    free_.push_back(index);
  }

  [[nodiscard]] T& operator[](std::size_t index) { return chunks_[index / kChunk][index % kChunk]; }

  /// Indices are below this. Removed elements count.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t in_use() const { return size_ - free_.size(); }

 private:
  static constexpr std::size_t kChunk = 64;

  std::vector<std::unique_ptr<T[]>> chunks_{};
  std::vector<std::uint32_t> free_{};
  std::size_t size_ = 0;
};

}  // namespace twomsl::oracle
