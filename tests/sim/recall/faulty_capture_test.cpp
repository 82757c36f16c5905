// The audit of ourselves where captures have faults: whatever was not captured, or not as it was,
// no conforming host is accused, but where the finding itself says that it takes for granted what
// the fault broke.
#include <gtest/gtest.h>

#include <map>

#include "oracle/report/explain.hpp"
#include "sim/checkers/audit.hpp"

namespace twomsl::sim {
namespace {

struct FaultyRuns {
  std::uint64_t conversations = 0;
  std::map<std::string, std::uint64_t> accusations{};
  std::string last{};
};

void judge_seed(FaultyRuns& runs, std::uint64_t seed) {
  const Family family = seed % 3 == 0 ? Family::ipv6 : Family::ipv4;
  const SeededRun run = run_of_seed({RunKind::conversations, family}, seed);
  Coverage met;
  Tap tap;
  const auto breach = run_program(run.program, run.profile, met, &tap);
  ASSERT_FALSE(breach) << "seed " << seed << " breaks " << breach->law;
  runs.conversations += met.conversations;
  const auto fault = static_cast<CaptureFault>(seed / 4 % kCountOf<CaptureFault>);
  for (const Vantage vantage : {Vantage::a, Vantage::b, Vantage::middle}) {
    const FaultyCapture capture = faulty_capture(tap, vantage, fault, seed);
    for (const Accusation& accusation : SelfAudit(run, met).judge(capture)) {
      const std::string kind = std::string(name(fault)) + " " +
                               std::string(name(accusation.finding.rule)) + " " +
                               std::string(name(accusation.finding.verdict));
      ++runs.accusations[kind];
      runs.last = "seed " + std::to_string(seed) + ", " + std::string(name(vantage)) + ", " +
                  accusation.options + ": " + oracle::summary_of(accusation.finding);
    }
  }
}

// Accusations by kind.
using Known = std::map<std::string, std::uint64_t>;

void expect_accusations(std::uint64_t conversations, Known known) {
  FaultyRuns runs;
  for (std::uint64_t seed = 1; runs.conversations < conversations; ++seed) {
    ASSERT_NO_FATAL_FAILURE(judge_seed(runs, seed));
  }
  for (const auto& [kind, times] : runs.accusations) {
    EXPECT_LE(times, known[kind]) << kind << "; the last of all: " << runs.last;
  }
}

TEST(FaultyCaptures, AccuseNoConformingHost) { expect_accusations(50'000, {}); }

// To be mended; the counts may only fall.
TEST(FaultyCapturesInFull, AccuseNoConformingHostBeyondWhatIsListed) {
  expect_accusations(1'000'000, {{"cuts-off assassination hazard", 2},
                                 {"doubles data-after-fin violation", 4},
                                 {"merges early-release-silence violation", 4},
                                 {"tags early-release-silence violation", 1}});
}

}  // namespace
}  // namespace twomsl::sim
