#include "oracle/report/formats/html/diagram/flow_reader.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace twomsl::oracle::html {
namespace {

auto order_of(const Socket& socket) {
  return std::tuple{socket.address.high, socket.address.low, socket.port, socket.address.family};
}

std::array<Socket, 2> tuple_of(const Socket& a, const Socket& b) {
  return order_of(a) < order_of(b) ? std::array{a, b} : std::array{b, a};
}

bool is_opening(const DrawnSegment& segment) {
  return segment.flags.syn() && !segment.flags.ack() && !segment.remarks.contains(Remark::again);
}

// The index of the socket among the ends, to which it is added.
std::uint8_t end_of(DrawnFlow& flow, const Socket& socket) {
  const auto at = std::find(flow.end.begin(), flow.end.end(), socket);
  const std::ptrdiff_t index = at - flow.end.begin();
  if (at == flow.end.end()) flow.end.push_back(socket);
  return static_cast<std::uint8_t>(index);  // each mark adds two at most
}

// Who spoke first is shown first.
void swap_ends(DrawnFlow& flow) {
  const auto swapped = [](std::uint8_t end) {
    return static_cast<std::uint8_t>(end < 2 ? 1 - end : end);
  };
  std::swap(flow.end[0], flow.end[1]);
  for (DrawnSegment& segment : flow.segments) {
    segment.from = swapped(segment.from);
    segment.to = swapped(segment.to);
    std::swap(segment.entered[0], segment.entered[1]);
  }
}

}  // namespace

bool FlowReader::IsBefore::operator()(const std::array<Socket, 2>& a,
                                      const std::array<Socket, 2>& b) const {
  return std::tuple{order_of(a[0]), order_of(a[1])} < std::tuple{order_of(b[0]), order_of(b[1])};
}

std::size_t FlowReader::want(const Exhibit& exhibit) {
  const std::array<Socket, 2> ends = tuple_of(exhibit.party, exhibit.peer);
  Tuple& tuple = tuples_[ends];
  tuple.end = ends;
  Selection selection;
  selection.index = flows_.size();
  for (const Mark& mark : exhibit.marks) selection.marked.push_back(mark.at.frame);
  std::sort(selection.marked.begin(), selection.marked.end());
  if (!selection.marked.empty()) {
    selection.first = selection.marked.front();
    selection.last = selection.marked.back();
  }
  tuple.selections.push_back(std::move(selection));
  flows_.push_back({{ends[0], ends[1]}, {}, 0, 0});
  return flows_.size() - 1;
}

std::string FlowReader::read(const SecondReading& again, std::uint64_t frames) {
  std::uint64_t last = 0;
  for (auto& [ends, tuple] : tuples_) {
    for (Selection& selection : tuple.selections) {
      last = std::max(last, selection.last);
      for (const std::uint64_t frame : selection.marked) marked_.emplace(frame, &selection);
    }
  }
  // What comes after the last mark is of interest for a while.
  constexpr std::uint64_t kBeyond = 1u << 16;
  std::string amiss =
      again.each(std::min(frames, last + kBeyond), [this](const Frame& frame) { observe(frame); });
  finish();
  return amiss;
}

void FlowReader::observe(const Frame& frame) {
  const Opened opened = opener_.open(frame);
  const NetworkLayer& network = opened.packet;
  if (network.rejection != LinkRejection::none || !frame.has_time) return;
  if (opened.decoded.rejection != Rejection::none) return;
  const std::int64_t time_ns = std::clamp(frame.time_ns, -kFarthest_ns, kFarthest_ns);
  observe(opened.decoded.segment, {time_ns, frame.number}, network.scope, network.bytes);
}

void FlowReader::observe(const SegmentView& segment, const Moment& at, std::uint32_t scope,
                         std::span<const std::uint8_t> packet) {
  const auto known = tuples_.find(tuple_of(segment.source, segment.destination));
  Tuple* const tuple = known == tuples_.end() ? nullptr : &known->second;
  if (marked_.contains(at.frame)) show_foreign(segment, at, tuple);
  if (tuple == nullptr) return;
  const Tally before = tracker_.tally();
  tracker_.observe(segment, scope, at, packet);
  if (tracker_.tally().duplicates != before.duplicates) return;
  DrawnSegment drawn;
  drawn.at = at;
  drawn.from = segment.source == tuple->end[0] ? 0 : 1;
  drawn.to = static_cast<std::uint8_t>(1 - drawn.from);
  drawn.flags = segment.flags;
  drawn.payload_bytes = segment.payload_bytes;
  if (tracker_.tally().damaged == before.damaged) {
    tuple->numbers.follow(segment, drawn.from, drawn);
  } else {
    tuple->numbers.place(segment, drawn.from, drawn);
    drawn.remarks = {Remark::damaged};
  }
  const std::array<Wait, 2> waits = tracker_.waits_of(segment, scope);
  for (unsigned side = 0; side < 2; ++side) {
    if (is_waiting(waits[side])) drawn.entered[side] = waits[side].entry;
  }
  for (Selection& selection : tuple->selections) select(selection, drawn);
}

// A new connection, and nothing marked yet: what was before is another one, but for its end, which
// says what the SYN met.
void FlowReader::reopen(Selection& selection) {
  DrawnFlow& flow = flows_[selection.index];
  std::vector<DrawnSegment>& segments = flow.segments;
  for (DrawnSegment& segment : selection.recent) keep(selection, segment);
  selection.recent.clear();
  const bool was_waiting = !segments.empty() && (segments.back().entered[0].happened() ||
                                                 segments.back().entered[1].happened());
  const std::size_t kept = was_waiting ? std::min(kOfOlder, segments.size()) : 0;
  const auto first = segments.end() - static_cast<std::ptrdiff_t>(kept);
  for (auto segment = segments.begin(); segment != first; ++segment) {
    flow.earlier += 1 + segment->omitted;
  }
  segments.erase(segments.begin(), first);
  if (!segments.empty()) flow.earlier += std::exchange(segments.front().omitted, 0);
  selection.to_keep = kOpening;
}

void FlowReader::select(Selection& selection, const DrawnSegment& segment) {
  if (selection.is_past) {
    ++flows_[selection.index].later;
    return;
  }
  const std::uint64_t frame = segment.at.frame;
  if (is_opening(segment) && frame <= selection.first) reopen(selection);
  if (std::binary_search(selection.marked.begin(), selection.marked.end(), frame)) {
    for (const DrawnSegment& near : selection.recent) keep(selection, near);
    selection.recent.clear();
    selection.to_keep = std::max(selection.to_keep, kAfter + 1);
  }
  if (frame >= selection.last) selection.to_keep = std::min(selection.to_keep, kAfter + 1);
  if (selection.to_keep != 0) {
    --selection.to_keep;
    keep(selection, segment);
  } else {
    selection.recent.push_back(segment);
    if (selection.recent.size() > kBefore) {
      ++selection.omitted;
      selection.recent.pop_front();
    }
  }
  selection.is_past = frame >= selection.last && selection.to_keep == 0;
}

void FlowReader::keep(Selection& selection, DrawnSegment segment) {
  segment.omitted = std::exchange(selection.omitted, 0);
  flows_[selection.index].segments.push_back(segment);
}

// A marked frame between others than the two of its exhibit.
void FlowReader::show_foreign(const SegmentView& segment, const Moment& at, const Tuple* own) {
  const auto [begin, end] = marked_.equal_range(at.frame);
  for (auto mark = begin; mark != end; ++mark) {
    Selection& selection = *mark->second;
    DrawnFlow& flow = flows_[selection.index];
    if (own != nullptr && flow.end[0] == own->end[0] && flow.end[1] == own->end[1]) continue;
    DrawnSegment drawn;
    drawn.at = at;
    drawn.from = end_of(flow, segment.source);
    drawn.to = end_of(flow, segment.destination);
    drawn.flags = segment.flags;
    drawn.payload_bytes = segment.payload_bytes;
    drawn.seq = {Number::Base::none, segment.seq};
    if (segment.flags.ack()) drawn.ack = {Number::Base::none, segment.ack};
    if (!flow.segments.empty()) drawn.entered = flow.segments.back().entered;
    keep(selection, drawn);
  }
}

void FlowReader::finish() {
  for (auto& [ends, tuple] : tuples_) {
    for (Selection& selection : tuple.selections) {
      DrawnFlow& flow = flows_[selection.index];
      flow.later += selection.omitted + selection.recent.size();
      if (!flow.segments.empty() && flow.segments.front().from == 1) swap_ends(flow);
    }
  }
}

}  // namespace twomsl::oracle::html
