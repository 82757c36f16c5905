// Files of callbacks that lie: each is named, and none is taken for a fault of the stack.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "harness/command_line.hpp"
#include "tests/harness/stacks/falsified_file.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::harness {
namespace {

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

struct Shown {
  Exit exit{};
  std::string on_standard_error{};
};

// Of a command line, in the folder that is current.
Shown shown_by(const twomsl_stack& stack, std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const Exit exit = run_command_line(stack, static_cast<int>(arguments.size()), arguments.data());
  (void)testing::internal::GetCapturedStdout();
  return {exit, testing::internal::GetCapturedStderr()};
}

// Its author sees what it has printed, and the packets until the fault.
TEST(LyingFile, IsShownToItsAuthor) {
  const TestFolder folder("lying_file_");
  const auto home = std::filesystem::current_path();
  std::filesystem::current_path(folder.file("."));
  twomsl_stack stack = endpoint();
  stack.close = [](void*, void*) { std::printf("no FIN today\n"); };
  const Shown check = shown_by(stack, {"my_stack", "check"});
  std::ofstream("one.program", std::ios::binary) << std::string("\0\0\0\0\2\0\0\0", 8);
  const Shown replay = shown_by(stack, {"my_stack", "replay", "one.program"});
  std::filesystem::current_path(home);
  EXPECT_EQ(Exit::fault, check.exit);
  for (const char* part : {"no FIN today\n", "the conversation that a peer opens: close was called",
                           "capture: found/endpoint-check.pcap\n"}) {
    EXPECT_TRUE(holds(check.on_standard_error, part)) << part << "\n" << check.on_standard_error;
  }
  EXPECT_LT(24u, std::filesystem::file_size(folder.file("found/endpoint-check.pcap")));
  EXPECT_EQ(Exit::clean, replay.exit);
  EXPECT_EQ("no FIN today\n", replay.on_standard_error);
}

// As one does that sends its FIN once its text is acknowledged.
TEST(HonestFile, MayHoldItsFinBackForAWhile) {
  static void* closing = nullptr;
  static std::uint64_t close_at_us = UINT64_MAX;
  twomsl_stack stack = with(nullptr);
  stack.close = [](void*, void* connection) {
    closing = connection;
    close_at_us = honest->now_us(honest->harness) + 300'000;
  };
  stack.next_deadline_us = [](void* context) {
    return std::min(close_at_us, endpoint().next_deadline_us(context));
  };
  stack.advance = [](void* context) {
    endpoint().advance(context);
    if (honest->now_us(honest->harness) < close_at_us) return;
    close_at_us = UINT64_MAX;
    endpoint().close(context, closing);
  };
  EXPECT_EQ("", fault_of(stack));
}

// The next tick after now: once it is there, it is another one.
TEST(HonestFile, IsLetWorkAtTheTimeThatItHasNamedThoughItNamesAnotherThen) {
  twomsl_stack stack = with(nullptr);
  static int calls = 0;
  stack.advance = [](void*) { ++calls; };
  stack.next_deadline_us = [](void*) {
    constexpr std::uint64_t kTick_us = 5000;
    return (honest->now_us(honest->harness) / kTick_us + 1) * kTick_us;
  };
  const Command wait{.kind = CommandKind::wait};
  (void)run_here({&stack, 0}, {}, [&](Stage& stage) { stage.play(wait); });
  EXPECT_EQ(wait_us(wait, stack.msl_us) / 5000, calls);
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

}  // namespace
}  // namespace twomsl::harness
