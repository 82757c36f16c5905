// Stacks that say of themselves what is not so: each is convicted by name, and one that tells the
// truth, or nothing, is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "harness/conform/conform.hpp"
#include "harness/defect_report.hpp"
#include "tests/harness/stacks/falsified_file.hpp"

namespace twomsl::harness {
namespace {

using testing::HasSubstr;
using Names = std::vector<std::string>;

constexpr Command kOpen{CommandKind::open, 0};
constexpr Command kClose{CommandKind::close, 0, End::subject};
constexpr Command kPeerCloses{CommandKind::close, 0, End::peer};
constexpr Command kAbort{CommandKind::abort, 0, End::subject};
constexpr Command kPeerAborts{CommandKind::abort, 0, End::peer};
constexpr Command kFinAgain{CommandKind::fin_again, 0, End::subject};
constexpr Command kPast2Msl{CommandKind::wait, 0, End::subject, false, 13};

using StateCallback = const char* (*)(void*, const twomsl_tuple*);

twomsl_stack saying(StateCallback state) {
  twomsl_stack stack = endpoint();
  stack.state = state;
  return stack;
}

Names found(const twomsl_stack& stack, std::vector<Command> commands) {
  const Subject subject{&stack, 4};
  const Program program{{}, std::move(commands)};
  Names names;
  for (const Failure& one : failures_of(subject, run_here(subject, program))) {
    EXPECT_EQ(FailureKind::contradiction, one.kind) << one.words;
    names.push_back(one.name);
  }
  return names;
}

// What the endpoint says of itself, or in its place the word that stands for it.
const char* instead(const twomsl_tuple* tuple, const char* of, const char* word) {
  const char* truth = endpoint().state(nullptr, tuple);
  return std::strcmp(truth, of) == 0 ? word : truth;
}

TEST(SelfReport, IsNotHeldAgainstAStackThatTellsTheTruth) {
  const std::vector<Command> waits{kOpen, kClose, kPeerCloses, kFinAgain, kPast2Msl, kOpen};
  EXPECT_EQ(Names{}, found(endpoint(), waits));
  EXPECT_EQ(Names{}, found(endpoint(), {kOpen, kPeerCloses, kClose, kOpen, kAbort}));
  EXPECT_EQ(Names{}, found(endpoint(), {kOpen, kClose, kPeerAborts, kOpen, kPeerAborts}));
}

TEST(SelfReport, MayBeThatNothingIsKnown) {
  const twomsl_stack stack =
      saying([](void*, const twomsl_tuple*) -> const char* { return nullptr; });
  EXPECT_EQ(Names{}, found(stack, {kOpen, kClose, kPeerCloses, kFinAgain}));
}

TEST(SelfReport, ConvictsWhoSaysEstablishedAfterItsRst) {
  const twomsl_stack stack = saying([](void*, const twomsl_tuple* tuple) {
    static bool was_established = false;
    const char* truth = endpoint().state(nullptr, tuple);
    if (std::strcmp(truth, "SYN-RECEIVED") == 0) was_established = false;
    was_established = was_established || std::strcmp(truth, "ESTABLISHED") == 0;
    return was_established ? "ESTABLISHED" : truth;
  });
  EXPECT_EQ(Names{}, found(stack, {kOpen}));
  EXPECT_EQ((Names{"told-alive-after-rst"}), found(stack, {kOpen, kAbort}));
}

// The answer to a SYN that is refused, too, is a RST: then nothing was opened.
TEST(SelfReport, ConvictsWhoSaysEstablishedWhereNothingWasOpened) {
  const twomsl_stack early = saying([](void*, const twomsl_tuple* tuple) {
    return instead(tuple, "SYN-RECEIVED", "ESTABLISHED");
  });
  EXPECT_EQ((Names{"told-open-unopened"}), found(early, {kOpen}));
  twomsl_stack refusing =
      saying([](void*, const twomsl_tuple*) -> const char* { return "ESTABLISHED"; });
  refusing.listen = [](void*, std::uint16_t) { return 0; };
  EXPECT_EQ((Names{"told-open-unopened"}), found(refusing, {kOpen}));
}

TEST(SelfReport, ConvictsWhoSaysClosedWhileItWaits) {
  const twomsl_stack stack = saying(
      [](void*, const twomsl_tuple* tuple) { return instead(tuple, "TIME-WAIT", "CLOSED"); });
  EXPECT_EQ(Names{}, found(stack, {kOpen, kPeerCloses, kClose, kPast2Msl}));
  EXPECT_EQ((Names{"told-closed-in-wait"}), found(stack, {kOpen, kClose, kPeerCloses, kPast2Msl}));
  EXPECT_EQ((Names{"told-closed-in-wait", "told-closed-and-sends"}),
            found(stack, {kOpen, kClose, kPeerCloses, kFinAgain}));
  // Where the wait is cut short by a SYN nothing is owed.
  const twomsl_stack reopening = saying(
      [](void*, const twomsl_tuple* tuple) { return instead(tuple, "SYN-RECEIVED", "CLOSED"); });
  EXPECT_EQ(Names{}, found(reopening, {kOpen, kClose, kPeerCloses, kOpen}));
}

TEST(SelfReport, ConvictsWhoSaysClosedAndSends) {
  const twomsl_stack stack = saying(
      [](void*, const twomsl_tuple* tuple) { return instead(tuple, "ESTABLISHED", "CLOSED"); });
  EXPECT_EQ(Names{}, found(stack, {kOpen}));
  const twomsl_stack late = saying(
      [](void*, const twomsl_tuple* tuple) { return instead(tuple, "FIN-WAIT-2", "CLOSED"); });
  EXPECT_EQ((Names{"told-closed-and-sends", "told-open-unopened"}),
            found(late, {kOpen, kClose, kPeerCloses}));
}

TEST(SelfReport, ConvictsWhoHoldsMoreMemoryThanItSays) {
  twomsl_stack stack = endpoint();
  stack.memory = [](void*, twomsl_memory* memory) {
    endpoint().memory(nullptr, memory);
    memory->most = 1;
  };
  EXPECT_EQ(Names{}, found(stack, {kOpen}));
  EXPECT_EQ((Names{"memory-above-limit"}), found(stack, {kOpen, {CommandKind::open, 1}}));
  stack.memory = [](void*, twomsl_memory* memory) {
    endpoint().memory(nullptr, memory);
    memory->most += memory->held;
  };
  EXPECT_EQ((Names{"memory-limit-moves"}), found(stack, {kOpen}));
}

TEST(SelfReport, IsAFaultOfTheFileIfItIsNoStateOrCallsAService) {
  EXPECT_THAT(fault_of(saying([](void*, const twomsl_tuple*) { return "ESTAB"; })),
              HasSubstr("state: it returned 'ESTAB'"));
  twomsl_stack stack = with(nullptr);
  stack.memory = [](void*, twomsl_memory*) { honest->packet_out(honest->harness, nullptr, 0); };
  EXPECT_THAT(fault_of(stack), HasSubstr("packet_out: it was called when no callback ran"));
}

TEST(SelfReport, IsNotAskedOfAFileThatWasWrittenBeforeIt) {
  twomsl_stack stack = endpoint();
  stack.version = 2;
  stack.state = [](void*, const twomsl_tuple*) -> const char* { _Exit(4); };
  stack.memory = [](void*, twomsl_memory*) { _Exit(4); };
  EXPECT_EQ("", objection_to(stack));
  EXPECT_EQ(RunEnd::finished, self_check({&stack, 0}).end);
  stack.version = 1;
  EXPECT_THAT(objection_to(stack), HasSubstr("version is 1; this harness knows 2 to 3"));
}

TEST(SelfReport, IsToldByPropertiesAsWhatTheStackDoesWrongAndShrunk) {
  const twomsl_stack stack = saying(
      [](void*, const twomsl_tuple* tuple) { return instead(tuple, "TIME-WAIT", "CLOSED"); });
  const PropertiesResult result = play_properties({&stack, 4}, {.seed = 1, .count = 20});
  ASSERT_EQ(1u, result.defects.count("told-closed-in-wait"));
  const Defect& defect = result.defects.at("told-closed-in-wait");
  EXPECT_EQ(3u, defect.program.commands.size());
  const std::string report = report_of({&stack, 4}, defect, {"here", "stack", ""});
  EXPECT_THAT(report, HasSubstr("endpoint 0.1 is convicted by its own words: told-closed-in-wait"));
  EXPECT_THAT(report, HasSubstr("owes 240 s of TIME-WAIT"));
}

TEST(SelfReport, FailsTheCaseOfTheSuiteThatShowsIt) {
  const twomsl_stack stack = saying(
      [](void*, const twomsl_tuple* tuple) { return instead(tuple, "TIME-WAIT", "CLOSED"); });
  for (const Case& one : all_cases()) {
    if (one.id != "TIME-WAIT/fin-again" && one.id != "ESTABLISHED/ack-again") continue;
    const bool is_lie = one.id == "TIME-WAIT/fin-again";
    const CaseResult result = run_case({&stack, 4}, one);
    EXPECT_EQ(is_lie ? Outcome::failed : Outcome::passed, result.outcome) << one.id;
    EXPECT_EQ(is_lie, result.words.starts_with("by its own words (told-closed-in-wait): "))
        << result.words;
  }
}

}  // namespace
}  // namespace twomsl::harness
