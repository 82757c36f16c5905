// repeat_segments CONTENDER COURSE COUNT: a host, the machine as a function
// of values, lwIP, or nobody.
#include "bench/host_end.hpp"
#include "bench/lwip_end.hpp"
#include "bench/machine_end.hpp"
#include "bench/nobody.hpp"
#include "bench/repeat.hpp"

int main(int argc, char** argv) {
  using namespace twomsl::bench;
  if (argc != 4) {
    std::fputs("usage: repeat_segments host|pure|lwip|nobody COURSE COUNT\n", stderr);
    return 2;
  }
  const std::string_view contender = argv[1];
  const std::uint32_t count = count_of(argv[3]);
  bool right = false;
  if (contender == HostEnd::kName) right = repeat(kStackCourses<HostEnd>, argv[2], count);
  if (contender == Pure::kName) right = repeat(kMachineCourses<Pure>, argv[2], count);
  if (contender == LwipEnd::kName) right = repeat(kStackCourses<LwipEnd>, argv[2], count);
  if (contender == Nobody::kName) right = repeat(kStackCourses<Nobody>, argv[2], count);
  if (right) return 0;
  std::fputs("repeat_segments: unknown names, or text that was lost\n", stderr);
  return 1;
}
