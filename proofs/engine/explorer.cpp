// See explorer.hpp. Which paths there are.
#include "proofs/engine/explorer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <utility>

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
  const z3::expr simple = condition.simplify();
  if (simple.is_true() || simple.is_false()) {
    return simple.is_true();
  }
  return exploration("a symbolic branch outside of an exploration").decide(condition);
}

void assume_contract(const Bool& required, const Bool& promised) {
  exploration(kLostContract).assume_contract(required, promised);
}

std::string fresh(const char* name) { return exploration(kLostContract).fresh(name); }

Active::Active(Explorer& explorer) { active_explorer = &explorer; }
Active::~Active() { active_explorer = nullptr; }

Explorer::Explorer() : solver_(context(), "QF_UFBV") { solver_.set("timeout", kTimeoutMs); }

void Explorer::rewrite(const z3::expr& from, const z3::expr& to) {
  from_.push_back(from);
  to_.push_back(to);
}

z3::expr Explorer::rewritten(const z3::expr& term) {
  z3::expr copy = term;
  return copy.substitute(from_, to_).simplify();
}

void Explorer::assume(const Bool& condition) {
  assumptions_.push_back(condition.term());
  rewritten_assumptions_.push_back(rewritten(condition.term()));
  add_conjuncts(rewritten_assumptions_.back(), conjuncts_);
  solver_.add(rewritten_assumptions_.back());
}

void Explorer::hint(const Bool& condition) {
  hints_.push_back(rewritten(condition.term()));
  add_conjuncts(hints_.back(), conjuncts_);
  solver_.add(hints_.back());
}

z3::check_result Explorer::check(z3::solver& solver) {
  const z3::check_result result = solver.check();
  ++stats_.queries;
  stats_.unknowns += result == z3::unknown ? 1 : 0;
  return result;
}

void Explorer::begin_run() {
  position_ = 0;
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

bool Explorer::replay(unsigned id) {
  if (trail_[position_].id != id) {
    stop("the code under proof is not deterministic");
  }
  return trail_[position_].side;
}

bool Explorer::take(const z3::expr& condition, const z3::expr& exact) {
  if (!model_) {
    model_ = first_model();
  }
  const bool side = model_->eval(condition, true).is_true();
  Decision decision{
      Z3_get_ast_id(context(), condition), side, false, false, condition, exact, std::nullopt};
  const z3::expr wanted = side ? !condition : condition;
  decision.other = repaired(wanted);
  decision.open = decision.forked = decision.other || is_feasible(wanted, decision.other);
  if (decision.forked) {
    solver_.push();
    solver_.add(side ? condition : !condition);
  }
  trail_.push_back(decision);
  return side;
}

// By what an earlier exploration began with, if that can be changed to fit.
z3::model Explorer::first_model() {
  thread_local std::deque<z3::model> seeds;
  std::optional<z3::model> model = model_near(seeds);
  if (!model) {
    if (check(solver_) != z3::sat) {
      stop("the assumptions cannot be met");
    }
    model = solver_.get_model();
    seeds.push_front(*model);
    seeds.resize(std::min(seeds.size(), kSeeds), *model);
  }
  return *model;
}

// Whether the current path can go on so, and by which values if Z3 finds some.
bool Explorer::is_feasible(const z3::expr& wanted, std::optional<z3::model>& model) {
  solver_.push();
  solver_.add(wanted);
  const z3::check_result result = check(solver_);
  if (result == z3::sat) {
    model = solver_.get_model();
  }
  solver_.pop();
  return result != z3::unsat;
}

bool Explorer::next_path() {
  while (!trail_.empty() && !trail_.back().open) {
    if (trail_.back().forked) {
      solver_.pop();
    }
    trail_.pop_back();
  }
  if (trail_.empty()) {
    return false;
  }
  Decision& last = trail_.back();
  last.open = false;
  last.side = !last.side;
  solver_.pop();
  solver_.push();
  solver_.add(last.taken());
  model_ = last.other;
  last.other.reset();
  return true;
}

std::string Explorer::fresh(const char* name) {
  return std::string(name) + '#' + std::to_string(++named_[name]);
}

}  // namespace twomsl::proof
