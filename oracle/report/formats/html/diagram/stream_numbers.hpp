// The two streams of a tuple as a capture shows them, for who draws its segments: numbers relative
// to their SYNs, and what of a segment is out of the ordinary. It judges nothing.
#pragma once

#include <array>

#include "core/codec/segment_view.hpp"
#include "oracle/report/formats/html/diagram/drawn_flow.hpp"

namespace twomsl::oracle::html {

class StreamNumbers {
 public:
  /// Fills in the numbers and remarks of a segment of side `from` (0 or 1) and follows it.
  void follow(const SegmentView& segment, unsigned from, DrawnSegment& drawn);

  /// Fills in the numbers alone: nobody takes the segment in.
  void place(const SegmentView& segment, unsigned from, DrawnSegment& drawn) const;

 private:
  struct Stream {
    std::uint32_t base = 0;    // the SYN's number; one less than the first where that is unknown
    std::uint32_t older = 0;   // that of the stream before
    std::uint32_t next = 0;    // one past the highest number sent
    std::uint32_t told = 0;    // the highest ACK for it
    std::uint32_t window = 0;  // beyond `told`, as its receiver offered it last
    std::uint8_t scale = 0;    // that its sender offered
    bool has_base = false;
    bool has_older = false;
    bool is_told = false;
    bool window_is_known = false;
    bool syn_is_known = false;
    bool offers_scale = false;
  };

  [[nodiscard]] static Number number_in(const Stream& stream, std::uint32_t value);
  void begin(const SegmentView& segment, Stream& mine, DrawnSegment& drawn);
  void remark(const SegmentView& segment, const Stream& mine, DrawnSegment& drawn) const;
  void acknowledge(const SegmentView& segment, unsigned from, DrawnSegment& drawn);

  std::array<Stream, 2> stream_{};
};

}  // namespace twomsl::oracle::html
