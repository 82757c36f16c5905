// UTF-8 as RFC 3629 has it, which knows no overlong forms, no surrogates and an end at U+10FFFF.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace twomsl::oracle {

/// What stands for bytes that are no UTF-8.
inline constexpr char32_t kReplacement = 0xfffd;

struct CodePoint {
  char32_t code = 0;
  std::size_t bytes = 1;
};

/// The code point that `text` begins with; none if it begins with no UTF-8. REQUIRES: not empty.
[[nodiscard]] std::optional<CodePoint> first_code_point(std::string_view text);

/// A character that moves the cursor, is not seen, or changes how its neighbours are seen; and a
/// code that is no character. Text of others is shown without any.
[[nodiscard]] bool is_hidden(char32_t code);

/// REQUIRES: `code` is that of a character.
void append_utf8(std::string& out, char32_t code);

}  // namespace twomsl::oracle
