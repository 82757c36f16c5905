#include "tests/connection/harness/subject.hpp"

#include "historical/connection_policies.hpp"

namespace twomsl {

PoliciesUnderTest honest_policies_under_test() {
  const auto itself = [](const Policy<Concrete>& policy) {
    return Subject{policy, policy.time_wait};
  };
  return {itself(safe<Concrete>()), itself(strict<Concrete>()), itself(rfc9293<Concrete>())};
}

PoliciesUnderTest museum_policies_under_test(std::string_view name) {
  const TimeWaitRules claimed_rules = safe<Concrete>().time_wait;
  if (name == "assassinated") {
    return {{assassinated<Concrete>(), claimed_rules}};
  }
  if (name == "no_return") {
    return {{no_return<Concrete>(), claimed_rules}};
  }
  if (name == "no_time_wait") {
    return {{no_time_wait<Concrete>(), claimed_rules}};
  }
  return {};
}

}  // namespace twomsl
