#include "oracle/report/formats/html/diagram/stream_numbers.hpp"

#include <algorithm>

namespace twomsl::oracle::html {
namespace {

// What lies further off belongs to another stream.
constexpr std::int32_t kNear = 1 << 24;

std::int32_t distance(std::uint32_t from, std::uint32_t to) {
  return static_cast<std::int32_t>(to - from);
}

}  // namespace

Number StreamNumbers::number_in(const Stream& stream, std::uint32_t value) {
  const std::int32_t ahead = distance(stream.base, value);
  if (stream.has_base && ahead >= 0 && distance(stream.next, value) < kNear) {
    return {Number::Base::stream, value - stream.base};
  }
  if (stream.has_older && value - stream.older < static_cast<std::uint32_t>(kNear)) {
    return {Number::Base::older, value - stream.older};
  }
  if (stream.has_base && ahead < 0 && ahead > -kNear) return {Number::Base::stream, ahead};
  return {Number::Base::none, value};
}

void StreamNumbers::begin(const SegmentView& segment, Stream& mine, DrawnSegment& drawn) {
  const bool is_again = mine.has_base && mine.syn_is_known && mine.base == segment.seq;
  if (segment.flags.syn() && !is_again) {
    if (mine.has_base) {
      drawn.remarks.insert(Remark::opens_anew);
      drawn.beyond = distance(mine.next, segment.seq);
    }
    const Stream old = mine;
    mine = {};
    mine.base = segment.seq;
    mine.next = segment.seq + segment.length();
    mine.older = old.base;
    mine.has_older = old.has_base;
    mine.has_base = mine.syn_is_known = true;
    mine.offers_scale = segment.options.has_window_scale;
    mine.scale = std::min<std::uint8_t>(segment.options.window_scale, 14);
  } else if (!mine.has_base) {
    mine.base = segment.seq - 1;
    mine.next = segment.seq;
    mine.has_base = true;
  } else if (is_again && segment.flags.syn()) {
    drawn.remarks.insert(Remark::again);
  }
}

void StreamNumbers::remark(const SegmentView& segment, const Stream& mine,
                           DrawnSegment& drawn) const {
  if (segment.flags.syn() || drawn.seq.base != Number::Base::stream) return;
  const std::int32_t offset = distance(mine.told, segment.seq);
  const bool is_beyond = mine.is_told && mine.window_is_known && offset > 0 &&
                         static_cast<std::uint32_t>(offset) >= mine.window;
  if (segment.flags.rst()) {
    if (!mine.is_told) return;
    const bool is_outside = offset < 0 || is_beyond;
    drawn.remarks.insert(offset == 0  ? Remark::rst_exact
                         : is_outside ? Remark::rst_outside
                                      : Remark::rst_beside);
    return;
  }
  if (segment.length() == 0) return;
  if (distance(mine.next, segment.seq + segment.length()) <= 0) {
    drawn.remarks.insert(Remark::again);
  } else if (distance(mine.next, segment.seq) > 0) {
    drawn.remarks.insert(Remark::behind_gap);
  }
  if (is_beyond) drawn.remarks.insert(Remark::outside_window);
}

void StreamNumbers::acknowledge(const SegmentView& segment, unsigned from, DrawnSegment& drawn) {
  if (!segment.flags.ack()) return;
  Stream& theirs = stream_[1 - from];
  if (!theirs.has_base) {
    theirs.base = segment.ack - 1;
    theirs.next = segment.ack;
    theirs.has_base = true;
  }
  drawn.ack = number_in(theirs, segment.ack);
  if (drawn.ack.base != Number::Base::stream || segment.flags.rst()) return;
  if (distance(theirs.next, segment.ack) > 0) {
    drawn.remarks.insert(Remark::acks_unseen);
    theirs.next = segment.ack;
  }
  if (theirs.is_told && distance(theirs.told, segment.ack) < 0) return;
  const Stream& mine = stream_[from];
  const bool is_scaled = !segment.flags.syn() && mine.offers_scale && theirs.offers_scale;
  theirs.told = segment.ack;
  theirs.is_told = true;
  theirs.window = std::uint32_t{segment.window} << (is_scaled ? mine.scale : 0);
  theirs.window_is_known = mine.syn_is_known && theirs.syn_is_known;
  if (theirs.window_is_known) {
    drawn.edge = {Number::Base::stream, drawn.ack.value + std::int64_t{theirs.window}};
  }
}

void StreamNumbers::follow(const SegmentView& segment, unsigned from, DrawnSegment& drawn) {
  Stream& mine = stream_[from];
  // What answers from CLOSED has the numbers that it was asked with, and begins no stream.
  const bool is_foreign_rst = segment.flags.rst() && !mine.has_base;
  if (!is_foreign_rst) begin(segment, mine, drawn);
  drawn.seq = number_in(mine, segment.seq);
  remark(segment, mine, drawn);
  acknowledge(segment, from, drawn);
  const bool goes_on = drawn.seq.base == Number::Base::stream && !segment.flags.rst();
  const std::uint32_t end = segment.seq + segment.length();
  if (goes_on && distance(mine.next, end) > 0) mine.next = end;
}

void StreamNumbers::place(const SegmentView& segment, unsigned from, DrawnSegment& drawn) const {
  drawn.seq = number_in(stream_[from], segment.seq);
  if (segment.flags.ack()) drawn.ack = number_in(stream_[1 - from], segment.ack);
}

}  // namespace twomsl::oracle::html
