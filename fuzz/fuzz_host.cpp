// Two small hosts, with forged segments and settings among what happens, so that laws alone are
// asked.
//
// TWOMSL_POLICY names an entry of the museum to test, at both ends, instead of the policies that
// must pass: TWOMSL_POLICY=nt4 ./run fuzz fuzz_host 60
#include "fuzz/support/program_target.hpp"
#include "tests/historical/museum_subjects.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_program(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::sim::Profile profile{
      .policies_under_test =
          twomsl::pick_policy({"fuzz_host", "TWOMSL_POLICY", "policy"},
                              twomsl::sim::honest_subjects(), twomsl::museum_subject),
      .forges = true,
      .drains = false};
  return twomsl::run_bytes(data, size, profile);
}
