// The path explorer: runs a function again and again until every feasible path through its `if`s
// on symbolic truth values has been taken.
//
// Depth first, by re-execution: decisions already made are replayed without a question; a new one
// is guided by a model of the path so far: mostly it needs another value of one symbol alone
// (repair.cpp), and otherwise costs one query. Assumptions and decisions are kept here, a
// solver hears of them where it is needed, and each obligation is proved by a solver of its own.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "proofs/engine/known/lemmas.hpp"
#include "proofs/engine/known/simplified.hpp"
#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {

/// What an exploration cost, and whether it can be believed.
struct SolverStats {
  unsigned paths = 0;
  unsigned queries = 0;
  unsigned unknowns = 0;  // Z3 gave up: a failure wherever it happens
};

class Explorer {
 public:
  /// Of a question to Z3, by the clock on the wall: none needs a tenth of it where nothing else
  /// runs.
  static constexpr unsigned kTimeoutMs = 180'000;

  /// Reads `from` as `to` when paths are found and claims are proved, but not when models are
  /// asked for. REQUIRES: a lemma that makes both equal. Before any assume().
  void rewrite(const z3::expr& from, const z3::expr& to);

  /// Restricts every path from now on. REQUIRES: no exploration under way.
  void assume(const Bool& condition);

  /// As assume(), for what follows already: by a lemma of the terms that rewrite() introduced, or
  /// from an assumption. Claims are tried on these few hints first.
  void hint(const Bool& condition);

  /// Lets claims on the current path rely on `promised`, once `required` is proved there. Paths are
  /// found without it.
  void assume_contract(const Bool& required, const Bool& promised);

  /// From here on the current path's contracts count for all claims and models: what each requires
  /// is proved, or the whole fails. proves_each() sees to it by itself.
  void settle();

  /// A name that nothing else bears on the current path: for what a contract leaves open.
  [[nodiscard]] std::string fresh(const char* name);

  /// Calls `path` once for each feasible path through it, until it returns false.
  template <class Path>
  void explore(const Path& path);

  /// From now on the process ends, with status 1, at a claim that must hold and is not proved: one
  /// of proves_each() or proves_with_all().
  static void end_at_first_failure(bool ends) { ends_at_first_failure = ends; }

  /// `claim` is valid on the current path: by the hints alone, or by all that is assumed.
  [[nodiscard]] bool proves(const Bool& claim);

  /// The same for a claim that hints are known not to suffice for.
  [[nodiscard]] bool proves_with_all(const Bool& claim);

  /// The same, each part of a conjunction for itself, and on those premises first that speak of
  /// what it speaks of: smaller questions, sooner answered, and often answered before.
  [[nodiscard]] bool proves_each(const Bool& claim);

  /// Some values that take the current path and meet `condition`; none if there are none.
  [[nodiscard]] std::optional<z3::model> model_of(const Bool& condition);

  /// Some values take the current path and meet `condition`: which, nobody asks.
  [[nodiscard]] bool can_be(const Bool& condition);

  /// Values that take the current path to its end, as far as it has come.
  [[nodiscard]] z3::model guide();

  [[nodiscard]] const SolverStats& solver_stats() const { return stats_; }

  /// The side that the current path takes.
  [[nodiscard]] bool decide(const z3::expr& condition);

  /// The side that it has taken, if it was asked.
  [[nodiscard]] std::optional<bool> decided(const z3::expr& condition);

 private:
  enum class Premises : std::uint8_t { exact, rewritten, hints };

  struct Promise {
    z3::expr exact;
    z3::expr rewritten;
  };

  struct Decision {
    unsigned id = 0;  // of the rewritten condition: replay must meet the same
    bool side = false;
    bool open = false;  // the other side is feasible, and not yet taken
    bool forked = false;
    z3::expr condition;
    z3::expr exact;
    std::optional<z3::model> other;

    [[nodiscard]] z3::expr taken() const { return side ? condition : !condition; }
  };

  void begin_run();
  [[nodiscard]] z3::solver& path_solver();
  [[nodiscard]] bool next_path();
  [[nodiscard]] bool replay(unsigned id);
  [[nodiscard]] bool take(const z3::expr& condition, const z3::expr& exact);
  [[nodiscard]] z3::model first_model();
  [[nodiscard]] std::optional<z3::model> model_near(const std::deque<z3::model>& seeds) const;
  [[nodiscard]] std::optional<z3::model> repaired(const z3::expr& wanted) const;
  [[nodiscard]] bool is_feasible(const z3::expr& wanted, std::optional<z3::model>& model);
  [[nodiscard]] z3::check_result check(z3::solver& solver);
  [[nodiscard]] z3::check_result ask(z3::solver& solver);
  static inline bool ends_at_first_failure = false;
  [[nodiscard]] static bool must_hold(bool is_proved);
  [[nodiscard]] bool is_assumed(const z3::expr& claim) const;
  [[nodiscard]] bool is_refuted(const z3::expr& denied, Premises premises);
  [[nodiscard]] z3::solver fresh_solver(Premises premises);
  [[nodiscard]] const Lemmas::Premises& premises();
  [[nodiscard]] bool proves_part(const Bool& claim);
  [[nodiscard]] bool proves_choice(const z3::expr& claim, unsigned of_parts);
  [[nodiscard]] bool follows_from_relevant(const z3::expr& claim, unsigned most_hops);
  [[nodiscard]] z3::expr rewritten(const z3::expr& term);

  std::optional<z3::solver> solver_;  // of what is assumed, once it is needed
  std::vector<z3::expr> told_;        // of the path, a scope each
  z3::expr_vector from_{context()};
  z3::expr_vector to_{context()};
  TermMemo rewritten_;
  std::vector<z3::expr> assumptions_;
  std::vector<z3::expr> rewritten_assumptions_;
  std::vector<z3::expr> hints_;
  std::vector<z3::expr> conjuncts_;               // of the assumptions and hints
  std::vector<std::pair<Bool, Bool>> contracts_;  // what is required, what is promised
  std::vector<Promise> promised_;
  std::optional<Lemmas::Premises> premises_;  // of the path, once they are asked for
  std::map<std::string, unsigned> named_;     // fresh names on this path
  std::vector<Decision> trail_;
  std::size_t position_ = 0;
  std::unordered_map<unsigned, bool> known_;
  std::optional<z3::model> model_;
  SolverStats stats_;
};

/// Makes `explorer` the one that decide() asks, for a scope.
class Active {
 public:
  explicit Active(Explorer& explorer);
  ~Active();
  Active(const Active&) = delete;
  Active& operator=(const Active&) = delete;
};

/// The side that the exploration under way has taken on its path, if there is one and it was asked.
[[nodiscard]] std::optional<bool> decided_on_path(const z3::expr& condition);

/// A name of its own for the exploration under way.
[[nodiscard]] std::string fresh(const char* name);

/// Tells the exploration under way what a contract requires, and what it promises.
void assume_contract(const Bool& required, const Bool& promised);

template <class Path>
void Explorer::explore(const Path& path) {
  const Active active(*this);
  bool goes_on = true;
  do {
    begin_run();
    goes_on = path();
    ++stats_.paths;
  } while (goes_on && next_path());
}

}  // namespace twomsl::proof
