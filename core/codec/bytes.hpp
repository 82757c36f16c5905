// Numbers in bytes, in either order. Compilers turn each function into one load or store.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace twomsl {

/// The big-endian (network order) number at `at`, of which all bytes must be readable.
[[nodiscard]] constexpr std::uint16_t load_be16(const std::uint8_t* at) {
  return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}

[[nodiscard]] constexpr std::uint32_t load_be32(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 |
         std::uint32_t{at[3]};
}

[[nodiscard]] constexpr std::uint64_t load_be64(const std::uint8_t* at) {
  return std::uint64_t{load_be32(at)} << 32 | load_be32(at + 4);
}

/// Writes the number in network order.
constexpr void store_be16(std::uint8_t* at, std::uint16_t number) {
  at[0] = static_cast<std::uint8_t>(number >> 8);
  at[1] = static_cast<std::uint8_t>(number);
}

/// As one store, which compilers do not always make of four.
constexpr void store_be32(std::uint8_t* at, std::uint32_t number) {
  if (std::is_constant_evaluated() || std::endian::native != std::endian::little) {
    store_be16(at, static_cast<std::uint16_t>(number >> 16));
    store_be16(at + 2, static_cast<std::uint16_t>(number));
  } else {
    const std::uint32_t swapped = __builtin_bswap32(number);
    std::memcpy(at, &swapped, sizeof swapped);
  }
}

/// The same bytes read in the other order.
[[nodiscard]] constexpr std::uint16_t load_le16(const std::uint8_t* at) {
  return static_cast<std::uint16_t>(at[1] << 8 | at[0]);
}

[[nodiscard]] constexpr std::uint32_t load_le32(const std::uint8_t* at) {
  return std::uint32_t{at[3]} << 24 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[1]} << 8 |
         std::uint32_t{at[0]};
}

}  // namespace twomsl
