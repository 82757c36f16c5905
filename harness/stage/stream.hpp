// The text that users send: every byte says where in its stream it belongs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/program/program.hpp"

namespace twomsl::harness {

/// A stream, from one end of a tuple.
struct Stream {
  std::uint8_t tuple = 0;
  End from{};
};

[[nodiscard]] constexpr std::uint8_t byte_at(Stream stream, std::uint64_t offset) {
  const std::uint64_t place = offset * 16 + stream.tuple * 2u + static_cast<unsigned>(stream.from);
  std::uint64_t mixed = place * 0x9e3779b97f4a7c15;  // as splitmix64 has it
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  return static_cast<std::uint8_t>(mixed >> 56);
}

/// So many bytes of it, from `offset` on.
[[nodiscard]] inline std::vector<std::uint8_t> text_of(Stream stream, std::uint64_t offset,
                                                       std::size_t bytes) {
  std::vector<std::uint8_t> text(bytes);
  for (std::uint8_t& byte : text) byte = byte_at(stream, offset++);
  return text;
}

/// The offset of the first byte of `text` that does not belong where it was received.
[[nodiscard]] inline std::optional<std::uint64_t> first_wrong(Stream stream, std::uint64_t offset,
                                                              std::span<const std::uint8_t> text) {
  for (const std::uint8_t byte : text) {
    if (byte != byte_at(stream, offset)) return offset;
    ++offset;
  }
  return std::nullopt;
}

/// Where a user has received what does not belong there.
struct Misplaced {
  std::uint8_t tuple = 0;
  std::uint64_t offset = 0;
};

/// Looks at text that a user has received from `offset` on, unless something was found before.
inline void look_at_text(std::optional<Misplaced>& found, Stream stream, std::uint64_t offset,
                         std::span<const std::uint8_t> text) {
  if (found) return;
  if (const auto wrong = first_wrong(stream, offset, text)) found = {stream.tuple, *wrong};
}

}  // namespace twomsl::harness
