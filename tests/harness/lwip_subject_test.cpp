// lwIP with memory for few connections gives up TIME-WAIT for a newcomer: it is found by itself,
// shrunk, explained and replayed.
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include "harness/program/forged.hpp"
#include "harness/properties.hpp"

namespace twomsl::harness {
namespace {

constexpr std::uint64_t kFirstSeed = 41;  // of 20, of which one meets the eviction

Subject lwip(std::uint32_t connections) { return {twomsl_stack_under_test(), connections}; }

PropertiesResult found(std::uint32_t connections) {
  return play_properties(lwip(connections), {.seed = kFirstSeed, .count = 20});
}

TEST(LwipSubject, IsConvictedOfGivingUpAWaitForANewcomer) {
  const PropertiesResult result = found(4);
  ASSERT_EQ(1u, result.defects.count("early-release-rst"));
  const Defect& defect = result.defects.at("early-release-rst");
  // A wait takes three commands to enter, four newcomers to lose, and one to show that it is lost.
  EXPECT_EQ(8u, defect.program.commands.size()) << describe(defect.program, 60'000'000);
  EXPECT_EQ(Settings{}, defect.program.settings);
  for (const char* part : {"VIOLATION early-release-rst", "acknowledged that FIN; it closed",
                           "conforms only if MSL <= ", "RFC 9293 section 3.6.1"}) {
    EXPECT_NE(std::string::npos, defect.failure.words.find(part)) << defect.failure.words;
  }
  const auto capture = defect.run.recording.capture();
  const oracle::Audit audit =
      oracle::audit_bytes(capture, audit_options(lwip(4), defect.run.recording));
  EXPECT_EQ(1u, oracle::count(audit, oracle::Verdict::violation));
  EXPECT_EQ(capture, run_apart(lwip(4), defect.program).recording.capture());
  EXPECT_EQ(capture, run_apart(lwip(4), defect.program).recording.capture());
  // Memory is the cause: with more of it nothing is wrong.
  EXPECT_TRUE(failures_of(lwip(5), run_apart(lwip(5), defect.program)).empty());
}

TEST(LwipSubject, IsAcquittedWithMemoryEnough) { EXPECT_TRUE(found(0).defects.empty()); }

// Who was first to wait is the first to go, and the one that waits on shows why.
TEST(LwipSubject, IsConvictedOfEvictionWhereAYoungerWaitLivesOn) {
  Program program;
  const auto add = [&program](CommandKind kind, std::uint8_t tuple, End by = End::subject) {
    program.commands.push_back({kind, tuple, by});
  };
  for (const std::uint8_t tuple : {std::uint8_t{0}, std::uint8_t{1}}) {
    add(CommandKind::open, tuple);
    add(CommandKind::close, tuple);
    add(CommandKind::close, tuple, End::peer);
    program.commands.push_back({CommandKind::wait, 0, End::subject, false, 3});
  }
  for (const std::uint8_t tuple : {std::uint8_t{2}, std::uint8_t{3}, std::uint8_t{4}}) {
    add(CommandKind::open, tuple);
  }
  add(CommandKind::fin_again, 0);
  add(CommandKind::fin_again, 1);
  const auto failures = failures_of(lwip(4), run_apart(lwip(4), program));
  ASSERT_EQ(2u, failures.size());
  EXPECT_EQ("told-closed-in-wait", failures[0].name);  // and by its own words
  EXPECT_EQ("early-release-rst-by-pressure-eviction", failures[1].name);
}

// How plain what it does otherwise than the core is, by its name.
std::map<std::string, Level> differences(std::uint32_t connections) {
  const CorePolicy rfc{"rfc9293", rfc9293<Concrete>()};
  std::map<std::string, Level> levels;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Program program = forging_program_of_seed(seed);
    const Recording recording = run_here(lwip(connections), program.settings,
                                         [&program](Stage& stage) { stage.play_to_end(program); });
    EXPECT_EQ("", recording.fault) << seed;
    for (const Difference& one : compare(lwip(connections), recording, rfc).differences) {
      Level& level = levels.emplace(one.name, one.level).first->second;
      level = std::min(level, one.level);
    }
  }
  return levels;
}

TEST(LwipSubject, DiffersFromTheCoreInWhatItIsKnownFor) {
  const auto levels = differences(4);
  for (const auto& [name, level] : std::map<std::string, Level>{
           {"ESTABLISHED-ack_missing-told-text", Level::must},
           {"FIN-WAIT-2-ack_out_of_range-told-close", Level::must},
           {"SYN-SENT-opened_simultaneously-syn", Level::must},
           {"ESTABLISHED-unacceptable_rst-answer", Level::must},
           {"TIME-WAIT-fin_repeated-rst", Level::must},  // it has given up the wait
           {"LISTEN-unexpected_ack-rst", Level::should},
           {"SYN-SENT-unexpected_ack-rst", Level::may},
           {"TIME-WAIT-reset-state", Level::may}}) {
    ASSERT_EQ(1u, levels.count(name)) << name;
    EXPECT_EQ(level, levels.at(name)) << name;
  }
  EXPECT_EQ(0u, differences(0).count("TIME-WAIT-fin_repeated-rst"));
  // A SYN with text, of which it drops the text, comes after both have left these states.
  EXPECT_EQ(0u, levels.count("ESTABLISHED-reset-state"));
  EXPECT_EQ(0u, levels.count("LAST-ACK-fin_acknowledged-state"));
}

TEST(LwipSubject, BeginsAnewWithEachReset) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Program program = program_of_seed(seed);
    const std::uint64_t packets = run_here(lwip(4), program).packets;
    EXPECT_EQ(packets, run_here(lwip(4), program).packets) << seed;
    EXPECT_EQ(packets, run_apart(lwip(4), program).recording.packets) << seed;
  }
}

}  // namespace
}  // namespace twomsl::harness
