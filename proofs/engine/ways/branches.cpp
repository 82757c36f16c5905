// See branches.hpp.
#include "proofs/engine/ways/branches.hpp"

#include "proofs/engine/explorer.hpp"

namespace twomsl::proof {

Branches*& active_branches() {
  thread_local Branches* the_active = nullptr;
  return the_active;
}

void Branches::add_decided(std::vector<Bool>& all) const {
  for (std::size_t i = 0; i < position_; ++i) {
    const z3::expr& condition = trail_[i].condition;
    all.emplace_back(trail_[i].side ? condition : !condition);
  }
}

bool Branches::decide(const z3::expr& condition) {
  if (condition.is_not()) {
    return !decide(condition.arg(0));
  }
  if (const std::optional<bool> side = decided_on_path(condition)) {
    return *side;
  }
  const unsigned number = Z3_get_ast_id(context(), condition);
  if (const auto known = known_.find(number); known != known_.end()) {
    return known->second;
  }
  if (position_ == trail_.size()) {
    trail_.push_back({condition});
  }
  const bool side = trail_[position_++].side;
  known_.emplace(number, side);
  return side;
}

// Of each decision the true side is taken first.
bool Branches::next() {
  while (!trail_.empty() && !trail_.back().side) {
    trail_.pop_back();
  }
  if (trail_.empty()) {
    return false;
  }
  trail_.back().side = false;
  shared_ = trail_.size();
  return true;
}

}  // namespace twomsl::proof
