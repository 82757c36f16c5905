// Findings and summaries as JSON lines; the shape is oracle/schema.json.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "oracle/report/explain.hpp"
#include "oracle/report/fingerprint.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/report.hpp"
#include "oracle/report/story_text.hpp"

namespace twomsl::oracle {
namespace {

using Json = nlohmann::ordered_json;

Json fingerprints(const Finding& finding, const std::string& file) {
  const auto [exact, kind] = fingerprints_of(finding, file);
  return {{kFindingFingerprint, fingerprint_text(exact)},
          {kKindFingerprint, fingerprint_text(kind)}};
}

Json line(const Finding& finding, const std::string& file, const AuditOptions& options) {
  const CloseRule& rule = rule_of(finding.rule);
  Json json;
  json["type"] = "finding";
  json["file"] = file;
  json["frame"] = finding.at.frame;
  json["time"] = epoch_seconds(finding.at.time_ns);
  json["rule"] = rule.law;
  json["class"] = name(rule.rule);
  json["cause"] = name(finding.cause);
  json["verdict"] = name(finding.verdict);
  json["party"] = text(finding.party.address);
  json["flow"] = {{"src", text(finding.party)}, {"dst", text(finding.peer)}};
  json["msl_used"] = options.msl_s ? Json(*options.msl_s) : Json(nullptr);
  json["msl_max"] = finding.has_age ? Json(msl_max(finding)) : Json(nullptr);
  json["rfc"] = citations_of(rule);
  json["assumptions"] = names_in(finding.needs);
  json["reason"] = finding.reason == Reason::none ? Json(nullptr) : Json(name(finding.reason));
  json["summary"] = summary_of(finding);
  json["chain"] = chain_of(finding);
  json["frames"] = frames_of(finding);
  json["fingerprints"] = fingerprints(finding, file);
  return json;
}

Json line(const Story& story, const std::string& file) {
  Json json;
  json["type"] = "story";
  json["file"] = file;
  json["kind"] = name(story.kind);
  json["party"] = story.has_party ? Json(text(story.party.address)) : Json(nullptr);
  json["flow"] = nullptr;
  json["frame"] = nullptr;
  json["time"] = nullptr;
  if (story.has_flow) {
    json["flow"] = {{"src", text(story.party)}, {"dst", text(story.peer)}};
    json["frame"] = story.at.frame;
    json["time"] = epoch_seconds(story.at.time_ns);
  }
  json["text"] = words_of(story);
  return json;
}

double seconds_of(std::int64_t duration_ns) { return static_cast<double>(duration_ns) / 1e9; }

Json facts_of(const Summary& summary) {
  const ReuseAges ages = reuse_ages(summary.facts);
  const bool is_reused = ages.count != 0;
  Json json;
  json["reuses"] = ages.count;
  json["youngest_reuse_s"] = is_reused ? Json(seconds_of(ages.youngest_ns)) : Json(nullptr);
  json["median_reuse_s"] = is_reused ? Json(seconds_of(ages.median_ns)) : Json(nullptr);
  json["holes"] = summary.facts.holes;
  json["clock_steps"] = summary.clock_steps;
  json["untold"] = summary.facts.untold;
  json["wrong_checksums"] = Json::array();
  for (const WrongChecksums& sender : summary.wrong_checksums) {
    json["wrong_checksums"].push_back(
        {{"sender", text(sender.address)}, {"segments", sender.segments}});
  }
  return json;
}

Json line(const Audit& audit) {
  const Summary& summary = audit.summary;
  Json json;
  json["type"] = "summary";
  json["file"] = summary.file;
  json["packets"] = summary.packets;
  json["connections"] = summary.connections;
  json["closes"] = summary.closes;
  json["violations"] = count(audit, Verdict::violation);
  json["conditionals"] = count(audit, Verdict::conditional);
  json["deviations"] = count(audit, Verdict::deviation);
  json["hazards"] = count(audit, Verdict::hazard);
  json["undetermined"] = count(audit, Verdict::undetermined);
  json["skipped"] = Json::object();
  for (const auto& [reason, frames] : summary.skipped) json["skipped"][reason] = frames;
  json["left_out"] = {{"findings", summary.left_out.findings},
                      {"stories", summary.left_out.stories},
                      {"known", summary.left_out.known}};
  json["facts"] = facts_of(summary);
  if (!summary.damage.empty()) json["damage"] = summary.damage;
  return json;
}

// A file name need not be UTF-8; what is not is replaced.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string json_line(const Finding& finding, const AuditOptions& options, bool is_settled) {
  Json json = line(finding, "", options);
  if (!is_settled) json["type"] = "provisional";
  return dump(json);
}

std::string report_json(const Audit& audit, const AuditOptions& options) {
  std::string out;
  for (const Finding& finding : audit.findings) {
    out += dump(line(finding, audit.summary.file, options));
  }
  for (const Story& story : audit.stories) out += dump(line(story, audit.summary.file));
  return out + dump(line(audit));
}

}  // namespace twomsl::oracle
