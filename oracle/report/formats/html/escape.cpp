#include "oracle/report/formats/html/escape.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "oracle/report/notation.hpp"
#include "oracle/report/text/utf8.hpp"

namespace twomsl::oracle::html {
namespace {

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
    const CodePoint next = first_code_point(text).value_or(CodePoint{kReplacement, 1});
    constexpr char32_t kPictures = 0x2400, kPictureOfDelete = 0x2421;
    if (const std::string_view entity = entity_of(next.code); !entity.empty()) {
      out += entity;
    } else if (next.code < 0x20) {
      append_utf8(out, kPictures + next.code);
    } else if (next.code == 0x7f) {
      append_utf8(out, kPictureOfDelete);
    } else if (next.code == kReplacement || is_hidden(next.code)) {
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
