// Two hosts with one tuple between them, whose numbers lie as near behind the old ones as they may:
// laws, streams and isolation after each step, and after the program every connection must end.
#include "fuzz/support/program_target.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_program(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::sim::Profile profile{.tuples = 1, .old_iss_near = true};
  return twomsl::run_bytes(data, size, profile);
}
