// Two hosts with three tuples between them, small buffers and little memory: laws, streams and
// isolation after each step, and after the program every connection must end and nothing be claimed
// any more.
#include "fuzz/support/program_target.hpp"

namespace {

const twomsl::ProgramTarget& target() {
  static const auto kTarget = twomsl::ProgramTarget{.profile = {}, .most_records = 32};
  return kTarget;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return target().mutate({data, most}, size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  target().run({data, size});
  return 0;
}
