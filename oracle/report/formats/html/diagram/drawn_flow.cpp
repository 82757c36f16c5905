#include "oracle/report/formats/html/diagram/drawn_flow.hpp"

namespace twomsl::oracle::html {
namespace {

// The wait that the end is in, if it is in one.
WaitSpan* open_wait(std::vector<WaitSpan>& waits, unsigned end) {
  for (auto wait = waits.rbegin(); wait != waits.rend(); ++wait) {
    if (wait->end == end) return wait->over.happened() ? nullptr : &*wait;
  }
  return nullptr;
}

}  // namespace

std::vector<EdgeStep> window_edges(const DrawnFlow& flow, unsigned end) {
  std::vector<EdgeStep> steps;
  for (const DrawnSegment& segment : flow.segments) {
    if (segment.from == end && segment.remarks.contains(Remark::opens_anew)) {
      steps.push_back({segment.at.time_ns, std::nullopt});
    } else if (segment.from == 1 - end && segment.to == end &&
               segment.edge.base == Number::Base::stream) {
      steps.push_back({segment.at.time_ns, segment.edge.value});
    }
  }
  return steps;
}

std::vector<WaitSpan> waits_in(const DrawnFlow& flow, std::int64_t wait_ns, const CutShort& cut) {
  std::vector<WaitSpan> waits;
  std::array<std::uint64_t, 2> entered{};
  std::array<bool, 2> saw_fin{};  // in its wait, and has not answered yet
  for (const DrawnSegment& segment : flow.segments) {
    const bool convicts = cut.gone.happened() && segment.at.frame == cut.gone.frame;
    // The acknowledgement by which it began need not have been captured.
    if (convicts && open_wait(waits, cut.end) == nullptr && cut.entry.happened()) {
      waits.push_back({cut.end, cut.entry, {}, cut.entry.time_ns + wait_ns, false});
    }
    for (unsigned side = 0; side < 2; ++side) {
      const Moment& entry = segment.entered[side];
      const bool has_changed = entry.frame != entered[side];
      WaitSpan* const wait = open_wait(waits, side);
      if (wait != nullptr && (has_changed || (convicts && side == cut.end))) {
        wait->over = segment.at;
        wait->is_cut_short = convicts && side == cut.end;
      }
      if (entry.happened() && has_changed) {
        waits.push_back({side, entry, {}, entry.time_ns + wait_ns, false});
      }
      entered[side] = entry.frame;
    }
    if (segment.from > 1) continue;
    WaitSpan* const mine = open_wait(waits, segment.from);
    const bool is_answer = mine != nullptr && saw_fin[segment.from] && segment.flags.ack() &&
                           !segment.flags.syn() && !segment.flags.rst();
    if (is_answer) mine->due_ns = segment.at.time_ns + wait_ns;
    const unsigned other = 1u - segment.from;
    saw_fin[segment.from] = false;
    saw_fin[other] = segment.flags.fin() && open_wait(waits, other) != nullptr;
  }
  return waits;
}

std::vector<std::int64_t> moments_of(const DrawnFlow& flow, const std::vector<WaitSpan>& waits) {
  std::vector<std::int64_t> moments;
  for (const DrawnSegment& segment : flow.segments) moments.push_back(segment.at.time_ns);
  for (const WaitSpan& wait : waits) {
    moments.push_back(wait.entry.time_ns);
    if (wait.has_rest()) moments.push_back(wait.due_ns);
  }
  return moments;
}

}  // namespace twomsl::oracle::html
