// The JSON schema of a report's lines. Its enumerations are those of the registry and the judge.
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "oracle/finding.hpp"
#include "oracle/report/fingerprint.hpp"
#include "oracle/report/report.hpp"
#include "oracle/story/story.hpp"

namespace twomsl::oracle {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kAddress = "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)$";
constexpr const char* kEndpoint = "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]):[0-9]{1,5}$";

Json described(Json schema, const char* description) {
  schema["description"] = description;
  return schema;
}

Json words() { return {{"type", "string"}, {"minLength", 1}}; }
Json pattern(const char* pattern) { return {{"type", "string"}, {"pattern", pattern}}; }
Json positive() { return {{"type", "integer"}, {"minimum", 1}}; }
Json reference(const char* name) { return {{"$ref", std::string("#/definitions/") + name}}; }
Json list(const Json& items) { return {{"type", "array"}, {"items", items}}; }

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
Json object(const std::vector<std::pair<std::string, Json>>& members,
            const std::string& optional = "") {
  Json properties = Json::object();
  Json required = Json::array();
  for (const auto& [member, schema] : members) {
    properties[member] = schema;
    if (member != optional) required.push_back(member);
  }
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", required},
          {"properties", properties}};
}

Json msl_max() {
  return {{"type", {"string", "null"}},
          {"pattern", "^[0-9]+\\.[0-9]{6}$"},
          {"description", "the largest MSL that the wait conforms to, in seconds, rounded down"}};
}

Json frames() {
  return {{"type", "array"},
          {"minItems", 1},
          {"uniqueItems", true},
          {"items", positive()},
          {"description", "the packets that prove it"}};
}

Json fingerprints() {
  const Json hash = pattern("^[0-9a-f]{16}$");
  return object({
      {std::string(kFindingFingerprint),
       described(hash, "the same while the capture is the same: file, frame, class, both ends")},
      {std::string(kKindFingerprint),
       described(hash, "the same where the test is captured again: file, class, party, service")},
  });
}

Json finding() {
  const Json endpoint = reference("endpoint");
  Json schema = object({
      {"type", {{"const", "finding"}}},
      {"file", described({{"type", "string"}}, "as named on the command line")},
      {"frame",
       described(positive(), "the breaking packet, from 1; for silence the first one unanswered")},
      {"time",
       described(pattern("^-?[0-9]+\\.[0-9]{9}$"), "of that packet, in seconds since the epoch")},
      {"rule", described(pattern("^INV-[A-Z]+(-[0-9]+[a-z]?)?$"), "the law that it falls under")},
      {"class", one_of<RuleClass>()},
      {"cause", described(one_of<Cause>(), "a hypothesis")},
      {"verdict", one_of<Verdict>()},
      {"party", described(pattern(kAddress), "the address that is judged")},
      {"flow", described(object({{"src", endpoint}, {"dst", endpoint}}), "src is the party's end")},
      {"msl_used",
       {{"type", {"number", "null"}},
        {"exclusiveMinimum", 0},
        {"description", "seconds, from --msl or the profile"}}},
      {"msl_max", msl_max()},
      {"rfc", {{"type", "array"}, {"items", words()}, {"minItems", 1}}},
      {"assumptions", {{"type", "array"}, {"uniqueItems", true}, {"items", one_of<Assumption>()}}},
      {"reason", described({{"type", {"string", "null"}}}, "why it is undetermined")},
      {"summary", words()},
      {"chain", list(words())},
      {"frames", frames()},
      {"fingerprints", fingerprints()},
  });
  const Json undetermined = {{"const", name(Verdict::undetermined)}};
  schema["if"] = {{"properties", {{"verdict", undetermined}}}};
  schema["then"] = {{"properties", {{"reason", one_of<Reason>({Reason::none})}}}};
  schema["else"] = {{"properties", {{"reason", {{"type", "null"}}}}}};
  return schema;
}

Json story() {
  const Json endpoint = reference("endpoint");
  const auto or_null = [](const Json& schema) {
    return Json{{"anyOf", Json::array({schema, {{"type", "null"}}})}};
  };
  return object({
      {"type", {{"const", "story"}}},
      {"file", {{"type", "string"}}},
      {"kind", one_of<StoryKind>()},
      {"party", described(or_null(pattern(kAddress)), "whose story it is; null: nobody's")},
      {"flow", described(or_null(object({{"src", endpoint}, {"dst", endpoint}})),
                         "null: of the whole capture, as are frame and time")},
      {"frame", or_null(positive())},
      {"time", or_null(pattern("^-?[0-9]+\\.[0-9]{9}$"))},
      {"text", words()},
  });
}

Json facts() {
  const Json count = reference("count");
  const Json age = {{"type", {"number", "null"}}, {"minimum", 0}};
  const Json sender = object({
      {"sender", pattern(kAddress)},
      {"segments", described(positive(), "those verified: in an open connection few are")},
  });
  return object({
      {"reuses", described(count, "tuples opened again after a close")},
      {"youngest_reuse_s", described(age, "from the close to the SYN; null without a reuse")},
      {"median_reuse_s", age},
      {"holes", described(count, "times that what was not captured is acknowledged")},
      {"clock_steps", described(count, "times that the clock of the capture went back")},
      {"untold", described(count, "stories or tuples beyond what is kept")},
      {"wrong_checksums", described(list(sender), "those with most segments first")},
  });
}

Json summary() {
  const Json count = reference("count");
  return object(
      {
          {"type", {{"const", "summary"}}},
          {"file", {{"type", "string"}}},
          {"packets", count},
          {"connections", count},
          {"closes", described(count, "seen whole: two FINs, both acknowledged")},
          {"violations", count},
          {"conditionals", count},
          {"deviations", count},
          {"hazards", count},
          {"undetermined", count},
          {"skipped",
           {{"type", "object"},
            {"additionalProperties", positive()},
            {"description", "frames that were not judged, by reason"}}},
          {"facts", facts()},
          {"damage", described(words(), "why and where the file could not be read on")},
      },
      "damage");
}

}  // namespace

std::string json_schema() {
  const Json schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "A line of twomsl audit --json"},
      {"description",
       "One object a line: the findings of a capture by frame, its stories, then its summary."},
      {"oneOf", Json::array({reference("finding"), reference("story"), reference("summary")})},
      {"definitions",
       {{"count", {{"type", "integer"}, {"minimum", 0}}},
        {"endpoint", pattern(kEndpoint)},
        {"finding", finding()},
        {"story", story()},
        {"summary", summary()}}}};
  return schema.dump(2) + "\n";
}

}  // namespace twomsl::oracle
