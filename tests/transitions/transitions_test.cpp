// Every row of spec/transitions.csv that this project answers to is exercised: in the row's state,
// reached by real events, the row's event leads where the row says, with the segment and the
// signals that it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "tests/transitions/row_guards.hpp"
#include "tests/transitions/transition_table.hpp"

namespace twomsl {
namespace {

std::string heading(const Cells& row) {
  return row.at("id") + " " + row.at("state") + ", " + row.at("event") + ", " + row.at("guard") +
         ": " + row.at("status");
}

bool has_scenario(const Cells& row) {
  for (const auto scenarios : {call_scenarios(), opening_scenarios(), arrival_scenarios(),
                               acknowledgment_scenarios(), timeout_scenarios()}) {
    if (std::any_of(scenarios.begin(), scenarios.end(),
                    [&row](const Scenario& scenario) { return is_for(scenario, row); })) {
      return true;
    }
  }
  return false;
}

TEST(UserCalls, DoWhatTheRowsOfSections3_10_1To3_10_6Say) { expect_rows(call_scenarios()); }

TEST(SegmentArrives, DoesWhatTheRowsOfClosedListenAndSynSentSay) {
  expect_rows(opening_scenarios());
}

TEST(SegmentArrives, DoesWhatTheRowsOfTheFirstToFourthStepSay) { expect_rows(arrival_scenarios()); }

TEST(SegmentArrives, DoesWhatTheRowsOfTheFifthToEighthStepSay) {
  expect_rows(acknowledgment_scenarios());
}

TEST(Timeouts, DoWhatTheRowsOfSection3_10_8Say) { expect_rows(timeout_scenarios()); }

// Visits each step that a scenario decides.
template <class Visit>
void for_each_step(const Visit& visit) {
  for (const auto scenarios : {call_scenarios(), opening_scenarios(), arrival_scenarios(),
                               acknowledgment_scenarios(), timeout_scenarios()}) {
    for (const Scenario& scenario : scenarios) {
      for (const Cells& row : transition_rows()) {
        if (!is_for(scenario, row)) continue;
        Machine m = machine_in(state_named(row.at("state")), scenario.setup);
        const ConcreteEvent event = scenario.stimulus(m);
        const ConcreteConnection before = m.c;
        const Instant<Concrete> now = m.now;
        m.take(event);
        visit(ConcreteStep{m.policy, event, now, before, m.c, m.out, {}});
      }
    }
  }
}

// A guard that holds wherever its row is asked would tell no rows apart.
TEST(RowGuards, EachIsRefusedByAStepFromItsStateByItsEvent) {
  const std::vector<GuardedRow> rows = guarded_rows(transition_rows());
  std::set<const RowGuard*> refused;
  for_each_step([&](const ConcreteStep& step) {
    for (const GuardedRow& row : rows) {
      const bool is_asked =
          step.before.state == row.state && table_event(step.event.kind) == row.event;
      if (is_asked && !row.guard->holds(step)) refused.insert(row.guard);
    }
  });
  // What is asked of no number, or stands alone: a timer that is not due is no event at all.
  const std::set<std::string_view> alone = {"any",
                                            "otherwise",
                                            "expires",
                                            "2*MSL elapsed",
                                            "any (after queued SENDs)",
                                            "segment in retransmission queue"};
  for (const GuardedRow& row : rows) {
    EXPECT_EQ(alone.contains(row.guard->guard), !refused.contains(row.guard)) << row.words;
  }
}

// What is expected of a policy with one row of the table, and one departure from it.
Expectation expected_with(const std::string& sign, const std::string& next) {
  const Cells row = {{"profile", "all"}, {"status", "exercised"},  {"state", "LISTEN"},
                     {"event", "CLOSE"}, {"next_state", "CLOSED"}, {"reply", "none"}};
  const Cells departure = {{"policies", "all"},   {"sign", sign},       {"state", "LISTEN"},
                           {"event", "CLOSE"},    {"next_state", next}, {"reply", "none"},
                           {"reason", "a reason"}};
  return expectation(ProfiledPolicy<Concrete>{"safe", safe<Concrete>, ""}, {row}, {departure});
}

TEST(Csv, ReadsQuotedCellsWithCommasAndDoubledQuotes) {
  const std::vector<std::string> cells = {"a", "b, \"c\"", ""};
  EXPECT_EQ(cells, cells_of("a,\"b, \"\"c\"\"\","));
}

TEST(Departures, AreFaultsIfTheyChangeNothing) {
  EXPECT_EQ(0u, expected_with("minus", "CLOSED").faults.size());
  EXPECT_EQ(0u, expected_with("plus", "LISTEN").faults.size());
  EXPECT_EQ(1u, expected_with("plus", "CLOSED").faults.size());
  EXPECT_EQ(1u, expected_with("minus", "LISTEN").faults.size());
}

TEST(TransitionTable, EveryRowIsExercisedOrHasItsReason) {
  std::map<std::string, unsigned> counts;
  for (const Cells& row : transition_rows()) {
    const std::string& status = row.at("status");
    ++counts[status];
    if (status == "exercised") {
      EXPECT_TRUE(has_scenario(row)) << heading(row) << ", but no scenario is for it";
      continue;
    }
    std::printf("  %s\n", heading(row).c_str());
    EXPECT_TRUE(status == "cannot occur" || status == "not ours" || status == "not chosen");
    EXPECT_FALSE(row.at("reason").empty() && row.at("note").empty()) << heading(row);
  }
  std::printf(
      "%u rows exercised, %u cannot occur, %u not ours, %u of profiles not chosen, of %zu\n",
      counts["exercised"], counts["cannot occur"], counts["not ours"], counts["not chosen"],
      transition_rows().size());
  EXPECT_EQ(374u, transition_rows().size());
}

// Text as SVG writes it.
std::string escaped(std::string text) {
  for (const auto& [plain, written] : {std::pair{"-", "&#45;"}, std::pair{">", "&gt;"}}) {
    for (std::size_t at = text.find(plain); at != text.npos; at = text.find(plain, at + 5)) {
      text.replace(at, 1, written);
    }
  }
  return text;
}

// The edges of a graph in the language of Graphviz, and the lines of their labels.
std::vector<std::string> shown_by(const std::string& dot) {
  std::vector<std::string> words;
  for (const std::string_view line : split(dot, '\n')) {
    const std::vector<std::string_view> parts = split(line, '"');
    if (parts.size() == 7 && parts[2] == " -> ") {
      words.push_back(">" + escaped(std::string(parts[1]) + "->" + std::string(parts[3])) + "<");
      for (const std::string_view label : split(parts[5], '\\')) {
        const std::string_view text = label.starts_with('l') ? label.substr(1) : label;
        if (!text.empty()) words.push_back(">" + escaped(std::string(text)) + "<");
      }
    }
  }
  return words;
}

TEST(Diagram, TheSvgShowsEveryEdgeAndLabelOfTheDot) {
  const std::string svg = read_source("proofs/fsm/diagram/tcp.svg");
  const std::vector<std::string> words = shown_by(read_source("proofs/fsm/diagram/tcp.dot"));
  EXPECT_LT(60u, words.size());
  for (const std::string& word : words) {
    EXPECT_NE(std::string::npos, svg.find(word)) << word << " is missing: dot -Tsvg once more";
  }
}

}  // namespace
}  // namespace twomsl
