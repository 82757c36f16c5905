// A time axis for what happens in bursts: a handshake in a millisecond, a wait of a minute. Where
// nothing happens for long it is cut, and each stretch between cuts has a scale of its own.
#pragma once

#include <cstdint>
#include <vector>

namespace twomsl::oracle::html {

class TimeAxis {
 public:
  struct Stretch {
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;
    double from = 0;
    double to = 0;
  };

  /// Takes the times of what happens, in any order, to between `left` and `right`.
  /// REQUIRES: there is one.
  TimeAxis(std::vector<std::int64_t> times_ns, double left, double right);

  /// Where that time is; those beyond the ends are at the ends.
  [[nodiscard]] double x(std::int64_t time_ns) const;

  /// From left to right; between two of them lies a cut.
  [[nodiscard]] const std::vector<Stretch>& stretches() const { return stretches_; }

 private:
  std::vector<Stretch> stretches_{};
};

}  // namespace twomsl::oracle::html
