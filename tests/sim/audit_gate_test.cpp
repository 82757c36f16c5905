// The audit of ourselves: whatever two conforming hosts do over a network that loses, repeats,
// reorders, damages and delays, the audit of their packets accuses neither of them, except in the
// ways that are listed, each with a count that may only fall.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "historical/connection_policies.hpp"
#include "oracle/report/explain.hpp"
#include "sim/checkers/audit.hpp"
#include "spec/laws/fsm/csv.hpp"

namespace twomsl::sim {
namespace {

// What is played, and how many conversations of it.
struct AuditedRuns {
  RunProfile profile{};
  std::uint64_t conversations = 0;
};

constexpr std::array<AuditedRuns, 4> kAudited = {{{{RunKind::conversations, Family::ipv4}, 100'000},
                                                  {{RunKind::conversations, Family::ipv6}, 50'000},
                                                  {{RunKind::damaged, Family::ipv4}, 25'000},
                                                  {{RunKind::damaged, Family::ipv6}, 25'000}}};
constexpr const char* kKnown = "tests/sim/known_false_accusations.csv";

// A kind of accusation by what was played, what the audit was told and what it said:
// "profile,rule,verdict,judging".
std::string kind_of(const Accusation& accusation, RunProfile profile) {
  return name(profile) + "," + std::string(name(accusation.finding.rule)) + "," +
         std::string(name(accusation.finding.verdict)) + "," +
         std::string(name(accusation.judging));
}

std::string describe(const Accusation& accusation, RunProfile profile, std::uint64_t seed) {
  const std::string where = std::string(name(accusation.vantage));
  const std::string file = "seed" + std::to_string(seed);
  return oracle::summary_of(accusation.finding) + "\n  write its captures: ./run simulate " +
         "--profile " + name(profile) + " --seed " + std::to_string(seed) + " --seeds 1 --tape " +
         file + "\n  see it: ./run audit " + accusation.options + " " + file + "-" + where +
         ".pcap";
}

// How many findings of each kind there were, and one of them in words.
struct Tally {
  std::uint64_t findings = 0;
  std::string last{};
};
using Tallies = std::map<std::string, Tally>;

struct Known {
  std::uint64_t findings = 0;
  std::string how{};
};

using KnownKinds = std::map<std::string, Known>;

// Of every profile.
KnownKinds known_accusations() {
  std::ifstream in(std::string(TWOMSL_SOURCE) + "/" + kKnown);
  std::ostringstream text;
  text << in.rdbuf();
  KnownKinds known;
  for (const Cells& row : parse_csv(text.str())) {
    known[row.at("profile") + "," + row.at("rule") + "," + row.at("verdict") + "," +
          row.at("judging")] = {std::stoull(row.at("findings")), row.at("how")};
  }
  return known;
}

// Runs and judges the conversations of one seed.
void judge_seed(RunProfile profile, std::uint64_t seed, Tallies& tallies, Coverage& coverage) {
  const SeededRun run = run_of_seed(profile, seed);
  Coverage met;
  Tap tap;
  const std::optional<Breach> breach = run_program(run.program, run.profile, met, &tap);
  ASSERT_FALSE(breach) << "seed " << seed << " breaks " << breach->law << ": " << breach->what;
  for (const Accusation& accusation : SelfAudit(run, met).judge(tap)) {
    Tally& tally = tallies[kind_of(accusation, profile)];
    ++tally.findings;
    tally.last = describe(accusation, profile, seed);
  }
  coverage += met;
}

// The list was measured with the very packets of this run; otherwise hosts or network have changed
// since, and each count may differ by chance.
bool is_of_same_packets(const KnownKinds& known, RunProfile profile, const Coverage& coverage) {
  const auto listed = known.find(name(profile) + ",packets,,");
  return listed != known.end() && listed->second.findings == coverage.packets;
}

std::uint64_t allowance(std::uint64_t listed) {
  return 3 + static_cast<std::uint64_t>(3 * std::sqrt(static_cast<double>(listed)));
}

// What differs from the list: a kind that it lacks, or more findings than it has.
std::string beyond(const Tallies& tallies, const KnownKinds& known, bool same_packets) {
  std::string words;
  for (const auto& [kind, tally] : tallies) {
    const auto listed = known.find(kind);
    const std::uint64_t most = listed == known.end() ? 0 : listed->second.findings;
    const bool by_chance = !same_packets && listed != known.end();
    if (tally.findings <= most + (by_chance ? allowance(most) : 0)) continue;
    words += kind + ": " + std::to_string(tally.findings) + " findings, listed are " +
             std::to_string(most) + "; the last: " + tally.last + "\n";
  }
  return words;
}

void print_what_differs(const Tallies& tallies, const KnownKinds& known, RunProfile profile) {
  for (const auto& [kind, listed] : known) {
    if (!kind.starts_with(name(profile) + ",")) continue;
    const auto found = tallies.find(kind);
    const std::uint64_t findings = found == tallies.end() ? 0 : found->second.findings;
    if (kind.ends_with("packets,,") || findings == listed.findings) continue;
    std::printf("%s of %s in %s from %llu to %llu\n",
                findings < listed.findings ? "lower the count" : "by chance a rise", kind.c_str(),
                kKnown, static_cast<unsigned long long>(listed.findings),
                static_cast<unsigned long long>(findings));
  }
}

class AuditGate : public testing::TestWithParam<AuditedRuns> {};

TEST_P(AuditGate, AccusesNoConformingHostBeyondWhatIsListed) {
  const auto [profile, conversations] = GetParam();
  Tallies tallies;
  Coverage coverage;
  for (std::uint64_t seed = 1; coverage.conversations < conversations; ++seed) {
    ASSERT_NO_FATAL_FAILURE(judge_seed(profile, seed, tallies, coverage));
  }
  const KnownKinds known = known_accusations();
  const bool same_packets = is_of_same_packets(known, profile, coverage);
  EXPECT_EQ("", beyond(tallies, known, same_packets));
  print_what_differs(tallies, known, profile);
  if (!same_packets) {
    std::printf("measure the list again: the packets of %s are others, %llu\n",
                name(profile).c_str(), static_cast<unsigned long long>(coverage.packets));
  }
  // An audit of conversations in which nothing happens would show nothing.
  EXPECT_LT(conversations, coverage.waits);
  EXPECT_LT(conversations / 100, coverage.reopenings);
  EXPECT_LT(conversations / 1000, coverage.returns);
  EXPECT_LT(conversations / 100, coverage.aborts);
  EXPECT_LT(conversations / 100, coverage.user_timeouts);
  EXPECT_LT(conversations / 100, coverage.reboots);
  EXPECT_LT(conversations / 100, coverage.give_ups);
  EXPECT_LT(conversations / 2, coverage.repetitions);
  EXPECT_LT(conversations * 100, coverage.delivered_bytes);
  EXPECT_EQ(profile.kind == RunKind::damaged, coverage.damaged > conversations / 10);
}

INSTANTIATE_TEST_SUITE_P(Profiles, AuditGate, testing::ValuesIn(kAudited), [](const auto& of) {
  std::string words = name(of.param.profile);
  std::ranges::replace(words, '-', '_');
  return words;
});

TEST(AuditGateItself, AccusesAHostThatSkipsTimeWait) {
  std::size_t accusations = 0;
  for (std::uint64_t seed = 0; seed < 100; seed += 2) {
    const Family family = seed % 4 == 0 ? Family::ipv4 : Family::ipv6;
    SeededRun run = run_of_seed({RunKind::conversations, family}, seed);
    run.profile.policies_under_test = {subject_of("no_time_wait", no_time_wait<Concrete>())};
    run.profile.checks_nothing = true;
    Coverage met;
    Tap tap;
    static_cast<void>(run_program(run.program, run.profile, met, &tap));
    accusations += SelfAudit(run, met).judge(tap).size();
  }
  EXPECT_LT(100u, accusations);
}

TEST(AuditGateItself, NamesAKindThatIsNotListedAndACountThatRises) {
  const KnownKinds known = {{"a", {2, ""}}, {"b", {1, ""}}};
  EXPECT_EQ("", beyond({{"a", {2, ""}}}, known, true));
  EXPECT_NE("", beyond({{"a", {3, ""}}}, known, true));
  EXPECT_NE("", beyond({{"c", {1, ""}}}, known, true));
  EXPECT_EQ("", beyond({{"a", {5, ""}}}, known, false));
  EXPECT_NE("", beyond({{"a", {20, ""}}}, known, false));
  EXPECT_NE("", beyond({{"c", {1, ""}}}, known, false));
}

TEST(AuditGateItself, ListsEachKindWithHowItCameAbout) {
  const auto known = known_accusations();
  EXPECT_FALSE(known.empty());
  for (const auto& [kind, listed] : known) EXPECT_NE("", listed.how) << kind;
}

}  // namespace
}  // namespace twomsl::sim
