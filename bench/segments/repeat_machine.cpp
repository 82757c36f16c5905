// repeat_machine IMPLEMENTATION WORKLOAD COUNT: the machine in place, or a stack that does nothing.
#include "bench/segments/machine_end.hpp"
#include "bench/segments/null_stack.hpp"
#include "bench/segments/repeat.hpp"

int main(int argc, char** argv) {
  using namespace twomsl::bench;
  if (argc != 4) {
    std::fputs("usage: repeat_machine machine|null WORKLOAD COUNT\n", stderr);
    return 2;
  }
  const std::string_view implementation = argv[1];
  const std::uint32_t count = count_of(argv[3]);
  bool right = false;
  if (implementation == Machine::kName) right = repeat(kMachineWorkloads<Machine>, argv[2], count);
  if (implementation == NullStack::kName)
    right = repeat(kMachineWorkloads<NullStack>, argv[2], count);
  if (right) return 0;
  std::fputs("repeat_machine: unknown names, or text that was lost\n", stderr);
  return 1;
}
