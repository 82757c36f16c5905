// The TIME-WAIT table: bytes become events (the format is in tests/table/table_program.hpp); after
// each event every law of spec/ is checked for every tuple, and the table is compared with its
// naive twin.
//
// TWOMSL_TABLE names a table of the museum to test instead of the policies that must pass:
// TWOMSL_TABLE=nt4 ./run fuzz fuzz_slots 60
#include "fuzz/support/policies_under_test.hpp"
#include "tests/table/table_program.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::TablePolicies policies_under_test = twomsl::pick_policy(
      {"fuzz_slots", "TWOMSL_TABLE", "table"}, twomsl::honest_policies(), twomsl::museum_policy);
  twomsl::abort_on(twomsl::run(twomsl::read_program({data, size}), policies_under_test));
  return 0;
}
