// A pool that only grows: elements by index, at addresses that stay.
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
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<T[]>(kChunk));
    return static_cast<std::uint32_t>(size_++);
  }

  [[nodiscard]] T& operator[](std::size_t index) { return chunks_[index / kChunk][index % kChunk]; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kChunk = 64;

  std::vector<std::unique_ptr<T[]>> chunks_{};
  std::size_t size_ = 0;
};

}  // namespace twomsl::oracle
