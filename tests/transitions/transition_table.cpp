#include "tests/transitions/transition_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/transitions/row_guards.hpp"

namespace twomsl {
namespace {

// The value of <`field`=value> in the text of a segment; empty if it has none.
std::string field_of(const std::string& text, const std::string& field) {
  const std::size_t at = text.find("<" + field + "=");
  if (at == std::string::npos) {
    return {};
  }
  const std::size_t begin = at + field.size() + 2;
  return text.substr(begin, text.find('>', begin) - begin);
}

std::string controls(const ConcreteSegment& seg) {
  std::string words;
  for (const auto& [set, word] : {std::pair{seg.syn, "SYN"}, std::pair{seg.fin, "FIN"},
                                  std::pair{seg.rst, "RST"}, std::pair{seg.has_ack, "ACK"}}) {
    if (set) {
      words += (words.empty() ? "" : ",") + std::string(word);
    }
  }
  return words;
}

// What is known when a number in the text of a row is to be read.
struct RowContext {
  const ConcreteConnection& before;
  const ConcreteConnection& after;
  const ConcreteSegment& arrived;
};

std::uint32_t number(const std::string& term, const RowContext& context) {
  const std::map<std::string, Seq<Concrete>> numbers = {
      {"ISS", context.after.iss},
      {"SND.NXT", context.before.snd.nxt},
      {"RCV.NXT", context.after.rcv.nxt},
      {"SEG.ACK", context.arrived.ack},
      {"SEG.SEQ+SEG.LEN", context.arrived.seq + length(context.arrived)},
      {"0", {0}}};
  const auto found = numbers.find(term);
  EXPECT_NE(numbers.end(), found) << "no meaning is known of '" << term << "'";
  return found == numbers.end() ? 0 : found->second.value;
}

void expect_segment(const std::string& text, const ConcreteSegment& sent,
                    const RowContext& context) {
  if (const std::string term = field_of(text, "SEQ"); !term.empty()) {
    EXPECT_EQ(number(term, context), sent.seq.value) << term;
  }
  if (const std::string term = field_of(text, "ACK"); !term.empty()) {
    EXPECT_EQ(number(term, context), sent.ack.value) << term;
  }
  if (const std::string term = field_of(text, "CTL"); !term.empty()) {
    EXPECT_EQ(term, controls(sent));
  }
  if (text.starts_with("head of retransmission queue")) {
    EXPECT_EQ(context.before.snd.una.value, sent.seq.value);
  }
}

// The guard of the row holds of the step.
void expect_guard(const Cells& row, const ConcreteStep& step) {
  const std::vector<GuardedRow> rows = guarded_rows({row});
  ASSERT_EQ(1u, rows.size());
  ASSERT_NE(nullptr, rows.front().guard) << "no guard in row_guards.hpp is that of the row";
  EXPECT_TRUE(fires(rows.front(), step)) << "the guard does not hold";
}

void expect_row(const Cells& row, const Scenario& scenario, const Setup& setup) {
  SCOPED_TRACE(row.at("id") + ": " + row.at("state") + ", " + row.at("event") + ", " +
               row.at("guard") + "; ISS " + std::to_string(setup.iss) + ", the peer's " +
               std::to_string(setup.peer_iss));
  Machine m = machine_in(state_named(row.at("state")), setup);
  const ConcreteEvent event = scenario.stimulus(m);
  ASSERT_EQ(row.at("state"), name(m.c.state)) << "the scenario does not reach the state";
  ASSERT_EQ(row.at("event"), table_name(event.kind));
  const ConcreteConnection before = m.c;
  const Instant<Concrete> now = m.now;
  m.take(event);
  EXPECT_EQ(row.at("next_state"), name(m.c.state)) << describe_step(m.c, m.out);
  EXPECT_EQ(split(row.at("reply"), '|').front(), name(reply_of(m.out)))
      << describe_step(m.c, m.out);
  EXPECT_EQ(row.at("tells"), signals_of(m.out)) << describe_step(m.c, m.out);
  expect_guard(row, {m.policy, event, now, before, m.c, m.out, {}});
  if (m.out.replies) {
    expect_segment(row.at("output_segment"), m.out.segment, {before, m.c, event.segment});
  }
}

}  // namespace

std::string read_source(const std::string& path) {
  std::ifstream in(std::string(TWOMSL_SOURCE) + "/" + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Cells> read_csv(const std::string& path) { return parse_csv(read_source(path)); }

const std::vector<Cells>& transition_rows() {
  static const std::vector<Cells> rows = read_csv("spec/transitions.csv");
  return rows;
}

State state_named(std::string_view wanted) {
  const auto found = std::find(kStateNames.begin(), kStateNames.end(), wanted);
  EXPECT_NE(kStateNames.end(), found) << "no state is named " << wanted;
  return static_cast<State>(found - kStateNames.begin());
}

bool is_for(const Scenario& scenario, const Cells& row) {
  return row.at("status") == "exercised" && row.at("event") == scenario.event &&
         row.at("substep") == scenario.substep && row.at("guard") == scenario.guard;
}

void expect_rows(std::span<const Scenario> scenarios) {
  for (const Scenario& scenario : scenarios) {
    unsigned exercised = 0;
    for (const Cells& row : transition_rows()) {
      if (!is_for(scenario, row)) {
        continue;
      }
      for (const std::uint32_t iss : {1000u, 0u - 3u, 0x7fff'fffeu}) {
        Setup setup = scenario.setup;
        setup.iss = iss;
        setup.peer_iss = iss * 7 + 5;
        expect_row(row, scenario, setup);
        ++exercised;
      }
    }
    EXPECT_LT(0u, exercised) << "no row for " << scenario.event << ", " << scenario.guard;
  }
}

}  // namespace twomsl
