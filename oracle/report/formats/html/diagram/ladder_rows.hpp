// The rows of a ladder, from its top downwards.
#pragma once

#include <string>
#include <vector>

#include "oracle/report/formats/html/diagram/drawing.hpp"

namespace twomsl::oracle::html {

constexpr double kLineOfText = 18;  // its height

enum class RowKind : std::uint8_t { segment, omitted, idle, due };

struct Row {
  RowKind kind{};
  std::size_t index = 0;    // of the segment, of that after the gap, or of the wait that is due
  std::uint64_t count = 0;  // of segments omitted
  std::int64_t time_ns = 0;
  std::vector<std::size_t> marks{};  // of the segment: indices of the exhibit's
  std::vector<std::string> notes{};  // of the segment, a line each
  double y = 0;
  double height = 0;
};

/// What the arrow of a segment says: flags, numbers and length.
[[nodiscard]] std::string label_of(const DrawnSegment& segment);

/// The rows by time, below `top`. Long runs of plain segments are folded.
[[nodiscard]] std::vector<Row> rows_of(const Drawing& drawing, const std::vector<WaitSpan>& waits,
                                       double top);

}  // namespace twomsl::oracle::html
