// Findings that are known: --baseline FILE, which is what --report jsonl=FILE wrote.
//
// A known finding is left out of the reports and of the exit status, unless its verdict has become
// graver. In memory an entry takes 24 bytes, however long its line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "tool/audit/part/selection.hpp"

namespace twomsl::tool {

/// What makes a finding the same as a known one.
enum class KnownBy : std::uint8_t {
  finding,  // the same frame of the same capture
  kind,     // the same class, party and service, in whatever frame
};

class Baseline {
 public:
  /// Reads the findings that `selection` asks for. Returns what is wrong, and in which line; empty
  /// if nothing is.
  [[nodiscard]] std::string read(const std::string& path, KnownBy by, const Selection& selection);

  /// Leaves the known findings out of `audit`, and counts them in its summary. Once a file.
  void leave_out_known(oracle::Audit& audit);

  /// Known findings of files that were audited whole which were not found there, a sentence each,
  /// as far as `most` allows, and how many there are.
  struct Gone {
    std::uint64_t count = 0;
    std::vector<std::string> sentences{};
  };
  [[nodiscard]] Gone gone(std::size_t most) const;

 private:
  struct Known {
    std::uint64_t fingerprint = 0;
    std::uint64_t file = 0;  // fingerprint of its base name
    std::uint32_t line = 0;
    Verdict verdict{};
    bool is_met = false;
  };

  // What is wrong with a line; nothing if it is a finding, which is added, or of another type.
  [[nodiscard]] std::string read_line(const std::string& text, std::uint32_t line,
                                      const Selection& selection);
  [[nodiscard]] bool knows(const oracle::Finding& finding, const std::string& file);

  std::string path_{};
  KnownBy by_ = KnownBy::finding;
  std::vector<Known> known_{};           // by fingerprint, each once, with its gravest verdict
  std::vector<std::uint64_t> judged_{};  // files
};

}  // namespace twomsl::tool
