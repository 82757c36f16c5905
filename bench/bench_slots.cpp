// bench_slots: the TIME-WAIT table beside its anchor, both in one run and on one stream of keys.
//
// Connections enter TIME-WAIT one tick apart, so that a table of N entries is in a steady state
// when 2*MSL is N ticks: each further tick ends one wait and starts another. Names are
// slots/OPERATION/CONTENDER/ENTRIES. bytes_per_entry is the growth of the resident set.
#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "bench/contenders.hpp"
#include "bench/memory.hpp"
#include "bench/random.hpp"

namespace twomsl::bench {
namespace {

constexpr std::uint32_t kBatch = 32;

/// A contender's table with the connections [first, next) in TIME-WAIT.
template <class Contender>
struct Course {
  std::uint32_t entries = 0;
  std::uint32_t first = 1;
  std::uint32_t next = 1;
  std::optional<Contender> table{};
  Random random{.state = 7};

  [[nodiscard]] std::uint32_t some_held() { return first + random.below(entries); }
};

template <class Contender>
void insert(benchmark::State& state, Course<Contender>& course) {
  const std::uint64_t before_bytes = resident_bytes();
  course.table.emplace(course.entries);
  for (auto _ : state) {
    course.table->hold(course.next);
    ++course.next;
  }
  const std::uint64_t grown_bytes = resident_bytes() - before_bytes;
  state.counters["bytes_per_entry"] =
      static_cast<double>(grown_bytes) / static_cast<double>(course.entries);
}

/// Looks up what `choose` says. A hit makes the next look-up wait for it, through a sum that is
/// always zero but that no branch tests: one packet at a time, without the overlap of batches.
template <class Contender, class Choose>
void look_up(benchmark::State& state, Course<Contender>& course, Choose choose) {
  std::uint32_t wrong = 0;
  for (auto _ : state) {
    const auto [number, expected] = choose();
    const std::uint32_t difference = course.table->recall(number) - expected;
    course.random.state += difference;
    wrong |= difference;
  }
  if (wrong != 0) state.SkipWithError("a look-up was wrong");
}

template <class Contender>
void hit(benchmark::State& state, Course<Contender>& course) {
  look_up(state, course, [&course] {
    const std::uint32_t held = course.some_held();
    return std::pair(held, held);
  });
}

template <class Contender>
void miss(benchmark::State& state, Course<Contender>& course) {
  look_up(state, course, [&course] {
    constexpr std::uint32_t kNeverHeld = 0x80000000;
    return std::pair(kNeverHeld + course.random.below(kNeverHeld), 0u);
  });
}

template <class Contender>
void batched_hit(benchmark::State& state, Course<Contender>& course) {
  std::array<std::uint32_t, kBatch> batch{};
  while (state.KeepRunningBatch(kBatch)) {
    for (std::uint32_t& connection : batch) connection = course.some_held();
    if (course.table->count_held(batch) != kBatch) state.SkipWithError("a held key is missing");
  }
}

template <class Contender>
void expire_insert(benchmark::State& state, Course<Contender>& course) {
  for (auto _ : state) {
    course.table->expire(course.next);
    course.table->hold(course.next);
    ++course.next;
    ++course.first;
  }
  if (course.table->size() != course.entries) state.SkipWithError("not one expiry a tick");
}

/// Registers OPERATION for one contender.
template <class Contender>
benchmark::internal::Benchmark* enter(const std::string& operation,
                                      const std::shared_ptr<Course<Contender>>& course,
                                      void (*run)(benchmark::State&, Course<Contender>&)) {
  const std::string name = "slots/" + operation + "/" + Contender::kName;
  return benchmark::RegisterBenchmark(
      (name + "/" + std::to_string(course->entries)).c_str(),
      [course, run](benchmark::State& state) { run(state, *course); });
}

/// Registers every operation, the contenders' turns next to each other.
template <class... Contenders>
void enter_all(std::uint32_t entries) {
  const auto courses = std::make_tuple(
      std::make_shared<Course<Contenders>>(Course<Contenders>{.entries = entries})...);
  const auto each = [&courses](auto enter_one) {
    std::apply([&](const auto&... course) { (enter_one(course), ...); }, courses);
  };
  each([entries](const auto& course) { enter("insert", course, insert)->Iterations(entries); });
  each([](const auto& course) { enter("hit", course, hit); });
  each([](const auto& course) { enter("miss", course, miss); });
  each([](const auto& course) { enter("batched_hit", course, batched_hit); });
  each([](const auto& course) { enter("expire_insert", course, expire_insert); });
}

}  // namespace
}  // namespace twomsl::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  for (const std::uint32_t entries : {1'000'000u, 10'000'000u}) {
    twomsl::bench::enter_all<twomsl::bench::Flat>(entries);
  }
  benchmark::RunSpecifiedBenchmarks();
}
