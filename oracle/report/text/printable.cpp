// See printable.hpp.
#include "oracle/report/text/printable.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>

#include "oracle/report/text/utf8.hpp"

namespace twomsl::oracle {
namespace {

struct Range {
  char32_t first;
  char32_t last;
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

bool is_shown(char32_t code) {
  for (const Range& range : kHidden) {
    if (range.first <= code && code <= range.last) return false;
  }
  return true;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::optional<CodePoint> character = first_code_point(text);
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
