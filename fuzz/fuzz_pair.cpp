// Attacks two connections and the network between them: bytes become a conversation (the format is
// in tests/network_record.hpp), every law is asked about after each step, and it must end well.
//
// TWOMSL_POLICY names an entry of the museum to put on trial, at both ends, instead of the policies
// that must pass: TWOMSL_POLICY=no_return ./run fuzz fuzz_pair 60
#include <cstdio>
#include <cstdlib>

#include "fuzz/record_mutator.hpp"
#include "tests/network_record.hpp"

namespace {

twomsl::PolicyDocket chosen_docket() {
  const char* policy = std::getenv("TWOMSL_POLICY");
  if (policy == nullptr) {
    return twomsl::honest_docket();
  }
  twomsl::PolicyDocket docket = twomsl::museum_docket(policy);
  if (docket.empty()) {
    std::fprintf(stderr, "fuzz_pair: no policy '%s' in the museum\n", policy);
    std::exit(2);
  }
  return docket;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_records({data, most}, size, seed,
                                {twomsl::kOpeningBytes, twomsl::kRecordBytes});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::PolicyDocket docket = chosen_docket();
  const auto breach = twomsl::hold_conversation(twomsl::read_conversation({data, size}), docket);
  if (breach) {
    std::fprintf(stderr, "broken: %s\n%s\n", std::string(breach->law).c_str(),
                 breach->what.c_str());
    std::abort();
  }
  return 0;
}
