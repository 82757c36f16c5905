#include "oracle/shard/shard_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <unordered_set>

#include "oracle/shard/fields.hpp"
#include "oracle/shard/json_values.hpp"

namespace twomsl::oracle {
namespace {

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json options_as_json(const AuditOptions& options) {
  return {{"msl_s", options.msl_s ? Json(*options.msl_s) : Json(nullptr)},
          {"profile", name(options.profile)},
          {"vantage", static_cast<int>(options.vantage)},
          {"vantage_address", text(options.vantage_address)},
          {"granted", names_in(options.granted)}};
}

void read_options(const Json& json, AuditOptions& options) {
  if (!json.at("msl_s").is_null()) options.msl_s = json.at("msl_s").get<double>();
  read_member(json, "profile", options.profile);
  const int vantage = json.at("vantage").get<int>();
  if (vantage < 0 || vantage > static_cast<int>(Vantage::middle)) refuse("a vantage is unknown");
  options.vantage = static_cast<Vantage>(vantage);
  read_member(json, "vantage_address", options.vantage_address);
  read_member(json, "granted", options.granted);
}

// What is no list; the members of those are visited when written and when read.
template <class U, class Visit>
void each_count(U& share, Visit&& visit) {
  visit("file", share.summary.file);
  visit("packets", share.summary.packets);
  visit("connections", share.summary.connections);
  visit("closes", share.summary.closes);
  visit("damage", share.summary.damage);
  visit("readable", share.summary.readable);
  visit("lacks_vantage", share.summary.lacks_vantage);
  visit("holes", share.summary.facts.holes);
  visit("untold", share.summary.facts.untold);
  visit("looks", share.looks);
  visit("digest", share.digest);
  visit("findings_dropped", share.judge.findings_dropped);
  visit("clock_runs", share.judge.clock_runs);
  visit("clock_steps", share.judge.clock_steps);
}

Json line(const char* type, Json&& json = Json::object()) {
  Json all = {{"type", type}};
  all.update(json);
  return all;
}

Json counts_of(const Unsettled& share) {
  Json json;
  each_count(share, [&json](const char* name, const auto& value) { json[name] = json_of(value); });
  json["skipped"] = share.summary.skipped;
  json["skipped_of_tuples"] = share.skipped_of_tuples;
  json["reuse_ages_ns"] = share.summary.facts.reuse_ages_ns;
  return json;
}

Json parties_of(const Judge& judge) {
  Json json = {{"routed", Json::array()}, {"held", Json::array()}};
  for (const auto& [address, party] : judge.parties) {
    if (party.routed) json["routed"].push_back(text(address));
    for (const auto& [entry_frame, held] : party.held) {
      json["held"].push_back(
          {text(address), entry_frame, held.first_frame, held.alive_frame, held.held_ns});
    }
  }
  return json;
}

// Doubts about frames that no finding rests on settle nothing.
Json checksums_of(const Judge& judge) {
  std::unordered_set<std::uint64_t> proving;
  for (const Finding& finding : judge.findings) {
    for (const Evidence& one : finding.evidence) proving.insert(one.at.frame);
  }
  Json json = {{"verified", Json::array()}, {"doubted", Json::array()}};
  for (const auto& [sender, verified] : judge.checksums.by_sender()) {
    json["verified"].push_back({text(sender), verified.right, verified.wrong});
  }
  for (const Checksums::Doubt& doubt : judge.checksums.doubted()) {
    if (proving.contains(doubt.frame)) json["doubted"].push_back({doubt.frame, text(doubt.sender)});
  }
  return json;
}

void read_counts(const Json& json, Unsettled& share) {
  each_count(share, [&json](const char* name, auto& value) { read_member(json, name, value); });
  share.summary.skipped = json.at("skipped").get<std::map<std::string, std::uint64_t>>();
  share.skipped_of_tuples =
      json.at("skipped_of_tuples").get<std::map<std::string, std::uint64_t>>();
  share.summary.facts.reuse_ages_ns = json.at("reuse_ages_ns").get<std::vector<std::int64_t>>();
}

void read_parties(const Json& json, Judge& judge) {
  for (const Json& word : json.at("routed")) {
    Address address;
    read(word, address);
    judge.parties[address].routed = true;
  }
  for (const Json& row : json.at("held")) {
    Address address;
    HeldSlot held;
    read(row.at(0), address);
    read(row.at(1), held.entry_frame);
    read(row.at(2), held.first_frame);
    read(row.at(3), held.alive_frame);
    read(row.at(4), held.held_ns);
    judge.parties[address].held.emplace(held.entry_frame, held);
  }
}

void read_checksums(const Json& json, Checksums& checksums) {
  for (const Json& row : json.at("verified")) {
    Address sender;
    Checksums::Verified verified;
    read(row.at(0), sender);
    read(row.at(1), verified.right);
    read(row.at(2), verified.wrong);
    checksums.add(sender, verified);
  }
  for (const Json& row : json.at("doubted")) {
    Checksums::Doubt doubt;
    read(row.at(0), doubt.frame);
    read(row.at(1), doubt.sender);
    checksums.doubt(doubt);
  }
}

void read_finding(const Json& json, Unsettled& share) {
  Finding& finding = share.judge.findings.emplace_back();
  each_field_of_finding(finding,
                        [&json](const char* name, auto& value) { read_member(json, name, value); });
  if (finding.evidence_used > kMaxEvidence) refuse("there is too much evidence");
}

void read_story(const Json& json, Unsettled& share) {
  Story& story = share.stories.emplace_back();
  each_field_of_story(story,
                      [&json](const char* name, auto& value) { read_member(json, name, value); });
}

// Reads the lines one after the other.
class Reader {
 public:
  explicit Reader(ShardFile& file) : file_(file) {}

  void take(const Json& json) {
    const auto type = json.at("type").get<std::string>();
    if (is_over_) refuse("there is more behind its end");
    if (has_begun_ == (type == "shard")) refuse("it does not begin with a shard's first line");
    if (type == "shard") {
      begin(json);
    } else if (type == "shard-end") {
      is_over_ = true;
    } else if (type == "shard-capture") {
      Unsettled& share = file_.captures.emplace_back();
      share.judge.options = file_.run.options;
      read_counts(json, share);
    } else if (file_.captures.empty()) {
      refuse("a line belongs to no capture");
    } else {
      take_part(type, json, file_.captures.back());
    }
  }

  [[nodiscard]] bool has_begun() const { return has_begun_; }
  [[nodiscard]] bool is_over() const { return is_over_; }

 private:
  void begin(const Json& json) {
    has_begun_ = true;
    read_member(json, "version", file_.run.version);
    if (!read_shard(json.at("shard").get<std::string>(), file_.run.shard)) refuse("bad share");
    read_options(json.at("options"), file_.run.options);
  }

  static void take_part(const std::string& type, const Json& json, Unsettled& share) {
    if (type == "shard-parties") return read_parties(json, share.judge);
    if (type == "shard-checksums") return read_checksums(json, share.judge.checksums);
    if (type == "shard-finding") return read_finding(json, share);
    if (type == "shard-story") return read_story(json, share);
    refuse("'" + type + "' is no line of a shard");
  }

  ShardFile& file_;
  bool has_begun_ = false;
  bool is_over_ = false;
};

}  // namespace

bool read_shard(std::string_view word, Shard& shard) {
  const std::size_t slash = word.find('/');
  if (slash == std::string_view::npos) return false;
  if (!read_number(word.substr(0, slash), shard.number)) return false;
  if (!read_number(word.substr(slash + 1), shard.count)) return false;
  return 1 <= shard.number && shard.number <= shard.count && shard.count <= kCells;
}

std::string first_line(const ShardRun& run) {
  return dump(line("shard", {{"version", run.version},
                             {"shard", fmt::format("{}/{}", run.shard.number, run.shard.count)},
                             {"options", options_as_json(run.options)}}));
}

std::string lines_of(const Unsettled& share) {
  std::string out = dump(line("shard-capture", counts_of(share)));
  out += dump(line("shard-parties", parties_of(share.judge)));
  out += dump(line("shard-checksums", checksums_of(share.judge)));
  for (const Finding& finding : share.judge.findings) {
    Json json;
    each_field_of_finding(
        finding, [&json](const char* name, const auto& value) { json[name] = json_of(value); });
    out += dump(line("shard-finding", std::move(json)));
  }
  for (const Story& story : share.stories) {
    Json json;
    each_field_of_story(
        story, [&json](const char* name, const auto& value) { json[name] = json_of(value); });
    out += dump(line("shard-story", std::move(json)));
  }
  return out;
}

std::string last_line() { return dump(line("shard-end")); }

ShardFile read_shard_file(const std::string& name, std::istream& in) {
  ShardFile file;
  file.name = name;
  Reader reader(file);
  std::string words;
  for (std::uint64_t number = 1; std::getline(in, words); ++number) {
    try {
      reader.take(Json::parse(words));
    } catch (const std::exception& error) {
      const bool is_json = Json::accept(words);
      const std::string why = is_json ? error.what() : "it is no JSON";
      file.error = reader.has_begun() ? fmt::format("line {}: {}", number, why)
                                      : "it is not what twomsl audit --shard writes";
      return file;
    }
  }
  if (in.bad()) {
    file.error = "it cannot be read";
  } else if (!reader.has_begun()) {
    file.error = "it is empty: its shard has not run, or could not write";
  } else if (!reader.is_over()) {
    file.error = "it has no end: its shard was interrupted, or runs still";
  }
  return file;
}

}  // namespace twomsl::oracle
