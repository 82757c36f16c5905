// Memory for text that arrived ahead of RCV.NXT: a bounded number of blocks, one for each
// connection that holds some, with room for 64 ranges.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "spec/model/held/range.hpp"

namespace twomsl {

/// How many ranges a connection can hold.
inline constexpr std::uint32_t kMostHeldRanges = 64;

class HeldPool;

/// The ranges of one connection, in order. `next` is the pool's.
struct HeldBlock {
  std::array<Range<Concrete>, kMostHeldRanges> ranges{};
  std::uint32_t size = 0;
  HeldPool* owner = nullptr;  // none: of a list without a pool
  HeldBlock* next = nullptr;
};

/// All its memory is taken at construction. It stays where it is, since connections point to it.
class HeldPool {
 public:
  explicit HeldPool(std::uint32_t count) { blocks_.reserve(count); }
  HeldPool(const HeldPool&) = delete;
  HeldPool& operator=(const HeldPool&) = delete;

  [[nodiscard]] bool is_empty() const {
    return free_ == nullptr && blocks_.size() == blocks_.capacity();
  }

  /// A block without ranges, or nullptr if all are in use.
  [[nodiscard]] HeldBlock* take() {
    if (is_empty()) return nullptr;
    if (free_ != nullptr) return std::exchange(free_, free_->next);
    blocks_.emplace_back().owner = this;
    return &blocks_.back();
  }

  void give_back(HeldBlock* block) {
    block->size = 0;
    block->next = free_;
    free_ = block;
  }

 private:
  std::vector<HeldBlock>
      blocks_{};  // those that were ever in use; it never grows beyond its memory
  HeldBlock* free_ = nullptr;
};

}  // namespace twomsl
