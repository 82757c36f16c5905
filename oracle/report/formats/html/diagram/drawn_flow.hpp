// A connection as it is drawn: segments with numbers relative to its streams, what is remarkable
// about each, and the TIME-WAITs that the judge sees in them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "oracle/finding.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::oracle::html {

enum class Remark : std::uint8_t {
  again,
  behind_gap,
  outside_window,
  rst_exact,
  rst_beside,
  rst_outside,
  acks_unseen,
  damaged,
  opens_anew,
};

/// As the diagram says it.
[[nodiscard]] constexpr std::string_view name(Remark remark) {
  switch (remark) {
    case Remark::again:
      return "sent again";
    case Remark::behind_gap:
      return "bytes before it were not captured";
    case Remark::outside_window:
      return "outside the window";
    case Remark::rst_exact:
      return "at RCV.NXT";
    case Remark::rst_beside:
      return "in the window, not at RCV.NXT";
    case Remark::rst_outside:
      return "outside the window";
    case Remark::acks_unseen:
      return "acknowledges what was not captured";
    case Remark::damaged:
      return "wrong checksum, passed over";
    case Remark::opens_anew:
      return "opens anew";
  }
  return "";
}

/// A sequence number: counted from the SYN of the stream, or from that of the one before, or, where
/// it belongs to neither, as it stands in the segment.
struct Number {
  enum class Base : std::uint8_t { stream, older, none };
  Base base = Base::none;
  std::int64_t value = 0;
};

struct DrawnSegment {
  Moment at{};
  std::uint8_t from = 0;  // indices of DrawnFlow::end
  std::uint8_t to = 0;
  Flags flags{};
  std::uint32_t payload_bytes = 0;
  Number seq{};
  Number ack{};
  Number edge{};  // ACK and window of the other stream, unless a SYN that scales it is unknown
  EnumSet<Remark> remarks{};
  std::int64_t beyond = 0;          // of opens_anew: its number less the old stream's end
  std::array<Moment, 2> entered{};  // by end: the TIME-WAIT it is in after this segment, if in one
  std::uint64_t omitted = 0;        // segments before it that are not shown
};

/// The ends are the two of the connection, in the order in which they are shown, and then whoever
/// else sent a frame that is marked.
struct DrawnFlow {
  std::vector<Socket> end{};
  std::vector<DrawnSegment> segments{};
  std::uint64_t earlier = 0;  // segments of the tuple before those, and after
  std::uint64_t later = 0;
};

/// How far the other end's window lets an end send from a time on; nothing where that is unknown.
struct EdgeStep {
  std::int64_t time_ns = 0;
  std::optional<std::int64_t> edge{};
};

/// Of what `end` sends.
[[nodiscard]] std::vector<EdgeStep> window_edges(const DrawnFlow& flow, unsigned end);

/// A TIME-WAIT as far as the segments show it.
struct WaitSpan {
  unsigned end = 0;
  Moment entry{};
  Moment over{};              // the segment that shows it to be over, if one does
  std::int64_t due_ns = 0;    // 2*MSL after the last thing that restarted it
  bool is_cut_short = false;  // that segment convicts the end

  /// The rest of it is of interest: it was owed, or it may go on.
  [[nodiscard]] bool has_rest() const { return is_cut_short || !over.happened(); }
};

/// What is known of a wait beside the segments: that of `end` was over too early.
struct CutShort {
  unsigned end = 0;
  Moment entry{};
  Moment gone{};  // frame 0: none was
};

/// The TIME-WAITs of both ends.
[[nodiscard]] std::vector<WaitSpan> waits_in(const DrawnFlow& flow, std::int64_t wait_ns,
                                             const CutShort& cut);

/// The times that are to be seen: of segments, and of where waits begin and end.
[[nodiscard]] std::vector<std::int64_t> moments_of(const DrawnFlow& flow,
                                                   const std::vector<WaitSpan>& waits);

}  // namespace twomsl::oracle::html
