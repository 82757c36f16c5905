// The policies that a harness of connections or hosts puts to the test.
#pragma once

#include <string_view>
#include <vector>

#include "spec/model/policies.hpp"

namespace twomsl {

/// A policy, and what it is judged by: itself, or for the museum what it claims to be.
struct Subject {
  Policy<Concrete> policy{};
  TimeWaitRules claimed_rules{};
};

/// The policies under test. Not empty.
using PoliciesUnderTest = std::vector<Subject>;

/// safe, strict and rfc9293.
[[nodiscard]] PoliciesUnderTest honest_policies_under_test();

/// One of the museum by its name (assassinated, no_return, no_time_wait), which claims to be safe;
/// empty if there is none of that name.
[[nodiscard]] PoliciesUnderTest museum_policies_under_test(std::string_view name);

}  // namespace twomsl
