// A close that goes as most do: a FIN, its acknowledgement, the other FIN and its acknowledgement,
// each exactly where both streams stood and soon after the one before.
//
// Every conforming end closes so, and no rule finds anything in it. So it is written down, in a
// quarter of the memory that judging it takes, and judged only where something else follows
// (Incarnations::recall), by the steps that would have been taken at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/codec/segment_view.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// A segment of a plain close. What is not here follows from the connection before the close.
struct PlainSegment {
  std::uint32_t after_ns = 0;      // the first FIN
  std::uint32_t after_frames = 0;  // the first FIN
  std::uint32_t ts_val = 0;
  std::uint16_t window = 0;
  std::uint16_t ip_id = 0;
  std::uint8_t flags = 0;
  std::uint8_t from = 0;
  std::uint8_t twice = 0;  // Connection::twice before it
};

/// A close as it was written down. The sides of its connection are as they were before the close.
struct PlainClose {
  Moment first{};                         // the first FIN
  Last before{};                          // Connection::last then
  std::int64_t other_ns = 0;              // Connection::other_ns then
  std::array<PlainSegment, 4> segment{};  // `count` of them
  std::uint32_t clock_steps = 0;          // of the capture
  std::uint16_t text_bytes = 0;           // with the first FIN
  std::uint8_t count = 0;

  [[nodiscard]] unsigned closer() const { return segment[0].from; }

  /// Both FINs are acknowledged.
  [[nodiscard]] bool is_whole() const { return count > 1 && segment[count - 1].from == closer(); }
};

/// A capture may hold millions of closes, so what one takes may not grow unnoticed.
static_assert(sizeof(PlainClose) <= 152);

/// A segment that side `from` emitted.
struct Sent {
  const SegmentView& segment;
  Moment at{};
  unsigned from = 0;
};

/// A plain close begins with the segment. REQUIRES: nothing is known of a close.
[[nodiscard]] bool begins_plainly(const Connection& connection, const Sent& sent);

/// It goes on plainly with the segment.
[[nodiscard]] bool goes_on_plainly(const PlainClose& close, const Connection& connection,
                                   const Sent& sent);

/// Writes the segment down. REQUIRES: the close begins or goes on plainly with it.
void write_down(PlainClose& close, const Connection& connection, const Sent& sent);

/// The segment that was written down at `place`, and when it was captured. REQUIRES: the sides of
/// the connection are as they were before the close.
[[nodiscard]] SegmentView segment_at(const PlainClose& close, const Connection& connection,
                                     std::size_t place);
[[nodiscard]] Moment moment_at(const PlainClose& close, std::size_t place);

}  // namespace twomsl::oracle
