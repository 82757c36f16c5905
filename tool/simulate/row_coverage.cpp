#include "tool/simulate/row_coverage.hpp"

#include <fstream>
#include <iterator>

#include "spec/laws/fsm/fsm.hpp"

namespace twomsl::tool {
namespace {

std::vector<Cells> read_table() {
  std::ifstream in(TWOMSL_SOURCE "/spec/transitions.csv");
  return parse_csv(std::string(std::istreambuf_iterator<char>(in), {}));
}

// A row that is played, and that safe, strict or rfc9293 follows.
bool is_possible(const Cells& row) {
  return row.at("status") == "exercised" &&
         lists("all|RFC5961|RFC7323|RFC6191|MAY-2|RFC1337", row.at("profile"));
}

bool is_met(const Transition& one, const sim::TransitionsMet& transitions) {
  return transitions.contains(one.from, one.event, one.to, one.reply);
}

}  // namespace

RowCoverage row_coverage(const sim::TransitionsMet& transitions) {
  RowCoverage coverage;
  Transitions all;
  for (const Cells& row : read_table()) {
    ++coverage.rows;
    if (!is_possible(row)) continue;
    ++coverage.possible;
    Transitions of_row = transitions_of(row);
    const bool met = std::ranges::any_of(
        of_row, [&](const Transition& one) { return is_met(one, transitions); });
    all.merge(of_row);
    if (met) {
      ++coverage.met;
    } else {
      coverage.missed.push_back(row.at("id") + " " + row.at("state") + ", " + row.at("event") +
                                ", " + row.at("guard") + " -> " + row.at("next_state") + ", " +
                                row.at("reply"));
    }
  }
  coverage.transitions = all.size();
  coverage.transitions_met = static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const Transition& one) { return is_met(one, transitions); }));
  return coverage;
}

}  // namespace twomsl::tool
