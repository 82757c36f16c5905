// Attacks the TIME-WAIT table: bytes become events (the format is in tests/slots_record.hpp), and
// after each event every law of spec/ is asked about every tuple, and the naive twin is compared.
//
// TWOMSL_TABLE names a table of the museum to put on trial instead of the policies that must pass:
//   TWOMSL_TABLE=nt4 ./run fuzz fuzz_slots 60
#include <cstdio>
#include <cstdlib>

#include "tests/slots_record.hpp"

namespace {

twomsl::Docket chosen_docket() {
  const char* table = std::getenv("TWOMSL_TABLE");
  if (table == nullptr) {
    return twomsl::honest_policies();
  }
  twomsl::Docket docket = twomsl::museum_policy(table);
  if (docket.empty()) {
    std::fprintf(stderr, "fuzz_slots: no table '%s' in the museum\n", table);
    std::exit(2);
  }
  return docket;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::Docket docket = chosen_docket();
  const auto breach = twomsl::run(twomsl::read_program({data, size}), docket);
  if (breach) {
    std::fprintf(stderr, "broken: %s\n%s\n", std::string(breach->law).c_str(),
                 breach->what.c_str());
    std::abort();
  }
  return 0;
}
