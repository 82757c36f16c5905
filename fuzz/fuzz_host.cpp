// Two small hosts, with forged segments and settings among what happens, so that laws alone are
// asked.
//
// TWOMSL_POLICY names an entry of the museum to test, at both ends, instead of the policies that
// must pass: TWOMSL_POLICY=nt4 ./run fuzz fuzz_host 60
#include "fuzz/support/program_target.hpp"
#include "tests/historical/museum_subjects.hpp"

namespace {

const twomsl::ProgramTarget& target() {
  static const auto kTarget =
      twomsl::ProgramTarget{.profile = {.policies_under_test = twomsl::pick_policy(
                                            {"fuzz_host", "TWOMSL_POLICY", "policy"},
                                            twomsl::sim::honest_subjects(), twomsl::museum_subject),
                                        .forges = true,
                                        .drains = false},
                            .most_records = 64};
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
