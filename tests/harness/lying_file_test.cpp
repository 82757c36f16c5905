// Files of callbacks that lie, crash and hang: each is named, and none is taken for a fault of the
// stack.
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "harness/defect_report.hpp"
#include "harness/stage/self_check.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::harness {
namespace {

// Our endpoint's file, behind services that may be falsified.
const twomsl_services* honest = nullptr;
twomsl_services passed_on{};
const twomsl_stack& endpoint() { return *twomsl_stack_under_test(); }

using Falsify = void (*)(twomsl_services&);
Falsify falsify = nullptr;

const char* reset(void* context, const twomsl_services* services, const twomsl_setup* setup) {
  honest = services;
  passed_on = *services;
  if (falsify != nullptr) falsify(passed_on);
  return endpoint().reset(context, &passed_on, setup);
}

// The endpoint's file with services falsified.
twomsl_stack with(Falsify lie) {
  falsify = lie;
  twomsl_stack stack = endpoint();
  stack.reset = reset;
  return stack;
}

std::string fault_of(const twomsl_stack& stack) { return self_check({&stack, 0}).recording.fault; }

void expect_named(const std::string& words, const twomsl_stack& stack) {
  const std::string fault = fault_of(stack);
  EXPECT_NE(std::string::npos, fault.find(words))
      << "'" << words << "' is not in '" << fault << "'";
}

TEST(LyingFile, IsNotNamedIfItTellsTheTruth) {
  EXPECT_EQ("", fault_of(with(nullptr)));
  EXPECT_EQ("", objection_to(endpoint()));
}

TEST(LyingFile, IsRefusedWithAnImpossibleStruct) {
  twomsl_stack stack = endpoint();
  stack.version = 99;
  EXPECT_NE("", objection_to(stack));
  stack = endpoint();
  stack.send = nullptr;
  EXPECT_EQ("a callback is NULL", objection_to(stack));
  stack = endpoint();
  stack.msl_us = 30;
  EXPECT_NE("", objection_to(stack));
  stack = endpoint();
  stack.name = "my stack";
  EXPECT_EQ("name is not one word", objection_to(stack));
  stack.name = nullptr;
  EXPECT_EQ("name is not one word", objection_to(stack));
}

TEST(LyingFile, IsNamedIfItCannotBegin) {
  twomsl_stack stack = endpoint();
  stack.reset = [](void*, const twomsl_services*, const twomsl_setup*) { return "no memory"; };
  expect_named("reset: no memory", stack);
  stack = endpoint();
  stack.listen = [](void*, std::uint16_t) { return -7; };
  expect_named("listen: it returned -7 for port 80", stack);
}

TEST(LyingFile, IsNamedIfItSendsNothing) {
  expect_named("packet_out was never called", with([](twomsl_services& services) {
                 services.packet_out = [](void*, const std::uint8_t*, std::size_t) {};
               }));
}

TEST(LyingFile, IsNamedIfItSendsGarbage) {
  expect_named("packet_out: in packet_in it gave 5 bytes that are no IP packet",
               with([](twomsl_services& services) {
                 services.packet_out = [](void* harness, const std::uint8_t*, std::size_t) {
                   honest->packet_out(harness, reinterpret_cast<const std::uint8_t*>("hello"), 5);
                 };
               }));
  expect_named("does not come from the stack's own address", with([](twomsl_services& services) {
                 services.packet_out = [](void* harness, const std::uint8_t* packet,
                                          std::size_t bytes) {
                   std::vector<std::uint8_t> copy(packet, packet + bytes);
                   copy[15] = 9;  // the last byte of the source
                   honest->packet_out(harness, copy.data(), copy.size());
                 };
               }));
}

TEST(LyingFile, IsNamedIfItLeavesChecksumsToHardware) {
  expect_named("a packet has a wrong checksum", with([](twomsl_services& services) {
                 services.packet_out = [](void* harness, const std::uint8_t* packet,
                                          std::size_t bytes) {
                   std::vector<std::uint8_t> copy(packet, packet + bytes);
                   copy[36] ^= 1;  // of the TCP checksum
                   honest->packet_out(harness, copy.data(), copy.size());
                 };
               }));
}

TEST(LyingFile, IsNamedIfItDoesNotTellWhatHappens) {
  expect_named("accepted was not called", with([](twomsl_services& services) {
                 services.accepted = [](void*, void*, const twomsl_tuple*) {};
               }));
  expect_named("opened was not called",
               with([](twomsl_services& services) { services.opened = [](void*, void*) {}; }));
  expect_named("the peer has sent 100 bytes, and text told of 99",
               with([](twomsl_services& services) {
                 services.text = [](void* harness, void* connection, const std::uint8_t* text,
                                    std::size_t bytes) {
                   honest->text(harness, connection, text, bytes - 1);
                 };
               }));
  expect_named("peer_closed was not called",
               with([](twomsl_services& services) { services.peer_closed = [](void*, void*) {}; }));
  expect_named("ended was not called", with([](twomsl_services& services) {
                 services.ended = [](void*, void*, twomsl_end) {};
               }));
}

TEST(LyingFile, IsNamedIfItDoesNotDoWhatItIsCalledFor) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t bytes) { return bytes; };
  expect_named("send was given 100 bytes, and 0 have reached the peer", stack);
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t bytes) { return bytes + 1; };
  expect_named("send: it accepted 101 bytes of 100", stack);
  stack = endpoint();
  stack.close = [](void*, void*) {};
  expect_named("close was called, and no FIN has reached the peer", stack);
  stack = endpoint();
  stack.open = [](void*, const twomsl_tuple*) -> void* { return nullptr; };
  expect_named("open was called, and no handshake followed", stack);
}

TEST(LyingFile, IsNamedIfItNamesAConnectionThatIsNone) {
  expect_named("text: in packet_in it named a connection", with([](twomsl_services& services) {
                 services.text = [](void* harness, void*, const std::uint8_t* text,
                                    std::size_t bytes) {
                   static int nobody = 0;
                   honest->text(harness, &nobody, text, bytes);
                 };
               }));
  expect_named("accepted: it named no connection", with([](twomsl_services& services) {
                 services.accepted = [](void* harness, void*, const twomsl_tuple* tuple) {
                   honest->accepted(harness, nullptr, tuple);
                 };
               }));
}

TEST(LyingFile, IsNamedIfItCallsWhereItMustNot) {
  twomsl_stack stack = with(nullptr);
  stack.next_deadline_us = [](void*) -> std::uint64_t {
    honest->packet_out(honest->harness, reinterpret_cast<const std::uint8_t*>("hello"), 5);
    return UINT64_MAX;
  };
  expect_named("packet_out: it was called when no callback ran that may call it", stack);
}

TEST(LyingFile, IsNamedIfItDoesNotHeedTheLimitOfMemory) {
  twomsl_stack stack = endpoint();
  stack.reset = [](void* context, const twomsl_services* services, const twomsl_setup* setup) {
    twomsl_setup generous = *setup;
    generous.connections = 0;
    return endpoint().reset(context, services, &generous);
  };
  Program program;
  for (std::uint8_t tuple = 0; tuple < 3; ++tuple) {
    program.commands.push_back({CommandKind::open, tuple});
  }
  EXPECT_EQ("", run_apart({&stack, 3}, program).recording.fault);
  EXPECT_TRUE(holds(run_apart({&stack, 2}, program).recording.fault,
                    "setup: there is memory for 2 connections, and 3 are open"));
}

TEST(LyingFile, IsNamedIfItLetsTimeStand) {
  twomsl_stack stack = with(nullptr);
  stack.next_deadline_us = [](void*) -> std::uint64_t { return 0; };
  expect_named("time would stand still", stack);
}

// A stack that breaks in the middle of a run is told with the command that did it.
Run run_of(const twomsl_stack& stack, unsigned most_seconds) {
  const Program program{{},
                        {{CommandKind::open, 0}, {CommandKind::send, 0}, {CommandKind::wait, 0}}};
  return run_apart(
      {&stack, 0}, {}, [&](Stage& stage) { stage.play(program); }, most_seconds);
}

// More than the first conversation tells of, which is the file's to get right.
constexpr std::size_t kShort_bytes = 200;

// What is wrong with a stack when each end has sent the other a long text.
std::vector<Failure> failures_with_text(const twomsl_stack& stack) {
  Program program;
  program.commands = {{CommandKind::open, 0},
                      {CommandKind::send, 0, End::peer, false, 999},
                      {CommandKind::send, 0, End::subject, false, 999}};
  return failures_of({&stack, 0}, run_apart({&stack, 0}, program));
}

TEST(BreakingStack, IsNamedIfItsUserReceivesOtherBytesThanWereSent) {
  const twomsl_stack stack = with([](twomsl_services& services) {
    services.text = [](void* harness, void* connection, const std::uint8_t* text, std::size_t n) {
      std::vector<std::uint8_t> changed(text, text + n);
      if (n > kShort_bytes) changed[150] ^= 1;
      honest->text(harness, connection, changed.data(), n);
    };
  });
  EXPECT_EQ("", fault_of(stack));
  const std::vector<Failure> failures = failures_with_text(stack);
  ASSERT_EQ(1u, failures.size());
  EXPECT_EQ("garbled-text", failures[0].name);
  EXPECT_EQ(
      "between 10.0.0.1:80 and 10.0.0.2:40000 the user of the stack received other bytes "
      "than were sent, from byte 150 of the stream on",
      failures[0].words);
  EXPECT_TRUE(failures_with_text(with(nullptr)).empty());
}

TEST(BreakingStack, IsNamedIfItsPeerReceivesOtherBytesThanWereSent) {
  twomsl_stack stack = with(nullptr);
  stack.send = [](void* context, void* connection, const std::uint8_t* text, std::size_t n) {
    std::vector<std::uint8_t> changed(text, text + n);
    if (n > kShort_bytes) std::swap(changed[3], changed[4]);
    return endpoint().send(context, connection, changed.data(), n);
  };
  EXPECT_EQ("", fault_of(stack));
  const std::vector<Failure> failures = failures_with_text(stack);
  ASSERT_EQ(1u, failures.size());
  EXPECT_NE(std::string::npos, failures[0].words.find("the user of its peer")) << failures[0].words;
  EXPECT_NE(std::string::npos, failures[0].words.find("from byte 3 ")) << failures[0].words;
}

TEST(LyingFile, IsNamedIfItsTextIsNotWhatWasSent) {
  expect_named("text told of other bytes than the peer has sent", with([](twomsl_services& all) {
                 all.text = [](void* harness, void* connection, const std::uint8_t*,
                               std::size_t n) {
                   const std::vector<std::uint8_t> zeros(n);
                   honest->text(harness, connection, zeros.data(), n);
                 };
               }));
}

TEST(BreakingStack, IsNamedIfItCrashes) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t {
    std::raise(SIGKILL);
    return 0;
  };
  const auto run = run_of(stack, 60);
  EXPECT_EQ(RunEnd::crashed, run.end);
  EXPECT_EQ(SIGKILL, run.signal);
  EXPECT_EQ(1u, run.recording.command);
  EXPECT_EQ(3u, run.recording.packets);  // the handshake is kept
  const auto failures = failures_of({&stack, 0}, run);
  ASSERT_EQ(1u, failures.size());
  EXPECT_EQ("crash", failures.front().name);
  EXPECT_EQ("it crashed by signal 9 (Killed)", failures.front().words);
}

TEST(BreakingStack, IsNamedIfItLeavesTheProcess) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t { _Exit(4); };
  EXPECT_EQ("it ended the process with status 4", words_of(run_of(stack, 60)));
}

TEST(BreakingStack, IsNamedIfItHangs) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t {
    for (volatile bool goes_on = true; goes_on;) {
    }
    return 0;
  };
  const auto run = run_of(stack, 2);
  EXPECT_EQ(RunEnd::hung, run.end);
  EXPECT_EQ(1u, run.recording.command);
  EXPECT_EQ("it did not come back: it hangs", words_of(run));
}

// It breaks as long as a file is there, and takes it away.
TEST(BreakingStack, IsToldIfItDoesNotBreakAgain) {
  static const std::string once = testing::TempDir() + "twomsl_breaks_once";
  std::ofstream(once) << "once";
  twomsl_stack stack = endpoint();
  stack.packet_in = [](void* context, const std::uint8_t* packet, std::size_t bytes) {
    if (std::filesystem::remove(once)) _Exit(4);
    endpoint().packet_in(context, packet, bytes);
  };
  const PropertiesResult result = play_properties({&stack, 0}, {.seed = 1, .count = 2});
  ASSERT_EQ(1u, result.defects.count("crash"));
  const Defect& defect = result.defects.at("crash");
  EXPECT_FALSE(defect.is_repeatable);
  EXPECT_EQ(program_of_seed(1), defect.program);
  EXPECT_TRUE(holds(report_of({&stack, 0}, defect, {"here", "stack", ""}),
                    "it ended the process with status 4"));
  EXPECT_TRUE(holds(report_of({&stack, 0}, defect, {"here", "stack", ""}), "it did not happen"));
}

// It crashes whenever its user sends.
TEST(BreakingStack, IsShrunkLikeEverythingElse) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t { _Exit(4); };
  const PropertiesResult result = play_properties({&stack, 0}, {.seed = 1, .count = 20});
  ASSERT_EQ(1u, result.defects.count("crash"));
  const Defect& defect = result.defects.at("crash");
  EXPECT_TRUE(defect.is_repeatable);
  EXPECT_LT(0u, defect.times);
  const Program least{{}, {{CommandKind::open, 0}, {CommandKind::send, 0}}};
  EXPECT_EQ(least, defect.program);
  EXPECT_TRUE(holds(report_of({&stack, 0}, defect, {"here", "stack", ""}),
                    "It happened in command 2: the stack sends 1 bytes on 10.0.0.2:40000"));
}

}  // namespace
}  // namespace twomsl::harness
