// The suite by heading of the RFC: its table, what it says of our endpoint, and that each case
// notices a stack with a fault.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include <fstream>
#include <map>
#include <set>

#include "harness/conform/prober.hpp"
#include "harness/conform/report.hpp"
#include "spec/laws/fsm/csv.hpp"
#include "tests/harness/stacks/faulty_stack.hpp"

namespace twomsl::harness {
namespace {

using testing::HasSubstr;

std::vector<Cells> rows_of(const std::string& path) {
  std::ifstream in(TWOMSL_SOURCE + path);
  EXPECT_TRUE(in) << path;
  return parse_csv(std::string(std::istreambuf_iterator<char>(in), {}));
}

TEST(ConformTable, HasMoreThanTwoHundredCasesEachOfANameOfItsOwn) {
  std::set<std::string> ids;
  for (const Case& one : all_cases()) EXPECT_TRUE(ids.insert(one.id).second) << one.id;
  EXPECT_GT(ids.size(), 200u);
}

TEST(ConformTable, CitesRequirementsOfItsOwnLevel) {
  std::map<std::string, std::string> levels;
  for (const Cells& row : rows_of("/spec/requirements.csv")) {
    const std::string& level = row.at("level");
    levels[row.at("id")] = level.substr(0, level.find(' '));  // MUST NOT is a MUST
  }
  for (const Case& one : all_cases()) {
    if (one.label.empty()) continue;
    ASSERT_EQ(levels.count(one.label), 1u) << one.id << " cites " << one.label;
    EXPECT_EQ(levels[one.label], name(one.level)) << one.id << " cites " << one.label;
  }
}

TEST(ConformTable, NamesStepsOfTheTransitions) {
  std::set<std::string> steps;  // "3.10.7.4" aside: state and step
  for (const Cells& row : rows_of("/spec/transitions.csv")) {
    if (row.at("event") == "SEGMENT ARRIVES") {
      steps.insert(row.at("state") + ", " + row.at("substep"));
    }
  }
  for (const Case& one : all_cases()) {
    if (one.script != nullptr) continue;
    const std::string step =
        std::string(name(one.state)) + one.heading.substr(one.heading.find(','));
    EXPECT_TRUE(steps.contains(step)) << one.id << ": " << step;
  }
}

TEST(ConformTable, SaysWhereItCannotBeRead) {
  const std::string head = "segment,...\n";
  const std::string good = "a,RA,-1,all,4,none,CLOSED LISTEN,none ack,any,0,no,yes,MUST,1 RST,";
  EXPECT_EQ(read_cases(head + good + "\n").cases.size(), 2u);
  EXPECT_EQ(read_cases(head + good + "\n").error, "");
  EXPECT_EQ(read_cases(head + good + ",more\n").error, "line 2, column 17 cannot be read");
  EXPECT_EQ(read_cases(head + "\n" + good.substr(0, 10)).error, "line 3, column 5 cannot be read");
  const std::vector<std::string> wrong{"",      "X",     "1x",  "some",  "-", "odd",  "OPEN",
                                       "none,", "later", "few", "maybe", "",  "SHALL"};
  const auto cells = cells_of(good);
  for (std::size_t i = 0; i < 13; ++i) {
    std::string line;
    for (std::size_t j = 0; j < 14; ++j) line += (i == j ? "?" + wrong[i] : cells[j]) + ",";
    if (i == 0) continue;  // a segment may have any name
    EXPECT_NE(read_cases(head + line).error, "") << line;
  }
}

// In this process: nothing here crashes.
std::string played(const Subject& subject, const Case& one) {
  Prober prober(subject, [](const Note&) {});
  bool is_reached = false;
  const std::string words = play_case(one, prober, is_reached);
  return is_reached ? words : "not reached: " + words;
}

// What spec/requirements.csv calls partial: there is no congestion control yet.
const std::set<std::string> kNotYet{"sending/starts-slowly"};

TEST(Conform, FindsOnOurEndpointWhatIsNotThereYet) {
  const Subject subject{twomsl_stack_under_test(), 4};
  for (const Case& one : all_cases()) {
    EXPECT_EQ(played(subject, one).empty(), !kNotYet.contains(one.id))
        << one.id << ": " << played(subject, one);
  }
}

TEST(ConformReport, HasAllOfAppendixBByWhatCasesFound) {
  std::map<std::string, const Case*> by_id;
  for (const Case& one : all_cases()) by_id[one.id] = &one;
  const std::vector<CaseResult> results{
      {by_id["wait/stands-after-msl"], Outcome::passed, "", {}},
      {by_id["wait/stands-until-2msl"], Outcome::failed, "it is | over", {}},
      {by_id["wait/reopens"], Outcome::failed, "no", {}},
      {by_id["wait/reopens-by-timestamp"], Outcome::unreached, "no timestamps", {}},
      {by_id["header/mss-on-a-syn-alone"], Outcome::passed, "", {}},
  };
  const Subject subject{twomsl_stack_under_test(), 4};
  const std::string text = report_of(subject, results, {}, Format::appendix_b);
  const auto row = [&](const std::string& id) {
    const std::size_t at = text.find("| " + id + " |");
    return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
  };
  EXPECT_THAT(row("MUST-13"), HasSubstr("| NOT MET | wait/stands-until-2msl: it is \\| over |"));
  EXPECT_THAT(row("MAY-2"), HasSubstr("| declined | wait/reopens: no |"));
  EXPECT_THAT(row("SHLD-4"), HasSubstr("| not arising |"));
  EXPECT_THAT(row("MUST-65"), HasSubstr("| met | header/mss-on-a-syn-alone |"));
  EXPECT_THAT(row("MUST-9"), HasSubstr("| not asked | packets do not show it |"));
  EXPECT_THAT(text, HasSubstr("- 1 NOT MET\n"));
  int rows = 0;
  for (const Cells& cells : rows_of("/spec/requirements.csv")) {
    if (cells.at("rfc") != "9293" || cells.at("id").starts_with("R")) continue;
    ++rows;
    EXPECT_NE(row(cells.at("id")), "") << cells.at("id");
  }
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), rows + 10);
}

// Of a stack that acknowledges text, and then the FIN behind it.
TEST(Conform, TakesAnAckOfPartForNoneOfItsOwnIfAllIsAcknowledgedInTheEnd) {
  const Subject subject{twomsl_stack_under_test(), 4};
  Prober prober(subject, [](const Note&) {});
  ASSERT_TRUE(prober.reach(State::fin_wait_2, false));
  const std::uint32_t nxt = prober.numbers.nxt;
  Probe probe = prober.next();
  probe.text = some_text(4);
  probe.segment.text_bytes = 4;
  probe.segment.fin = true;
  const auto ack_of = [&](std::uint32_t bytes) {
    Probe ack = prober.next();
    ack.segment.ack = {nxt + bytes};
    Answer answer{packet_of(ack, {subject_socket(0), peer_socket(0)})};
    const auto size = static_cast<std::uint32_t>(answer.packet.size());
    answer.view = decode_ip(answer.packet, size).segment;
    return answer;
  };
  const auto reactions_to = [&](std::vector<std::uint32_t> acks) {
    std::vector<Answer> answers;
    for (const std::uint32_t bytes : acks) answers.push_back(ack_of(bytes));
    return prober.reactions_to(probe, answers, nxt);
  };
  EXPECT_EQ(Reactions{Reaction::ack_of_it}, reactions_to({4, 5}));
  EXPECT_EQ(Reactions{Reaction::other}, reactions_to({4}));
  EXPECT_EQ((Reactions{Reaction::ack_of_it, Reaction::other}), reactions_to({5, 6}));
}

Outcome outcome_of(std::string_view fault, std::string_view id) {
  const Subject subject{faulty_stack(fault), 4};
  for (const Case& one : all_cases()) {
    if (one.id == id) return run_case(subject, one).outcome;
  }
  ADD_FAILURE() << "no case is " << id;
  return {};
}

// A stack that answers no FIN that comes again: that is all that may be said of it.
TEST(Conform, DoesNotBlameASegmentForWhatHappensWithoutIt) {
  constexpr std::string_view kSilent = "is silent to what is out of order";
  for (const char* id :
       {"CLOSING/rst-bad-checksum", "CLOSING/rst-below-window", "TIME-WAIT/ack-again",
        "CLOSING/rst-at-nxt", "wait/stands-after-msl", "wait/ends-after-2msl"}) {
    EXPECT_EQ(Outcome::unreached, outcome_of(kSilent, id)) << id;
  }
  for (const char* id : {"ESTABLISHED/rst-at-nxt", "SYN-RECEIVED/rst-at-nxt"}) {
    EXPECT_EQ(Outcome::passed, outcome_of(kSilent, id)) << id;
  }
  EXPECT_EQ(Outcome::failed, outcome_of(kSilent, "TIME-WAIT/fin-again"));
  constexpr std::string_view kSilentToTimestamps =
      "is silent to what is out of order and has a timestamp";
  EXPECT_EQ(Outcome::unreached, outcome_of(kSilentToTimestamps, "CLOSING/rst-old-timestamp"));
}

// A stack that does not wait: of segments nothing may be said, and of the wait all.
TEST(Conform, BlamesNoSegmentForAWaitThatThereIsNot) {
  constexpr std::string_view kNone = "has no wait";
  EXPECT_EQ(Outcome::unreached, outcome_of(kNone, "TIME-WAIT/ack-again"));
  EXPECT_EQ(Outcome::failed, outcome_of(kNone, "wait/stands-after-msl"));
}

TEST(Conform, TakesNearNumbersOnEitherSideForNear) {
  for (const char* fault : {"begins each tuple a little behind the one before",
                            "begins each tuple a little before the one before"}) {
    EXPECT_EQ(Outcome::failed, outcome_of(fault, "iss/of-each-tuple")) << fault;
  }
}

TEST(Conform, NoticesAFaultByEachCase) {
  std::map<std::string, std::set<std::string_view>> noticed;
  std::map<std::string_view, int> by_fault;
  for (const std::string_view fault : fault_names()) {
    const Subject subject{faulty_stack(fault), 4};
    for (const Case& one : all_cases()) {
      const std::string words = played(subject, one);
      if (words.empty() || words.starts_with("not reached")) continue;
      noticed[one.id].insert(fault);
      ++by_fault[fault];
    }
  }
  for (const Case& one : all_cases()) {
    EXPECT_FALSE(noticed[one.id].empty()) << one.id << " holds of every stack that was tried";
  }
  for (const std::string_view fault : fault_names()) {
    EXPECT_GT(by_fault[fault], 0) << "nothing notices a stack that " << fault;
  }
}

}  // namespace
}  // namespace twomsl::harness
