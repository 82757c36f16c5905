// The JSON schema of a report's lines. Its enumerations are those of the registry and the judge.
#include "oracle/finding.hpp"
#include "oracle/report/fingerprint.hpp"
#include "oracle/report/report.hpp"
#include "oracle/report/schema/parts.hpp"
#include "oracle/story/story.hpp"

namespace twomsl::oracle::schema {
namespace {

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
      {"type", is("finding")},
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
  const Json undetermined = is(name(Verdict::undetermined));
  schema["if"] = {{"properties", {{"verdict", undetermined}}}};
  schema["then"] = {{"properties", {{"reason", one_of<Reason>({Reason::none})}}}};
  schema["else"] = {{"properties", {{"reason", {{"type", "null"}}}}}};
  return schema;
}

Json story() {
  const Json endpoint = reference("endpoint");
  return object({
      {"type", is("story")},
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

Json left_out() {
  const Json count = reference("count");
  return object({
      {"findings", described(count, "that were not asked for")},
      {"stories", described(count, "that were not asked for")},
      {"known", described(count, "findings that the baseline has")},
  });
}

Json summary() {
  const Json count = reference("count");
  return object(
      {
          {"type", is("summary")},
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
          {"left_out", described(left_out(), "found, and not in this report")},
          {"facts", facts()},
          {"damage", described(words(), "why and where the file could not be read on")},
      },
      {"damage"});
}

}  // namespace
}  // namespace twomsl::oracle::schema

namespace twomsl::oracle {

std::string json_schema() {
  using namespace schema;
  const Json document = {
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
  return document.dump(2) + "\n";
}

}  // namespace twomsl::oracle
