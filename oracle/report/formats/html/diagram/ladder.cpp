// The ladder diagram of an exhibit.
#include <fmt/format.h>

#include <algorithm>

#include "oracle/report/formats/html/diagram/ladder_rows.hpp"
#include "oracle/report/formats/html/diagram/svg.hpp"
#include "oracle/report/formats/html/escape.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle::html {
namespace {

constexpr double kFirstLine = 216, kApart = 390, kApartOfMany = 250;  // x of the ends' lines
constexpr double kNotes = 296;                                        // room right of the last
constexpr double kTop = 68, kSlope = 8, kBar = 12;

class Ladder {
 public:
  explicit Ladder(const Drawing& drawing)
      : drawing_(drawing),
        flow_(drawing.flow),
        waits_(waits_of(drawing)),
        rows_(rows_of(drawing, waits_, kTop)),
        first_ns_(flow_.segments.front().at.time_ns),
        bottom_(rows_.back().y + rows_.back().height + 4) {}

  std::string draw();

 private:
  [[nodiscard]] double line_of(unsigned end) const {
    return kFirstLine + end * (flow_.end.size() == 2 ? kApart : kApartOfMany);
  }
  [[nodiscard]] double notes_at() const {
    return line_of(static_cast<unsigned>(flow_.end.size()) - 1) + 24;
  }
  [[nodiscard]] double y_of(const Moment& at) const;
  [[nodiscard]] double y_of_due(std::size_t wait) const;
  [[nodiscard]] std::string description() const;

  void draw_bands();
  void draw_ends();
  void draw_waits();
  void draw_segment(const Row& row);
  void draw_due(const Row& row);
  void draw_gap(const Row& row);

  const Drawing& drawing_;
  const DrawnFlow& flow_;
  std::vector<WaitSpan> waits_;
  std::vector<Row> rows_;
  std::int64_t first_ns_;
  double bottom_;
  Svg svg_{};
};

// Where that frame is, or would be.
double Ladder::y_of(const Moment& at) const {
  const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& candidate) {
    return candidate.kind == RowKind::segment &&
           flow_.segments[candidate.index].at.frame >= at.frame;
  });
  return row == rows_.end() ? bottom_ : row->y + kSlope / 2;
}

double Ladder::y_of_due(std::size_t wait) const {
  const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& candidate) {
    return candidate.kind == RowKind::due && candidate.index == wait;
  });
  return row == rows_.end() ? bottom_ : row->y + kSlope;
}

void Ladder::draw_bands() {
  for (const Row& row : rows_) {
    if (row.marks.empty()) continue;
    svg_.rect("band", {0, row.y - 12}, {notes_at() + kNotes, row.height - 2});
  }
}

void Ladder::draw_ends() {
  for (unsigned end = 0; end < flow_.end.size(); ++end) {
    const bool is_party = end == party_of(drawing_);
    svg_.line("life", {line_of(end), 46}, {line_of(end), bottom_});
    svg_.text(fmt::format("endname e{}", std::min(end, 2u)), {line_of(end), 20},
              text(flow_.end[end]), "middle");
    svg_.text("endrole", {line_of(end), 37},
              is_party  ? "party"
              : end < 2 ? "peer"
                        : "another end",
              "middle");
  }
  svg_.text("axis", {88, 37}, "seconds", "end");
  svg_.text("axis", {102, 37}, "frame");
}

// From its entry to where it was shown to be over, or was seen last; then what is left of it.
void Ladder::draw_waits() {
  for (std::size_t i = 0; i < waits_.size(); ++i) {
    const WaitSpan& wait = waits_[i];
    const double left = line_of(wait.end) - kBar / 2, entry = y_of(wait.entry);
    const double due = wait.has_rest() ? y_of_due(i) : 0;
    const bool is_over = wait.over.happened();
    const double last = y_of(flow_.segments.back().at);
    const double until = is_over ? y_of(wait.over) : std::max(entry, std::min(last, due));
    const std::string look = fmt::format(" e{}", wait.end);
    svg_.rect("wait" + look, {left, entry}, {kBar, until - entry});
    if (due <= until) continue;
    svg_.rect((is_over ? "missing" : "unseen") + look, {left, until}, {kBar, due - until});
  }
}

void Ladder::draw_segment(const Row& row) {
  const DrawnSegment& segment = flow_.segments[row.index];
  svg_.text("time", {88, row.y + 7}, seconds_since(segment.at.time_ns - first_ns_), "end");
  svg_.text("frame", {102, row.y + 7}, fmt::format("{}", segment.at.frame));
  const bool is_odd = segment.remarks.contains(Remark::outside_window) ||
                      segment.remarks.contains(Remark::rst_outside) ||
                      segment.remarks.contains(Remark::damaged);
  const std::string look = fmt::format("seg e{}{}{}", std::min<unsigned>(segment.from, 2u),
                                       segment.flags.rst() ? " rst" : "", is_odd ? " odd" : "");
  const double from = line_of(segment.from), to = line_of(segment.to);
  const double inset = to > from ? kBar / 2 : -kBar / 2;
  if (from != to) svg_.arrow(look, {from + inset, row.y}, {to - inset, row.y + kSlope});
  svg_.text("label", {(from + to) / 2, row.y - 1}, label_of(segment), "middle");
  const double x = notes_at();
  double y = row.y + 7;
  for (const std::size_t mark : row.marks) {
    svg_.mark({x + 8, y - 4}, mark + 1);
    svg_.text("role", {x + 22, y}, drawing_.exhibit.marks[mark].words);
    y += kLineOfText;
  }
  for (const std::string& note : row.notes) {
    svg_.text("note", {x + 22, y}, note);
    y += kLineOfText;
  }
}

void Ladder::draw_due(const Row& row) {
  const WaitSpan& wait = waits_[row.index];
  const double x = line_of(wait.end), y = row.y + kSlope;
  svg_.line(fmt::format("due e{}", wait.end), {x - 16, y}, {notes_at() + 14, y});
  svg_.text("time", {88, y + 4}, seconds_since(row.time_ns - first_ns_), "end");
  svg_.text("note", {notes_at() + 22, y + 4},
            fmt::format("TIME-WAIT of the {} would end",
                        wait.end == party_of(drawing_) ? "party" : "peer"));
}

void Ladder::draw_gap(const Row& row) {
  const auto& segments = flow_.segments;
  std::string words = fmt::format("{} segment{} not shown", row.count, row.count == 1 ? "" : "s");
  if (row.kind == RowKind::idle) {
    words = brief(segments[row.index].at.time_ns - segments[row.index - 1].at.time_ns) +
            " without a segment";
  }
  svg_.text("gap", {(line_of(0) + line_of(1)) / 2, row.y + 4}, words, "middle");
}

std::string Ladder::description() const {
  std::string words = fmt::format("{} segments between {} and {}, time downwards.",
                                  flow_.segments.size(), text(flow_.end[0]), text(flow_.end[1]));
  for (const Row& row : rows_) {
    for (const std::size_t mark : row.marks) {
      words +=
          fmt::format(" {}, frame {}, {}: {}.", mark + 1, drawing_.exhibit.marks[mark].at.frame,
                      drawing_.exhibit.marks[mark].words, label_of(flow_.segments[row.index]));
    }
  }
  return words;
}

std::string Ladder::draw() {
  draw_bands();
  draw_ends();
  draw_waits();
  for (const Row& row : rows_) {
    switch (row.kind) {
      case RowKind::segment:
        draw_segment(row);
        break;
      case RowKind::due:
        draw_due(row);
        break;
      case RowKind::omitted:
      case RowKind::idle:
        draw_gap(row);
        break;
    }
  }
  return svg_.finish(drawing_.id + "l", "Ladder diagram", description(),
                     {notes_at() + kNotes, bottom_ + 4});
}

}  // namespace

std::string ladder(const Drawing& drawing) {
  return drawing.flow.segments.empty() ? "" : Ladder(drawing).draw();
}

}  // namespace twomsl::oracle::html
