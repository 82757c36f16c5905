#include "oracle/report/formats/html/diagram/drawn_flow.hpp"

namespace twomsl::oracle::html {
namespace {

// The wait that the end is in, if it is in one.
WaitSpan* open_wait(std::vector<WaitSpan>& waits, unsigned end) {
  for (auto wait = waits.rbegin(); wait != waits.rend(); ++wait) {
    if (wait->end == end) return wait->is_shown_over ? nullptr : &*wait;
  }
  return nullptr;
}

}  // namespace

std::vector<WaitSpan> waits_in(const DrawnFlow& flow, std::int64_t wait_ns, const Moment& gone,
                               unsigned end) {
  std::vector<WaitSpan> waits;
  std::array<std::uint64_t, 2> entered{};
  std::array<bool, 2> saw_fin{};  // in its wait, and has not answered yet
  for (const DrawnSegment& segment : flow.segments) {
    for (unsigned side = 0; side < 2; ++side) {
      const Moment& entry = segment.entered[side];
      WaitSpan* const wait = open_wait(waits, side);
      if (entry.frame != entered[side] && wait != nullptr) {
        wait->is_shown_over = true;
        wait->over_ns = segment.at.time_ns;
      }
      if (entry.happened() && entry.frame != entered[side]) {
        waits.push_back({side, entry.time_ns, entry.time_ns + wait_ns, 0, false});
      }
      entered[side] = entry.frame;
    }
    if (segment.from > 1) continue;
    WaitSpan* const mine = open_wait(waits, segment.from);
    const bool is_answer = mine != nullptr && saw_fin[segment.from] && segment.flags.ack() &&
                           !segment.flags.syn() && !segment.flags.rst();
    if (is_answer) mine->due_ns = segment.at.time_ns + wait_ns;
    saw_fin[segment.from] = false;
    const unsigned other = 1u - segment.from;
    saw_fin[other] = segment.flags.fin() && open_wait(waits, other) != nullptr;
    if (segment.at.frame != gone.frame) continue;
    if (WaitSpan* const wait = open_wait(waits, end); wait != nullptr) {
      wait->is_shown_over = true;
      wait->over_ns = segment.at.time_ns;
    }
  }
  return waits;
}

}  // namespace twomsl::oracle::html
