// Closes that are written down and judged only when something else follows: the audit says what it
// says where each segment is judged at once, as it is while somebody narrates.
#include <gtest/gtest.h>

#include "oracle/audit.hpp"
#include "oracle/report/report.hpp"
#include "sim/checkers/audit.hpp"
#include "tests/sim/recall/rule_breakers.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint64_t kSeeds = 100;

struct Judged {
  std::string report{};
  oracle::HistoryTally histories{};
};

Judged judge(const FaultyCapture& capture, const oracle::AuditOptions& options, bool at_once) {
  oracle::Tracker tracker{options};
  oracle::Narrator narrator{{}};
  if (at_once) tracker.narrate_to(&narrator);
  show(tracker, capture);
  oracle::Audit audit;
  audit.findings = tracker.judge().findings;
  audit.stories = tracker.storyteller().stories();
  audit.summary.facts = tracker.storyteller().facts();
  audit.summary.connections = tracker.tally().connections;
  audit.summary.closes = tracker.tally().closes;
  return {oracle::report_json(audit, options), tracker.judge().histories};
}

oracle::AuditOptions options_at(Vantage vantage, std::uint64_t msl_us) {
  oracle::AuditOptions options{.msl_s = static_cast<double>(msl_us) / 1e6};
  options.vantage = vantage == Vantage::middle ? oracle::Vantage::middle : oracle::Vantage::host;
  if (vantage != Vantage::middle) {
    options.vantage_address = address_of(static_cast<std::uint32_t>(vantage), Family::ipv4);
  }
  return options;
}

TEST(PlainCloses, AreJudgedAsIfEachSegmentHadBeenAtOnce) {
  oracle::HistoryTally whole;
  for (const Subject& breaker : rule_breakers()) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      if (seed % 4 == 3) continue;
      BrokenRun run;
      play(run, breaker, seed);
      for (const Vantage vantage : {Vantage::a, Vantage::b, Vantage::middle}) {
        const auto fault = static_cast<CaptureFault>(seed % kCountOf<CaptureFault>);
        const FaultyCapture capture = seed % 2 == 0 ? faulty_capture(run.tap, vantage, fault, seed)
                                                    : whole_capture(run.tap, vantage);
        const oracle::AuditOptions options = options_at(vantage, run.msl_us);
        const Judged later = judge(capture, options, false);
        ASSERT_EQ(later.report, judge(capture, options, true).report)
            << breaker.name << ", seed " << seed << ", " << name(vantage);
        EXPECT_LE(later.histories.put_off, later.histories.emissions);
        whole.put_off += later.histories.put_off;
        whole.recalled += later.histories.recalled;
      }
    }
  }
  EXPECT_GT(whole.put_off, 1'000u);
  EXPECT_GT(whole.recalled, 1'000u);
}

}  // namespace
}  // namespace twomsl::sim
