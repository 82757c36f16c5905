// bench_slots: the TIME-WAIT table beside its anchor, both in one run and on one stream of keys.
//
// Names are slots/OPERATION/IMPLEMENTATION/ENTRIES. bytes_per_entry is the growth of the resident
// set.
#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "bench/table/implementations.hpp"
#include "bench/table/memory.hpp"
#include "bench/table/steady_state.hpp"

namespace twomsl::bench {
namespace {

template <class Implementation>
void insert(benchmark::State& state, SteadyState<Implementation>& steady) {
  const std::uint64_t before_bytes = resident_bytes();
  steady.start();
  for (auto _ : state) steady.hold_next();
  const std::uint64_t grown_bytes = resident_bytes() - before_bytes;
  state.counters["bytes_per_entry"] =
      static_cast<double>(grown_bytes) / static_cast<double>(steady.entries);
}

/// Looks up what `choose` says. A hit makes the next look-up wait for it, through a sum that is
/// always zero but that no branch tests: one packet at a time, without the overlap of batches.
template <class Implementation, class Choose>
void look_up(benchmark::State& state, SteadyState<Implementation>& steady, Choose choose) {
  steady.fill();
  std::uint32_t wrong = 0;
  for (auto _ : state) {
    const auto [number, expected] = choose();
    const std::uint32_t difference = steady.table->recall(number) - expected;
    steady.random.state += difference;
    wrong |= difference;
  }
  if (wrong != 0) state.SkipWithError("a look-up was wrong");
}

template <class Implementation>
void hit(benchmark::State& state, SteadyState<Implementation>& steady) {
  look_up(state, steady, [&steady] {
    const std::uint32_t held = steady.some_held();
    return std::pair(held, held);
  });
}

template <class Implementation>
void miss(benchmark::State& state, SteadyState<Implementation>& steady) {
  look_up(state, steady, [&steady] { return std::pair(steady.some_absent(), 0u); });
}

template <class Implementation>
void batched_hit(benchmark::State& state, SteadyState<Implementation>& steady) {
  steady.fill();
  std::array<std::uint32_t, kBatch> batch{};
  while (state.KeepRunningBatch(kBatch)) {
    for (std::uint32_t& connection : batch) connection = steady.some_held();
    if (steady.table->count_held(batch) != kBatch) state.SkipWithError("a held key is missing");
  }
}

template <class Implementation>
void expire_insert(benchmark::State& state, SteadyState<Implementation>& steady) {
  steady.fill();
  for (auto _ : state) steady.expire_and_hold();
  if (!steady.is_steady()) state.SkipWithError("not one expiry and one insertion a tick");
}

/// Registers OPERATION for one implementation.
template <class Implementation>
benchmark::internal::Benchmark* add(const std::string& operation,
                                    const std::shared_ptr<SteadyState<Implementation>>& steady,
                                    void (*run)(benchmark::State&, SteadyState<Implementation>&)) {
  const std::string name = "slots/" + operation + "/" + Implementation::kName;
  const auto measure = [steady, run](benchmark::State& state) { run(state, *steady); };
  return benchmark::RegisterBenchmark((name + "/" + std::to_string(steady->entries)).c_str(),
                                      measure);
}

/// Registers every operation, the implementations next to each other.
template <class... Implementations>
void register_all(std::uint32_t entries) {
  const auto tables = std::make_tuple(std::make_shared<SteadyState<Implementations>>(
      SteadyState<Implementations>{.entries = entries})...);
  const auto each = [&tables](auto register_one) {
    std::apply([&](const auto&... steady) { (register_one(steady), ...); }, tables);
  };
  each([entries](const auto& steady) { add("insert", steady, insert)->Iterations(entries); });
  each([](const auto& steady) { add("hit", steady, hit); });
  each([](const auto& steady) { add("miss", steady, miss); });
  each([](const auto& steady) { add("batched_hit", steady, batched_hit); });
  each([](const auto& steady) { add("expire_insert", steady, expire_insert); });
}

}  // namespace
}  // namespace twomsl::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  for (const std::uint32_t entries : {1'000'000u, 10'000'000u}) {
    twomsl::bench::register_all<twomsl::bench::Flat, twomsl::bench::Twomsl>(entries);
  }
  benchmark::RunSpecifiedBenchmarks();
}
