// bench_bulk: text in bulk from one user to another through two endpoints in memory, and through
// lwIP's loop, in one run.
//
// Names are bulk/SETTING/IMPLEMENTATION; what counts is bytes_per_second of processor time.
#include <benchmark/benchmark.h>

#include "bench/bulk/endpoint_loop.hpp"
#include "bench/bulk/lwip_loop.hpp"

namespace twomsl::bench {
namespace {

constexpr std::uint64_t kTransferBytes = std::uint64_t{1} << 24;

void measure(benchmark::State& state, auto& loop) {
  std::uint64_t bytes = 0;
  for (auto _ : state) {
    if (!loop.transfer(kTransferBytes)) state.SkipWithError("the connection is stuck");
    bytes += kTransferBytes;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void run_endpoint(benchmark::State& state, std::uint32_t mss_bytes, std::uint32_t buffer_bytes,
                  Checksums checksums) {
  EndpointLoop loop(mss_bytes, buffer_bytes, checksums);
  measure(state, loop);
}

void run_lwip(benchmark::State& state) {
  LwipLoop loop;
  measure(state, loop);
}

constexpr std::uint32_t kSmallMss = 1460, kSmallBuffer = 0xffff;
constexpr std::uint32_t kLargeMss = 65'000, kLargeBuffer = 256 * 1024;

BENCHMARK_CAPTURE(run_endpoint, small, kSmallMss, kSmallBuffer, Checksums::of_the_device)
    ->Name("bulk/1460/endpoint");
BENCHMARK_CAPTURE(run_endpoint, small_sums, kSmallMss, kSmallBuffer, Checksums::ours)
    ->Name("bulk/1460_sums/endpoint");
BENCHMARK_CAPTURE(run_endpoint, large, kLargeMss, kLargeBuffer, Checksums::of_the_device)
    ->Name("bulk/65000/endpoint");
BENCHMARK_CAPTURE(run_endpoint, large_sums, kLargeMss, kLargeBuffer, Checksums::ours)
    ->Name("bulk/65000_sums/endpoint");
BENCHMARK(run_lwip)->Name("bulk/1460/lwip");

}  // namespace
}  // namespace twomsl::bench

BENCHMARK_MAIN();
