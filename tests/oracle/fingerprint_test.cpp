// What a fingerprint tells apart, and what it does not.
#include "oracle/report/fingerprint.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <utility>
#include <vector>

namespace twomsl::oracle {
namespace {

Finding reuse() {
  Finding finding;
  finding.rule = RuleClass::active_reuse;
  finding.party = {{0, 0x0a000001, Family::ipv4}, 40000};
  finding.peer = {{0, 0x0a000002, Family::ipv4}, 80};
  finding.at = {1'000'000'000, 9};
  return finding;
}

struct Change {
  const char* what;
  std::function<void(Finding&)> make;
  bool is_other_finding;
  bool is_other_kind;
};

TEST(Fingerprint, TellsFindingsApartByWhatTheyAreAndKindsByWhatIsTheSameInAnotherRun) {
  const std::vector<Change> changes{
      {"verdict", [](Finding& f) { f.verdict = Verdict::violation; }, false, false},
      {"time", [](Finding& f) { f.at.time_ns = 0; }, false, false},
      {"frame", [](Finding& f) { f.at.frame = 10; }, true, false},
      {"class", [](Finding& f) { f.rule = RuleClass::passive_reuse; }, true, true},
      {"party", [](Finding& f) { f.party.address.low = 3; }, true, true},
      {"client's port", [](Finding& f) { f.party.port = 40001; }, true, false},
      {"peer", [](Finding& f) { f.peer.address.low = 3; }, true, false},
      {"server's port", [](Finding& f) { f.peer.port = 81; }, true, true},
      {"side", [](Finding& f) { std::swap(f.party.port, f.peer.port); }, true, true},
      {"family", [](Finding& f) { f.party.address.family = Family::ipv6; }, true, true},
  };
  const Fingerprints before = fingerprints_of(reuse(), "a.pcap");
  for (const Change& change : changes) {
    Finding finding = reuse();
    change.make(finding);
    const Fingerprints after = fingerprints_of(finding, "a.pcap");
    EXPECT_EQ(change.is_other_finding, before.finding != after.finding) << change.what;
    EXPECT_EQ(change.is_other_kind, before.kind != after.kind) << change.what;
  }
}

TEST(Fingerprint, IsOfTheFileAndNotOfItsFolders) {
  const Fingerprints here = fingerprints_of(reuse(), "a.pcap");
  const Fingerprints there = fingerprints_of(reuse(), "/tmp/captures/a.pcap");
  EXPECT_EQ(here.finding, there.finding);
  EXPECT_EQ(here.kind, there.kind);
  const Fingerprints other = fingerprints_of(reuse(), "a.pcap/b.pcap");
  EXPECT_NE(here.finding, other.finding);
  EXPECT_NE(here.kind, other.kind);
}

// Baselines are kept for years: whoever changes what is hashed must change the version, too.
TEST(Fingerprint, IsTheSameForEver) {
  const Fingerprints known = fingerprints_of(reuse(), "a.pcap");
  EXPECT_EQ("aaaf221c93753afd", fingerprint_text(known.finding));
  EXPECT_EQ("992e379919cfcbc6", fingerprint_text(known.kind));
}

TEST(Fingerprint, IsReadAsItIsWrittenAndNothingElseIs) {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{0xa5}, ~std::uint64_t{0}}) {
    EXPECT_EQ(value, read_fingerprint(fingerprint_text(value)));
  }
  for (const char* word : {"", "0", "00000000000000a", "00000000000000a5 ", "-0000000000000a5",
                           "0x000000000000a5", "00000000000000g5", "000000000000000a5"}) {
    EXPECT_EQ(std::nullopt, read_fingerprint(word)) << word;
  }
}

}  // namespace
}  // namespace twomsl::oracle
