// One connection under proof: an arbitrary one, and an arbitrary event that meets it.
#pragma once

#include <string>
#include <vector>

#include "core/connection/step.hpp"
#include "proofs/connection/connection_record.hpp"
#include "proofs/connection/contract/connection_contract.hpp"
#include "proofs/table/table_model.hpp"
#include "spec/laws/connection/connection_laws.hpp"
#include "spec/model/policies.hpp"

namespace twomsl::proof {

/// What stays concrete on every path; the prover loops over it outside. Of policy and event that is
/// their switches, kind and facts.
struct ConnectionCase {
  Policy<Concrete> policy{};
  State state = State::closed;
  Origin origin = Origin::active;
  twomsl::Event<Concrete> event{};
};

/// Gives every member that it visits a symbol of the member's name.
struct Name {
  void operator()(const char* name, Bool& member) const { member = any_bool(name); }
  void operator()(const char* name, Symbolic::U32& member) const { member = any_word(name); }
  void operator()(const char* name, Symbolic::U64& member) const { member = any_quad(name); }
  template <class D>
  void operator()(const char* name, Seq<D>& member) const {
    member = {any_word(name)};
  }
  template <class D>
  void operator()(const char* name, Instant<D>& member) const {
    member = {any_quad(name)};
  }
  template <class D>
  void operator()(const char* name, Duration<D>& member) const {
    member = {any_quad(name)};
  }
};

/// Reads every member of a record of symbols in a model.
struct Decode {
  const z3::model& model;

  void operator()(const char*, const Bool& from, bool& to) const {
    to = model.eval(from.term(), true).is_true();
  }
  template <unsigned width, class Number>
  void operator()(const char*, const Word<width>& from, Number& to) const {
    to = static_cast<Number>(model.eval(from.term(), true).get_numeral_uint64());
  }
  void operator()(const char* name, const Seq<Symbolic>& from, Seq<Concrete>& to) const {
    (*this)(name, from.value, to.value);
  }
  void operator()(const char* name, const Instant<Symbolic>& from, Instant<Concrete>& to) const {
    (*this)(name, from.us, to.us);
  }
  void operator()(const char* name, const Duration<Symbolic>& from, Duration<Concrete>& to) const {
    (*this)(name, from.us, to.us);
  }
};

using StateOf = std::pair<State, Origin>;

/// A policy that is proved, and the states in which it is.
struct NamedPolicy {
  std::string name;
  Policy<Concrete> policy{};
  std::vector<StateOf> states{};
};

/// rfc9293, safe and strict, in every state.
[[nodiscard]] std::vector<NamedPolicy> proved_policies();

/// Each of these with one of its switches flipped, in the states in which code or law reads it:
/// what a SYN offers, where one may be sent or answered; a rule of TIME-WAIT, there and in the
/// states that lead to it. Switches of the museum and those that only a host reads are left out.
[[nodiscard]] std::vector<NamedPolicy> flipped_policies();

/// Every event kind, with every fact that it reads in this state.
[[nodiscard]] std::vector<twomsl::Event<Concrete>> every_event(State state);

/// Every state, with every origin that the invariant admits there.
[[nodiscard]] std::vector<StateOf> every_state();

/// The same, with one origin in every state but SYN-RECEIVED: what a host tells apart.
[[nodiscard]] std::vector<StateOf> every_state_of_a_host();

/// Arbitrary numbers, arbitrary history. Numbers of a stream are written as offsets from SND.UNA
/// and RCV.NXT: any numbers can be, and Z3 is an order of magnitude faster. D is Symbolic, or
/// ByContract.
template <class D>
[[nodiscard]] ConnectionGiven<D> any_given(const ConnectionCase& of);

/// All that is assumed of what a step starts from.
template <class D>
[[nodiscard]] Bool is_sound(const ConnectionGiven<D>& given);

/// The same step as concrete values, by a model.
[[nodiscard]] ConnectionGiven<Concrete> decoded(const z3::model& model,
                                                const ConnectionGiven<Symbolic>& given);

/// The policy's numbers are valid, as invalid_field() has it (lemma POLICY).
template <class D>
[[nodiscard]] Bool is_valid(const Policy<D>& policy);

/// What a symbolic step came to, by a model.
[[nodiscard]] StepResult<Concrete> decoded(const z3::model& model,
                                           const StepResult<Symbolic>& stepped);

}  // namespace twomsl::proof
