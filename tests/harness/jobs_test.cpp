// Programs side by side: what is found, and in which order it is told, is the same for any number.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>
#include <string>
#include <vector>

#include "harness/properties.hpp"
#include "tests/harness/stacks/falsified_file.hpp"

namespace twomsl::harness {
namespace {

// What a campaign has told, and what was left of it.
struct Told {
  std::vector<std::string> found{};
  std::vector<std::vector<std::uint8_t>> captures{};
  std::uint64_t played = 0;
  std::vector<std::uint64_t> times{};

  friend bool operator==(const Told&, const Told&) = default;
};

Told told_by(const twomsl_stack& stack, std::size_t jobs, const CorePolicy* beside = nullptr) {
  Told told;
  const Watcher watcher{.found = [&told](const Defect& defect) {
    told.found.push_back(defect.failure.name + " of seed " + std::to_string(*defect.first_seed) +
                         ": " + describe(defect.program, 1'000'000) + defect.failure.words);
    told.captures.push_back(defect.run.recording.capture());
  }};
  const PropertiesResult result = play_properties(
      {&stack, 4}, {.seed = 1, .count = 100, .jobs = jobs, .beside = beside}, watcher);
  told.played = result.played;
  for (const auto& [name, defect] : result.defects) told.times.push_back(defect.times);
  return told;
}

// It crashes when its user sends much, and garbles what comes late.
twomsl_stack breaking_stack() {
  twomsl_stack stack = with([](twomsl_services& services) {
    services.text = [](void* harness, void* connection, const std::uint8_t* text,
                       std::size_t bytes) {
      std::vector<std::uint8_t> other(text, text + bytes);
      if (honest->now_us(harness) > 2'000'000) other[0] ^= 1;
      honest->text(harness, connection, other.data(), bytes);
    };
  });
  stack.send = [](void* context, void* connection, const std::uint8_t* text, std::size_t bytes) {
    if (bytes > 3500) _Exit(4);
    return endpoint().send(context, connection, text, bytes);
  };
  return stack;
}

TEST(Jobs, FindTheSameInTheSameOrderHoweverManyThereAre) {
  const twomsl_stack stack = breaking_stack();
  const Told alone = told_by(stack, 1);
  EXPECT_EQ(100u, alone.played);
  ASSERT_LE(2u, alone.found.size());
  for (const std::size_t jobs : {2u, 3u, 11u}) EXPECT_EQ(alone, told_by(stack, jobs)) << jobs;
}

TEST(Jobs, DifferInTheSameHoweverManyThereAre) {
  const CorePolicy rfc{"rfc9293", rfc9293<Concrete>()};
  const twomsl_stack stack = with(nullptr);
  const Told alone = told_by(stack, 1, &rfc);
  ASSERT_FALSE(alone.found.empty());
  for (const std::size_t jobs : {2u, 11u}) EXPECT_EQ(alone, told_by(stack, jobs, &rfc)) << jobs;
}

// Programs behind the one that shows a fault may have been played, and are not counted.
TEST(Jobs, EndWithTheFirstFaultHoweverManyThereAre) {
  twomsl_stack stack = with(nullptr);
  stack.abort = [](void* context, void* connection) {
    endpoint().abort(context, connection);
    honest->peer_closed(honest->harness, connection);
    honest->peer_closed(honest->harness, nullptr);
  };
  const Told alone = told_by(stack, 1);
  EXPECT_LT(alone.played, 100u);
  ASSERT_EQ(1u, alone.found.size());
  for (const std::size_t jobs : {2u, 11u}) EXPECT_EQ(alone, told_by(stack, jobs)) << jobs;
}

// The first two wait for each other: one at a time they would hang.
TEST(Jobs, RunAtATime) {
  void* const room = mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static std::atomic<int>* begun = nullptr;
  begun = new (room) std::atomic<int>(0);
  twomsl_stack stack = endpoint();
  stack.reset = [](void* context, const twomsl_services* services, const twomsl_setup* setup) {
    ++*begun;
    while (*begun < 2) usleep(1000);
    return endpoint().reset(context, services, setup);
  };
  const PropertiesResult result =
      play_properties({&stack, 4}, {.seed = 1, .count = 2, .jobs = 2}, {});
  EXPECT_EQ(2u, result.played);
  EXPECT_TRUE(result.defects.empty());
  EXPECT_EQ(2, *begun);
  munmap(room, sizeof(std::atomic<int>));
}

TEST(Jobs, LeaveNoProcessIfTheyAreStoppedAndCountWhatWasHeard) {
  twomsl_stack stack = endpoint();
  stack.reset = [](void* context, const twomsl_services* services, const twomsl_setup* setup) {
    usleep(10'000);
    return endpoint().reset(context, services, setup);
  };
  std::uint64_t ended = 0;
  const Watcher watcher{.progress = [&ended](std::uint64_t, const std::string&) { ++ended; },
                        .is_stopped = [&ended] { return ended >= 30; }};
  const PropertiesResult result =
      play_properties({&stack, 4}, {.seed = 1, .count = 100, .jobs = 3}, watcher);
  EXPECT_EQ(24u, result.played);  // a batch; of the next none was heard
  EXPECT_EQ(-1, waitpid(-1, nullptr, WNOHANG));
  EXPECT_EQ(ECHILD, errno);
}

}  // namespace
}  // namespace twomsl::harness
