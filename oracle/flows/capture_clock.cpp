#include "oracle/flows/capture_clock.hpp"

#include <algorithm>

#include "oracle/judge/wait_verdict.hpp"

namespace twomsl::oracle {

// The first frame, or one that is not later than one before it.
bool CaptureClock::note_otherwise(const Moment& at) {
  const std::int64_t before_ns = has_begun_ ? newest_ns_ : at.time_ns;
  has_begun_ = true;
  earliest_ns_ = std::min(earliest_ns_, at.time_ns);
  runs_ |= at.time_ns != before_ns;
  const bool goes_back = at.time_ns < before_ns - slack_ns(0);
  if (goes_back) keep_peak({at.frame, before_ns});
  newest_ns_ = goes_back ? at.time_ns : before_ns;
  return goes_back;
}

void CaptureClock::keep_peak(const Peak& peak) {
  while (!peaks_.empty() && peaks_.back().time_ns <= peak.time_ns) peaks_.pop_back();
  peaks_.push_back(peak);
  if (peaks_.size() <= kPeaks) return;
  peaks_[0].frame = peaks_[1].frame;
  peaks_.erase(peaks_.begin() + 1);
}

std::int64_t CaptureClock::peak_since_ns(std::uint64_t frame) const {
  const auto peak = std::find_if(peaks_.begin(), peaks_.end(),
                                 [frame](const Peak& one) { return one.frame > frame; });
  return peak == peaks_.end() ? -kFarthest_ns : peak->time_ns;
}

}  // namespace twomsl::oracle
