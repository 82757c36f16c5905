#include "oracle/report/formats/html/diagram/ladder_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle::html {
namespace {

constexpr double kStep = 34, kSmallStep = 26, kAroundText = 10;
constexpr std::int64_t kIdle_ns = 500'000'000;

// Runs of plain segments longer than this are folded, but for so many at either end.
constexpr std::size_t kRun = 8, kEnds = 2;

std::string text_of(const Number& number) {
  switch (number.base) {
    case Number::Base::stream:
      return fmt::format("{}", number.value);
    case Number::Base::older:
      return fmt::format("{} (old)", number.value);
    case Number::Base::none:
      return fmt::format("#{}", number.value);
  }
  return "";
}

std::string words_of(Remark remark, const DrawnSegment& segment) {
  if (remark != Remark::opens_anew) return std::string(name(remark));
  const std::int64_t beyond = segment.beyond;
  return fmt::format("ISN {} {} its old end", beyond < 0 ? -beyond : beyond,
                     beyond < 0 ? "below" : "above");
}

std::vector<std::string> notes_of(const DrawnSegment& segment) {
  std::vector<std::string> notes;
  for (const Remark remark : kValuesOf<Remark>) {
    if (segment.remarks.contains(remark)) notes.push_back(words_of(remark, segment));
  }
  if (segment.from > 1 || segment.to > 1) notes.emplace_back("between other ends");
  return notes;
}

Row row_of(const Drawing& drawing, std::size_t index) {
  const DrawnSegment& segment = drawing.flow.segments[index];
  Row row;
  row.kind = RowKind::segment;
  row.index = index;
  row.time_ns = segment.at.time_ns;
  row.notes = notes_of(segment);
  const auto& marks = drawing.exhibit.marks;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i].at.frame == segment.at.frame) row.marks.push_back(i);
  }
  const auto lines = static_cast<double>(row.marks.size() + row.notes.size());
  row.height = std::max(kStep, lines * kLineOfText + kAroundText);
  return row;
}

Row row_of(RowKind kind, std::size_t index, std::uint64_t count, std::int64_t time_ns) {
  return {kind, index, count, time_ns, {}, {}, 0, kind == RowKind::due ? kStep : kSmallStep};
}

bool is_plain(const DrawnFlow& flow, const Row& row) {
  const DrawnSegment& segment = flow.segments[row.index];
  return (segment.flags.bits & kEvents) == 0 && row.notes.empty() && row.marks.empty() &&
         segment.omitted == 0;
}

// Adds the rows from `begin` on, all plain, folded where they are many.
void add_run(std::vector<Row>& rows, std::vector<Row>& run) {
  if (run.size() > kRun) {
    const auto first = run.begin() + kEnds, last = run.end() - kEnds;
    const auto count = static_cast<std::uint64_t>(last - first);
    const Row fold = row_of(RowKind::omitted, last->index, count, last->time_ns);
    run.insert(run.erase(first, last), fold);
  }
  rows.insert(rows.end(), run.begin(), run.end());
  run.clear();
}

std::vector<Row> segments_of(const Drawing& drawing) {
  const auto& segments = drawing.flow.segments;
  std::vector<Row> rows, run;
  if (drawing.flow.earlier != 0) {
    rows.push_back(row_of(RowKind::omitted, 0, drawing.flow.earlier, segments[0].at.time_ns));
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::int64_t time_ns = segments[i].at.time_ns;
    const bool is_idle = i != 0 && time_ns - segments[i - 1].at.time_ns >= kIdle_ns;
    Row row = row_of(drawing, i);
    if (is_plain(drawing.flow, row) && !is_idle) {
      run.push_back(std::move(row));
      continue;
    }
    add_run(rows, run);
    const std::uint64_t omitted = segments[i].omitted;
    if (omitted != 0) rows.push_back(row_of(RowKind::omitted, i, omitted, time_ns));
    if (is_idle && omitted == 0) rows.push_back(row_of(RowKind::idle, i, 0, time_ns));
    rows.push_back(std::move(row));
  }
  add_run(rows, run);
  if (drawing.flow.later != 0) {
    rows.push_back(
        row_of(RowKind::omitted, segments.size(), drawing.flow.later, segments.back().at.time_ns));
  }
  return rows;
}

}  // namespace

std::string label_of(const DrawnSegment& segment) {
  std::string label = flags_of(segment) + "  seq " + text_of(segment.seq);
  if (segment.flags.ack()) label += "  ack " + text_of(segment.ack);
  if (segment.payload_bytes != 0) label += fmt::format("  len {}", segment.payload_bytes);
  return label;
}

std::vector<Row> rows_of(const Drawing& drawing, const std::vector<WaitSpan>& waits, double top) {
  std::vector<Row> rows = segments_of(drawing);
  for (std::size_t i = 0; i < waits.size(); ++i) {
    if (!waits[i].has_rest()) continue;
    const std::int64_t due_ns = waits[i].due_ns;
    auto at = std::find_if(rows.begin(), rows.end(),
                           [due_ns](const Row& row) { return row.time_ns > due_ns; });
    if (at == rows.end() && drawing.flow.later != 0) --at;  // what is later stands last
    rows.insert(at, row_of(RowKind::due, i, 0, due_ns));
  }
  for (Row& row : rows) {
    row.y = top;
    top += row.height;
  }
  return rows;
}

}  // namespace twomsl::oracle::html
