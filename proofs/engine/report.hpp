// What the prover says: one line a theorem, and whether all went as expected.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace twomsl::proof {

/// One theorem, mutant or museum piece, tried.
struct Line {
  std::string id;       // INV-TW-1
  std::string subject;  // the table or policy that it speaks of
  std::string capacity;
  unsigned paths = 0;
  double seconds = 0;
  bool as_expected = false;
  std::string outcome;  // "proved", "refuted", or what went wrong
};

/// What has been found out about one obligation over all cases.
struct Tally {
  unsigned paths = 0;
  double seconds = 0;
  bool valid = true;
  bool known = true;
  bool reached = false;
  std::string fails_at{};  // the first case that is not proved

  [[nodiscard]] bool is_good() const { return valid && known && reached; }
};

/// Prints lines as they come, and remembers whether one was unexpected.
class Report {
 public:
  void add(const Line& line);

  /// Shows on a terminal what is being worked on.
  void working_on(std::string_view what) const;

  [[nodiscard]] bool all_as_expected() const { return lines_ > 0 && unexpected_ == 0; }
  [[nodiscard]] unsigned lines() const { return lines_; }
  [[nodiscard]] unsigned unexpected() const { return unexpected_; }

 private:
  unsigned lines_ = 0;
  unsigned unexpected_ = 0;
};

/// The processor time of this process, in seconds.
[[nodiscard]] double processor_seconds();

}  // namespace twomsl::proof
