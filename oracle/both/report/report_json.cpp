// See report.hpp: JSON lines.
#include <nlohmann/json.hpp>

#include "oracle/both/report/report.hpp"
#include "oracle/both/report/words.hpp"
#include "oracle/report/explain.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/story_text.hpp"

namespace twomsl::oracle::both {
namespace {

using Json = nlohmann::ordered_json;

double in_seconds(std::int64_t time_ns) { return static_cast<double>(time_ns) / 1e9; }

class Writer {
 public:
  Writer(const Comparison& comparison, const Opinions& opinions)
      : comparison_(comparison), opinions_(opinions) {}

  std::string write() {
    for (const Side side : {Side::client, Side::server}) write_capture(side);
    write_clocks();
    for (const Compared& compared : comparison_.connections) write_connection(compared);
    for (const Opinion& opinion : opinions_.findings) write_finding(opinion);
    for (const Addition& addition : opinions_.stories) write_story(addition);
    write_summary();
    return std::move(out_);
  }

 private:
  // A file name need not be UTF-8; what is not is replaced.
  void add(const Json& json) {
    out_ += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

  void write_capture(Side side) {
    const Recording& recording = comparison_.recordings[index(side)];
    Json json{{"type", "capture"}, {"side", name(side)}, {"file", recording.file}};
    json["segments"] = recording.segments.size();
    json["connections"] = recording.connections.size();
    json["not_compared"] = recording.left;
    json["with_others"] = comparison_.others[index(side)];
    if (comparison_.paired != 0) json["taken_at"] = text(comparison_.near[index(side)]);
    if (!recording.damage.empty()) json["damage"] = recording.damage;
    const std::string where = interruption_of(comparison_, opinions_, side);
    if (!where.empty()) json["judged_in_part"] = where;
    add(json);
  }

  void write_clocks() {
    const Clocks& clocks = comparison_.clocks;
    Json json{{"type", "clocks"}, {"known", name(clocks.knowledge)}};
    json["offset_s"] = in_seconds(clocks.offset_ns);
    json["uncertainty_s"] = in_seconds(clocks.uncertainty_ns);
    json["drift_ppm"] = clocks.drifts ? Json(clocks.drift * 1e6) : Json(nullptr);
    json["drift_uncertainty_ppm"] =
        clocks.drifts ? Json(clocks.drift_uncertainty * 1e6) : Json(nullptr);
    json["segments"] = clocks.segments;
    json["summary"] = clocks_text(clocks);
    add(json);
  }

  [[nodiscard]] static Json json_of(const Direction& direction) {
    Json json{{"sent", direction.sent}, {"arrived", direction.arrived}, {"lost", direction.lost}};
    json["loss_rate"] = direction.sent == 0 ? 0.0
                                            : static_cast<double>(direction.lost) /
                                                  static_cast<double>(direction.sent);
    json["not_captured"] = direction.missed;
    json["beyond"] = direction.beyond;
    json["copies"] = direction.copies;
    json["appeared"] = direction.appeared;
    json["cut_anew"] = direction.cut_anew;
    json["lost_bytes"] = direction.lost_bytes;
    json["overtaken"] = direction.overtaken;
    if (direction.arrived == 0) {
      json["delay_s"] = nullptr;
      return json;
    }
    const auto& [least, median, most] = direction.delay_ns;
    json["delay_s"] = {
        {"min", in_seconds(least)}, {"median", in_seconds(median)}, {"max", in_seconds(most)}};
    return json;
  }

  // Of either capture the flow and the frames, null where it has none.
  void put_flows(Json& json, const Compared& compared) const {
    for (const Side side : {Side::client, Side::server}) {
      const std::string key(name(side));
      const std::uint32_t number = compared.connection[index(side)];
      if (number == kNone) {
        json[key] = nullptr;
        continue;
      }
      const Recording& recording = comparison_.recordings[index(side)];
      const RecordedConnection& one = recording.connections[number];
      json[key] = {{"flow", flow_text(one)},
                   {"first_frame", recording.segments[one.first].frame},
                   {"last_frame", recording.segments[one.last].frame}};
    }
  }

  void write_connection(const Compared& compared) {
    Json json{{"type", "connection"}};
    put_flows(json, compared);
    json["client_to_server"] = json_of(compared.direction[0]);
    json["server_to_client"] = json_of(compared.direction[1]);
    add(json);
    for (const Side side : {Side::client, Side::server}) {
      for (const std::uint32_t number : compared.told[index(side)]) {
        const Recorded& segment = comparison_.segment(side, number);
        Json one{{"type", "segment"}, {"fate", name(segment.fate)}};
        one["side"] = name(side);
        one["frame"] = segment.frame;
        one["flow"] = flow_text(comparison_.recordings[index(side)].connection_of(segment));
        one["summary"] = fate_text(comparison_, compared, side, segment);
        add(one);
      }
    }
    for (const Rewritten& rewritten : compared.rewritten) write_rewrite(rewritten);
  }

  void write_rewrite(const Rewritten& rewritten) {
    const Recorded& at_client = comparison_.segment(Side::client, rewritten.client);
    const Recorded& at_server = comparison_.segment(Side::server, rewritten.server);
    const auto [from, to] = from_to(comparison_, rewritten);
    add({{"type", "rewrite"},
         {"what", name(rewritten.what)},
         {"sender", name(rewritten.sender)},
         {"segments", rewritten.segments},
         {"from", from},
         {"to", to},
         {"client_frame", at_client.frame},
         {"server_frame", at_server.frame}});
  }

  [[nodiscard]] static Json frames_of(const std::vector<FrameFate>& frames) {
    Json list = Json::array();
    for (const FrameFate& fate : frames) {
      Json one{{"frame", fate.frame}, {"fate", name(fate.fate)}};
      if (fate.other_frame != 0) one["other_frame"] = fate.other_frame;
      list.push_back(one);
    }
    return list;
  }

  void write_finding(const Opinion& opinion) {
    const Finding& finding = opinion.finding;
    add({{"type", "finding"},
         {"side", name(opinion.side)},
         {"frame", finding.at.frame},
         {"class", name(finding.rule)},
         {"verdict", name(finding.verdict)},
         {"party", text(finding.party)},
         {"peer", text(finding.peer)},
         {"summary", summary_of(finding)},
         {"other_capture", name(opinion.agreement)},
         {"also_at", opinion.also_at == 0 ? Json(nullptr) : Json(opinion.also_at)},
         {"frames", frames_of(opinion.frames)},
         {"words", agreement_text(opinion)}});
  }

  void write_story(const Addition& addition) {
    add({{"type", "story"},
         {"side", name(addition.side)},
         {"frame", addition.story.at.frame},
         {"kind", name(addition.story.kind)},
         {"summary", words_of(addition.story)},
         {"frames", frames_of(addition.frames)}});
  }

  void write_summary() {
    const std::uint64_t violations = opinions_.found(Verdict::violation);
    add({{"type", "summary"},
         {"paired", comparison_.paired},
         {"unplaced", comparison_.unplaced},
         {"turned", comparison_.is_turned},
         {"violations", violations},
         {"contradicted", violations - opinions_.standing(Verdict::violation)}});
  }

  const Comparison& comparison_;
  const Opinions& opinions_;
  std::string out_{};
};

}  // namespace

std::string report_json(const Comparison& comparison, const Opinions& opinions) {
  return Writer(comparison, opinions).write();
}

}  // namespace twomsl::oracle::both
