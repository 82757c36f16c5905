// Tables of spec/ as data: a line of comma-separated cells, by the names of the first line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace twomsl {

/// One line, by column.
using Cells = std::map<std::string, std::string, std::less<>>;

/// The cells of a line, as RFC 4180 has them. Quoted ones may hold commas, and quotes that are
/// doubled; none holds a line break.
[[nodiscard]] inline std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool doubled = quoted && line.substr(i, 2) == "\"\"";
    if (line[i] == '"' && !doubled) {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else if (line[i] != '\r') {
      cells.back() += line[i];
    }
    if (doubled) ++i;
  }
  return cells;
}

/// What lies between each two of `separator`: at least one part.
[[nodiscard]] inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = text.find(separator); at != text.npos; at = text.find(separator)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

/// All lines but the first, which names the columns.
[[nodiscard]] inline std::vector<Cells> parse_csv(std::string_view text) {
  std::vector<Cells> table;
  std::vector<std::string> header;
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string> cells = cells_of(line);
    if (header.empty()) {
      header = cells;
    } else if (!line.empty()) {
      Cells& named = table.emplace_back();
      for (std::size_t i = 0; i < header.size(); ++i) {
        named[header[i]] = i < cells.size() ? cells[i] : "";
      }
    }
  }
  return table;
}

}  // namespace twomsl
