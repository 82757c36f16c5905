// bench_segments: one segment through the machine, through an endpoint, through the host inside
// it, and through lwIP, in one run.
//
// Names are segments/WORKLOAD/IMPLEMENTATION.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/segments/endpoint_end.hpp"
#include "bench/segments/host_end.hpp"
#include "bench/segments/lwip_end.hpp"
#include "bench/segments/machine_end.hpp"
#include "bench/segments/workloads.hpp"

namespace twomsl::bench {
namespace {

template <class End>
void run(benchmark::State& state, const Workload<End>& workload) {
  Conversation<End> with(workload.setting);
  for (auto _ : state) (with.*workload.step)();
  if (!with.is_right()) state.SkipWithError("not all that was sent has been delivered");
}

template <class End, std::size_t kCount>
void register_all(const std::array<Workload<End>, kCount>& workloads) {
  for (const Workload<End>& workload : workloads) {
    const std::string name = "segments/" + std::string(workload.name) + "/" + End::kName;
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&workload](benchmark::State& state) { run(state, workload); });
  }
}

}  // namespace
}  // namespace twomsl::bench

int main(int argc, char** argv) {
  using namespace twomsl::bench;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  register_all(kMachineWorkloads<Machine>);
  register_all(kMachineWorkloads<Pure>);
  register_all(kStackWorkloads<EndpointEnd>);
  register_all(kStackWorkloads<HostEnd>);
  register_all(kStackWorkloads<LwipEnd>);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
