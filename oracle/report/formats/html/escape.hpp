// Text of anywhere as HTML, and as words of a shell: file names may hold whatever an attacker
// likes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace twomsl::oracle::html {

/// `text` as content of an element, or of an attribute in double quotes. Control characters and
/// those that turn the direction of text are shown, what is not UTF-8 is replaced.
[[nodiscard]] std::string escaped(std::string_view text);

/// `text` as one word of a POSIX shell, which no command takes for an option. Not escaped.
[[nodiscard]] std::string shell_word(std::string_view text);

/// A time since the epoch as "2026-01-31 12:00:00.000000 UTC".
[[nodiscard]] std::string utc(std::int64_t time_ns);

/// Seconds with six digits, of times before the first, too.
[[nodiscard]] std::string seconds_since(std::int64_t time_ns);

/// A duration in three digits or so: "250 us", "1.2 ms", "58.9 s".
[[nodiscard]] std::string brief(std::int64_t duration_ns);

}  // namespace twomsl::oracle::html
