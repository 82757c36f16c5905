// What the registry records of a theorem and of a mutant, and how a mutant is refuted.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proofs/engine/explorer.hpp"
#include "proofs/engine/report.hpp"

namespace twomsl::proof {

/// Which laws a proof is to try: those of the theorems that were asked for.
using Wanted = std::vector<std::string_view>;

[[nodiscard]] inline bool is_wanted(std::string_view law, const Wanted& wanted) {
  return std::find(wanted.begin(), wanted.end(), law) != wanted.end();
}

/// Tries the wanted laws, and adds at least one line to the report for each of them.
using Proof = void (*)(Report& report, const Wanted& wanted);

/// What a theorem speaks of, and what it does not.
struct Scope {
  std::string_view over{};       // is arbitrary
  std::string_view stands_in{};  // for which code, and where it is proved that it may
  std::string_view omits{};      // what somebody could think that it says

  friend constexpr bool operator==(const Scope&, const Scope&) = default;
};

/// A theorem: a law of one subject, in all its cases. Theorems that have the same proof, and the
/// same id or batch, are proved together, in one process.
struct Theorem {
  std::string_view id{};       // by which it is asked for: INV-TW-1, HOST, MUSEUM
  std::string_view law{};      // by which it is asked for, too, and which its lines bear; empty: id
  std::string_view subject{};  // what it is proved of: table, connection, fsm, account, host
  std::string_view cases{};    // what is looped over
  Scope scope{};
  std::string_view stated{};  // where: file, and the name that is called there
  std::string_view sentence{};
  std::string_view assumes{};  // names of kAssumptions and ids of theorems, with ", " between
  std::string_view witness{};  // a case in which it says something, shown to exist
  Proof prove = nullptr;       // null: there is nothing but the mutants
  unsigned seconds = 0;        // of processor time, about: those that take longest begin first
  unsigned batch = 0;          // 0: none. What explores the same paths explores them once.
  bool is_long = false;        // tried only if asked for by id
};

/// What looking for a counterexample came to.
struct Refutation {
  unsigned paths = 0;
  bool is_known = true;  // Z3 never gave up
  bool is_found = false;
  bool replays = false;      // it breaks the same law on values
  std::string difference{};  // in words, where it is no model
  std::string cases{};       // as printed, if only the search tells
};

/// Code broken on purpose, or a policy of history: the law of its theorem must be refuted.
struct Mutant {
  std::string_view id{};  // of the theorem
  std::string_view law{};
  std::string_view subject{};
  std::string_view name{};   // what is wrong with it; of the museum: the policy
  std::string_view cases{};  // as printed
  Refutation (*refute)(const Mutant& mutant) = nullptr;
  bool is_replayed = true;  // its counterexample must break the law on values as well
};

/// Values for which `is_broken` is true at the end of a path: those of the first path that has any
/// of which `replays` says that they break the law on the machine that runs. A contract permits
/// more than the code does, so what is found first need not.
template <class IsBroken, class Replays>
[[nodiscard]] Refutation find_counterexample(Explorer& explorer, const IsBroken& is_broken,
                                             const Replays& replays) {
  Refutation refutation;
  explorer.explore([&] {
    const std::optional<z3::model> model = explorer.model_of(is_broken());
    if (model) {
      refutation.is_found = true;
      refutation.replays = replays(*model);
    }
    return !refutation.replays;
  });
  refutation.paths = explorer.solver_stats().paths;
  refutation.is_known = explorer.solver_stats().unknowns == 0;
  return refutation;
}

/// Where there is nothing to replay: a lemma on words. Whatever is found will do.
[[nodiscard]] inline bool needs_no_replay(const z3::model&) { return true; }

}  // namespace twomsl::proof
