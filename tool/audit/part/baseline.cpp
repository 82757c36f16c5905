// See baseline.hpp.
#include "tool/audit/part/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>

#include "oracle/report/fingerprint.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/words.hpp"

namespace twomsl::tool {
namespace {

using Json = nlohmann::json;
using nlohmann::literals::operator""_json_pointer;

constexpr std::size_t kLongestLine = std::size_t{1} << 20;

std::string word_at(const Json& json, const Json::json_pointer& at) {
  const bool is_there = json.contains(at) && json.at(at).is_string();
  return is_there ? json.at(at).get<std::string>() : "";
}

std::string fingerprint_word(const Json& json, KnownBy by) {
  const std::string_view name =
      by == KnownBy::kind ? oracle::kKindFingerprint : oracle::kFindingFingerprint;
  const Json::json_pointer at = Json::json_pointer("/fingerprints") / std::string(name);
  return word_at(json, at);
}

// The lines of a file, one at a time.
class Lines {
 public:
  explicit Lines(const std::string& path) : in_(path, std::ios::binary) {}

  [[nodiscard]] bool is_open() const { return in_.is_open(); }
  [[nodiscard]] bool is_too_long() const { return too_long_; }
  [[nodiscard]] std::uint32_t number() const { return number_; }

  /// False at the end, and where a line is too long.
  bool next(std::string& line) {
    if (number_ == std::numeric_limits<std::uint32_t>::max()) return false;
    in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    const auto read = static_cast<std::size_t>(in_.gcount());
    if (read == 0) return false;
    ++number_;
    too_long_ = in_.fail();
    line.assign(buffer_.data(), in_.eof() || too_long_ ? read : read - 1);  // it counts the break
    return !too_long_;
  }

 private:
  std::ifstream in_;
  std::vector<char> buffer_ = std::vector<char>(kLongestLine + 1);
  std::uint32_t number_ = 0;
  bool too_long_ = false;
};

std::string sentence_of(const Json& json) {
  const auto frame = json.find("frame");
  return fmt::format(
      "{} of {} at frame {} of {}", word_at(json, "/class"_json_pointer),
      word_at(json, "/party"_json_pointer),
      frame != json.end() && frame->is_number_unsigned() ? frame->get<std::uint64_t>() : 0,
      word_at(json, "/file"_json_pointer));
}

}  // namespace

std::string Baseline::read_line(const std::string& text, std::uint32_t line,
                                const Selection& selection) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return "it is no JSON object; a baseline is what --report jsonl= writes";
  const std::string type = word_at(json, "/type"_json_pointer);
  if (type == "story" || type == "summary" || type == "provisional") return {};
  if (type != "finding") return "its type is none of finding, story, summary";
  const auto rule = oracle::value_named<RuleClass>(word_at(json, "/class"_json_pointer));
  const auto verdict = oracle::value_named<Verdict>(word_at(json, "/verdict"_json_pointer));
  const auto party = oracle::read_socket(word_at(json, "/flow/src"_json_pointer));
  const auto peer = oracle::read_socket(word_at(json, "/flow/dst"_json_pointer));
  if (!rule || !verdict || !party || !peer) {
    return "it is a finding without a class, a verdict or a flow that is known here";
  }
  const auto fingerprint = oracle::read_fingerprint(fingerprint_word(json, by_));
  if (!fingerprint) return "it has no fingerprint of v1; write the baseline again";
  if (!is_selected(selection, *rule, *party, *peer)) return {};
  known_.push_back({*fingerprint, oracle::file_fingerprint(word_at(json, "/file"_json_pointer)),
                    line, *verdict});
  return {};
}

std::string Baseline::read(const std::string& path, KnownBy by, const Selection& selection) {
  path_ = path;
  by_ = by;
  std::error_code unused;
  if (!std::filesystem::is_regular_file(path, unused)) return path + ": it is no file";
  Lines lines(path);
  if (!lines.is_open()) return path + ": it cannot be read";
  for (std::string text; lines.next(text);) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (const std::string fault = read_line(text, lines.number(), selection); !fault.empty()) {
      return fmt::format("{}: line {}: {}", path, lines.number(), fault);
    }
  }
  if (lines.is_too_long()) {
    return fmt::format("{}: line {}: it is longer than {} bytes", path, lines.number(),
                       kLongestLine);
  }
  std::ranges::sort(known_, {}, [](const Known& known) {
    return std::tuple(known.fingerprint, known.verdict, known.line);
  });
  const auto twice = std::ranges::unique(known_, {}, &Known::fingerprint);
  known_.erase(twice.begin(), twice.end());
  return {};
}

bool Baseline::knows(const oracle::Finding& finding, const std::string& file) {
  const oracle::Fingerprints of = oracle::fingerprints_of(finding, file);
  const std::uint64_t wanted = by_ == KnownBy::kind ? of.kind : of.finding;
  const auto at = std::ranges::lower_bound(known_, wanted, {}, &Known::fingerprint);
  if (at == known_.end() || at->fingerprint != wanted) return false;
  at->is_met = true;
  return at->verdict <= finding.verdict;  // the gravest comes first
}

void Baseline::leave_out_known(oracle::Audit& audit) {
  const oracle::Summary& summary = audit.summary;
  if (summary.readable && summary.damage.empty()) {
    judged_.push_back(oracle::file_fingerprint(summary.file));
  }
  audit.summary.left_out.known += std::erase_if(
      audit.findings, [&](const oracle::Finding& finding) { return knows(finding, summary.file); });
}

Baseline::Gone Baseline::gone(std::size_t most) const {
  std::vector<std::uint64_t> judged = judged_;
  std::ranges::sort(judged);
  std::vector<std::uint32_t> gone;
  for (const Known& known : known_) {
    if (!known.is_met && std::ranges::binary_search(judged, known.file)) gone.push_back(known.line);
  }
  std::ranges::sort(gone);
  Gone result{.count = gone.size()};
  Lines lines(path_);
  std::string text;
  for (std::size_t i = 0; i < std::min(most, gone.size()); ++i) {
    while (lines.number() < gone[i] && lines.next(text)) continue;
    result.sentences.push_back(fmt::format("{}: line {}: {}", path_, gone[i],
                                           sentence_of(Json::parse(text, nullptr, false))));
  }
  return result;
}

}  // namespace twomsl::tool
