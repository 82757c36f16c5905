// See wrap.hpp.
#include "oracle/report/text/wrap.hpp"

#include <algorithm>

namespace twomsl::oracle {
namespace {

// Up to the delimiter, which goes with it.
std::string_view take(std::string_view& text, char delimiter) {
  const std::string_view taken = text.substr(0, text.find(delimiter));
  text.remove_prefix(std::min(text.size(), taken.size() + 1));
  return taken;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string wrapped(std::string_view text, std::string_view first, std::string_view rest) {
  std::string out;
  std::string_view indent = first;
  do {
    std::string_view paragraph = take(text, '\n');
    std::string line(indent);
    bool is_empty = true;  // no word stands in the line yet
    while (!paragraph.empty()) {
      const std::string_view word = take(paragraph, ' ');
      if (!is_empty && columns_of(line) + 1 + columns_of(word) > kColumns) {
        out += line + "\n";
        line = rest;
        is_empty = true;
      }
      if (!is_empty) line += ' ';
      line += word;
      is_empty = false;
    }
    out += line + "\n";
    indent = rest;
  } while (!text.empty());
  return out;
}

}  // namespace twomsl::oracle
