// The machine as a host sees it, by contract.
//
// A host looks at little of what a connection does with an event: where it leads, why, whether it
// answers and on credit; and in TIME-WAIT at a few numbers. What that can be is derived from the
// code, on every path from every well-formed connection. A host is then proved with a machine that
// answers anything which has been derived.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "proofs/connection/connection_model.hpp"
#include "proofs/fsm/fsm_proof.hpp"

namespace twomsl::proof {

/// As Name, for the symbols of another record of the same kind.
struct NameApart {
  std::string prefix;

  template <class Member>
  void operator()(const char* name, Member& member) const {
    Name{}((prefix + name).c_str(), member);
  }
};

/// What stays concrete of an event that a machine is given.
struct AbstractInput {
  Place from{};
  EventKind kind{};
  unsigned against = 0;  // the facts that are against it, as facts_against() has them

  friend constexpr bool operator<(const AbstractInput& a, const AbstractInput& b) {
    return std::tie(a.from, a.kind, a.against) < std::tie(b.from, b.kind, b.against);
  }
};

[[nodiscard]] AbstractInput abstract_input_of(const Connection<Symbolic>& c,
                                              const twomsl::Event<Symbolic>& event);

/// What stays concrete of what becomes of it.
struct Answer {
  Place to{};
  Why why{};
  bool replies = false;
  bool spends_credit = false;

  friend constexpr bool operator<(const Answer& a, const Answer& b) {
    return std::tie(a.to, a.why, a.replies, a.spends_credit) <
           std::tie(b.to, b.why, b.replies, b.spends_credit);
  }
};

/// What a machine was asked, and one answer to it.
struct Asked {
  AbstractInput question{};
  Answer answer{};

  friend constexpr bool operator<(const Asked& a, const Asked& b) {
    return std::tie(a.question, a.answer) < std::tie(b.question, b.answer);
  }
};

/// The machine under one policy's switches and any valid numbers.
struct MachineContract {
  std::map<AbstractInput, std::set<Answer>> answers;
  std::vector<std::string> faults;  // paths on which keeps_contract() is not proved
  unsigned paths = 0;
  unsigned unknowns = 0;
};

/// Every answer. A connection is well-formed under some valid policy, not necessarily the one that
/// is in force; TIME-WAIT is what time_wait_connection() makes of any slot.
[[nodiscard]] MachineContract derive_contract(const Policy<Concrete>& policy);

/// The answers in a few letters: two contracts have the same where they have the same answers.
[[nodiscard]] std::string digest_of(const MachineContract& contract);

/// What a host relies on beside the answers: how a wait is left, restarted and left alone; that a
/// connection begins after all that its tuple has sent; and with which number it ends.
[[nodiscard]] Bool keeps_contract(const ConnectionStep<Symbolic>& step);

/// Makes `contract` the one that answer_by_contract() asks, for a scope.
class ActiveContract {
 public:
  explicit ActiveContract(const MachineContract& contract);
  ~ActiveContract();
  ActiveContract(const ActiveContract&) = delete;
  ActiveContract& operator=(const ActiveContract&) = delete;
};

/// Steps as some machine may that keeps the contract: all numbers are open. REQUIRES: an
/// exploration.
void answer_by_contract(StepContext<Symbolic>& t);

/// Which answers, of those that promise anything, have been met on a path on which they can keep
/// it. One that never can would make proofs say nothing.
class MetAnswers {
 public:
  /// The answers of the current path, whose contracts are settled.
  void note(Explorer& explorer);

  [[nodiscard]] unsigned size() const { return static_cast<unsigned>(met_.size()); }

  /// A case was not tried, in which answers may have been met.
  void pass_over() { is_partial_ = true; }

  /// In words; empty if each was met, and there are some, or cases were passed over.
  [[nodiscard]] std::string first_never_met() const;

 private:
  std::map<Asked, bool> met_;
  bool is_partial_ = false;
};

}  // namespace twomsl::proof
