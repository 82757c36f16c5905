// Words as values: the names of an enumeration's values, and numbers.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

#include "spec/model/enumeration.hpp"

namespace twomsl::oracle {

/// The value of that name, if there is one.
template <Named E>
[[nodiscard]] std::optional<E> value_named(std::string_view word) {
  for (const E value : kValuesOf<E>) {
    if (word == name(value)) return value;
  }
  return std::nullopt;
}

/// False unless the whole word is a number that `into` can hold.
template <class Number>
[[nodiscard]] bool read_number(std::string_view word, Number& into) {
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, into);
  return read.ec == std::errc{} && read.ptr == end;
}

}  // namespace twomsl::oracle
