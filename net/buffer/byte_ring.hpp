// The bytes of one direction of a connection, addressed by their sequence numbers.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

#include "spec/model/sequence.hpp"

namespace twomsl {

/// A power of two of bytes, taken when the first is stored. Numbers are ahead of each other by less
/// than that wherever both are in use.
struct ByteRing {
  std::unique_ptr<std::uint8_t[]> bytes{};
  std::uint32_t mask = 0;
  Seq<Concrete> origin{};  // the number of the first byte in memory

  /// Makes room for `capacity_bytes`, unless there is room already.
  void prepare(std::uint32_t capacity_bytes) {
    if (bytes == nullptr) {
      const std::uint32_t size = std::bit_ceil(capacity_bytes);
      bytes = std::make_unique_for_overwrite<std::uint8_t[]>(size);
      mask = size - 1;
    }
  }

  /// Nothing is stored that is still needed: what comes next, at `next`, takes the memory that was
  /// used last, and so stays in the processor's cache.
  void restart(Seq<Concrete> next) { origin = next; }

  /// REQUIRES: prepared for at least as many bytes.
  void write(Seq<Concrete> at, std::span<const std::uint8_t> text) {
    const std::size_t begin = (at - origin) & mask;
    const std::size_t before_end = std::size_t{mask} + 1 - begin;
    if (text.size() <= before_end) {
      std::memcpy(&bytes[begin], text.data(), text.size());
    } else {
      std::memcpy(&bytes[begin], text.data(), before_end);
      std::memcpy(bytes.get(), text.data() + before_end, text.size() - before_end);
    }
  }

  /// REQUIRES: these numbers were written.
  void read(Seq<Concrete> at, std::span<std::uint8_t> into) const {
    const std::size_t begin = (at - origin) & mask;
    const std::size_t first = std::min(into.size(), std::size_t{mask} + 1 - begin);
    std::memcpy(into.data(), &bytes[begin], first);
    if (first != into.size()) {
      std::memcpy(into.data() + first, bytes.get(), into.size() - first);
    }
  }

  /// The numbers from `at` on in place: `count` of them, or those before the end of the ring.
  /// REQUIRES: they were written.
  [[nodiscard]] std::span<const std::uint8_t> piece(Seq<Concrete> at, std::uint32_t count) const {
    const std::size_t begin = (at - origin) & mask;
    return {&bytes[begin], std::min<std::size_t>(count, std::size_t{mask} + 1 - begin)};
  }

  /// These numbers as one piece: in place, or copied into `scratch` where the ring ends between
  /// them. REQUIRES: they were written; `scratch` has room.
  [[nodiscard]] std::span<const std::uint8_t> view(Seq<Concrete> at, std::uint32_t count,
                                                   std::span<std::uint8_t> scratch) const {
    const std::size_t begin = (at - origin) & mask;
    if (begin + count <= std::size_t{mask} + 1) return {&bytes[begin], count};
    read(at, scratch.first(count));
    return scratch.first(count);
  }
};

}  // namespace twomsl
