// The JSON schema of the lines of report_json(). Its enumerations are those of the comparison.
#include "oracle/both/report/report.hpp"
#include "oracle/both/report/words.hpp"
#include "oracle/report/schema/parts.hpp"

namespace twomsl::oracle::schema {
namespace {

using both::Fate;

constexpr const char* kFlowOfTwo =
    "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]):[0-9]{1,5}"
    "-([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]):[0-9]{1,5}$";

Json counted(const char* description) { return described(reference("count"), description); }
Json side() { return reference("side"); }
Json flow() { return described(pattern(kFlowOfTwo), "the opener first, if its SYN was captured"); }
Json number() { return {{"type", "number"}}; }

Json capture_line() {
  const Json count = reference("count");
  return object(
      {
          {"type", is("capture")},
          {"side", side()},
          {"file", described({{"type", "string"}}, "as named on the command line")},
          {"segments", count},
          {"connections", count},
          {"not_compared", counted("segments behind those that are kept")},
          {"with_others", counted("connections with somebody who is not in the other capture")},
          {"taken_at", described(pattern(kAddress), "who is taken to be at this end")},
          {"damage", described(words(), "why and where the file was read no further")},
          {"judged_in_part", described(words(), "why and where it was judged no further")},
      },
      {"taken_at", "damage", "judged_in_part"});
}

Json clocks_line() {
  const Json one_way = reference("count");
  return object({
      {"type", is("clocks")},
      {"known", one_of<both::ClockKnowledge>()},
      {"offset_s", described(number(), "the server's clock less the client's")},
      {"uncertainty_s", {{"type", "number"}, {"minimum", 0}}},
      {"drift_ppm", described(or_null(number()), "null: a constant offset explains all")},
      {"drift_uncertainty_ppm", or_null({{"type", "number"}, {"minimum", 0}})},
      {"segments",
       {{"type", "array"},
        {"items", one_way},
        {"minItems", 2},
        {"maxItems", 2},
        {"description", "that tell of them: of the client, of the server"}}},
      {"summary", words()},
  });
}

Json direction() {
  return object({
      {"sent", counted("captured at the sender's end, while the other capture ran")},
      {"arrived", reference("count")},
      {"lost", reference("count")},
      {"loss_rate", {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}},
      {"not_captured", counted("acknowledged, and not in the receiver's capture")},
      {"beyond", counted("sent or received while the other capture did not run")},
      {"copies", counted("one more of a segment that is in both")},
      {"appeared", counted("came, and its sender never sent it")},
      {"cut_anew", counted("its text arrived in other segments")},
      {"lost_bytes", counted("of those")},
      {"overtaken", counted("arrived after what was sent later")},
      {"delay_s", or_null(object({{"min", number()}, {"median", number()}, {"max", number()}}))},
  });
}

Json connection_line() {
  const Json here =
      or_null(object({{"flow", flow()}, {"first_frame", positive()}, {"last_frame", positive()}}));
  return object({
      {"type", is("connection")},
      {"client", described(here, "null: the client's capture has nothing of it")},
      {"server", described(here, "null: the server's capture has nothing of it")},
      {"client_to_server", reference("direction")},
      {"server_to_client", reference("direction")},
  });
}

Json segment_line() {
  return object({
      {"type", is("segment")},
      {"fate",
       one_of<Fate>({Fate::unpaired, Fate::matched, Fate::cut_anew, Fate::beyond, Fate::copy})},
      {"side", described(side(), "whose capture has it")},
      {"frame", positive()},
      {"flow", flow()},
      {"summary", words()},
  });
}

Json rewrite_line() {
  return object({
      {"type", is("rewrite")},
      {"what", one_of<both::Rewrite>()},
      {"sender", side()},
      {"segments", described(positive(), "that were rewritten so; the rest is of the first")},
      {"from", words()},
      {"to", words()},
      {"client_frame", positive()},
      {"server_frame", positive()},
  });
}

Json fates() {
  return list(object(
      {
          {"frame", positive()},
          {"fate", one_of<Fate>()},
          {"other_frame", described(positive(), "where it is matched")},
      },
      {"other_frame"}));
}

Json finding_line() {
  return object({
      {"type", is("finding")},
      {"side", described(side(), "whose capture it is found in")},
      {"frame", positive()},
      {"class", one_of<RuleClass>()},
      {"verdict", one_of<Verdict>()},
      {"party", described(reference("endpoint"), "the end that is judged")},
      {"peer", reference("endpoint")},
      {"summary", words()},
      {"other_capture", one_of<both::Agreement>()},
      {"also_at", described(or_null(positive()), "its frame in the other capture")},
      {"frames", described(fates(), "that it rests on, as far as the other capture tells of them")},
      {"words", described(words(), "what the other capture makes of it")},
  });
}

Json story_line() {
  return object({
      {"type", is("story")},
      {"side", side()},
      {"frame", {{"type", "integer"}, {"minimum", 0}}},
      {"kind", one_of<StoryKind>()},
      {"summary", words()},
      {"frames", fates()},
  });
}

Json summary_line() {
  return object({
      {"type", is("summary")},
      {"paired", counted("connections that are in both captures")},
      {"unplaced", counted("of those: no time tells which end is where")},
      {"turned", described(yes_or_no(), "most are opened at the second capture")},
      {"violations", counted("at either end")},
      {"contradicted", counted("of those, by the other capture")},
  });
}

}  // namespace
}  // namespace twomsl::oracle::schema

namespace twomsl::oracle::both {

std::string json_schema() {
  using namespace schema;
  Json lines = Json::array();
  for (const char* line :
       {"capture", "clocks", "connection", "segment", "rewrite", "finding", "story", "summary"}) {
    lines.push_back(reference(line));
  }
  const Json document = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "A line of twomsl audit --both CLIENT SERVER --json"},
      {"description",
       "One object a line: both captures, their clocks, each connection with its segments and "
       "rewrites, the findings and stories of either capture, then a summary."},
      {"oneOf", lines},
      {"definitions",
       {{"count", {{"type", "integer"}, {"minimum", 0}}},
        {"endpoint", pattern(kEndpoint)},
        {"side", {{"enum", {"client", "server"}}}},
        {"direction", direction()},
        {"capture", capture_line()},
        {"clocks", clocks_line()},
        {"connection", connection_line()},
        {"segment", segment_line()},
        {"rewrite", rewrite_line()},
        {"finding", finding_line()},
        {"story", story_line()},
        {"summary", summary_line()}}}};
  return document.dump(2) + "\n";
}

}  // namespace twomsl::oracle::both
