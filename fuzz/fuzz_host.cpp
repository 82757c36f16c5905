// Two small hosts, with forged segments and settings among what happens, so that laws alone are
// asked.
//
// TWOMSL_POLICY names an entry of the museum to test, at both ends, instead of the policies that
// must pass: TWOMSL_POLICY=nt4 ./run fuzz fuzz_host 60
#include "fuzz/support/policies_under_test.hpp"
#include "fuzz/support/program_target.hpp"
#include "tests/historical/museum_subjects.hpp"

twomsl::ProgramTarget twomsl::program_target() {
  return {.profile = {.policies_under_test = pick_policy({"fuzz_host", "TWOMSL_POLICY", "policy"},
                                                         sim::honest_subjects(), museum_subject),
                      .forges = true,
                      .drains = false},
          .most_records = 64};
}
