// bench_slots: the TIME-WAIT table beside its anchor, both in one run and on one stream of keys.
//
// Names are slots/OPERATION/CONTENDER/ENTRIES. bytes_per_entry is the growth of the resident set.
#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "bench/memory.hpp"
#include "bench/table/implementations.hpp"
#include "bench/table/steady_state.hpp"

namespace twomsl::bench {
namespace {

template <class Implementation>
void insert(benchmark::State& state, SteadyState<Implementation>& course) {
  const std::uint64_t before_bytes = resident_bytes();
  course.start();
  for (auto _ : state) course.hold_next();
  const std::uint64_t grown_bytes = resident_bytes() - before_bytes;
  state.counters["bytes_per_entry"] =
      static_cast<double>(grown_bytes) / static_cast<double>(course.entries);
}

/// Looks up what `choose` says. A hit makes the next look-up wait for it, through a sum that is
/// always zero but that no branch tests: one packet at a time, without the overlap of batches.
template <class Implementation, class Choose>
void look_up(benchmark::State& state, SteadyState<Implementation>& course, Choose choose) {
  course.fill();
  std::uint32_t wrong = 0;
  for (auto _ : state) {
    const auto [number, expected] = choose();
    const std::uint32_t difference = course.table->recall(number) - expected;
    course.random.state += difference;
    wrong |= difference;
  }
  if (wrong != 0) state.SkipWithError("a look-up was wrong");
}

template <class Implementation>
void hit(benchmark::State& state, SteadyState<Implementation>& course) {
  look_up(state, course, [&course] {
    const std::uint32_t held = course.some_held();
    return std::pair(held, held);
  });
}

template <class Implementation>
void miss(benchmark::State& state, SteadyState<Implementation>& course) {
  look_up(state, course, [&course] { return std::pair(course.some_absent(), 0u); });
}

template <class Implementation>
void batched_hit(benchmark::State& state, SteadyState<Implementation>& course) {
  course.fill();
  std::array<std::uint32_t, kBatch> batch{};
  while (state.KeepRunningBatch(kBatch)) {
    for (std::uint32_t& connection : batch) connection = course.some_held();
    if (course.table->count_held(batch) != kBatch) state.SkipWithError("a held key is missing");
  }
}

template <class Implementation>
void expire_insert(benchmark::State& state, SteadyState<Implementation>& course) {
  course.fill();
  for (auto _ : state) course.turn_over();
  if (!course.is_steady()) state.SkipWithError("not one expiry and one insertion a tick");
}

/// Registers OPERATION for one contender.
template <class Implementation>
benchmark::internal::Benchmark* enter(const std::string& operation,
                                      const std::shared_ptr<SteadyState<Implementation>>& course,
                                      void (*run)(benchmark::State&,
                                                  SteadyState<Implementation>&)) {
  const std::string name = "slots/" + operation + "/" + Implementation::kName;
  const auto measure = [course, run](benchmark::State& state) { run(state, *course); };
  return benchmark::RegisterBenchmark((name + "/" + std::to_string(course->entries)).c_str(),
                                      measure);
}

/// Registers every operation, the contenders' turns next to each other.
template <class... Contenders>
void enter_all(std::uint32_t entries) {
  const auto courses = std::make_tuple(
      std::make_shared<SteadyState<Contenders>>(SteadyState<Contenders>{.entries = entries})...);
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
    twomsl::bench::enter_all<twomsl::bench::Flat, twomsl::bench::Twomsl>(entries);
  }
  benchmark::RunSpecifiedBenchmarks();
}
