// The clock of a capture: the newest time so far, and how far it had come since a given frame.
//
// Frames stand in the file nearly in the order of time. A clock that is set back begins anew there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "oracle/finding.hpp"

namespace twomsl::oracle {

/// Times before the clock went back that are remembered; the oldest beyond are taken for later.
inline constexpr std::size_t kPeaks = 64;

class CaptureClock {
 public:
  /// The next frame bears the time `at`. Returns true if the clock has gone back by more than
  /// frames may stand out of order.
  bool note(const Moment& at) {
    if (at.time_ns <= newest_ns_ || !has_begun_) return note_otherwise(at);
    runs_ = true;
    newest_ns_ = at.time_ns;
    return false;
  }

  /// The latest time that any frame after `frame` bears, or the frame that the clock went back
  /// before. It never falls as frames come.
  [[nodiscard]] std::int64_t latest_since_ns(std::uint64_t frame) const {
    return peaks_.empty() ? newest_ns_ : std::max(newest_ns_, peak_since_ns(frame));
  }

  /// Two frames bear different times.
  [[nodiscard]] bool runs() const { return runs_; }

  /// How much time the frames so far span: nothing is older.
  [[nodiscard]] std::int64_t span_ns() const { return latest_since_ns(0) - earliest_ns_; }

  /// The earliest time so far.
  [[nodiscard]] std::int64_t earliest_ns() const { return earliest_ns_; }

 private:
  /// The clock went back in a frame, and had come so far before.
  struct Peak {
    std::uint64_t frame = 0;
    std::int64_t time_ns = 0;
  };

  bool note_otherwise(const Moment& at);
  void keep_peak(const Peak& peak);
  [[nodiscard]] std::int64_t peak_since_ns(std::uint64_t frame) const;

  std::vector<Peak> peaks_{};  // by frame, and each earlier in time than the one before it
  std::int64_t newest_ns_ = -kFarthest_ns;
  std::int64_t earliest_ns_ = kFarthest_ns;
  bool has_begun_ = false;
  bool runs_ = false;
};

}  // namespace twomsl::oracle
