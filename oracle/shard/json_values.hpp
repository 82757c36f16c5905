// Values of a share as JSON, and back. What does not fit throws nlohmann's exceptions, or
// std::invalid_argument.
#pragma once

#include <array>
#include <concepts>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "oracle/report/notation.hpp"
#include "oracle/words.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::oracle {

using Json = nlohmann::ordered_json;

[[noreturn]] inline void refuse(const std::string& what) { throw std::invalid_argument(what); }

template <class T>
requires std::integral<T> || std::same_as<T, std::string> Json json_of(const T& value) {
  return value;
}
template <Named E>
Json json_of(E value) {
  return name(value);
}
template <Named E>
Json json_of(EnumSet<E> set) {
  return names_in(set);
}
inline Json json_of(const Address& address) { return text(address); }
inline Json json_of(const Socket& socket) { return text(socket); }
inline Json json_of(const Moment& at) { return {at.time_ns, at.frame}; }
inline Json json_of(const Evidence& one) {
  return {static_cast<int>(one.role), one.at.time_ns, one.at.frame};
}
template <class T, std::size_t N>
Json json_of(const std::array<T, N>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(json_of(value));
  return list;
}

template <class T>
requires std::integral<T> || std::same_as<T, std::string>
void read(const Json& json, T& value) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>) {
    value = json.get<T>();
  } else {
    if (!json.is_number_integer()) refuse("a number is none");
    const auto wide = json.get<std::int64_t>();
    value = static_cast<T>(wide);
    if (!std::in_range<T>(wide) && sizeof(T) != sizeof wide) refuse("a number is too large");
  }
}
template <Named E>
void read(const Json& json, E& value) {
  const auto found = value_named<E>(json.get<std::string>());
  if (!found) refuse("'" + json.get<std::string>() + "' is unknown");
  value = *found;
}
template <Named E>
void read(const Json& json, EnumSet<E>& set) {
  set = {};
  for (const Json& word : json) {
    E value{};
    read(word, value);
    set.insert(value);
  }
}
inline void read(const Json& json, Address& address) {
  const auto found = read_address(json.get<std::string>());
  if (!found) refuse("an address is none");
  address = *found;
}
inline void read(const Json& json, Socket& socket) {
  const auto found = read_socket(json.get<std::string>());
  if (!found) refuse("an endpoint is none");
  socket = *found;
}
inline void read(const Json& json, Moment& at) {
  read(json.at(0), at.time_ns);
  read(json.at(1), at.frame);
}
inline void read(const Json& json, Evidence& one) {
  const int role = json.at(0).get<int>();
  if (role < 0 || role > static_cast<int>(Role::spoke_on)) refuse("a role is unknown");
  one.role = static_cast<Role>(role);
  read(json.at(1), one.at.time_ns);
  read(json.at(2), one.at.frame);
}
template <class T, std::size_t N>
void read(const Json& json, std::array<T, N>& values) {
  if (json.size() != N) refuse("a list has another length");
  for (std::size_t i = 0; i < N; ++i) read(json.at(i), values[i]);
}

/// The member `name` of an object.
template <class T>
void read_member(const Json& json, const char* name, T& value) {
  read(json.at(name), value);
}

}  // namespace twomsl::oracle
