// UTF-8 as RFC 3629 has it, which knows no overlong forms, no surrogates and an end at U+10FFFF.
#include "oracle/report/text/printable.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>

namespace twomsl::oracle {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

struct Form {
  std::uint8_t mask;
  std::uint8_t lead;
  std::size_t bytes;
  std::uint32_t least;  // a smaller code has a shorter form
};

constexpr std::array<Form, 4> kForms{
    {{0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}}};

// The character that `text` begins with; none if it begins with no UTF-8. REQUIRES: not empty.
std::optional<Character> first_of(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  for (const Form& form : kForms) {
    if ((byte(0) & form.mask) != form.lead) continue;
    if (text.size() < form.bytes) return std::nullopt;
    std::uint32_t code = byte(0) & static_cast<std::uint8_t>(~form.mask);
    for (std::size_t i = 1; i < form.bytes; ++i) {
      if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
      code = code << 6 | (byte(i) & 0x3f);
    }
    const bool is_surrogate = 0xd800 <= code && code <= 0xdfff;
    if (code < form.least || code > 0x10ffff || is_surrogate) return std::nullopt;
    return Character{code, form.bytes};
  }
  return std::nullopt;
}

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

constexpr std::array<Range, 9> kHidden{{
    {0x00, 0x1f},        // controls, the escape among them
    {0x7f, 0x9f},        // delete, and the controls that stand for an escape and a letter
    {0x061c, 0x061c},    // Arabic letter mark
    {0x200b, 0x200f},    // of no width, marks of direction
    {0x2028, 0x202e},    // separators of lines, embeddings and overrides of direction
    {0x2060, 0x206f},    // joiners, isolates
    {0xfeff, 0xfeff},    // byte order mark
    {0xfff9, 0xfffb},    // interlinear annotation
    {0xe0000, 0xe007f},  // tags
}};

bool is_shown(std::uint32_t code) {
  for (const Range& range : kHidden) {
    if (range.first <= code && code <= range.last) return false;
  }
  return true;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::optional<Character> character = first_of(text);
    const std::string_view bytes = text.substr(0, character ? character->bytes : 1);
    if (character && is_shown(character->code)) {
      out += bytes;
    } else {
      for (const char byte : bytes) {
        out += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(byte));
      }
    }
    text.remove_prefix(bytes.size());
  }
  return out;
}

}  // namespace twomsl::oracle
