// The integral domain: machine words as integers modulo 2^32.
//
// For code that only adds, subtracts and compares. Where many words meet, linear arithmetic decides
// in a moment what bit-vectors do not decide in a minute. Nothing forks here.
#pragma once

#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {

/// A word: an integer from 0 to 2^32 - 1.
class IntegralWord {
 public:
  IntegralWord() : IntegralWord(0u) {}
  explicit IntegralWord(std::uint32_t value) : term_(context().int_val(value)) {}
  explicit IntegralWord(const z3::expr& term) : term_(term) {}

  [[nodiscard]] const z3::expr& term() const { return term_; }

  friend IntegralWord operator+(const IntegralWord& a, const IntegralWord& b) {
    const z3::expr sum = a.term_ + b.term_;
    return IntegralWord(z3::ite(sum < modulus(), sum, sum - modulus()));
  }
  friend IntegralWord operator-(const IntegralWord& a, const IntegralWord& b) {
    const z3::expr difference = a.term_ - b.term_;
    return IntegralWord(z3::ite(difference < 0, difference + modulus(), difference));
  }
  friend Bool operator==(const IntegralWord& a, const IntegralWord& b) {
    return Bool(a.term_ == b.term_);
  }
  friend Bool operator<(const IntegralWord& a, const IntegralWord& b) {
    return Bool(a.term_ < b.term_);
  }
  friend Bool operator<=(const IntegralWord& a, const IntegralWord& b) {
    return Bool(a.term_ <= b.term_);
  }

 private:
  [[nodiscard]] static z3::expr modulus() { return context().int_val("4294967296"); }

  z3::expr term_;
};

[[nodiscard]] inline IntegralWord select(const Bool& condition, const IntegralWord& a,
                                         const IntegralWord& b) {
  return IntegralWord(z3::ite(condition.term(), a.term(), b.term()));
}

struct Integral {
  using Bool = proof::Bool;
  using U32 = IntegralWord;
  using U64 = IntegralWord;  // of no use but to name types that carry time
};

/// Any word of this name, and the condition that it is one.
[[nodiscard]] inline IntegralWord any_word(const std::string& name, z3::expr_vector& conditions) {
  const z3::expr word = context().int_const(name.c_str());
  conditions.push_back(word >= 0 && word < context().int_val("4294967296"));
  return IntegralWord(word);
}

}  // namespace twomsl::proof
