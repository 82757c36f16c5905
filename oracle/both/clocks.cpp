// See clocks.hpp.
#include "oracle/both/clocks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace twomsl::oracle::both {
namespace {

constexpr std::size_t kWindows = 256;
constexpr double kFastest = 1e-3;  // no clock of a computer is off by more: a second in 17 minutes
constexpr int kSteps = 100;        // of a search that halves an interval, or takes a third off it

// What a window of time says: the fastest segment of each direction.
struct Bound {
  double since = 0;  // seconds since the middle
  double ahead = 0;  // seconds, beyond the base
};

struct Bounds {
  std::vector<Bound> upper{};  // of segments that the client sent
  std::vector<Bound> lower{};

  [[nodiscard]] double highest(double drift) const {
    double least = std::numeric_limits<double>::infinity();
    for (const Bound& bound : upper) least = std::min(least, bound.ahead - drift * bound.since);
    return least;
  }
  [[nodiscard]] double lowest(double drift) const {
    double most = -std::numeric_limits<double>::infinity();
    for (const Bound& bound : lower) most = std::max(most, bound.ahead - drift * bound.since);
    return most;
  }
  // How far apart they are; negative if no offset is between them. Concave.
  [[nodiscard]] double room(double drift) const { return highest(drift) - lowest(drift); }
};

struct Range {
  double from = 0;
  double to = 0;
};

// Where a concave function is largest.
template <class Function>
double argmax(Range range, const Function& function) {
  for (int i = 0; i < kSteps; ++i) {
    const double third = (range.to - range.from) / 3;
    if (function(range.from + third) < function(range.to - third)) {
      range.from += third;
    } else {
      range.to -= third;
    }
  }
  return (range.from + range.to) / 2;
}

// The last drift on the way from `good` to `bad` that leaves room.
double edge(const Bounds& bounds, double good, double bad) {
  if (bounds.room(bad) >= 0) return bad;
  for (int i = 0; i < kSteps; ++i) {
    const double between = (good + bad) / 2;
    (bounds.room(between) >= 0 ? good : bad) = between;
  }
  return good;
}

class Finder {
 public:
  explicit Finder(const std::vector<Sighting>& sightings) {
    std::int64_t first = sightings.front().client_ns;
    std::int64_t last = first;
    for (const Sighting& one : sightings) {
      first = std::min(first, one.client_ns);
      last = std::max(last, one.client_ns);
    }
    base_ns_ = sightings.front().ahead_ns;
    clocks_.middle_ns = first + (last - first) / 2;
    std::array<std::array<const Sighting*, kWindows>, 2> fastest{};
    const double width = static_cast<double>(last - first) / kWindows + 1;
    for (const Sighting& one : sightings) {
      ++clocks_.segments[index(one.sender)];
      const auto window =
          static_cast<std::size_t>(static_cast<double>(one.client_ns - first) / width);
      const Sighting*& best = fastest[index(one.sender)][std::min(window, kWindows - 1)];
      const bool by_client = one.sender == Side::client;
      if (best == nullptr ||
          (by_client ? one.ahead_ns < best->ahead_ns : one.ahead_ns > best->ahead_ns)) {
        best = &one;
      }
    }
    for (const Sighting* one : fastest[0]) add(bounds_.upper, one);
    for (const Sighting* one : fastest[1]) add(bounds_.lower, one);
  }

  Clocks run() {
    if (bounds_.upper.empty() || bounds_.lower.empty()) {
      clocks_.knowledge = ClockKnowledge::one_sided;
      set_offset(bounds_.lower.empty() ? bounds_.highest(0) : bounds_.lowest(0), 0);
    } else if (bounds_.room(0) >= 0) {
      clocks_.knowledge = ClockKnowledge::bounded;
      set_range({bounds_.lowest(0), bounds_.highest(0)});
    } else if (const double best =
                   argmax({-kFastest, kFastest}, [&](double drift) { return bounds_.room(drift); });
               bounds_.room(best) >= 0) {
      clocks_.knowledge = ClockKnowledge::bounded;
      drift_around(best);
    } else {
      clocks_.knowledge = ClockKnowledge::unsteady;
      take_medians();
    }
    return clocks_;
  }

 private:
  void add(std::vector<Bound>& bounds, const Sighting* one) const {
    if (one == nullptr) return;
    bounds.push_back({static_cast<double>(one->client_ns - clocks_.middle_ns) / 1e9,
                      static_cast<double>(one->ahead_ns - base_ns_) / 1e9});
  }

  void set_offset(double offset, double uncertainty) {
    clocks_.offset_ns = base_ns_ + std::llround(offset * 1e9);
    clocks_.uncertainty_ns = static_cast<std::int64_t>(std::ceil(uncertainty * 1e9)) + 1;
  }
  void set_range(const Range& range) {
    set_offset((range.from + range.to) / 2, (range.to - range.from) / 2);
  }

  // Every drift that leaves room is possible, and every offset between its bounds.
  void drift_around(double best) {
    const Range drifts{edge(bounds_, best, -kFastest), edge(bounds_, best, kFastest)};
    const double of_highest = argmax(drifts, [&](double drift) { return bounds_.highest(drift); });
    const double of_lowest = argmax(drifts, [&](double drift) { return -bounds_.lowest(drift); });
    clocks_.drifts = true;
    clocks_.drift = (drifts.from + drifts.to) / 2;
    clocks_.drift_uncertainty = (drifts.to - drifts.from) / 2;
    set_range({bounds_.lowest(of_lowest), bounds_.highest(of_highest)});
  }

  // Half of the windows may be wrong.
  void take_medians() {
    const auto median = [](std::vector<Bound>& bounds) {
      const auto middle = bounds.begin() + static_cast<std::ptrdiff_t>(bounds.size() / 2);
      std::ranges::nth_element(bounds, middle, {}, &Bound::ahead);
      return middle->ahead;
    };
    const double above = median(bounds_.upper);
    const double below = median(bounds_.lower);
    set_offset((above + below) / 2, std::abs(bounds_.room(0)));
  }

  Clocks clocks_{};
  Bounds bounds_{};
  std::int64_t base_ns_ = 0;
};

}  // namespace

Clocks find_clocks(const std::vector<Sighting>& sightings) {
  return sightings.empty() ? Clocks{} : Finder(sightings).run();
}

}  // namespace twomsl::oracle::both
