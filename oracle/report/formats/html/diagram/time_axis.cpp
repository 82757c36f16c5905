#include "oracle/report/formats/html/diagram/time_axis.hpp"

#include <algorithm>

namespace twomsl::oracle::html {
namespace {

constexpr std::size_t kCuts = 7;
constexpr double kCutWidth = 54, kLeastWidth = 40;

// A gap is cut where it takes more than this share of the time that is left, and is that many times
// as long as a short one.
constexpr double kShare = 0.25, kTimes = 10;

// The indices of the times before which the axis is cut.
std::vector<std::size_t> cuts_in(const std::vector<std::int64_t>& times) {
  std::vector<std::size_t> by_gap;
  for (std::size_t i = 1; i < times.size(); ++i) by_gap.push_back(i);
  const auto gap = [&](std::size_t i) { return times[i] - times[i - 1]; };
  std::stable_sort(by_gap.begin(), by_gap.end(),
                   [&](std::size_t a, std::size_t b) { return gap(a) > gap(b); });
  auto left = static_cast<double>(times.back() - times.front());
  const double usual = by_gap.empty() ? 0 : static_cast<double>(gap(by_gap[by_gap.size() * 3 / 4]));
  std::vector<std::size_t> cuts;
  for (const std::size_t i : by_gap) {
    const auto taken = static_cast<double>(gap(i));
    if (cuts.size() == kCuts || by_gap.size() < 2) break;
    if (taken < kShare * left || taken < kTimes * usual) break;
    cuts.push_back(i);
    left -= taken;
  }
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

}  // namespace

TimeAxis::TimeAxis(std::vector<std::int64_t> times_ns, double left, double right) {
  std::sort(times_ns.begin(), times_ns.end());
  times_ns.erase(std::unique(times_ns.begin(), times_ns.end()), times_ns.end());
  std::vector<std::size_t> cuts = cuts_in(times_ns);
  cuts.push_back(times_ns.size());
  std::size_t begin = 0;
  for (const std::size_t cut : cuts) {
    stretches_.push_back({times_ns[begin], times_ns[cut - 1], static_cast<double>(cut - begin), 0});
    begin = cut;
  }
  // Room is shared by how much happens.
  const auto count = static_cast<double>(stretches_.size());
  const double room = right - left - (count - 1) * kCutWidth - count * kLeastWidth;
  const auto moments = static_cast<double>(times_ns.size());
  for (Stretch& stretch : stretches_) {
    const double width = kLeastWidth + room * stretch.from / moments;
    stretch.from = left;
    stretch.to = left + width;
    left = stretch.to + kCutWidth;
  }
}

double TimeAxis::x(std::int64_t time_ns) const {
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    const Stretch& stretch = stretches_[i];
    if (time_ns < stretch.from_ns) {
      if (i == 0) return stretch.from;
      const Stretch& before = stretches_[i - 1];
      const double share = static_cast<double>(time_ns - before.to_ns) /
                           static_cast<double>(stretch.from_ns - before.to_ns);
      return before.to + share * (stretch.from - before.to);
    }
    if (time_ns > stretch.to_ns) continue;
    if (stretch.to_ns == stretch.from_ns) return (stretch.from + stretch.to) / 2;
    const double share = static_cast<double>(time_ns - stretch.from_ns) /
                         static_cast<double>(stretch.to_ns - stretch.from_ns);
    return stretch.from + share * (stretch.to - stretch.from);
  }
  return stretches_.back().to;
}

}  // namespace twomsl::oracle::html
