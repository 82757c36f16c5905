// The 860 public captures beside the project: each is read whole, and its frames and segments
// counted as its manifest does.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "oracle/capture/capture.hpp"
#include "oracle/capture/layers/opener.hpp"

namespace twomsl::oracle {
namespace {

const std::string kCaptures = std::string(TWOMSL_SHARED) + "/data/captures/";

struct Expected {
  std::string file;
  std::uint64_t frames = 0;
  std::uint64_t segments = 0;
};

std::vector<Expected> manifest() {
  std::vector<Expected> captures;
  std::ifstream in(kCaptures + "manifest.csv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> fields;
    std::istringstream row(line);
    for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
    captures.push_back({fields.at(0), std::stoull(fields.at(4)), std::stoull(fields.at(5))});
  }
  return captures;
}

struct Tally {
  std::uint64_t frames = 0;
  std::uint64_t segments = 0;
};

Tally count(Capture& capture) {
  Tally tally;
  Opener opener;
  Frame frame;
  while (capture.next(frame) == ReadStatus::frame) {
    ++tally.frames;
    if (opener.open(frame).decoded.rejection == Rejection::none) ++tally.segments;
  }
  return tally;
}

// Where its maker read something else.
const std::set<std::string> kOtherwise{
    // First fragments alone, as if they were packets.
    "the-tcpdump-group+tcpdump/tests/bgp-bgp_capabilities_print-oobr-1.pcap",
    "the-tcpdump-group+tcpdump/tests/bgp-bgp_capabilities_print-oobr-2.pcap",
    "the-tcpdump-group+tcpdump/tests/bgp_pmsi_tunnel-oobr.pcap",
    "the-tcpdump-group+tcpdump/tests/rpki-rtr-oobr.pcap",
    "zeek+zeek/testing/btest/Traces/ipv4/fragmented-3.pcap",
    "zeek+zeek/testing/btest/Traces/tunnels/gtp/gtp1_gn_normal_incl_fragmentation.pcap",
    // Fragments that overlap.
    "zeek+zeek/testing/btest/Traces/ipv4/fragmented-4.pcap",
    // FabricPath, which was not read.
    "zeek+zeek/testing/btest/Traces/cisco-fabric-path.pcap",
};

TEST(PublicCaptures, AreReadWholeWithEveryFrameAndSegmentCounted) {
  if (!std::filesystem::exists(kCaptures)) GTEST_SKIP() << "no captures at " << kCaptures;
  const auto captures = manifest();
  ASSERT_EQ(860u, captures.size());
  std::set<std::string> otherwise;
  for (const Expected& expected : captures) {
    SCOPED_TRACE(kCaptures + expected.file);
    Capture capture(kCaptures + expected.file);
    const Tally tally = count(capture);
    EXPECT_EQ("", capture.damage());
    EXPECT_EQ(expected.frames, tally.frames);
    if (tally.segments != expected.segments) otherwise.insert(expected.file);
  }
  EXPECT_EQ(kOtherwise, otherwise);
}

}  // namespace
}  // namespace twomsl::oracle
