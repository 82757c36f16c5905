// Auditing one capture: read, decode, track, judge.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"
#include "oracle/story/narrator.hpp"
#include "oracle/story/storyteller.hpp"
#include "oracle/track/damage.hpp"

namespace twomsl::oracle {

/// What was found and is not in the report, since somebody asked for a part of it.
struct LeftOut {
  std::uint64_t findings = 0;
  std::uint64_t stories = 0;
  std::uint64_t known = 0;  // findings of a baseline
};

/// What a capture held, beside the findings. `damage` is empty if it could be read to its end; if
/// it was interrupted, that is no fault of the file.
struct Summary {
  std::string file{};
  std::uint64_t packets = 0;
  std::uint64_t connections = 0;
  std::uint64_t closes = 0;
  std::map<std::string, std::uint64_t> skipped{};  // reason to frames
  std::string damage{};
  CaptureFacts facts{};
  std::vector<WrongChecksums> wrong_checksums{};
  LeftOut left_out{};
  std::uint64_t clock_steps = 0;  // times that the clock of the capture went back
  bool readable = false;          // it is a capture: its header could be read
  bool interrupted = false;       // the caller stopped it
  bool lacks_vantage = false;     // no segment is of the address that the vantage point names
};

struct Audit {
  Summary summary{};
  std::vector<Finding> findings{};  // by frame
  std::vector<Story> stories{};     // by frame
};

/// Progress of a long audit: called now and then with the frames read so far; false stops it.
using Progress = bool (*)(std::uint64_t packets);

/// Audits `file`, or standard input for "-". The narrator, if there is one, hears of all that it
/// wants.
[[nodiscard]] Audit audit_file(const std::string& file, const AuditOptions& options,
                               Progress progress = nullptr, Narrator* narrator = nullptr);

/// Audits a capture in memory.
[[nodiscard]] Audit audit_bytes(std::span<const std::uint8_t> bytes, const AuditOptions& options,
                                Narrator* narrator = nullptr);

/// It could be read, and something in it can be judged.
[[nodiscard]] inline bool is_judged(const Audit& audit) {
  return audit.summary.readable && audit.summary.connections != 0;
}

/// How many findings have this verdict.
[[nodiscard]] std::uint64_t count(const Audit& audit, Verdict verdict);

}  // namespace twomsl::oracle
