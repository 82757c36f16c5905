// repeat_machine COURSE COUNT: the machine alone, as the gate on its instructions runs it.
#include "bench/machine_end.hpp"
#include "bench/repeat.hpp"

int main(int argc, char** argv) {
  using namespace twomsl::bench;
  if (argc == 3 && repeat(kMachineCourses<Machine>, argv[1], count_of(argv[2]))) return 0;
  std::fputs("usage: repeat_machine data|data_ts|ack|write COUNT\n", stderr);
  return 2;
}
