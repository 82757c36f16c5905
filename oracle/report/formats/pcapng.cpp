// The frames themselves, for Wireshark (filter frame.comment): every frame that was judged, with
// its time, lengths, link type and interface as it was; each frame that proves a finding has a
// comment. Several captures stand behind one another, each on interfaces of its own.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "oracle/report/explain.hpp"
#include "oracle/report/formats/pcapng_blocks.hpp"
#include "oracle/report/formats/quoting.hpp"
#include "oracle/report/formats/writers.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::size_t kMaxComments = 100;  // of one frame

// Readers, ours too, take a larger block for damage. Comments have their room beside it.
constexpr std::size_t kMaxKeptBytes = (std::size_t{16} << 20) - (std::size_t{1} << 17);

// Times before 1970, which only a damaged capture has, count from here.
constexpr std::int64_t kEarly_s = -9'223'372'036;

// A frame's part in a finding; without evidence it is the frame that the finding names.
struct Mark {
  std::uint64_t frame = 0;
  const Finding* finding = nullptr;
  const Evidence* evidence = nullptr;
};

std::vector<Mark> marks_of(const Audit& audit) {
  std::vector<Mark> marks;
  for (const Finding& finding : audit.findings) {
    marks.push_back({finding.at.frame, &finding, nullptr});
    for (const Evidence& evidence : finding.shown()) {
      marks.push_back({evidence.at.frame, &finding, &evidence});
    }
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.frame < b.frame; });
  return marks;
}

class PcapngReport : public ReportWriter {
 public:
  explicit PcapngReport(Write write) : write_(std::move(write)) { begin_section(); }

  std::string add(const Audit& audit, const SecondReading& again) override {
    const std::vector<Mark> marks = marks_of(audit);
    marks_ = marks;
    file_ = utf8_of(audit.summary.file);
    ids_.clear();
    const std::uint64_t before = frames_;
    std::string amiss = again.each(audit.summary.packets, [&](const Frame& frame) {
      put(frame, comments_on(frame.number, before));
      ++frames_;
    });
    marks_ = {};
    return amiss;
  }

  void finish(const Totals& /*totals*/) override {}

 private:
  // An interface of the capture, once more for its times before 1970.
  struct Key {
    std::uint32_t interface = 0;
    bool is_early = false;

    friend auto operator<=>(const Key&, const Key&) = default;
  };

  void begin_section() {
    write_(section_block());
    ids_.clear();
    used_ids_ = 0;
  }

  // Frames are named by their numbers in what is written: `before` frames are of other captures.
  std::vector<std::string> comments_on(std::uint64_t frame, std::uint64_t before) {
    std::vector<std::string> comments;
    std::size_t left_out = 0;
    for (; !marks_.empty() && marks_.front().frame <= frame; marks_ = marks_.subspan(1)) {
      if (comments.size() == kMaxComments) {
        ++left_out;
      } else {
        comments.push_back(comment_of(marks_.front(), before));
      }
    }
    if (left_out != 0) comments.push_back(fmt::format("and {} comments more", left_out));
    return comments;
  }

  static std::string comment_of(const Mark& mark, std::uint64_t before) {
    const Finding& finding = *mark.finding;
    std::string words =
        mark.evidence == nullptr ? summary_of(finding) : sentence(finding, *mark.evidence);
    if (mark.evidence == nullptr && finding.reason != Reason::none) {
      words += fmt::format(" Undetermined: {}.", sentence(finding.reason));
    }
    return fmt::format("{} {} at frame {}: {}", name(finding.verdict), name(finding.rule),
                       before + finding.at.frame, words);
  }

  void put(const Frame& frame, const std::vector<std::string>& comments) {
    const auto bytes = frame.bytes.first(std::min(frame.bytes.size(), kMaxKeptBytes));
    if (!frame.has_time) return put_untimed(frame, bytes);
    const bool is_early = frame.time_ns < 0;
    const std::int64_t epoch_ns = is_early ? kEarly_s * 1'000'000'000 : 0;
    const std::int64_t time_ns = std::max(frame.time_ns, epoch_ns) - epoch_ns;
    const std::uint32_t id = id_of(frame, {frame.interface, is_early}, 0);
    write_(
        packet_block({id, static_cast<std::uint64_t>(time_ns), frame.wire_bytes, bytes}, comments));
  }

  // Such a frame is of the first interface, whose limit tells how much of it was kept.
  void put_untimed(const Frame& frame, std::span<const std::uint8_t> bytes) {
    const auto kept = static_cast<std::uint32_t>(bytes.size());
    const std::uint32_t limit = kept < frame.wire_bytes ? kept : 0;
    const Key key{frame.interface, false};
    const auto known = ids_.find(key);
    const bool is_first = known != ids_.end() && known->second == 0 && first_limit_ == limit;
    if (!is_first) {
      if (used_ids_ != 0) begin_section();
      static_cast<void>(id_of(frame, key, limit));
    }
    write_(untimed_packet_block(frame.wire_bytes, bytes));
  }

  std::uint32_t id_of(const Frame& frame, Key key, std::uint32_t limit) {
    if (const auto known = ids_.find(key); known != ids_.end()) return known->second;
    if (used_ids_ == kMaxInterfacesOfSection) begin_section();
    if (used_ids_ == 0) first_limit_ = limit;
    write_(interface_block({frame.link_type, limit, key.is_early ? kEarly_s : 0,
                            fmt::format("{} interface {}", file_, frame.interface)}));
    return ids_[key] = used_ids_++;
  }

  Write write_;
  std::span<const Mark> marks_{};  // of the frames that are still to come
  std::string file_{};
  std::map<Key, std::uint32_t> ids_{};  // of the capture's interfaces in this section
  std::uint32_t used_ids_ = 0;          // of this section
  std::uint32_t first_limit_ = 0;       // of its first interface
  std::uint64_t frames_ = 0;            // written
};

}  // namespace

Writer make_pcapng(Write write, const ReportSettings& /*settings*/) {
  return std::make_unique<PcapngReport>(std::move(write));
}

}  // namespace twomsl::oracle
