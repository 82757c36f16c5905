// Two small hosts: bytes become commands (tests/host/host_harness.hpp), calls, forged segments and
// settings among them, over a network that loses, repeats and reorders without limit; every law of
// a host is asserted for every tuple at either end.
//
//   input = policy command*;  policy 1 byte, modulo their number
//   command = what where amount: 1, 1 and 2 bytes, little-endian
//
// TWOMSL_POLICY names an entry of the museum to test instead of the policies that must pass:
// TWOMSL_POLICY=nt4 ./run fuzz fuzz_host 60
#include "fuzz/support/policies_under_test.hpp"
#include "fuzz/support/record_mutator.hpp"
#include "historical/connection_policies.hpp"
#include "historical/table_policies.hpp"
#include "tests/host/host_harness.hpp"

namespace twomsl {
namespace {

constexpr std::size_t kOpeningBytes = 1;
constexpr std::size_t kCommandBytes = 4;

// A policy, a table, and what they are judged by if that is not the policy's own law.
struct Exhibit {
  std::string_view name{};
  Policy<Concrete> policy{};
  Museum<Concrete> museum{};
  bool claims_safe = false;
};

std::vector<Exhibit> honest() {
  return {
      {"safe", safe<Concrete>()}, {"strict", strict<Concrete>()}, {"rfc9293", rfc9293<Concrete>()}};
}

std::vector<Exhibit> museum() {
  const Policy<Concrete> policy = safe<Concrete>();
  const auto table = [&policy](std::string_view name, const TablePolicy<Concrete>& history) {
    return Exhibit{name, policy, history.museum};
  };
  return {table("nt4", nt4_policy<Concrete>(3, 2)),
          table("nt4_hotfix", nt4_hotfix_policy<Concrete>(3, 2)),
          table("nt4_sp4", nt4_sp4_policy<Concrete>(3)),
          table("nt4_overstay", nt4_overstay_policy<Concrete>(3, 1)),
          table("evict_oldest", evict_oldest_policy<Concrete>(3, 2)),
          table("refuse_newcomer", refuse_newcomer_policy<Concrete>(3, 1)),
          {"bind_reuse", bind_reuse<Concrete>()},
          {"no_time_wait", no_time_wait<Concrete>()},
          {"no_return", no_return<Concrete>()},
          {"assassinated", assassinated<Concrete>(), {}, true}};
}

std::vector<Exhibit> museum_entry(std::string_view name) {
  for (const Exhibit& exhibit : museum()) {
    if (exhibit.name == name) {
      return {exhibit};
    }
  }
  return {};
}

HostCommand command_of(const std::uint8_t* bytes) {
  return {bytes[0], bytes[1], bytes[2] + 256u * bytes[3]};
}

void run(const Exhibit& exhibit, std::span<const std::uint8_t> program) {
  static const TimeWaitRules kSafe = safe<Concrete>().time_wait;
  HostHarness harness(exhibit.policy, exhibit.museum);
  harness.judged_as = exhibit.claims_safe ? &kSafe : nullptr;
  for (; program.size() >= kCommandBytes; program = program.subspan(kCommandBytes)) {
    if (!harness.run(command_of(program.data()))) {
      std::fprintf(stderr, "broken: %s\n", harness.broken.c_str());
      std::abort();
    }
  }
}

}  // namespace
}  // namespace twomsl

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return twomsl::mutate_records({data, most}, size, seed,
                                {twomsl::kOpeningBytes, twomsl::kCommandBytes});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<twomsl::Exhibit> policies_under_test = twomsl::pick_policy(
      {"fuzz_host", "TWOMSL_POLICY", "policy"}, twomsl::honest(), twomsl::museum_entry);
  if (size > 0) {
    twomsl::run(policies_under_test[data[0] % policies_under_test.size()], {data + 1, size - 1});
  }
  return 0;
}
