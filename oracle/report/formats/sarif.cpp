// SARIF 2.1.0 (OASIS Standard). Results are written as files come; what waits for the end are the
// notifications of files that could not be read whole, of which so many are kept.
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "oracle/report/explain.hpp"
#include "oracle/report/fingerprint.hpp"
#include "oracle/report/formats/quoting.hpp"
#include "oracle/report/formats/writers.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxNotifications = 1'000;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json words(std::string_view text) { return {{"text", text}}; }

// Of a result that fails. One that is undetermined neither passes nor fails.
std::string_view level_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation:
      return "error";
    case Verdict::conditional:
    case Verdict::deviation:
      return "warning";
    case Verdict::hazard:
      return "note";
    case Verdict::undetermined:
      return "none";
  }
  return "";
}

// The worst that the class may end in.
std::string_view level_of(const CloseRule& rule) {
  return level_of(rule.verdicts.empty() ? Verdict::undetermined : rule.verdicts.first());
}

std::string help_uri(const Citation& citation) {
  return fmt::format("https://www.rfc-editor.org/rfc/rfc{}#section-{}", citation.rfc,
                     citation.section);
}

Json rule(const CloseRule& rule) {
  const std::string sentence = std::string(rule.demand) + ".";
  Json json;
  json["id"] = name(rule.rule);
  json["shortDescription"] = words(sentence);
  json["fullDescription"] = words(fmt::format("{}: {} It rests on {}.", rule.law, sentence,
                                              fmt::join(citations_of(rule), " and ")));
  json["helpUri"] = help_uri(rule.cites[0]);
  json["defaultConfiguration"] = {{"level", level_of(rule)}};
  json["properties"] = {{"law", rule.law}, {"mayEndIn", names_in(rule.verdicts)}};
  return json;
}

// What may be amiss with a file.
struct Trouble {
  std::string_view id;
  std::string_view level;
  std::string_view description;
};

constexpr Trouble kUnreadable{"unreadable", "error", "A file could not be read."};
constexpr Trouble kNothingToJudge{"nothing-to-judge", "error",
                                  "A file holds no TCP segment that can be judged."};
constexpr Trouble kDamaged{"damaged", "warning", "A file was judged as far as it could be read."};
constexpr Trouble kMoreTroubles{"more-troubles", "warning", "More was amiss than is listed."};
constexpr std::array kTroubles{kUnreadable, kNothingToJudge, kDamaged, kMoreTroubles};

Json driver(std::string_view version) {
  Json json;
  json["name"] = "twomsl";
  json["fullName"] = "twomsl, the judge of TIME-WAIT";
  if (!version.empty()) json["semanticVersion"] = version;
  for (const CloseRule& each : kCloseRules) json["rules"].push_back(rule(each));
  for (const Trouble& trouble : kTroubles) {
    json["notifications"].push_back({{"id", trouble.id},
                                     {"shortDescription", words(trouble.description)},
                                     {"defaultConfiguration", {{"level", trouble.level}}}});
  }
  return json;
}

Json place_of(const std::string& file) {
  Json json{{"artifactLocation", {{"uri", uri_of(file)}}}};
  if (file == "-") json["artifactLocation"]["description"] = words("standard input");
  return json;
}

// A capture has neither lines nor, for its user, bytes: a place in it is a frame.
Json location(const std::string& file, const Moment& at) {
  Json json{{"physicalLocation", place_of(file)}};
  json["logicalLocations"] = {{{"name", std::to_string(at.frame)},
                               {"fullyQualifiedName", fmt::format("frame {}", at.frame)},
                               {"kind", "frame"}}};
  json["properties"] = {{"frame", at.frame}};
  return json;
}

// RFC 3339. None for a time before 1970, which only a damaged capture has; the last one is in 2262.
std::optional<std::string> utc(std::int64_t time_ns) {
  namespace chrono = std::chrono;
  if (time_ns < 0) return std::nullopt;
  const chrono::nanoseconds since_epoch{time_ns};
  const auto day = chrono::floor<chrono::days>(since_epoch);
  const chrono::year_month_day date{chrono::sys_days{day}};
  const chrono::hh_mm_ss clock{since_epoch - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

// The chain as steps, in the order in which it is told.
Json flow_of(const Finding& finding, const std::string& file) {
  Json steps = Json::array();
  for (const Evidence& evidence : finding.shown()) {
    Json step;
    step["location"] = location(file, evidence.at);
    step["location"]["message"] = words(sentence(finding, evidence));
    if (const auto time = utc(evidence.at.time_ns)) step["executionTimeUtc"] = *time;
    steps.push_back(std::move(step));
  }
  return {{{"threadFlows", {{{"locations", std::move(steps)}}}}}};
}

Json related_to(const Finding& finding, const std::string& file) {
  Json all = Json::array();
  for (const std::uint64_t frame : frames_of(finding)) {
    Json one{{"id", all.size()}};
    one.update(location(file, {0, frame}));
    all.push_back(std::move(one));
  }
  return all;
}

Json properties_of(const Finding& finding, const AuditOptions& options) {
  Json json;
  json["verdict"] = name(finding.verdict);
  json["party"] = text(finding.party);
  json["peer"] = text(finding.peer);
  json["cause"] = name(finding.cause);
  if (options.msl_s) json["mslUsed"] = *options.msl_s;
  if (finding.has_age) json["mslMax"] = msl_max(finding);
  if (finding.reason != Reason::none) json["reason"] = name(finding.reason);
  json["assumptions"] = names_in(finding.needs);
  return json;
}

std::string message_of(const Finding& finding) {
  std::string message = fmt::format("{}: {}", name(finding.verdict), summary_of(finding));
  if (finding.reason != Reason::none)
    message += fmt::format(" Because {}.", sentence(finding.reason));
  if (finding.has_age)
    message += fmt::format(" It conforms only if MSL <= {} s.", msl_max(finding));
  return message;
}

Json result(const Finding& finding, const std::string& file, const AuditOptions& options) {
  const Fingerprints prints = fingerprints_of(finding, file);
  Json json;
  json["ruleId"] = name(finding.rule);
  json["ruleIndex"] = static_cast<std::size_t>(finding.rule);
  json["kind"] = finding.verdict == Verdict::undetermined ? "open" : "fail";
  json["level"] = level_of(finding.verdict);
  json["message"] = words(message_of(finding));
  json["locations"] = {location(file, finding.at)};
  json["partialFingerprints"] = {
      {std::string(kFindingFingerprint), fingerprint_text(prints.finding)},
      {std::string(kKindFingerprint), fingerprint_text(prints.kind)}};
  json["relatedLocations"] = related_to(finding, file);
  json["codeFlows"] = flow_of(finding, file);
  json["properties"] = properties_of(finding, options);
  return json;
}

class SarifWriter : public ReportWriter {
 public:
  SarifWriter(Write write, const ReportSettings& settings)
      : write_(std::move(write)), options_(settings.options) {
    write_(R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0",)"
           "\n\"runs\":[{\"tool\":{\"driver\":" +
           dump(driver(settings.version)) + "},\n\"columnKind\":\"unicodeCodePoints\",\n" +
           "\"results\":[");
  }

  std::string add(const Audit& audit, const SecondReading& /*again*/) override {
    for (const Finding& finding : audit.findings) {
      write_((is_first_ ? "\n" : ",\n") + dump(result(finding, audit.summary.file, options_)));
      is_first_ = false;
    }
    note(audit);
    return "";
  }

  void finish(const Totals& totals) override {
    if (unlisted_ != 0) {
      notifications_.push_back(
          notification(kMoreTroubles, fmt::format("{} files more were unreadable, damaged or held "
                                                  "nothing to judge.",
                                                  unlisted_)));
    }
    const Json invocation{{"executionSuccessful", !failed_ && !totals.interrupted},
                          {"toolExecutionNotifications", std::move(notifications_)}};
    write_("],\n\"invocations\":[" + dump(invocation) + "]}]}\n");
  }

 private:
  static Json notification(const Trouble& trouble, std::string_view message) {
    return {{"descriptor", {{"id", trouble.id}}},
            {"level", trouble.level},
            {"message", words(message)}};
  }

  void note(const Audit& audit) {
    const Summary& summary = audit.summary;
    if (!is_judged(audit)) failed_ = true;
    const Trouble* const trouble = !summary.readable         ? &kUnreadable
                                   : !is_judged(audit)       ? &kNothingToJudge
                                   : !summary.damage.empty() ? &kDamaged
                                                             : nullptr;
    if (trouble == nullptr) return;
    if (notifications_.size() == kMaxNotifications) {
      ++unlisted_;
      return;
    }
    Json json = notification(
        *trouble,
        summary.file + ": " +
            (summary.damage.empty() ? std::string(trouble->description) : summary.damage));
    json["locations"] = {{{"physicalLocation", place_of(summary.file)}}};
    notifications_.push_back(std::move(json));
  }

  Write write_;
  AuditOptions options_;
  bool is_first_ = true;
  bool failed_ = false;
  std::uint64_t unlisted_ = 0;
  Json notifications_ = Json::array();
};

}  // namespace

Writer make_sarif(Write write, const ReportSettings& settings) {
  return std::make_unique<SarifWriter>(std::move(write), settings);
}

}  // namespace twomsl::oracle
