// Attacks one connection: bytes become events, segments that nobody sent among them (the format is
// in tests/step_trial.hpp), and after each step every law of one connection is asked about.
//
// TWOMSL_POLICY names an entry of the museum to put on trial instead of the policies that must
// pass: TWOMSL_POLICY=assassinated ./run fuzz fuzz_step 60
#include <cstdio>
#include <cstdlib>

#include "fuzz/record_mutator.hpp"
#include "tests/network_record.hpp"
#include "tests/step_trial.hpp"

namespace {

twomsl::PolicyDocket chosen_docket() {
  const char* policy = std::getenv("TWOMSL_POLICY");
  if (policy == nullptr) {
    return twomsl::honest_docket();
  }
  twomsl::PolicyDocket docket = twomsl::museum_docket(policy);
  if (docket.empty()) {
    std::fprintf(stderr, "fuzz_step: no policy '%s' in the museum\n", policy);
    std::exit(2);
  }
  return docket;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_records({data, most}, size, seed,
                                {twomsl::kStepOpeningBytes, twomsl::kStepEventBytes});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::PolicyDocket docket = chosen_docket();
  const auto breach = twomsl::try_steps({data, size}, docket);
  if (breach) {
    std::fprintf(stderr, "broken: %s\n%s\n", std::string(breach->law).c_str(),
                 breach->what.c_str());
    std::abort();
  }
  return 0;
}
