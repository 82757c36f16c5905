// Two whole hosts and the network between them: bytes become a program on three tuples (the format
// is in tests/host_network/host_network_program.hpp); every law is checked after each step, every
// packet is encoded and decoded, and after the program every connection must end
// (tests/host_network/host_network_drain.hpp).
#include "fuzz/support/policies_under_test.hpp"
#include "fuzz/support/record_mutator.hpp"
#include "tests/host_network/host_network_program.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_records({data, most}, size, seed,
                                {twomsl::kOpeningBytes, twomsl::kCommandBytes});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const twomsl::PoliciesUnderTest policies_under_test = twomsl::host_policies_under_test();
  twomsl::HostNetworkCoverage coverage;
  twomsl::abort_on(twomsl::run_host_network_program(twomsl::read_network_program({data, size}),
                                                    policies_under_test, coverage));
  return 0;
}
