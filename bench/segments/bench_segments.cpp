// bench_segments: one segment through the machine, through a host, and through lwIP, in one run.
//
// Names are segments/COURSE/CONTENDER.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/segments/host_end.hpp"
#include "bench/segments/lwip_end.hpp"
#include "bench/segments/machine_end.hpp"
#include "bench/segments/workloads.hpp"

namespace twomsl::bench {
namespace {

template <class End>
void run(benchmark::State& state, const Course<End>& course) {
  Conversation<End> with(course.setting);
  for (auto _ : state) (with.*course.step)();
  if (!with.is_right()) state.SkipWithError("not all that was sent has been delivered");
}

template <class End, std::size_t kCount>
void enter(const std::array<Course<End>, kCount>& courses) {
  for (const Course<End>& course : courses) {
    const std::string name = "segments/" + std::string(course.name) + "/" + End::kName;
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&course](benchmark::State& state) { run(state, course); });
  }
}

}  // namespace
}  // namespace twomsl::bench

int main(int argc, char** argv) {
  using namespace twomsl::bench;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  enter(kMachineWorkloads<Machine>);
  enter(kMachineWorkloads<Pure>);
  enter(kStackWorkloads<HostEnd>);
  enter(kStackWorkloads<LwipEnd>);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
