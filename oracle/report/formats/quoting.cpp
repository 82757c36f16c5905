// See quoting.hpp.
#include "oracle/report/formats/quoting.hpp"

#include <fmt/format.h>

#include <optional>

#include "oracle/report/text/utf8.hpp"

namespace twomsl::oracle {
namespace {

bool is_printable_ascii(char32_t point) { return 0x20 <= point && point < 0x7f; }

// XML 1.0, production [2].
bool is_xml_character(char32_t point) {
  if (point < 0x20) return point == '\t' || point == '\n' || point == '\r';
  return point != 0xfffe && point != 0xffff;
}

bool is_xml_markup(char32_t point) {
  return std::u32string_view(U"&<>\"'").find(point) != std::u32string_view::npos;
}

void append_xml(std::string& out, char32_t point) {
  if (!is_xml_character(point)) return append_utf8(out, kReplacement);
  if (!is_xml_markup(point)) return append_utf8(out, point);
  out += fmt::format("&#{};", static_cast<unsigned>(point));
}

bool is_plain_in_uri(char c) {
  return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

template <class Append>
std::string each_code_point(std::string_view rest, const Append& append) {
  std::string out;
  while (!rest.empty()) {
    const std::optional<CodePoint> point = first_code_point(rest);
    append(out, point ? point->code : kReplacement);
    rest.remove_prefix(point ? point->bytes : 1);
  }
  return out;
}

}  // namespace

std::string utf8_of(std::string_view bytes) { return each_code_point(bytes, append_utf8); }

// Blanks of an attribute are read as spaces unless they are escaped.
std::string xml_quoted(std::string_view bytes) {
  return each_code_point(bytes, [](std::string& out, char32_t point) {
    if (point != '\t' && point != '\n' && point != '\r') return append_xml(out, point);
    out += fmt::format("&#{};", static_cast<unsigned>(point));
  });
}

std::string xml_text(std::string_view bytes) { return each_code_point(bytes, append_xml); }

std::string csv_quoted(std::string_view bytes) {
  const std::string field = utf8_of(bytes);
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string without_formula(std::string_view name) {
  const std::size_t begin = name.find_first_not_of(" \t\r\n");
  const bool is_formula = name.size() > 1 && begin != std::string_view::npos &&
                          std::string_view("=+-@").find(name[begin]) != std::string_view::npos;
  const bool begins_blank = begin != 0 && !name.empty();
  return (is_formula || begins_blank ? "'" : "") + std::string(name);
}

std::string tap_quoted(std::string_view bytes) {
  return each_code_point(bytes, [](std::string& out, char32_t point) {
    if (point == '#' || point == '\\') out += '\\';
    append_utf8(out, point < 0x20 || point == 0x7f ? kReplacement : point);
  });
}

std::string yaml_quoted(std::string_view bytes) {
  const std::string out = each_code_point(bytes, [](std::string& text, char32_t point) {
    const auto number = static_cast<unsigned>(point);
    if (point == '"' || point == '\\') text += '\\';
    if (is_printable_ascii(point)) {
      text += static_cast<char>(point);
    } else {
      text += point < 0x10000 ? fmt::format("\\u{:04x}", number) : fmt::format("\\U{:08x}", number);
    }
  });
  return "\"" + out + "\"";
}

std::string uri_of(std::string_view path) {
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (is_plain_in_uri(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace twomsl::oracle
