// One connection: bytes become events, segments that nobody sent among them (the format is in
// tests/connection/harness/step_harness.hpp); after each step every law of one connection is
// checked.
//
// TWOMSL_POLICY names an entry of the museum to test instead of the policies that must pass:
// TWOMSL_POLICY=assassinated ./run fuzz fuzz_step 60
#include "fuzz/support/policies_under_test.hpp"
#include "fuzz/support/record_mutator.hpp"
#include "tests/connection/harness/step_harness.hpp"
#include "tests/historical/museum_subjects.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_records({data, most}, size, seed,
                                {twomsl::kStepOpeningBytes, twomsl::kStepEventBytes});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::sim::PoliciesUnderTest policies_under_test =
      twomsl::pick_policy({"fuzz_step", "TWOMSL_POLICY", "policy"}, twomsl::sim::honest_subjects(),
                          twomsl::museum_subject);
  twomsl::abort_on(twomsl::run_steps({data, size}, policies_under_test));
  return 0;
}
