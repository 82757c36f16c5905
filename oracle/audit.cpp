#include "oracle/audit.hpp"

#include <algorithm>
#include <utility>

#include "oracle/auditor.hpp"
#include "oracle/capture/capture.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::uint64_t kProgressEvery = 1u << 14;

Audit audit(Capture capture, const AuditOptions& options, Progress progress, Narrator* narrator) {
  Auditor auditor(options, narrator);
  Frame frame;
  ReadStatus status = ReadStatus::damaged;
  if (capture.ok()) {
    while ((status = capture.next(frame)) == ReadStatus::frame) {
      auditor.observe(frame);
      if (progress == nullptr || frame.number % kProgressEvery != 0) continue;
      if (!progress(frame.number)) break;
    }
  }
  Audit result = auditor.finish();
  if (status == ReadStatus::damaged) result.summary.damage = capture.damage();
  if (status == ReadStatus::frame) {
    result.summary.damage = "interrupted after frame " + std::to_string(frame.number);
  }
  result.summary.readable = status == ReadStatus::end || result.summary.packets != 0;
  return result;
}

}  // namespace

Audit audit_file(const std::string& file, const AuditOptions& options, Progress progress,
                 Narrator* narrator) {
  Audit result = audit(Capture(file), options, progress, narrator);
  result.summary.file = file;
  return result;
}

Audit audit_bytes(std::span<const std::uint8_t> bytes, const AuditOptions& options,
                  Narrator* narrator) {
  return audit(Capture(bytes), options, nullptr, narrator);
}

std::uint64_t count(const Audit& audit, Verdict verdict) {
  return static_cast<std::uint64_t>(
      std::count_if(audit.findings.begin(), audit.findings.end(),
                    [&](const Finding& finding) { return finding.verdict == verdict; }));
}

}  // namespace twomsl::oracle
