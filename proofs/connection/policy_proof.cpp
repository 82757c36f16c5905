// POLICY: invalid_field() and is_valid(), which the other theorems assume, say the same of every
// policy.
#include "proofs/connection/connection_model.hpp"
#include "proofs/connection/connection_theorems.hpp"

namespace twomsl::proof {
namespace {

using AnyPolicy = Policy<Symbolic>;

AnyPolicy any_policy() { return any_given<Symbolic>({}).policy; }

// Forgets that the MSS has limits.
Bool is_valid_but_for_mss(AnyPolicy policy) {
  policy.mss_bytes = Symbolic::U32(kSmallestMss);
  return is_valid(policy);
}

Refutation refute_policy(const Mutant& /*mutant*/) {
  Explorer explorer;
  const AnyPolicy policy = any_policy();
  const auto is_broken = [&] {
    return !(is_valid_but_for_mss(policy) == Bool(invalid_field(policy).empty()));
  };
  const auto replays = [&](const z3::model& model) {
    return !invalid_field(decoded(model, ConnectionGiven<Symbolic>{policy, {}, {}, {}, {}}).policy)
                .empty();
  };
  return find_counterexample(explorer, is_broken, replays);
}

constexpr std::array<Mutant, 1> kMutants = {
    {{"POLICY", "POLICY", "connection", "permits any MSS", "", refute_policy}}};

}  // namespace

void prove_validity(Report& report, const Wanted& /*wanted*/) {
  Explorer explorer;
  const AnyPolicy policy = any_policy();
  const double begun = processor_seconds();
  bool good = true;
  bool reached = false;
  explorer.explore([&] {
    const bool valid = invalid_field(policy).empty();
    good = explorer.proves_with_all(is_valid(policy) == Bool(valid)) && good;
    reached = reached || valid;
    return true;
  });
  good = good && reached && explorer.solver_stats().unknowns == 0;
  report.add({"POLICY", "any policy", "", explorer.solver_stats().paths,
              processor_seconds() - begun, good, good ? "proved" : "not proved"});
}

std::span<const Mutant> policy_mutants() { return kMutants; }

}  // namespace twomsl::proof
