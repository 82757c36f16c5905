// What both diagrams of an exhibit draw.
#pragma once

#include <string>

#include "oracle/report/formats/html/diagram/drawn_flow.hpp"
#include "oracle/report/formats/html/exhibit.hpp"

namespace twomsl::oracle::html {

/// References hold while it is drawn.
struct Drawing {
  const Exhibit& exhibit;
  const DrawnFlow& flow;
  std::string id{};           // of the page alone
  std::int64_t wait_ns = 0;   // 2*MSL
  bool is_msl_given = false;  // or else it is that of an MSL of 30 s
};

/// "FIN ACK".
[[nodiscard]] std::string flags_of(const DrawnSegment& segment);

/// The end of the flow that is the party.
[[nodiscard]] unsigned party_of(const Drawing& drawing);

/// The TIME-WAITs of both ends.
[[nodiscard]] std::vector<WaitSpan> waits_of(const Drawing& drawing);

/// What a wait is due by: "60 s (2*MSL)".
[[nodiscard]] std::string due_words(const Drawing& drawing);

/// The ladder: ends beside each other, time downwards, a segment a row.
[[nodiscard]] std::string ladder(const Drawing& drawing);

/// The time-sequence graph: both streams over time, with what is acknowledged of them. Empty where
/// no time passes.
[[nodiscard]] std::string sequence_graph(const Drawing& drawing);

}  // namespace twomsl::oracle::html
