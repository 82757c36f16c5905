// The symbolic value domain: the same code as Concrete, over terms of Z3.
//
// z3::expr converts to bool silently and compares signed; both are hidden here. Asking a Bool
// whether it holds, by `if`, asks the explorer, which takes one feasible side now and the other in
// a later run.
#pragma once

#include <z3++.h>

#include <concepts>
#include <cstdint>
#include <string>

#include "spec/model/domain.hpp"

namespace twomsl::proof {

/// The context of all terms. Z3 wants one, and a domain's values have no place to carry it.
[[nodiscard]] z3::context& context();

/// Which side the current exploration takes. REQUIRES: an exploration, or a constant term.
[[nodiscard]] bool decide(const z3::expr& condition);

/// `a` or `b`. If both are sums that begin with the same symbol, the choice is between what is
/// added to it: so that differences of numbers of one stream stay free of where the stream is.
[[nodiscard]] z3::expr choose(const z3::expr& condition, const z3::expr& a, const z3::expr& b);

/// A truth value.
class Bool {
 public:
  Bool() : Bool(false) {}
  explicit Bool(bool value) : term_(context().bool_val(value)) {}
  explicit Bool(const z3::expr& term) : term_(term) {}

  explicit operator bool() const { return decide(term_); }
  [[nodiscard]] const z3::expr& term() const { return term_; }

  friend Bool operator!(const Bool& a) { return Bool(!a.term_); }
  friend Bool operator&&(const Bool& a, const Bool& b) { return Bool(a.term_ && b.term_); }
  friend Bool operator||(const Bool& a, const Bool& b) { return Bool(a.term_ || b.term_); }
  friend Bool operator&&(bool a, const Bool& b) { return a ? b : Bool(false); }
  friend Bool operator||(bool a, const Bool& b) { return a ? Bool(true) : b; }
  friend Bool operator==(const Bool& a, const Bool& b) { return Bool(a.term_ == b.term_); }

 private:
  z3::expr term_;
};

/// A word of `width` bits, compared unsigned.
template <unsigned width>
class Word {
 public:
  Word() : Word(0u) {}
  template <std::unsigned_integral T>
  explicit Word(T value) : term_(context().bv_val(static_cast<std::uint64_t>(value), width)) {}
  explicit Word(const z3::expr& term) : term_(term) {}

  [[nodiscard]] const z3::expr& term() const { return term_; }

  friend Word operator+(const Word& a, const Word& b) { return Word(a.term_ + b.term_); }
  friend Word operator-(const Word& a, const Word& b) { return Word(a.term_ - b.term_); }
  friend Word operator*(const Word& a, const Word& b) { return Word(a.term_ * b.term_); }
  friend Word operator|(const Word& a, const Word& b) { return Word(a.term_ | b.term_); }
  friend Word operator&(const Word& a, const Word& b) { return Word(a.term_ & b.term_); }
  friend Word operator<<(const Word& a, int bits) { return Word(z3::shl(a.term_, bits)); }
  friend Word operator>>(const Word& a, int bits) { return Word(z3::lshr(a.term_, bits)); }
  friend Bool operator==(const Word& a, const Word& b) { return Bool(a.term_ == b.term_); }
  friend Bool operator<(const Word& a, const Word& b) { return Bool(z3::ult(a.term_, b.term_)); }
  friend Bool operator<=(const Word& a, const Word& b) { return Bool(z3::ule(a.term_, b.term_)); }

 private:
  z3::expr term_;
};

using twomsl::select;

[[nodiscard]] inline Bool select(const Bool& condition, const Bool& a, const Bool& b) {
  return Bool(z3::ite(condition.term(), a.term(), b.term()));
}

template <unsigned width>
[[nodiscard]] Word<width> select(const Bool& condition, const Word<width>& a,
                                 const Word<width>& b) {
  return Word<width>(choose(condition.term(), a.term(), b.term()));
}

/// Changes `value` where `condition` holds: both outcomes are computed and merged.
template <class T, class F>
void apply_if(const Bool& condition, T& value, const F& change) {
  T changed = value;
  change(changed);
  value = select(condition, changed, value);
}

/// The domain that is proved.
struct Symbolic {
  using Bool = proof::Bool;
  using U32 = Word<32>;
  using U64 = Word<64>;

  [[nodiscard]] static U64 widen(const U32& word) { return U64(z3::zext(word.term(), 32)); }
  [[nodiscard]] static U32 narrow(const U64& word) { return U32(word.term().extract(31, 0)); }

  [[nodiscard]] static U32 scale_up(const U32& word, const U32& shift) {
    return U32(z3::shl(word.term(), (shift & U32(31u)).term()));
  }
  [[nodiscard]] static U32 scale_down(const U32& word, const U32& shift) {
    return U32(z3::lshr(word.term(), (shift & U32(31u)).term()));
  }

  /// One path an index; the last needs no question, for the index is below the bound.
  [[nodiscard]] static std::uint32_t pick(const U32& index, std::uint32_t bound) {
    for (std::uint32_t i = 0; i + 1 < bound; ++i) {
      if (index == U32(i)) {
        return i;
      }
    }
    return bound - 1;
  }
};

static_assert(Domain<Symbolic>);

}  // namespace twomsl::proof
