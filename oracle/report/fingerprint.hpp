// By what a finding is known again: in a baseline, and by programs that read reports.
//
// Two names, since two things are asked. Of the same capture, judged again: is it the same finding?
// Of another capture of the same test: is it the same fault? A verdict is in neither, as it follows
// --msl and --assume.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oracle/finding.hpp"

namespace twomsl::oracle {

/// What the hashes below are made of: another recipe is another version.
inline constexpr std::string_view kFindingFingerprint = "finding/v1";
inline constexpr std::string_view kKindFingerprint = "kind/v1";

struct Fingerprints {
  /// Of the file's base name, the frame, the class, the party's socket and its peer's.
  std::uint64_t finding = 0;
  /// Of the file's base name, the class, the party's address, which end it is, and the port of the
  /// server, taken to be the lower one: neither the client's port nor a frame, which vary.
  std::uint64_t kind = 0;
};

/// The fingerprints of a finding in `file`, a path; its folders do not count.
[[nodiscard]] Fingerprints fingerprints_of(const Finding& finding, std::string_view file);

/// As reports write one: 16 digits of hex.
[[nodiscard]] std::string fingerprint_text(std::uint64_t fingerprint);

/// What that gives; none if it is no such word.
[[nodiscard]] std::optional<std::uint64_t> read_fingerprint(std::string_view word);

/// Of a file's base name alone.
[[nodiscard]] std::uint64_t file_fingerprint(std::string_view file);

}  // namespace twomsl::oracle
