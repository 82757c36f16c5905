#include "oracle/audit.hpp"

#include <algorithm>
#include <utility>

#include "oracle/auditor.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::uint64_t kProgressEvery = 1u << 14;

// What tells one capture from another.
std::uint64_t mixed(std::uint64_t digest, const Frame& frame) {
  for (const std::uint64_t word : {static_cast<std::uint64_t>(frame.time_ns),
                                   std::uint64_t{frame.wire_bytes} << 32 | frame.bytes.size()}) {
    digest = (digest ^ word) * 0x9e3779b97f4a7c15u;
    digest ^= digest >> 29;
  }
  return digest;
}

struct Reading {
  const AuditOptions& options;
  Progress progress = nullptr;
  Narrator* narrator = nullptr;
  Shard shard{};
};

Unsettled read_through(Capture capture, const Reading& reading) {
  Auditor auditor(reading.options, reading.narrator, reading.shard);
  Frame frame;
  std::uint64_t digest = 0;
  ReadStatus status = ReadStatus::damaged;
  if (capture.ok()) {
    while ((status = capture.next(frame)) == ReadStatus::frame) {
      auditor.observe(frame);
      if (!reading.shard.is_whole()) digest = mixed(digest, frame);
      if (reading.progress == nullptr || frame.number % kProgressEvery != 0) continue;
      if (!reading.progress(frame.number)) break;
    }
  }
  Unsettled result = auditor.close();
  result.digest = digest;
  if (status == ReadStatus::damaged) result.summary.damage = capture.damage();
  // Who is interrupted while it waits for a pipe finds that at its end, or broken off.
  result.summary.interrupted = status == ReadStatus::frame ||
                               (reading.progress != nullptr && !reading.progress(frame.number));
  if (result.summary.interrupted) {
    result.summary.damage = interrupted_after(frame.number);
  }
  result.summary.readable = status == ReadStatus::end || result.summary.packets != 0;
  return result;
}

}  // namespace

Audit audit_file(const std::string& file, const AuditOptions& options, Progress progress,
                 Narrator* narrator) {
  Audit result = settled(read_through(Capture(file), {options, progress, narrator}));
  result.summary.file = file;
  return result;
}

Audit audit_bytes(std::span<const std::uint8_t> bytes, const AuditOptions& options,
                  Narrator* narrator) {
  return settled(read_through(Capture(bytes), {.options = options, .narrator = narrator}));
}

Unsettled audit_share(const std::string& file, const AuditOptions& options, Shard shard,
                      Progress progress) {
  Unsettled result =
      read_through(Capture(file), {.options = options, .progress = progress, .shard = shard});
  result.summary.file = file;
  return result;
}

Unsettled audit_share(std::span<const std::uint8_t> bytes, const AuditOptions& options,
                      Shard shard) {
  return read_through(Capture(bytes), {.options = options, .shard = shard});
}

std::uint64_t count(const Audit& audit, Verdict verdict) {
  return static_cast<std::uint64_t>(
      std::count_if(audit.findings.begin(), audit.findings.end(),
                    [&](const Finding& finding) { return finding.verdict == verdict; }));
}

}  // namespace twomsl::oracle
