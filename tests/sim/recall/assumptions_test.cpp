// Every assumption is played (sim/plays): two conforming hosts, and of the closed list exactly one
// thing happens. Whom the audit names then, it names under the assumption that it did not happen;
// and where that is not granted, it names nobody.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <ostream>

#include "core/codec/encode.hpp"
#include "oracle/report/explain.hpp"
#include "sim/checkers/audit.hpp"
#include "sim/plays/play.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::sim {
namespace {

using Played = std::optional<Assumption>;

// What was said of the plays of one assumption.
struct Row {
  std::uint64_t runs = 0;
  std::uint64_t others = 0;  // in which it did not happen, or something else did as well
  std::uint64_t conversations = 0;
  std::uint64_t names = 0;      // findings against a host that name the assumption
  std::uint64_t undecided = 0;  // undetermined ones that name it
  std::map<std::string, std::uint64_t> unnamed{};
  std::map<std::string, std::uint64_t> left{};  // once it is not granted
  std::string last{};                           // of the unnamed and those left
};

std::string_view name_of(Played breaks) { return breaks ? name(*breaks) : "none"; }

std::string kind_of(const oracle::Finding& finding) {
  return std::string(name(finding.rule)) + " " + std::string(name(finding.verdict));
}

std::string describe(const Accusation& said, std::uint64_t seed) {
  return "seed " + std::to_string(seed) + ", " + std::string(name(said.vantage)) + ", " +
         said.options + ": " + oracle::summary_of(said.finding);
}

// A deviation is false, too: these hosts follow every SHOULD, but for the bound of FIN-WAIT-2.
bool is_false(const Accusation& said, const Coverage& met) {
  if (said.finding.verdict != Verdict::deviation) return said.is_false;
  return said.finding.rule != RuleClass::fin_wait_2_lost || met.give_ups == 0;
}

void count(Row& row, const SelfAudit& audit, const Play& played, std::uint64_t seed) {
  for (const FaultyCapture& capture : played.captures) {
    FaultyCapture granted = capture;
    granted.broken = {};
    for (const Accusation& said : audit.findings(granted)) {
      const bool is_named =
          !played.broken.empty() && said.finding.needs.contains(played.broken.first());
      row.undecided += is_named && said.finding.verdict == Verdict::undetermined ? 1 : 0;
      if (!is_false(said, played.met)) continue;
      row.names += is_named ? 1 : 0;
      if (is_named) continue;
      ++row.unnamed[kind_of(said.finding)];
      row.last = describe(said, seed);
    }
    FaultyCapture withdrawn = capture;
    withdrawn.broken = played.broken;
    for (const Accusation& said : audit.findings(withdrawn)) {
      if (!is_false(said, played.met)) continue;
      ++row.left[kind_of(said.finding)];
      row.last = describe(said, seed);
    }
  }
}

void add_run(Row& row, Played breaks, std::uint64_t seed) {
  const Play played = play(breaks, seed);
  if (!(played.broken == (breaks ? Assumptions{*breaks} : Assumptions{}))) {
    ++row.others;
    return;
  }
  ++row.runs;
  row.conversations += played.met.conversations;
  // The audit is to grant what was broken until it is told not to.
  Coverage known;
  known.assassinations = played.met.assassinations;
  count(row, SelfAudit(played.run, known), played, seed);
}

Row row_of(Played breaks, std::uint64_t conversations) {
  Row row;
  for (std::uint64_t seed = 0; row.conversations < conversations && seed < conversations; ++seed) {
    add_run(row, breaks, seed);
  }
  EXPECT_GE(row.conversations, conversations) << name_of(breaks) << " is hardly played";
  return row;
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& kinds) {
  std::uint64_t sum = 0;
  for (const auto& [kind, times] : kinds) sum += times;
  return sum;
}

void print(Played breaks, const Row& row) {
  std::printf(
      "%-16s %7llu %7llu %8llu %8llu %8llu %8llu %8llu%s\n", std::string(name_of(breaks)).c_str(),
      static_cast<unsigned long long>(row.runs), static_cast<unsigned long long>(row.others),
      static_cast<unsigned long long>(row.conversations),
      static_cast<unsigned long long>(row.names), static_cast<unsigned long long>(row.undecided),
      static_cast<unsigned long long>(sum(row.unnamed)),
      static_cast<unsigned long long>(sum(row.left)),
      breaks && row.names == 0 ? "  never met in an accusation" : "");
}

void expect_none(Played breaks, const std::map<std::string, std::uint64_t>& kinds, const Row& row) {
  for (const auto& [kind, times] : kinds) {
    ADD_FAILURE() << name_of(breaks) << ": " << times << " " << kind << "; the last: " << row.last;
  }
}

// `unmet` are those that no accusation comes to name: nothing is shown of them.
void expect_named(std::uint64_t conversations, Assumptions unmet) {
  std::printf("%-16s %7s %7s %8s %8s %8s %8s %8s  seeds from 0\n", "broken", "runs", "others",
              "convers.", "naming", "undeter.", "unnamed", "left");
  std::vector<Played> plays{std::nullopt};
  for (const Assumption assumption : kValuesOf<Assumption>) plays.emplace_back(assumption);
  for (const Played breaks : plays) {
    const Row row = row_of(breaks, conversations);
    print(breaks, row);
    expect_none(breaks, row.unnamed, row);
    expect_none(breaks, row.left, row);
    if (!breaks) continue;
    EXPECT_TRUE(row.names != 0 || unmet.contains(*breaks)) << name(*breaks) << " is never met";
  }
}

// last-ack-abandoned alone takes for granted that nothing is delivered twice, and accuses nobody;
// what comes late is mostly shown to by its numbers or its timestamp.
TEST(Assumptions, AreNamedWhereverTheyAreBroken) {
  expect_named(2'000, {Assumption::no_duplicate, Assumption::no_late});
}

TEST(AssumptionsInFull, AreNamedWhereverTheyAreBroken) {
  expect_named(10'000, {Assumption::no_duplicate, Assumption::no_late});
}

// A packet of one byte of text, or a RST.
std::vector<std::uint8_t> packet(std::uint32_t seq, bool is_rst) {
  Segment<Concrete> segment{.seq = {seq}};
  segment.rst = is_rst;
  segment.text_bytes = is_rst ? 0 : 1;
  std::vector<std::uint8_t> bytes(200);
  const SocketPair sockets = sockets_of(key_of({0, 0}));
  constexpr std::array<std::uint8_t, 1> kText = {7};
  bytes.resize(encode_ip(segment, {sockets.local, sockets.remote},
                         std::span(kText).first(segment.text_bytes), bytes));
  return bytes;
}

struct Passage {
  const char* name;
  bool is_rst;
  std::vector<std::uint64_t> sent_us;
  std::vector<std::uint64_t> arrived_us;
  Assumptions broken;

  friend std::ostream& operator<<(std::ostream& out, const Passage& p) { return out << p.name; }
};

class OnTheWay : public testing::TestWithParam<Passage> {};

TEST_P(OnTheWay, ATapeTellsWhatBefellAPacket) {
  Tap tap;
  const auto bytes = packet(5, GetParam().is_rst);
  for (const std::uint64_t at : GetParam().sent_us) tap.sent(0, bytes, {at}, State::established);
  for (const std::uint64_t at : GetParam().arrived_us) tap.arrived(1, bytes, {at}, {at});
  EXPECT_EQ(GetParam().broken, broken_by_network(tap));
}

INSTANTIATE_TEST_SUITE_P(
    Passages, OnTheWay,
    testing::Values(Passage{"Prompt", false, {1}, {1000}, {}},
                    Passage{"LostText", false, {1}, {}, {}},
                    Passage{"LostRst", true, {1, 9}, {1000}, {Assumption::rsts_arrived}},
                    Passage{"Twice", false, {1}, {2, 3}, {Assumption::no_duplicate}},
                    Passage{"AgainAndOnceLost", false, {1, 2'000'000}, {2'000'001}, {}},
                    Passage{"Late", false, {1}, {900'000}, {Assumption::no_late}},
                    Passage{"Forged", false, {}, {5}, {Assumption::no_forger}}),
    [](const auto& passage) { return std::string(passage.param.name); });

}  // namespace
}  // namespace twomsl::sim
