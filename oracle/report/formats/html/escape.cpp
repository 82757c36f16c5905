#include "oracle/report/formats/html/escape.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "oracle/report/notation.hpp"

namespace twomsl::oracle::html {
namespace {

constexpr char32_t kReplacement = 0xfffd;

// The character that begins `text`, and how many bytes it takes; the replacement and 1 where they
// are not UTF-8.
struct Character {
  char32_t code = kReplacement;
  std::size_t bytes = 1;
};

Character first_of(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0u) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  if (code < kLeast[bytes] || code > 0x10ffff || is_surrogate) return {};
  return {code, bytes};
}

// What is not seen, or changes how its neighbours are seen.
bool is_invisible(char32_t code) {
  const bool is_control = code >= 0x80 && code < 0xa0;
  const bool is_direction = code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
                            (code >= 0x2028 && code <= 0x202e) ||
                            (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
  const bool is_no_character = (code & 0xfffeu) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
  return is_control || is_direction || is_no_character || (code >= 0xe0000 && code < 0xe1000);
}

void append_utf8(std::string& out, char32_t code) {  // REQUIRES: of three bytes
  out += static_cast<char>(0xe0 | code >> 12);
  out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
  out += static_cast<char>(0x80 | (code & 0x3f));
}

std::string_view entity_of(char32_t code) {
  switch (code) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const Character next = first_of(text);
    constexpr char32_t kPictures = 0x2400, kPictureOfDelete = 0x2421;
    if (const std::string_view entity = entity_of(next.code); !entity.empty()) {
      out += entity;
    } else if (next.code < 0x20) {
      append_utf8(out, kPictures + next.code);
    } else if (next.code == 0x7f) {
      append_utf8(out, kPictureOfDelete);
    } else if (next.code == kReplacement || is_invisible(next.code)) {
      append_utf8(out, kReplacement);
    } else {
      out += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string shell_word(std::string_view text) {
  std::string out = text.substr(0, 1) == "-" ? "'./" : "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string utc(std::int64_t time_ns) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::nanoseconds> time{std::chrono::nanoseconds{time_ns}};
  const auto day = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const auto us = floor<std::chrono::microseconds>(time - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06} UTC", int{date.year()},
                     unsigned{date.month()}, unsigned{date.day()}, us / 3'600'000'000,
                     us / 60'000'000 % 60, us / 1'000'000 % 60, us % 1'000'000);
}

std::string seconds_since(std::int64_t time_ns) {
  return (time_ns < 0 ? "-" : "") + seconds(std::abs(time_ns));
}

std::string brief(std::int64_t duration_ns) {
  const auto ns = static_cast<double>(std::abs(duration_ns));
  const char* const sign = duration_ns < 0 ? "-" : "";
  const auto digits = [](double value) { return value < 9.995 ? 2 : value < 99.95 ? 1 : 0; };
  if (ns == 0) return "0 s";
  if (ns < 999.5e3) return fmt::format("{}{:.0f} us", sign, ns / 1e3);
  if (ns < 999.5e6) return fmt::format("{}{:.{}f} ms", sign, ns / 1e6, digits(ns / 1e6));
  return fmt::format("{}{:.{}f} s", sign, ns / 1e9, digits(ns / 1e9));
}

}  // namespace twomsl::oracle::html
