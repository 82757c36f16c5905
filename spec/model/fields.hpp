// Whether a record's list of fields is complete: in a domain whose values are all one byte, a
// record is as large as it has members.
#pragma once

#include <cstddef>
#include <cstdint>

namespace twomsl {

/// A domain for counting members: every value is one byte. Nothing is computed in it.
struct Counted {
  struct Byte {
    constexpr Byte() = default;
    constexpr explicit Byte(std::uint64_t /*value*/) {}
    std::uint8_t value = 0;
  };
  using Bool = Byte;
  using U32 = Byte;
  using U64 = Byte;
};

/// for_each_field() visits as many members as `Record` has, `unlisted_bytes` of concrete ones
/// apart.
template <template <class> class Record>
[[nodiscard]] constexpr bool lists_every_member(std::size_t unlisted_bytes = 0) {
  Record<Counted> record{};
  std::size_t listed = 0;
  for_each_field([&listed](const char*, auto&) { ++listed; }, record);
  return sizeof record == listed + unlisted_bytes;
}

}  // namespace twomsl
