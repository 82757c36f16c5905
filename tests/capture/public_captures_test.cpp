// The 860 public captures beside the project: each is read whole, and its frames and segments
// counted as its manifest does.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/codec/decode.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/link.hpp"

namespace twomsl::oracle {
namespace {

const std::string kCaptures = std::string(TWOMSL_SHARED) + "/data/captures/";

struct Expected {
  std::string file;
  std::uint64_t frames = 0;
  std::uint64_t segments = 0;
  std::set<std::string> layers{};
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
    Expected capture{fields.at(0), std::stoull(fields.at(4)), std::stoull(fields.at(5))};
    std::istringstream layers(fields.at(13));
    for (std::string layer; layers >> layer;) capture.layers.insert(layer);
    captures.push_back(capture);
  }
  return captures;
}

struct Tally {
  std::uint64_t frames = 0;
  std::uint64_t segments = 0;
  std::uint64_t unopened = 0;  // may hold a segment that the manifest counts
};

bool is_unopened(const NetworkLayer& layer) {
  return layer.rejection == LinkRejection::tunnel ||
         layer.rejection == LinkRejection::link_type_unsupported;
}

// Fragments are reassembled, and packets longer than their frame are kept, by the manifest's maker.
bool is_unopened(Rejection reason) {
  return reason == Rejection::tunnel || reason == Rejection::fragment ||
         reason == Rejection::ip_header_invalid;
}

Tally count(Capture& capture) {
  Tally tally;
  Frame frame;
  while (capture.next(frame) == ReadStatus::frame) {
    ++tally.frames;
    const NetworkLayer layer = strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
    if (layer.rejection != LinkRejection::none) {
      if (is_unopened(layer)) ++tally.unopened;
      continue;
    }
    const Rejection reason = decode_ip(layer.bytes, layer.wire_bytes).rejection;
    if (reason == Rejection::none) ++tally.segments;
    if (is_unopened(reason)) ++tally.unopened;
  }
  return tally;
}

// Tunnels over UDP, and IP behind a SNAP header: named as not-tcp and not-ip, not as tunnels.
bool hides_segments(const Expected& capture) {
  for (const char* layer : {"vxlan", "geneve", "gtp-u", "llc-snap"}) {
    if (capture.layers.contains(layer)) return true;
  }
  return false;
}

TEST(PublicCaptures, AreReadWholeWithEveryFrameAndSegmentCounted) {
  if (!std::filesystem::exists(kCaptures)) GTEST_SKIP() << "no captures at " << kCaptures;
  const auto captures = manifest();
  ASSERT_EQ(860u, captures.size());
  std::uint64_t exact = 0;
  for (const Expected& expected : captures) {
    SCOPED_TRACE(kCaptures + expected.file);
    Capture capture(kCaptures + expected.file);
    const Tally tally = count(capture);
    EXPECT_EQ("", capture.damage());
    EXPECT_EQ(expected.frames, tally.frames);
    EXPECT_LE(tally.segments, expected.segments);
    if (!hides_segments(expected)) {
      EXPECT_LE(expected.segments, tally.segments + tally.unopened);
    }
    exact += tally.segments == expected.segments ? 1 : 0;
  }
  EXPECT_EQ(740u, exact) << "the others hold tunnels, fragments or contradictory lengths";
}

}  // namespace
}  // namespace twomsl::oracle
