// What the suite has found, on paper: for people (text, and the table of RFC 9293's
// Appendix B), and for programs (TAP, JUnit, JSON lines).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/conform/conform.hpp"
#include "harness/stage/stage.hpp"

namespace twomsl::harness {

enum class Format : std::uint8_t { text, tap, junit, jsonl, appendix_b };

[[nodiscard]] constexpr std::string_view name(Format format) {
  switch (format) {
    case Format::text:
      return "text";
    case Format::tap:
      return "tap";
    case Format::junit:
      return "junit";
    case Format::jsonl:
      return "jsonl";
    case Format::appendix_b:
      return "appendix-b";
  }
  return "";
}

/// What a result means beside what was expected of the stack.
enum class Standing : std::uint8_t {
  passed,
  failed,
  deviates,           // from a SHOULD
  declines,           // what a MAY offers
  known_failure,      // and it did fail
  unexpectedly_good,  // it is a known failure, and passed
  unreached,
};

[[nodiscard]] constexpr std::string_view name(Standing standing) {
  switch (standing) {
    case Standing::passed:
      return "passed";
    case Standing::failed:
      return "FAILED";
    case Standing::deviates:
      return "deviates";
    case Standing::declines:
      return "declines";
    case Standing::known_failure:
      return "known failure";
    case Standing::unexpectedly_good:
      return "PASSED, AND IS LISTED AS A KNOWN FAILURE";
    case Standing::unreached:
      return "not reached";
  }
  return "";
}

struct Expected {
  std::set<std::string, std::less<>> known_failures{};
  bool is_strict = false;  // what deviates fails
};

[[nodiscard]] Standing standing_of(const CaseResult& result, const Expected& expected);

/// The exit status fails because of it.
[[nodiscard]] bool is_bad(Standing standing);

/// A name of a file without slashes.
[[nodiscard]] std::string file_name(const Subject& subject, const CaseResult& result);

[[nodiscard]] std::string report_of(const Subject& subject, const std::vector<CaseResult>& results,
                                    const Expected& expected, Format format);

/// The ids of a list of known failures, a line each; "#" begins a comment.
[[nodiscard]] std::set<std::string, std::less<>> read_known_failures(std::string_view text);

/// The same of a file: false if it cannot be read, and errno says why.
[[nodiscard]] bool read_known_failures(const std::string& path,
                                       std::set<std::string, std::less<>>& ids);

}  // namespace twomsl::harness
