// Pieces of JSON schemas (draft 7) of the lines that programs read.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/model/enumeration.hpp"

namespace twomsl::oracle::schema {

using Json = nlohmann::ordered_json;

inline constexpr const char* kAddress = "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)$";
inline constexpr const char* kEndpoint =
    "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]):[0-9]{1,5}$";

inline Json described(Json schema, const char* description) {
  schema["description"] = description;
  return schema;
}

inline Json words() { return {{"type", "string"}, {"minLength", 1}}; }
inline Json pattern(const char* pattern) { return {{"type", "string"}, {"pattern", pattern}}; }
inline Json positive() { return {{"type", "integer"}, {"minimum", 1}}; }
inline Json reference(const char* name) { return {{"$ref", std::string("#/definitions/") + name}}; }
inline Json list(const Json& items) { return {{"type", "array"}, {"items", items}}; }

inline Json is(std::string_view word) { return {{"const", word}}; }
inline Json yes_or_no() { return {{"type", "boolean"}}; }

/// The names of an enumeration's values, but for `left_out`.
template <Named E>
Json one_of(std::initializer_list<E> left_out = {}) {
  Json names = Json::array();
  for (const E value : kValuesOf<E>) {
    if (!EnumSet<E>(left_out).contains(value)) names.push_back(name(value));
  }
  return {{"enum", names}};
}

/// An object with these members and no others; those of `optional` may be missing.
inline Json object(const std::vector<std::pair<std::string, Json>>& members,
                   const std::vector<std::string>& optional = {}) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const auto& [member, schema] : members) {
    properties[member] = schema;
    if (std::ranges::find(optional, member) == optional.end()) required.push_back(member);
  }
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", required},
          {"properties", properties}};
}

/// What is null where there is none.
inline Json or_null(const Json& schema) {
  return {{"anyOf", Json::array({schema, {{"type", "null"}}})}};
}

}  // namespace twomsl::oracle::schema
