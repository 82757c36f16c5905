// Value domains: what a number and a truth value are.
//
// Everything that a theorem is about is a template over a domain D. Concrete is the code that
// runs; the symbolic domain in proofs/ is the same code under Z3. `if` on a D::Bool forks the
// path, `&&`, `||` and select() merge, and no operand of && or || may rely on the other.
#pragma once

#include <concepts>
#include <cstdint>

namespace twomsl {

/// The domain that runs: plain machine words, same instructions as untemplated code.
struct Concrete {
  using Bool = bool;
  using U32 = std::uint32_t;
  using U64 = std::uint64_t;

  [[nodiscard]] static constexpr U64 widen(U32 word) { return word; }
  [[nodiscard]] static constexpr U32 narrow(U64 word) { return static_cast<U32>(word); }

  /// A window scaled by the shift of RFC 7323, and back. REQUIRES: `shift` below 32.
  [[nodiscard]] static constexpr U32 scale_up(U32 word, U32 shift) { return word << (shift & 31u); }
  [[nodiscard]] static constexpr U32 scale_down(U32 word, U32 shift) {
    return word >> (shift & 31u);
  }

  /// An array index in a word; `index` is below `bound`. Symbolically a path for each index.
  [[nodiscard]] static constexpr std::uint32_t pick(U32 index, std::uint32_t bound) {
    return index < bound ? index : 0;
  }
};

/// The value of `a` where `condition` holds, else of `b`. Symbolically this merges: no fork.
template <std::same_as<bool> B, class T>
[[nodiscard]] constexpr T select(B condition, const T& a, const T& b) {
  return condition ? a : b;
}

/// The operations that the core may use. Order is unsigned; there is no signed arithmetic.
// clang-format off
template <class D>
concept Domain = std::copyable<typename D::Bool> && std::copyable<typename D::U32> &&
    std::copyable<typename D::U64> &&
    requires(typename D::Bool b, typename D::Bool c, typename D::U32 w, typename D::U32 v,
             typename D::U64 q, typename D::U64 p) {
  { b && c } -> std::same_as<typename D::Bool>;
  { b || c } -> std::same_as<typename D::Bool>;
  { !b } -> std::same_as<typename D::Bool>;
  static_cast<bool>(b);
  { typename D::Bool(true) };
  { w == v } -> std::same_as<typename D::Bool>;
  { w < v } -> std::same_as<typename D::Bool>;
  { w + v } -> std::same_as<typename D::U32>;
  { w - v } -> std::same_as<typename D::U32>;
  { w >> 1 } -> std::same_as<typename D::U32>;
  { w <= v } -> std::same_as<typename D::Bool>;
  { D::scale_up(w, v) } -> std::same_as<typename D::U32>;
  { D::scale_down(w, v) } -> std::same_as<typename D::U32>;
  { q <= p } -> std::same_as<typename D::Bool>;
  { q + p } -> std::same_as<typename D::U64>;
  { q - p } -> std::same_as<typename D::U64>;
  { q * p } -> std::same_as<typename D::U64>;
  { q << 1 } -> std::same_as<typename D::U64>;
  { q >> 1 } -> std::same_as<typename D::U64>;
  { q | p } -> std::same_as<typename D::U64>;
  { q & p } -> std::same_as<typename D::U64>;
  { D::widen(w) } -> std::same_as<typename D::U64>;
  { D::narrow(q) } -> std::same_as<typename D::U32>;
  { D::pick(w, std::uint32_t{}) } -> std::same_as<std::uint32_t>;
  { select(b, w, v) } -> std::same_as<typename D::U32>;
};
// clang-format on

static_assert(Domain<Concrete>);

/// Changes `value` where `condition` holds. Symbolically this merges, as select() does.
template <std::same_as<bool> B, class T, class F>
constexpr void apply_if(B condition, T& value, const F& change) {
  if (condition) {
    change(value);
  }
}

template <class T, class U>
[[nodiscard]] constexpr T smaller(const T& a, const U& b) {
  return select(a < b, a, b);
}

template <class T, class U>
[[nodiscard]] constexpr T larger(const T& a, const U& b) {
  return select(a < b, b, a);
}

/// `a` implies `b`, for laws.
template <class B>
[[nodiscard]] constexpr B implies(const B& a, const B& b) {
  return !a || b;
}

}  // namespace twomsl
