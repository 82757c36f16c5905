// What the prover says: one line a case of a theorem, and whether all went as expected.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace twomsl::proof {

/// A law of one subject in one of its cases, or a mutant, tried.
struct Line {
  std::string id;       // INV-TW-1
  std::string subject;  // the table or policy that it speaks of
  std::string capacity;
  unsigned paths = 0;
  double seconds = 0;
  bool as_expected = false;
  std::string outcome;  // "proved", "refuted", or what went wrong
};

/// The line as it is printed, without its end.
[[nodiscard]] std::string text_of(const Line& line);

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

/// Prints lines as they come, and keeps them.
class Report {
 public:
  void add(const Line& line);

  /// From now on lines bear this id, behind which their own stands.
  void file_under(std::string_view id) { filed_under_ = id; }

  /// Shows on a terminal what is being worked on.
  void working_on(std::string_view what) const;

  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

 private:
  std::vector<Line> lines_;
  std::string filed_under_{};
};

/// The processor time of this process, in seconds.
[[nodiscard]] double processor_seconds();

}  // namespace twomsl::proof
