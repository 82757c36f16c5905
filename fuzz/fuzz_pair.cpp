// Two connections and the network between them: bytes become a program (the format is in
// tests/network/network_program.hpp); every law is checked after each step, and after the program
// every connection must end (tests/network/network_drain.hpp).
//
// TWOMSL_POLICY names an entry of the museum to test, at both ends, instead of the policies that
// must pass: TWOMSL_POLICY=no_return ./run fuzz fuzz_pair 60
#include "fuzz/support/policies_under_test.hpp"
#include "fuzz/support/record_mutator.hpp"
#include "tests/network/network_program.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_records({data, most}, size, seed,
                                {twomsl::kOpeningBytes, twomsl::kCommandBytes});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::PoliciesUnderTest policies_under_test =
      twomsl::pick_policy({"fuzz_pair", "TWOMSL_POLICY", "policy"},
                          twomsl::honest_policies_under_test(), twomsl::museum_policies_under_test);
  twomsl::abort_on(
      twomsl::run_network_program(twomsl::read_network_program({data, size}), policies_under_test));
  return 0;
}
