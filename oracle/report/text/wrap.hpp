// Text in lines that fit a terminal: reports and help alike.
#pragma once

#include <string>
#include <string_view>

namespace twomsl::oracle {

/// No line is longer, unless one word is.
inline constexpr std::size_t kColumns = 80;

/// The words of `text` in lines of at most kColumns columns, each ended by a newline. `first`
/// stands before the first line, `rest` before all others. A newline in `text` begins a line, too.
/// A word that is longer than a line has one of its own, and overhangs.
[[nodiscard]] std::string wrapped(std::string_view text, std::string_view first,
                                  std::string_view rest);

/// How many columns it takes, if each character takes one. REQUIRES: UTF-8.
[[nodiscard]] std::size_t columns_of(std::string_view text);

}  // namespace twomsl::oracle
