// Runs side by side, each in a process of its own.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>
#include <set>
#include <string>

#include "harness/stage/run.hpp"

namespace twomsl::harness {
namespace {

// What all processes see.
class Counts {
 public:
  Counts() : room_(map()) { counts_ = new (room_) Shared; }
  Counts(const Counts&) = delete;
  Counts& operator=(const Counts&) = delete;
  ~Counts() { munmap(room_, sizeof(Shared)); }

  struct Shared {
    std::atomic<int> begun = 0;
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
  };
  Shared* operator->() { return counts_; }

 private:
  static void* map() {
    return mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  }

  void* room_;
  Shared* counts_ = nullptr;
};

void note_number(const Notebook& notebook, std::size_t number) {
  const std::string words = std::to_string(number);
  const auto* letters = reinterpret_cast<const std::uint8_t*>(words.data());
  notebook({NoteKind::verdict, 0, {letters, words.size()}});
}

std::vector<Act> acts_that_note_their_numbers(std::size_t count) {
  std::vector<Act> acts;
  for (std::size_t i = 0; i < count; ++i) {
    acts.push_back([i](const Notebook& notebook) { note_number(notebook, i); });
  }
  return acts;
}

[[noreturn]] void hang() {
  while (true) pause();
}

TEST(SideBySide, TellsOfEachByItsNumberHoweverManyRunAtATime) {
  const std::vector<Act> acts = acts_that_note_their_numbers(20);
  for (const std::size_t jobs : {1u, 3u, 50u}) {
    std::set<std::size_t> told;
    run_apart(acts, {.jobs = jobs}, [&](std::size_t number, const harness::Run& run) {
      EXPECT_EQ(RunEnd::finished, run.end);
      EXPECT_EQ(std::to_string(number), run.recording.verdict);
      told.insert(number);
    });
    EXPECT_EQ(acts.size(), told.size()) << jobs;
  }
}

// The first three wait for each other: with two at a time they would hang.
TEST(SideBySide, HasSoManyRunAtATimeAndNoMore) {
  Counts counts;
  const Act act = [&counts](const Notebook&) {
    const int number = ++counts->begun;
    const int running = ++counts->running;
    int most = counts->most;
    while (most < running && !counts->most.compare_exchange_weak(most, running)) {
    }
    while (number <= 3 && counts->begun < 3) usleep(1000);
    --counts->running;
  };
  const std::vector<Act> acts(12, act);
  int finished = 0;
  run_apart(acts, {.most_seconds = 60, .jobs = 3}, [&](std::size_t, const harness::Run& run) {
    finished += run.end == RunEnd::finished ? 1 : 0;
  });
  EXPECT_EQ(12, finished);
  EXPECT_EQ(3, counts->most);
}

TEST(SideBySide, NamesWhoHangsAndGoesOnWithTheOthers) {
  std::vector<Act> acts = acts_that_note_their_numbers(6);
  acts[1] = [](const Notebook&) { hang(); };
  std::set<std::size_t> hung;
  std::size_t told = 0;
  run_apart(acts, {.most_seconds = 2, .jobs = 2}, [&](std::size_t number, const harness::Run& run) {
    ++told;
    if (run.end == RunEnd::hung) hung.insert(number);
  });
  EXPECT_EQ(6u, told);
  EXPECT_EQ(std::set<std::size_t>{1}, hung);
}

TEST(SideBySide, TellsOfNobodyOnceItIsStoppedAndLeavesNoProcess) {
  std::vector<Act> acts = acts_that_note_their_numbers(4);
  for (std::size_t i = 1; i < acts.size(); ++i) acts[i] = [](const Notebook&) { hang(); };
  std::size_t told = 0;
  const SideBySide how{.most_seconds = 60, .jobs = 3, .is_stopped = [&] { return told != 0; }};
  run_apart(acts, how, [&](std::size_t number, const harness::Run&) {
    EXPECT_EQ(0u, number);
    ++told;
  });
  EXPECT_EQ(1u, told);
  EXPECT_EQ(-1, waitpid(-1, nullptr, WNOHANG));
  EXPECT_EQ(ECHILD, errno);
}

}  // namespace
}  // namespace twomsl::harness
