// Structure-aware mutation: an input is an opening and then records of one size, and what changes
// is the list of records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace twomsl {

struct Layout {
  std::size_t opening_bytes = 0;
  std::size_t record_bytes = 1;
  std::span<const std::uint8_t> kinds{};  // what may stand first in a record; any byte if empty
};

/// Inserts, deletes, doubles, swaps or tweaks a record, or tweaks the opening. Returns the new
/// size, at most `room`.
[[nodiscard]] std::size_t mutate_records(std::span<std::uint8_t> room, std::size_t size,
                                         unsigned seed, Layout layout);

}  // namespace twomsl
