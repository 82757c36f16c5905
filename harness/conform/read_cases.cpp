// The cases of segments.csv: each state of section 3.10.7 with each segment that may arrive in it.
//
// Where the RFCs leave a choice every answer that they leave is allowed there.
#include <algorithm>
#include <charconv>
#include <optional>

#include "core/codec/segment_view.hpp"
#include "harness/conform/case.hpp"

namespace twomsl::harness {
namespace {

constexpr std::size_t kColumns = 15;

std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> cells;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find(separator, at), line.size());
    cells.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return cells;
}

template <Named E>
std::optional<E> value_of(std::string_view word) {
  for (const E value : kValuesOf<E>) {
    if (word == name(value)) return value;
  }
  return std::nullopt;
}

template <Named E>
bool read_value(std::string_view word, E& into) {
  const std::optional<E> value = value_of<E>(word);
  if (value) into = *value;
  return value.has_value();
}

template <Named E>
bool read_set(const std::string& words, EnumSet<E>& into) {
  for (const std::string& word : split(words, ' ')) {
    const std::optional<E> value = value_of<E>(word);
    if (!value) return false;
    into.insert(*value);
  }
  return true;
}

bool read_states(const std::string& words, std::vector<State>& into) {
  for (const std::string& word : split(words, ' ')) {
    const auto* found = std::find(kStateNames.begin(), kStateNames.end(), word);
    if (found == kStateNames.end()) return false;
    into.push_back(static_cast<State>(found - kStateNames.begin()));
  }
  return true;
}

template <class Number>
bool read_number(const std::string& word, Number& into) {
  const auto read = std::from_chars(word.data(), word.data() + word.size(), into);
  return read.ec == std::errc{} && read.ptr == word.data() + word.size();
}

bool read_flag(const std::string& word, bool& into) {
  into = word == "yes";
  return into || word == "no";
}

// The letters of tcpdump's manual: F, S, R, A, U, E and C; "-" for none.
bool read_flags(const std::string& letters, std::uint8_t& into) {
  constexpr std::string_view kLetters = "FSRPAUEC";
  if (letters == "-") return true;
  for (const char letter : letters) {
    const std::size_t bit = kLetters.find(letter);
    if (bit == std::string_view::npos) return false;
    into = static_cast<std::uint8_t>(into | 1u << bit);
  }
  return !letters.empty();
}

std::string heading_of(State state, const std::string& step) {
  const char* section = state == State::closed     ? "3.10.7.1"
                        : state == State::listen   ? "3.10.7.2"
                        : state == State::syn_sent ? "3.10.7.3"
                                                   : "3.10.7.4";
  return std::string(section) + ", " + step;
}

// The column that cannot be read, from 1; 0 if all can.
std::size_t read_row(const std::vector<std::string>& cells, Case& row, std::vector<State>& states) {
  Stimulus& segment = row.stimulus;
  segment.name = cells[0];
  std::size_t column = 1;
  const auto holds = [&](bool is_read) {
    if (is_read) ++column;
    return is_read;
  };
  const bool is_whole =
      holds(!segment.name.empty()) && holds(read_flags(cells[1], segment.flags)) &&
      holds(read_number(cells[2], segment.seq_offset)) &&
      holds(read_value(cells[3], segment.ack)) &&
      holds(read_number(cells[4], segment.text_bytes)) &&
      holds(read_value(cells[5], segment.oddity)) && holds(read_states(cells[6], states)) &&
      holds(read_set(cells[7], row.allowed)) && holds(read_value(cells[8], row.after)) &&
      holds(read_number(cells[9], row.told_bytes)) &&
      holds(read_flag(cells[10], row.tells_close)) &&
      holds(read_flag(cells[11], row.has_timestamps)) && holds(read_value(cells[12], row.level));
  row.label = cells[14];
  return is_whole ? 0 : column;
}

}  // namespace

ReadCases read_cases(std::string_view csv) {
  ReadCases read;
  const std::vector<std::string> lines = split(csv, '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const std::vector<std::string> cells = split(lines[i], ',');
    Case row;
    std::vector<State> states;
    const std::size_t wrong =
        cells.size() == kColumns ? read_row(cells, row, states) : cells.size() + 1;
    if (wrong != 0) {
      read.error =
          "line " + std::to_string(i + 1) + ", column " + std::to_string(wrong) + " cannot be read";
      return read;
    }
    for (const State state : states) {
      row.id = std::string(name(state)) + "/" + row.stimulus.name;
      row.state = state;
      row.heading = heading_of(state, cells[13]);
      read.cases.push_back(row);
    }
  }
  return read;
}

}  // namespace twomsl::harness
