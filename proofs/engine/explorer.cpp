// See explorer.hpp. Which paths there are.
#include "proofs/engine/explorer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <utility>

#include "proofs/engine/ways/branches.hpp"

namespace twomsl::proof {
namespace {

// What answers `if`. A truth value has no place to carry it.
thread_local Explorer* active_explorer = nullptr;

[[noreturn]] void stop(const char* why) {
  std::fprintf(stderr, "prove: %s\n", why);
  std::exit(2);
}

// What answers for the code under proof; `lost` is why to stop if nothing does.
Explorer& exploration(const char* lost) {
  if (active_explorer == nullptr) {
    stop(lost);
  }
  return *active_explorer;
}

constexpr std::size_t kSeeds = 8;

constexpr const char* kLostContract = "a contract outside of an exploration";

}  // namespace

z3::context& context() {
  thread_local z3::context the_context;
  return the_context;
}

bool decide(const z3::expr& condition) {
  const z3::expr& simple = simplified(condition);
  if (simple.is_true() || simple.is_false()) {
    return simple.is_true();
  }
  if (active_branches() != nullptr) {
    return active_branches()->decide(simple);
  }
  return exploration("a symbolic branch outside of an exploration").decide(condition);
}

std::optional<bool> decided_on_path(const z3::expr& condition) {
  return active_explorer == nullptr ? std::nullopt : active_explorer->decided(condition);
}

void assume_contract(const Bool& required, const Bool& promised) {
  exploration(kLostContract).assume_contract(required, promised);
}

std::string fresh(const char* name) { return exploration(kLostContract).fresh(name); }

Active::Active(Explorer& explorer) { active_explorer = &explorer; }
Active::~Active() { active_explorer = nullptr; }

void Explorer::rewrite(const z3::expr& from, const z3::expr& to) {
  from_.push_back(from);
  to_.push_back(to);
}

z3::expr Explorer::rewritten(const z3::expr& term) {
  if (from_.empty()) {
    return simplified(term);
  }
  return rewritten_.of(term,
                       [this](z3::expr copy) { return copy.substitute(from_, to_).simplify(); });
}

void Explorer::assume(const Bool& condition) {
  premises_.reset();
  assumptions_.push_back(condition.term());
  rewritten_assumptions_.push_back(rewritten(condition.term()));
  add_conjuncts(rewritten_assumptions_.back(), conjuncts_);
  solver_.reset();
  model_.reset();
}

void Explorer::hint(const Bool& condition) {
  hints_.push_back(rewritten(condition.term()));
  add_conjuncts(hints_.back(), conjuncts_);
  solver_.reset();
  model_.reset();
}

z3::check_result Explorer::check(z3::solver& solver) {
  const z3::check_result result = solver.check();
  ++stats_.queries;
  stats_.unknowns += result == z3::unknown ? 1 : 0;
  return result;
}

void Explorer::begin_run() {
  position_ = 0;
  premises_.reset();
  known_.clear();
  contracts_.clear();
  promised_.clear();
  named_.clear();
}

bool Explorer::decide(const z3::expr& condition) {
  const z3::expr read = rewritten(condition);
  if (read.is_true() || read.is_false()) {
    return read.is_true();
  }
  const unsigned id = Z3_get_ast_id(context(), read);
  if (const auto known = known_.find(id); known != known_.end()) {
    return known->second;
  }
  const bool side = position_ < trail_.size() ? replay(id) : take(read, condition);
  ++position_;
  known_.emplace(id, side);
  return side;
}

std::optional<bool> Explorer::decided(const z3::expr& condition) {
  const z3::expr read = rewritten(condition);
  const auto known = known_.find(Z3_get_ast_id(context(), read));
  return known == known_.end() ? std::nullopt : std::optional<bool>(known->second);
}

bool Explorer::replay(unsigned id) {
  if (trail_[position_].id != id) {
    stop("the code under proof is not deterministic");
  }
  return trail_[position_].side;
}

// Of two sides that can be taken the true one is taken first, whatever values were found: so paths
// have one order, and the same is asked of them, however they are found.
bool Explorer::take(const z3::expr& condition, const z3::expr& exact) {
  const bool side = guide().eval(condition, true).is_true();
  Decision decision{
      Z3_get_ast_id(context(), condition), side, false, false, condition, exact, std::nullopt};
  const z3::expr wanted = side ? !condition : condition;
  decision.other = repaired(wanted);
  decision.open = decision.forked = decision.other || is_feasible(wanted, decision.other);
  if (!side && decision.other) {
    std::swap(*model_, *decision.other);
    decision.side = true;
  }
  trail_.push_back(decision);
  premises_.reset();
  return decision.side;
}

// By what an earlier exploration began with, if that can be changed to fit.
z3::model Explorer::first_model() {
  thread_local std::deque<z3::model> seeds;
  std::optional<z3::model> model = model_near(seeds);
  if (!model) {
    z3::solver& solver = path_solver();
    if (check(solver) != z3::sat) {
      stop("the assumptions cannot be met");
    }
    model = solver.get_model();
    seeds.push_front(*model);
    seeds.resize(std::min(seeds.size(), kSeeds), *model);
  }
  return *model;
}

z3::model Explorer::guide() {
  if (!model_) {
    model_ = first_model();
  }
  return *model_;
}

// Knows what is assumed, and what the current path has decided. Most paths are found without it.
z3::solver& Explorer::path_solver() {
  if (!solver_) {
    solver_.emplace(context(), "QF_UFBV");
    solver_->set("timeout", kTimeoutMs);
    for (const z3::expr& conjunct : conjuncts_) {
      solver_->add(conjunct);
    }
    told_.clear();
  }
  std::vector<z3::expr> path;
  for (const Decision& decision : trail_) {
    if (decision.forked) {
      path.push_back(decision.taken());
    }
  }
  const auto [told, news] =
      std::mismatch(told_.begin(), told_.end(), path.begin(), path.end(), z3::eq);
  solver_->pop(static_cast<unsigned>(told_.end() - told));
  told_.erase(told, told_.end());
  std::for_each(news, path.end(), [this](const z3::expr& decided) {
    solver_->push();
    solver_->add(decided);
    told_.push_back(decided);
  });
  return *solver_;
}

// Whether the current path can go on so, and by which values if Z3 finds some.
bool Explorer::is_feasible(const z3::expr& wanted, std::optional<z3::model>& model) {
  z3::solver& solver = path_solver();
  solver.push();
  solver.add(wanted);
  const z3::check_result result = check(solver);
  if (result == z3::sat) {
    model = solver.get_model();
  }
  solver.pop();
  return result != z3::unsat;
}

bool Explorer::next_path() {
  while (!trail_.empty() && !trail_.back().open) {
    trail_.pop_back();
  }
  if (trail_.empty()) {
    return false;
  }
  Decision& last = trail_.back();
  last.open = false;
  last.side = !last.side;
  model_ = last.other;
  last.other.reset();
  return true;
}

std::string Explorer::fresh(const char* name) {
  return std::string(name) + '#' + std::to_string(++named_[name]);
}

}  // namespace twomsl::proof
