// A stack beside the core: our endpoint differs in nothing under its own policy, and under another
// where the policies differ; each fault of a stack is a difference by the rule that it breaks.
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include <map>
#include <set>

#include "harness/differential/rule.hpp"
#include "harness/program/forged.hpp"
#include "harness/properties.hpp"
#include "tests/harness/stacks/faulty_stack.hpp"
#include "tests/harness/stacks/stack_faults.hpp"

namespace twomsl::harness {
namespace {

const CorePolicy& policy_named(std::string_view name) {
  for (const CorePolicy& one : core_policies()) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << name;
  return core_policies().front();
}

// In this process: nothing here crashes.
std::vector<Difference> differences_of(const Subject& subject, const Program& program,
                                       std::string_view policy) {
  const Recording recording =
      run_here(subject, program.settings, [&](Stage& stage) { stage.play_to_end(program); });
  if (!recording.fault.empty()) return {{.name = "fault", .words = recording.fault}};
  return compare(subject, recording, policy_named(policy)).differences;
}

// How plain each difference is, by its name.
std::map<std::string, Level> found(const Subject& subject, std::string_view policy,
                                   std::uint64_t programs) {
  std::map<std::string, Level> levels;
  for (std::uint64_t seed = 1; seed <= programs; ++seed) {
    for (const Difference& one : differences_of(subject, forging_program_of_seed(seed), policy)) {
      Level& level = levels.emplace(one.name, one.level).first->second;
      level = std::min(level, one.level);
    }
  }
  return levels;
}

TEST(Differential, FindsNothingOnOurEndpointUnderItsOwnPolicyHoweverLittleMemoryItHas) {
  for (const std::uint32_t connections : {0u, 2u, 4u}) {
    const Subject subject{twomsl_stack_under_test(), connections};
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
      const Program program = forging_program_of_seed(seed);
      for (const Difference& one : differences_of(subject, program, "safe")) {
        ADD_FAILURE() << "seed " << seed << ", memory for " << connections << ": " << one.name
                      << "\n"
                      << describe(program, subject.stack->msl_us) << one.words;
      }
    }
  }
}

// Text that was lost comes again 2 ms before the run is over, and its ACK may be delayed by 40.
TEST(Differential, AsksForNoAckThatIsStillOwedAtTheEnd) {
  const Subject subject{twomsl_stack_under_test(), 4};
  const Program program{{},
                        {{CommandKind::open, 0},
                         {CommandKind::lose, 0, End::peer},
                         {CommandKind::send, 0, End::peer, true},
                         {CommandKind::open, 1}}};
  const Recording recording =
      run_here(subject, program.settings, [&](Stage& stage) { stage.play_to_end(program); });
  ASSERT_EQ(TraceEvent::text, recording.events.back().what);  // and no ACK behind it
  EXPECT_TRUE(compare(subject, recording, policy_named("safe")).differences.empty());
}

TEST(Differential, FindsUnderAnotherPolicyWhatThePoliciesLeaveOpen) {
  const Subject subject{twomsl_stack_under_test(), 0};
  for (const auto& [policy, wanted] : std::map<std::string_view, std::set<std::string>>{
           {"rfc9293", {"TIME-WAIT-reset-state", "TIME-WAIT-syn_not_reopening-answer"}},
           {"strict", {"TIME-WAIT-silent-answer", "TIME-WAIT-silent-rst"}}}) {
    const auto levels = found(subject, policy, 200);
    for (const std::string& name : wanted) EXPECT_TRUE(levels.contains(name)) << name;
    for (const auto& [name, level] : levels) {
      EXPECT_EQ(Level::may, level) << policy << ": " << name;
      EXPECT_TRUE(policy == "strict" || name.starts_with("TIME-WAIT-")) << name;
    }
  }
}

struct Expected {
  std::string_view difference{};  // none: why it shows in no difference of its own
  Level level{};
  std::string_view reason{};
};

const std::map<std::string_view, Expected> kExpected = {
    {"reads no checksum", {"ESTABLISHED-bad_checksum-told-text", Level::must}},
    {"answers everything by an ACK", {"ESTABLISHED-ack_missing-answer", Level::must}},
    {"answers everything by a SYN-ACK", {"LISTEN-not_a_syn-syn", Level::must}},
    {"never ends a wait", {"LISTEN-unexpected_ack-rst", Level::must}},
    {"is silent to what is out of order", {"ESTABLISHED-unacceptable-answer", Level::should}},
    {"takes what is out of order as if it were in order",
     {"ESTABLISHED-unacceptable-told-text", Level::should}},
    {"sends no RST", {"LISTEN-unexpected_ack-rst", Level::must}},
    {"sends no ACK alone", {"ESTABLISHED-text_accepted-ack", Level::must}},
    {"sends no SYN-ACK", {"LISTEN-opened_by_syn-syn", Level::must}},
    {"ignores RST", {"ESTABLISHED-reset-told-reset", Level::must}},
    {"takes any SYN for the end", {"ESTABLISHED-syn_challenged-told-reset", Level::should}},
    {"needs no ACK bit", {"ESTABLISHED-ack_missing-told-text", Level::must}},
    {"takes any ACK number", {"ESTABLISHED-ack_out_of_range-told-close", Level::must}},
    {"drops what has options or bits that it does not know",
     {"ESTABLISHED-text_accepted-told-text", Level::must}},
    {"resets for what it does not know", {"ESTABLISHED-acknowledged-told-reset", Level::must}},
    {"takes a short header", {"LISTEN-short-offset-rst", Level::may}},
    {"tells its user of no text", {"ESTABLISHED-text_accepted-told-text", Level::must}},
    {"does not tell its user of the end", {"ESTABLISHED-fin_accepted-told-close", Level::must}},
    {"resets what comes after its FIN", {"FIN-WAIT-1-fin_acknowledged-told-reset", Level::must}},
    {"adds an ACK to its RSTs", {"LISTEN-unexpected_ack-rst", Level::should}},
    {"acknowledges one too few in a RST", {"CLOSED-no_connection-rst", Level::must}},
    {"answers a SYN in TIME-WAIT as a new one", {"TIME-WAIT-syn_challenged-syn", Level::should}},
    {"has no PAWS", {.reason = "it is none to clocks above 1,000,000, as the peers' are"}},
    {"drops all that is old by its timestamp", {.reason = "the same"}},
    {"sends nothing again", {.reason = "when and how often something is repeated is free"}},
    {"sends no options", {.reason = "the core offers the options that the stack offers"}},
    {"sends all options whoever asks", {.reason = "the same"}},
    {"believes that every peer takes 1460 bytes, and as many of them as there are",
     {.reason = "how text is cut is free"}},
};

TEST(Differential, FindsFaultsOfStacksByTheRuleThatTheyBreak) {
  for (const Fault& one : kFaults) {
    const std::string_view fault = one.name;
    ASSERT_EQ(1u, kExpected.count(fault)) << fault;
    const Expected& expected = kExpected.at(fault);
    EXPECT_NE(expected.difference.empty(), expected.reason.empty()) << fault;
    if (expected.difference.empty()) continue;
    const auto levels = found({faulty_stack(fault), 0}, "safe", 400);
    const auto difference = levels.find(std::string(expected.difference));
    if (difference == levels.end()) {
      ADD_FAILURE() << "a stack that " << fault << " does not show " << expected.difference;
      for (const auto& [name, level] : levels) std::cout << "  " << name << "\n";
      continue;
    }
    EXPECT_EQ(name(expected.level), name(difference->second)) << fault;
  }
}

TEST(Differential, FindsTheCaseThatDecides) {
  const auto id_of = [](const Arrival& arrival, Reactions reactions) -> std::string {
    const Case* one = case_of(arrival, reactions);
    return one == nullptr ? "" : one->id;
  };
  const Arrival without_ack{.state = State::established,
                            .flags = {Flags::kFin},
                            .seq = SeqClass::at_nxt,
                            .has_text = true};
  EXPECT_EQ("ESTABLISHED/text-without-ack", id_of(without_ack, {Reaction::ack_of_it}));
  const Arrival syn_ack{
      .state = State::closed, .flags = {Flags::kSyn | Flags::kAck}, .ack = AckClass::unsent};
  EXPECT_EQ("CLOSED/ack-form-of-rst", id_of(syn_ack, {Reaction::rst_with_ack}));
  EXPECT_EQ(Level::must, case_of(syn_ack, {})->level);
  const Arrival rst{
      .state = State::last_ack, .flags = {Flags::kRst | Flags::kFin}, .seq = SeqClass::beyond};
  EXPECT_EQ("LAST-ACK/rst-beyond-window", id_of(rst, {Reaction::ack}));
  const Arrival fin{.state = State::close_wait,
                    .flags = {Flags::kFin | Flags::kAck},
                    .seq = SeqClass::at_nxt,
                    .ack = AckClass::fine};
  EXPECT_EQ("", id_of(fin, {}));
}

TEST(Differential, ClassesNumbersByTheEdgesOfTheWindow) {
  EXPECT_EQ(SeqClass::old, seq_class_of(-4, 4, 10));
  EXPECT_EQ(SeqClass::partly_old, seq_class_of(-4, 5, 10));
  EXPECT_EQ(SeqClass::at_nxt, seq_class_of(0, 0, 10));
  EXPECT_EQ(SeqClass::ahead, seq_class_of(9, 1, 10));
  EXPECT_EQ(SeqClass::beyond, seq_class_of(10, 1, 10));
}

// What a forged program asks for is drawn for every state, and its segments are the suite's.
TEST(ForgedProgram, IsReadBackAndForgesSegmentsOfTheSuiteAndOthers) {
  std::set<std::string> segments;
  std::set<std::uint16_t> parities;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Program program = forging_program_of_seed(seed);
    EXPECT_EQ(program, read_program(write_program(program))) << seed;
    for (const Command& command : program.commands) {
      if (command.kind != CommandKind::forge) continue;
      parities.insert(command.amount % 2);
      segments.insert(describe(stimulus_of(command.amount)));
    }
  }
  EXPECT_EQ(2u, parities.size());
  EXPECT_LT(300u, segments.size());
  for (const Case& one : all_cases()) {
    EXPECT_TRUE(one.script != nullptr || segments.contains(describe(one.stimulus))) << one.id;
  }
}

}  // namespace
}  // namespace twomsl::harness
