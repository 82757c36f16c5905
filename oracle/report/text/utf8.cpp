// See utf8.hpp.
#include "oracle/report/text/utf8.hpp"

#include <array>
#include <cstdint>

namespace twomsl::oracle {
namespace {

struct Form {
  std::uint8_t mask;
  std::uint8_t lead;
  std::size_t bytes;
  char32_t least;  // a smaller code has a shorter form
};

constexpr std::array<Form, 4> kForms{
    {{0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}}};

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array<Range, 10> kHidden{{
    {0x00, 0x1f},        // controls, the escape among them
    {0x7f, 0x9f},        // delete, and the controls that stand for an escape and a letter
    {0x061c, 0x061c},    // Arabic letter mark
    {0x200b, 0x200f},    // of no width, marks of direction
    {0x2028, 0x202e},    // separators of lines, embeddings and overrides of direction
    {0x2060, 0x206f},    // joiners, isolates
    {0xfdd0, 0xfdef},    // no characters
    {0xfeff, 0xfeff},    // byte order mark
    {0xfff9, 0xfffb},    // interlinear annotation
    {0xe0000, 0xe0fff},  // tags
}};

}  // namespace

bool is_hidden(char32_t code) {
  for (const Range& range : kHidden) {
    if (range.first <= code && code <= range.last) return true;
  }
  return (code & 0xfffeu) == 0xfffe;  // the last two of each plane are no characters
}

std::optional<CodePoint> first_code_point(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  for (const Form& form : kForms) {
    if ((byte(0) & form.mask) != form.lead) continue;
    if (text.size() < form.bytes) return std::nullopt;
    char32_t code = byte(0) & static_cast<std::uint8_t>(~form.mask);
    for (std::size_t i = 1; i < form.bytes; ++i) {
      if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
      code = code << 6 | (byte(i) & 0x3fu);
    }
    const bool is_surrogate = 0xd800 <= code && code <= 0xdfff;
    if (code < form.least || code > 0x10ffff || is_surrogate) return std::nullopt;
    return CodePoint{code, form.bytes};
  }
  return std::nullopt;
}

void append_utf8(std::string& out, char32_t point) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      put(0xe0 | point >> 12);
    } else {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
    }
    put(0x80 | (point >> 6 & 0x3f));
  }
  put(0x80 | (point & 0x3f));
}

}  // namespace twomsl::oracle
