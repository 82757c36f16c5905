// What a fuzzer calls: any bytes are a program, which is run in this process and judged. Linked
// with -fsanitize=fuzzer in place of main().
//
// TWOMSL_CONNECTIONS is the stack's memory, as of `properties --connections`; 4 if it is not set.
#include <twomsl/stack.h>

#include <cstdio>
#include <cstdlib>

#include "harness/defect_report.hpp"

namespace twomsl::harness {
namespace {

Subject subject_under_fuzzing() {
  const char* connections = std::getenv("TWOMSL_CONNECTIONS");
  const Subject subject{twomsl_stack_under_test(),
                        connections == nullptr
                            ? 4
                            : static_cast<std::uint32_t>(std::strtoul(connections, nullptr, 10))};
  if (const std::string objection = objection_to(*subject.stack); !objection.empty()) {
    std::fprintf(stderr, "struct twomsl_stack: %s\n", objection.c_str());
    std::abort();
  }
  return subject;
}

}  // namespace
}  // namespace twomsl::harness

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twomsl::harness;
  static const Subject subject = subject_under_fuzzing();
  const Program program = read_program({data, size});
  const Recording recording = run_here(subject, program);
  const auto failures = failures_of(subject, recording);
  if (failures.empty()) return 0;
  std::fprintf(stderr, "broken: %s\n%s%s\n", failures.front().name.c_str(),
               describe(program, subject.stack->msl_us).c_str(), failures.front().words.c_str());
  std::abort();
}
