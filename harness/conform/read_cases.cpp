// The cases of segments.csv: each state of section 3.10.7 with each segment that may arrive in it.
//
// Where the RFCs leave a choice every answer that they leave is allowed there.
#include <algorithm>
#include <optional>

#include "core/codec/segment_view.hpp"
#include "harness/conform/case.hpp"
#include "oracle/words.hpp"
#include "spec/laws/fsm/csv.hpp"

namespace twomsl::harness {
namespace {

using oracle::read_number;
using oracle::value_named;

constexpr std::size_t kColumns = 15;

template <Named E>
bool read_value(std::string_view word, E& into) {
  const std::optional<E> value = value_named<E>(word);
  if (value) into = *value;
  return value.has_value();
}

template <Named E>
bool read_set(const std::string& words, EnumSet<E>& into) {
  for (const std::string_view word : split(words, ' ')) {
    const std::optional<E> value = value_named<E>(word);
    if (!value) return false;
    into.insert(*value);
  }
  return true;
}

bool read_states(const std::string& words, std::vector<State>& into) {
  for (const std::string_view word : split(words, ' ')) {
    const auto* found = std::find(kStateNames.begin(), kStateNames.end(), word);
    if (found == kStateNames.end()) return false;
    into.push_back(static_cast<State>(found - kStateNames.begin()));
  }
  return true;
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
  const std::vector<std::string_view> lines = split(csv, '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const std::vector<std::string> cells = cells_of(lines[i]);
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
