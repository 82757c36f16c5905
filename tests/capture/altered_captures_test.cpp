// The 860 public captures, each altered as a capture may be: whoever was not accused before is not
// accused then.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/report/explain.hpp"
#include "tests/capture/alterations.hpp"

namespace twomsl::test {
namespace {

const std::string kCaptures = std::string(TWOMSL_SHARED) + "/data/captures/";
constexpr std::uint64_t kSeeds = 2;

bool accuses(const oracle::Finding& finding) {
  return finding.verdict == Verdict::violation || finding.verdict == Verdict::conditional ||
         finding.verdict == Verdict::hazard;
}

// Who is accused of what.
using Accusation = std::tuple<RuleClass, std::uint64_t, std::uint64_t, std::uint16_t>;

Accusation accusation_of(const oracle::Finding& finding) {
  return {finding.rule, finding.party.address.high, finding.party.address.low, finding.party.port};
}

std::vector<oracle::Finding> accusing(const std::vector<OwnedFrame>& frames) {
  oracle::Audit audit = oracle::audit_bytes(file_of(frames), {});
  std::erase_if(audit.findings, [](const oracle::Finding& one) { return !accuses(one); });
  return audit.findings;
}

std::vector<std::string> captures() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kCaptures)) {
    if (entry.is_regular_file() && entry.path().extension() != ".csv")
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<OwnedFrame> timed_frames_of(const std::string& file) {
  std::vector<OwnedFrame> frames = read_all(oracle::Capture(file)).frames;
  std::erase_if(frames, [](const OwnedFrame& frame) { return !frame.has_time; });
  return frames;
}

class AlteredCaptures : public testing::TestWithParam<Alteration> {};

TEST_P(AlteredCaptures, AccuseNobodyMore) {
  if (!std::filesystem::exists(kCaptures)) GTEST_SKIP() << "no captures at " << kCaptures;
  const std::vector<std::string> files = captures();
  ASSERT_EQ(860u, files.size());
  std::uint64_t changed = 0;
  for (const std::string& file : files) {
    const std::vector<OwnedFrame> frames = timed_frames_of(file);
    std::set<Accusation> before;
    for (const oracle::Finding& one : accusing(frames)) before.insert(accusation_of(one));
    const Bytes whole = file_of(frames);
    const std::uint64_t seeds = GetParam() == Alteration::no_syn_acks ? 1 : kSeeds;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const std::vector<OwnedFrame> after = altered(frames, GetParam(), seed);
      if (file_of(after) != whole) ++changed;
      for (const oracle::Finding& one : accusing(after)) {
        EXPECT_TRUE(before.contains(accusation_of(one)))
            << file << ", seed " << seed << ": " << oracle::summary_of(one);
      }
    }
  }
  std::cout << changed << " captures altered\n";
  EXPECT_LT(files.size() / 4, changed) << "hardly any capture was altered";
}

INSTANTIATE_TEST_SUITE_P(, AlteredCaptures,
                         testing::Values(Alteration::goes_on, Alteration::bits_flipped,
                                         Alteration::swapped, Alteration::no_syn_acks),
                         [](const auto& one) {
                           std::string text(name(one.param));
                           std::replace(text.begin(), text.end(), '-', '_');
                           return text;
                         });

}  // namespace
}  // namespace twomsl::test
