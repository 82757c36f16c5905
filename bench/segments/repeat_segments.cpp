// repeat_segments IMPLEMENTATION WORKLOAD COUNT: an endpoint, the host inside it, the machine as a
// function of values, lwIP, or a stack that does nothing.
#include "bench/segments/endpoint_end.hpp"
#include "bench/segments/host_end.hpp"
#include "bench/segments/lwip_end.hpp"
#include "bench/segments/machine_end.hpp"
#include "bench/segments/null_stack.hpp"
#include "bench/segments/repeat.hpp"

int main(int argc, char** argv) {
  using namespace twomsl::bench;
  if (argc != 4) {
    std::fputs("usage: repeat_segments endpoint|host|pure|lwip|null WORKLOAD COUNT\n", stderr);
    return 2;
  }
  const std::string_view implementation = argv[1];
  const std::uint32_t count = count_of(argv[3]);
  bool right = false;
  if (implementation == EndpointEnd::kName)
    right = repeat(kStackWorkloads<EndpointEnd>, argv[2], count);
  if (implementation == HostEnd::kName) right = repeat(kStackWorkloads<HostEnd>, argv[2], count);
  if (implementation == Pure::kName) right = repeat(kMachineWorkloads<Pure>, argv[2], count);
  if (implementation == LwipEnd::kName) right = repeat(kStackWorkloads<LwipEnd>, argv[2], count);
  if (implementation == NullStack::kName)
    right = repeat(kStackWorkloads<NullStack>, argv[2], count);
  if (right) return 0;
  std::fputs("repeat_segments: unknown names, or text that was lost\n", stderr);
  return 1;
}
