// Every way through a small function that asks symbolic conditions, with the condition under which
// it is taken. No solver is asked: a way that cannot be taken has a condition that cannot hold.
//
// For a claim that speaks of all of a function's answers at once, at the end of a path: were each
// of them a path of its own, there would be many times as many.
#pragma once

#include <unordered_map>
#include <vector>

#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {

class Branches {
 public:
  /// Calls `run` once for each way through it, with what that way has decided. What the
  /// exploration under way has decided on its path already is not decided again.
  template <class Run>
  void each(const Run& run);

  /// It has come further than the way before did on the same side: what it meets is new.
  [[nodiscard]] bool is_new() const { return position_ >= shared_; }

  /// Adds what the way under way has decided so far.
  void add_decided(std::vector<Bool>& all) const;

  /// The side that the way under way takes.
  [[nodiscard]] bool decide(const z3::expr& condition);

 private:
  struct Decision {
    z3::expr condition;
    bool side = true;
  };

  [[nodiscard]] bool next();

  std::vector<Decision> trail_;
  std::size_t position_ = 0;
  std::size_t shared_ = 0;                    // decisions, with the last way, and the first other
  std::unordered_map<unsigned, bool> known_;  // by the number of the condition
};

/// What answers `if` instead of the exploration under way, if anything does.
[[nodiscard]] Branches*& active_branches();

template <class Run>
void Branches::each(const Run& run) {
  Branches* const outer = active_branches();
  active_branches() = this;
  do {
    position_ = 0;
    known_.clear();
    run();
  } while (next());
  active_branches() = outer;
}

}  // namespace twomsl::proof
