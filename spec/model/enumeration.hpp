// Enumerations whose values have names, and sets of their values.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>

namespace twomsl {

/// An enumeration numbered from 0 with a name for each value: name() is a switch, so that a value
/// without a name does not compile (-Wswitch-enum), and gives "" for every number that is no value.
template <class E>
concept Named = std::is_enum_v<E> && requires(E value) {
  { name(value) } -> std::same_as<std::string_view>;
};

/// How many values a named enumeration has. A new value is counted without being counted by hand.
template <Named E>
inline constexpr std::size_t kCountOf = [] {
  std::size_t count = 0;
  while (!name(static_cast<E>(count)).empty()) ++count;
  return count;
}();

/// All values of a named enumeration, in their order.
template <Named E>
inline constexpr std::array<E, kCountOf<E>> kValuesOf = [] {
  std::array<E, kCountOf<E>> values{};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<E>(i);
  return values;
}();

/// The smallest word with a bit for each of `count` values.
template <std::size_t count>
using BitsFor = std::conditional_t<
    count <= 8, std::uint8_t,
    std::conditional_t<count <= 16, std::uint16_t,
                       std::conditional_t<count <= 32, std::uint32_t, std::uint64_t>>>;

/// A set of values of a named enumeration, one bit each. Its size follows the enumeration's.
template <Named E>
class EnumSet {
 public:
  static_assert(kCountOf<E> <= 64, "a word has no more bits");

  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<E> values) {
    for (const E value : values) insert(value);
  }

  [[nodiscard]] static constexpr EnumSet all() {
    EnumSet every;
    for (const E value : kValuesOf<E>) every.insert(value);
    return every;
  }

  constexpr void insert(E value) { bits_ = static_cast<Word>(bits_ | bit(value)); }
  constexpr void erase(E value) { bits_ = static_cast<Word>(bits_ & ~bit(value)); }

  [[nodiscard]] constexpr bool contains(E value) const { return (bits_ & bit(value)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool is_within(EnumSet other) const {
    return (bits_ & ~other.bits_) == 0;
  }

  [[nodiscard]] constexpr EnumSet with(E value) const {
    EnumSet more = *this;
    more.insert(value);
    return more;
  }
  [[nodiscard]] constexpr EnumSet without(E value) const {
    EnumSet fewer = *this;
    fewer.erase(value);
    return fewer;
  }

  /// What is in either.
  friend constexpr EnumSet operator|(EnumSet a, EnumSet b) {
    a.bits_ = static_cast<Word>(a.bits_ | b.bits_);
    return a;
  }
  friend constexpr bool operator==(EnumSet, EnumSet) = default;

  /// The value of the lowest number. REQUIRES: it is not empty.
  [[nodiscard]] constexpr E first() const { return static_cast<E>(std::countr_zero(bits_)); }

 private:
  using Word = BitsFor<kCountOf<E>>;

  [[nodiscard]] static constexpr Word bit(E value) {
    return static_cast<Word>(Word{1} << static_cast<unsigned>(value));
  }

  Word bits_ = 0;
};

}  // namespace twomsl
