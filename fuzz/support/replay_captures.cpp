// replay_captures DIRECTORY: every file below it through reader, link layers, decoder and audit
// under the sanitizers, with the fuzz targets' laws. Ends with 77 (skipped) if there is no such
// directory.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "fuzz/support/audit_laws.hpp"
#include "fuzz/support/wire_laws.hpp"
#include "oracle/capture/capture.hpp"

namespace twomsl::fuzz {
namespace {

constexpr int kSkipped = 77;

struct Tally {
  std::uint64_t files = 0;
  std::uint64_t damaged = 0;
  std::uint64_t frames = 0;
  std::uint64_t segments = 0;
};

std::vector<std::string> captures_below(const std::string& directory) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const std::string path = entry.path().string();
    if (entry.is_regular_file() && !path.ends_with(".csv")) paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

void replay(const std::string& path, Tally& tally) {
  oracle::Capture capture(path);
  oracle::Opener opener;
  oracle::Frame frame;
  while (capture.next(frame) == oracle::ReadStatus::frame) {
    ++tally.frames;
    const Decoded decoded = check_frame(frame, opener);
    if (decoded.rejection == Rejection::none) ++tally.segments;
  }
  ++tally.files;
  const oracle::AuditOptions options;
  oracle::Narrator narrator({});
  const oracle::Audit audit = oracle::audit_file(path, options, nullptr, &narrator);
  check_audit(audit, options);
  check_narrative(audit, narrator);
  check_reports(audit, options, oracle::SecondReading(path));
  check_annotated(audit, options, oracle::SecondReading(path));
  if (capture.ok()) return;
  ++tally.damaged;
  std::printf("%s: %s\n", path.c_str(), capture.damage().c_str());
}

}  // namespace
}  // namespace twomsl::fuzz

int main(int argc, char** argv) {
  using namespace twomsl::fuzz;
  if (argc != 2) {
    std::fputs("usage: replay_captures DIRECTORY\n", stderr);
    return 2;
  }
  if (!std::filesystem::is_directory(argv[1])) {
    std::printf("Skipped\nno captures at %s\n", argv[1]);
    return kSkipped;
  }
  Tally tally;
  for (const std::string& path : captures_below(argv[1])) {
    std::fprintf(stderr, "%s\n", path.c_str());  // the last line names the culprit of a crash
    replay(path, tally);
  }
  std::printf("%lu files (%lu damaged), %lu frames, %lu segments\n", tally.files, tally.damaged,
              tally.frames, tally.segments);
  return tally.files == 0 ? 1 : 0;
}
