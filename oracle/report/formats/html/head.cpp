#include "oracle/report/formats/html/head.hpp"

#include <fmt/format.h>

#include "oracle/report/formats/html/assets.hpp"
#include "oracle/report/formats/html/escape.hpp"

namespace twomsl::oracle::html {
namespace {

unsigned digit(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); }

// 64 hexadecimal digits as the policy wants them.
std::string base64_of(std::string_view hexadecimal) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, used = 0;
  for (const char c : hexadecimal) {
    bits = bits << 4 | digit(c);
    used += 4;
    if (used < 6) continue;
    used -= 6;
    out += kDigits[bits >> used & 63u];
  }
  if (used != 0) out += kDigits[bits << (6 - used) & 63u];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

}  // namespace

std::string head_text(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n",
      base64_of(kStyleSha256), base64_of(kScriptSha256), escaped(title), kStyle);
}

std::string script_text() { return fmt::format("<script>{}</script>\n", kScript); }

std::string reading_guide() { return std::string(kReadingGuide); }

std::string program_text() { return fmt::format("twomsl {}", kVersion); }

}  // namespace twomsl::oracle::html
