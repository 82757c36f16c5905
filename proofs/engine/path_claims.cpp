// See explorer.hpp. What is asked on a path: claims, whole and in parts, contracts and models.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "proofs/engine/explorer.hpp"
#include "proofs/engine/known/verdicts.hpp"

namespace twomsl::proof {
namespace {

// How far a part's own words may lie from the premises that it needs, before all are tried.
constexpr unsigned kMostHops = 3;

// A choice with a side of more parts than these is a law on a whole connection.
constexpr unsigned kManyParts = 8;

}  // namespace

z3::solver Explorer::fresh_solver(Premises premises) {
  const bool exact = premises == Premises::exact;
  z3::solver solver = z3::tactic(context(), "qfufbv_ackr").mk_solver();
  solver.set("timeout", kTimeoutMs);
  const auto add_all = [&solver](const std::vector<z3::expr>& conditions) {
    for (const z3::expr& condition : conditions) {
      solver.add(condition);
    }
  };
  if (exact) {
    add_all(assumptions_);
  } else {
    add_all(hints_);
  }
  if (premises == Premises::rewritten) {
    add_all(rewritten_assumptions_);
  }
  for (const Promise& promise : promised_) {
    solver.add(exact ? promise.exact : promise.rewritten);
  }
  for (const Decision& decision : trail_) {
    const z3::expr& condition = exact ? decision.exact : decision.condition;
    solver.add(decision.side ? condition : !condition);
  }
  return solver;
}

// Whether a claim holds may be known from an earlier run; which values break it, never.
z3::check_result Explorer::ask(z3::solver& solver) {
  const z3::check_result result = verdict_on(solver);
  ++stats_.queries;
  stats_.unknowns += result == z3::unknown ? 1 : 0;
  return result;
}

bool Explorer::is_refuted(const z3::expr& denied, Premises premises) {
  z3::solver solver = fresh_solver(premises);
  solver.add(denied);
  return ask(solver) == z3::unsat;
}

bool Explorer::is_assumed(const z3::expr& claim) const {
  return claim.is_true() ||
         std::any_of(rewritten_assumptions_.begin(), rewritten_assumptions_.end(),
                     [&](const z3::expr& assumption) { return z3::eq(assumption, claim); });
}

bool Explorer::must_hold(bool is_proved) {
  if (!is_proved && ends_at_first_failure) {
    std::fflush(nullptr);
    _exit(1);
  }
  return is_proved;
}

bool Explorer::proves(const Bool& claim) {
  const z3::expr read = rewritten(claim.term());
  return is_assumed(read) || is_refuted(!read, Premises::hints) ||
         is_refuted(!read, Premises::rewritten);
}

bool Explorer::proves_with_all(const Bool& claim) {
  const z3::expr read = rewritten(claim.term());
  return must_hold(is_assumed(read) || is_refuted(!read, Premises::rewritten));
}

std::optional<z3::model> Explorer::model_of(const Bool& condition) {
  z3::solver solver = fresh_solver(Premises::exact);
  solver.add(condition.term());
  if (check(solver) != z3::sat) {
    return std::nullopt;
  }
  return solver.get_model();
}

bool Explorer::can_be(const Bool& condition) {
  z3::solver solver = fresh_solver(Premises::exact);
  solver.add(condition.term());
  return ask(solver) == z3::sat;
}

void Explorer::assume_contract(const Bool& required, const Bool& promised) {
  contracts_.emplace_back(required, promised);
}

void Explorer::settle() {
  for (const auto& [required, promised] : std::exchange(contracts_, {})) {
    if (proves_part(required)) {
      promised_.push_back({promised.term(), rewritten(promised.term())});
      premises_.reset();
    } else {
      ++stats_.unknowns;
    }
  }
}

bool Explorer::proves_each(const Bool& claim) {
  settle();
  return must_hold(proves_part(claim));
}

// Where the other sides of the choice hold by themselves, they are asked for once, instead of with
// each of many parts.
bool Explorer::proves_choice(const z3::expr& claim, unsigned of_parts) {
  const z3::expr parts = claim.arg(of_parts);
  const auto with = [&](const z3::expr& part) {
    z3::expr_vector sides(context());
    for (unsigned i = 0; i < claim.num_args(); ++i) {
      sides.push_back(i == of_parts ? part : claim.arg(i));
    }
    return Bool(z3::mk_or(sides));
  };
  const Bool others = with(context().bool_val(false));
  if (parts.num_args() > kManyParts && follows_from_relevant(rewritten(others.term()), kMostHops)) {
    return true;
  }
  for (unsigned i = 0; i < parts.num_args(); ++i) {
    if (!proves_part(with(parts.arg(i)))) {
      return false;
    }
  }
  return true;
}

bool Explorer::proves_part(const Bool& claim) {
  const z3::expr term = claim.term();
  if (term.is_and()) {
    for (unsigned i = 0; i < term.num_args(); ++i) {
      if (!proves_part(Bool(term.arg(i)))) {
        return false;
      }
    }
    return true;
  }
  for (unsigned i = 0; term.is_or() && i < term.num_args(); ++i) {
    if (term.arg(i).is_and()) {
      return proves_choice(term, i);
    }
  }
  const z3::expr read = rewritten(term);
  return read.is_true() || follows_from_relevant(read, kMostHops) ||
         is_refuted(!read, Premises::rewritten);
}

const Lemmas::Premises& Explorer::premises() {
  if (!premises_) {
    std::vector<z3::expr> all;
    for (const z3::expr& assumption : rewritten_assumptions_) {
      add_conjuncts(assumption, all);
    }
    for (const Promise& promise : promised_) {
      add_conjuncts(promise.rewritten, all);
    }
    for (const Decision& decision : trail_) {
      add_conjuncts(decision.taken(), all);
    }
    premises_ = known_lemmas().premises(all);
  }
  return *premises_;
}

bool Explorer::follows_from_relevant(const z3::expr& claim, unsigned most_hops) {
  const Lemmas::Premises& given = premises();
  Lemmas& lemmas = known_lemmas();
  bool follows = lemmas.follows(given, claim);
  for (unsigned hops = 1; !follows && hops <= most_hops; ++hops) {
    const std::vector<z3::expr> relevant = lemmas.relevant(given.terms, claim, hops);
    z3::solver solver = z3::tactic(context(), "qfbv").mk_solver();
    solver.set("timeout", kTimeoutMs);
    for (const z3::expr& premise : relevant) {
      solver.add(premise);
    }
    solver.add(!claim);
    follows = ask(solver) == z3::unsat;
    if (follows) {
      lemmas.add(relevant, claim);
    }
  }
  return follows;
}

}  // namespace twomsl::proof
