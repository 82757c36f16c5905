// The time-sequence graph of an exhibit: a panel for each stream. A stroke is the text of a
// segment, the stair is what the other end has acknowledged, the dashed one how far its window
// reaches, and below lie the TIME-WAITs of the sender.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "oracle/report/formats/html/diagram/drawing.hpp"
#include "oracle/report/formats/html/diagram/svg.hpp"
#include "oracle/report/formats/html/diagram/time_axis.hpp"
#include "oracle/report/formats/html/escape.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle::html {
namespace {

constexpr double kWidth = 926, kLeft = 84, kRight = 906;
constexpr double kPanel = 132, kTitle = 22, kLane = 26, kAxis = 44;
constexpr double kLevel = 19, kPad = 10, kInset = 10;
constexpr std::size_t kLevels = 5;

// A mark above the panels; where two are near, the second stands higher.
struct PlacedMark {
  double x = 0;
  std::size_t number = 0;
  std::size_t level = 0;
};

std::vector<PlacedMark> placed(const std::vector<Mark>& marks, const TimeAxis& axis) {
  std::vector<PlacedMark> out;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    out.push_back({axis.x(marks[i].at.time_ns), i + 1, 0});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const PlacedMark& a, const PlacedMark& b) { return a.x < b.x; });
  std::array<double, kLevels> taken{};
  for (PlacedMark& mark : out) {
    while (mark.level + 1 < kLevels && mark.x < taken[mark.level]) ++mark.level;
    taken[mark.level] = mark.x + kLevel;
  }
  return out;
}

class SequenceGraph {
 public:
  explicit SequenceGraph(const Drawing& drawing)
      : drawing_(drawing),
        flow_(drawing.flow),
        waits_(waits_of(drawing)),
        axis_(moments_of(drawing.flow, waits_), kLeft + kInset, kRight - kInset),
        marks_(placed(drawing.exhibit.marks, axis_)) {
    for (const PlacedMark& mark : marks_) levels_ = std::max(levels_, mark.level + 1);
    for (const DrawnSegment& segment : flow_.segments) {
      if (segment.from > 1 || segment.to > 1) continue;
      reach(segment.from, segment.seq, segment.payload_bytes);
      if (segment.flags.ack()) reach(1u - segment.from, segment.ack, 0);
    }
    for (const unsigned end : {0u, 1u}) {
      edges_[end] = window_edges(flow_, end);
      // A window that is far from being used would press the text into a line.
      const std::int64_t most = highest_[end] + highest_[end] / 2;
      for (const EdgeStep& step : edges_[end]) {
        highest_[end] = std::max(highest_[end], std::min(step.edge.value_or(0), most));
      }
    }
  }

  std::string draw();

 private:
  void reach(unsigned end, const Number& number, std::uint32_t length) {
    if (number.base == Number::Base::none) return;
    highest_[end] = std::max(highest_[end], number.value + length);
  }
  [[nodiscard]] double head() const { return 6 + static_cast<double>(levels_) * kLevel; }
  [[nodiscard]] double top_of(unsigned end) const {
    return head() + kTitle + end * (kPanel + kLane + kTitle);
  }
  [[nodiscard]] double y(unsigned end, std::int64_t value) const;
  [[nodiscard]] std::string description() const;

  void draw_panel(unsigned end);
  void draw_waits();
  void draw_axis();
  void draw_acknowledged(unsigned end);
  void draw_window(unsigned end);
  void draw_sent(const DrawnSegment& segment);
  void draw_marks();

  const Drawing& drawing_;
  const DrawnFlow& flow_;
  std::vector<WaitSpan> waits_;
  TimeAxis axis_;
  std::vector<PlacedMark> marks_;
  std::size_t levels_ = 0;
  std::array<std::int64_t, 2> highest_{1, 1};
  std::array<std::vector<EdgeStep>, 2> edges_{};
  Svg svg_{};
};

double SequenceGraph::y(unsigned end, std::int64_t value) const {
  const double share =
      std::clamp(static_cast<double>(value) / static_cast<double>(highest_[end]), -0.02, 1.0);
  return top_of(end) + kPanel - kPad - share * (kPanel - 2 * kPad);
}

// 1, 2 or 5 times a power of ten, so that there are about four lines.
std::int64_t step_for(std::int64_t highest) {
  std::int64_t step = 1;
  for (int i = 0; step * 4 < highest; ++i) step = i % 3 == 1 ? step / 2 * 5 : step * 2;
  return step;
}

void SequenceGraph::draw_panel(unsigned end) {
  const double top = top_of(end);
  const std::string look = fmt::format(" e{}", end);
  svg_.text("panelname" + look, {kLeft, top - 7},
            fmt::format("Stream of {}, {}", text(flow_.end[end]),
                        end == party_of(drawing_) ? "the party" : "the peer"));
  svg_.rect("panel", {kLeft - 6, top}, {kRight - kLeft + 12, kPanel});
  const std::int64_t step = step_for(highest_[end]);
  for (std::int64_t value = 0; value <= highest_[end]; value += step) {
    svg_.line("grid", {kLeft - 6, y(end, value)}, {kRight + 6, y(end, value)});
    svg_.text("tick", {kLeft - 12, y(end, value) + 4}, fmt::format("{}", value), "end");
  }
  svg_.text("tick", {kLeft - 12, top + kPanel + 15}, "TIME-WAIT", "end");
  const bool waits = std::any_of(waits_.begin(), waits_.end(),
                                 [end](const WaitSpan& wait) { return wait.end == end; });
  if (!waits) svg_.text("tick", {kLeft, top + kPanel + 15}, "none seen");
}

void SequenceGraph::draw_waits() {
  const std::int64_t last_ns = flow_.segments.back().at.time_ns;
  for (const WaitSpan& wait : waits_) {
    const std::string look = fmt::format(" e{}", wait.end);
    const double top = top_of(wait.end), lane = top + kPanel + 5;
    const bool is_over = wait.over.happened();
    const double entry = axis_.x(wait.entry.time_ns), due = axis_.x(wait.due_ns);
    const double until =
        is_over ? axis_.x(wait.over.time_ns) : std::max(entry, std::min(axis_.x(last_ns), due));
    svg_.rect("shade" + look, {entry, top}, {until - entry, kPanel});
    svg_.rect("wait" + look, {entry, lane}, {until - entry, 12});
    if (!wait.has_rest() || due <= until) continue;
    svg_.rect((is_over ? "missing" : "unseen") + look, {until, lane}, {due - until, 12});
  }
}

void SequenceGraph::draw_axis() {
  const double bottom = top_of(1) + kPanel + kLane;
  std::int64_t first_ns = flow_.segments.front().at.time_ns;
  double free_from = 0;
  const auto& stretches = axis_.stretches();
  const auto tick = [&](double x, std::int64_t time_ns) {
    svg_.line("grid", {x, bottom}, {x, bottom + 5});
    if (x < free_from) return;
    free_from = x + 74;
    svg_.text("tick", {x, bottom + 18}, brief(time_ns - first_ns), "middle");
  };
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const TimeAxis::Stretch& stretch = stretches[i];
    if (i != 0) {
      const TimeAxis::Stretch& before = stretches[i - 1];
      const double middle = (before.to + stretch.from) / 2;
      for (unsigned end = 0; end < 2; ++end) {
        svg_.rect("cut", {middle - 6, top_of(end)}, {12, kPanel});
      }
      svg_.text("cutname", {middle, bottom + 34}, "+ " + brief(stretch.from_ns - before.to_ns),
                "middle");
    }
    tick(stretch.from_ns == stretch.to_ns ? axis_.x(stretch.from_ns) : stretch.from,
         stretch.from_ns);
    if (stretch.to_ns != stretch.from_ns) tick(stretch.to, stretch.to_ns);
  }
}

// What the other end has acknowledged of the stream, over time: a stair for each incarnation.
void SequenceGraph::draw_acknowledged(unsigned end) {
  std::string stair;
  std::int64_t highest = 0;
  double last_x = 0;
  for (const DrawnSegment& segment : flow_.segments) {
    const double x = axis_.x(segment.at.time_ns);
    const bool is_new = segment.from == end && segment.remarks.contains(Remark::opens_anew);
    if (is_new) {
      if (!stair.empty()) fmt::format_to(std::back_inserter(stair), "H{:.1f}", x);
      highest = 0;
      last_x = 0;
    }
    const bool acknowledges = segment.from == 1 - end && segment.to == end && segment.flags.ack() &&
                              segment.ack.base == Number::Base::stream;
    if (!acknowledges || segment.ack.value < highest) continue;
    const double height = y(end, segment.ack.value);
    if (last_x == 0) {
      fmt::format_to(std::back_inserter(stair), "M{:.1f} {:.1f}", x, height);
    } else {
      fmt::format_to(std::back_inserter(stair), "H{:.1f}V{:.1f}", x, height);
    }
    svg_.circle("acked", {x, height}, 1.8);
    highest = segment.ack.value;
    last_x = x;
  }
  if (!stair.empty()) svg_.path("acks", stair + fmt::format("H{:.1f}", kRight));
}

// As far as it lies in the panel.
void SequenceGraph::draw_window(unsigned end) {
  std::string stair;
  bool is_drawn = false;
  for (const EdgeStep& step : edges_[end]) {
    const double x = axis_.x(step.time_ns);
    if (is_drawn) fmt::format_to(std::back_inserter(stair), "H{:.1f}", x);
    const bool was_drawn = std::exchange(is_drawn, step.edge && *step.edge <= highest_[end]);
    if (!is_drawn) continue;
    const std::string to = was_drawn ? "V" : fmt::format("M{:.1f} ", x);
    stair += fmt::format("{}{:.1f}", to, y(end, *step.edge));
  }
  if (is_drawn) stair += fmt::format("H{:.1f}", kRight);
  if (!stair.empty()) svg_.path("window", stair);
}

void SequenceGraph::draw_sent(const DrawnSegment& segment) {
  if (segment.from > 1 || segment.to > 1 || segment.seq.base == Number::Base::none) return;
  const double x = axis_.x(segment.at.time_ns);
  const double low = y(segment.from, segment.seq.value);
  const double high = y(segment.from, segment.seq.value + segment.payload_bytes);
  const std::string look = fmt::format(" e{}", segment.from);
  if (segment.payload_bytes != 0) {
    const char* const kind = segment.remarks.contains(Remark::again) ? "text again" : "text";
    svg_.line(kind + look, {x, low}, {x, std::min(high, low - 2)});
    svg_.line(kind + look, {x - 3, high}, {x + 3, high});
    svg_.line(kind + look, {x - 3, low}, {x + 3, low});
  }
  const char* letter = segment.flags.rst()   ? "R"
                       : segment.flags.syn() ? "S"
                       : segment.flags.fin() ? "F"
                                             : "";
  if (*letter == '\0') return;
  const std::string kind = segment.flags.rst() ? "rst" : look;
  svg_.rect("event " + kind, {x - 7, high - 7}, {14, 14});
  svg_.text("letter", {x, high + 4}, letter, "middle");
}

// The marked frames: a line through both panels, and the number above.
void SequenceGraph::draw_marks() {
  const double bottom = top_of(1) + kPanel + kLane;
  for (const PlacedMark& mark : marks_) svg_.line("markline", {mark.x, head()}, {mark.x, bottom});
  for (const PlacedMark& mark : marks_) {
    svg_.mark({mark.x, head() - 9 - static_cast<double>(mark.level) * kLevel}, mark.number);
  }
}

std::string SequenceGraph::description() const {
  std::string words =
      "Sequence numbers over time, relative to each SYN: letters are SYN, FIN and RST, strokes are "
      "text, the stair is what the other end has acknowledged, the dashed one how far its window "
      "reaches.";
  const std::int64_t first_ns = flow_.segments.front().at.time_ns;
  for (const WaitSpan& wait : waits_) {
    words += fmt::format(" {} is in TIME-WAIT from {} s", text(flow_.end[wait.end]),
                         seconds_since(wait.entry.time_ns - first_ns));
    if (wait.over.happened()) {
      words += fmt::format(", and no more at {} s", seconds_since(wait.over.time_ns - first_ns));
    }
    words += ".";
  }
  return words;
}

std::string SequenceGraph::draw() {
  for (unsigned end = 0; end < 2; ++end) draw_panel(end);
  draw_axis();
  draw_waits();
  draw_marks();
  for (unsigned end = 0; end < 2; ++end) {
    draw_acknowledged(end);
    draw_window(end);
  }
  for (const DrawnSegment& segment : flow_.segments) draw_sent(segment);
  return svg_.finish(drawing_.id + "g", "Time-sequence graph", description(),
                     {kWidth, top_of(1) + kPanel + kLane + kAxis});
}

}  // namespace

std::string sequence_graph(const Drawing& drawing) {
  std::vector<std::int64_t> times;
  for (const DrawnSegment& segment : drawing.flow.segments) {
    const bool is_of_stream = segment.from < 2 && segment.seq.base != Number::Base::none;
    if (is_of_stream) times.push_back(segment.at.time_ns);
  }
  const auto [first, last] = std::minmax_element(times.begin(), times.end());
  return times.empty() || *first == *last ? "" : SequenceGraph(drawing).draw();
}

}  // namespace twomsl::oracle::html
