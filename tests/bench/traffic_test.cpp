// The generated capture that audit is timed on: same seed, same bytes, and no finding.
#include "bench/audit/traffic.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "oracle/audit.hpp"

namespace twomsl::bench {
namespace {

constexpr TrafficSettings kSmall{.seed = 5, .connections = 300, .concurrent = 20, .exchanges = 3};

[[nodiscard]] std::string capture_of(const TrafficSettings& settings) {
  std::ostringstream out;
  (void)write_capture(settings, out);
  return out.str();
}

struct Count {
  std::uint64_t packets = 0;
  std::uint64_t opens = 0;
  std::uint64_t fins = 0;
  std::set<std::string> openers{};  // addresses and ports of SYNs
};

/// Walks the records of a capture of Ethernet, IPv4 without options and TCP.
[[nodiscard]] Count count(const std::string& file) {
  constexpr std::size_t kFileHeader = 24, kRecordHeader = 16, kAddresses = 26, kFlags = 47;
  Count count;
  for (std::size_t at = kFileHeader; at < file.size(); ++count.packets) {
    const std::string record = file.substr(at, kRecordHeader + 48);
    const auto byte = [&record](std::size_t i) {
      return static_cast<unsigned>(static_cast<unsigned char>(record.at(i)));
    };
    const unsigned flags = byte(kRecordHeader + kFlags);
    if ((flags & 0x12) == 0x02) {
      ++count.opens;
      count.openers.insert(record.substr(kRecordHeader + kAddresses, 12));
    }
    count.fins += flags & 0x01;
    at += kRecordHeader + byte(8) + 256 * byte(9);
  }
  return count;
}

TEST(Traffic, IsTheSameForTheSameSeedAndAnotherForAnother) {
  TrafficSettings other = kSmall;
  ++other.seed;
  EXPECT_EQ(capture_of(kSmall), capture_of(kSmall));
  EXPECT_NE(capture_of(kSmall), capture_of(other));
}

TEST(Traffic, OpensAndClosesEveryConnectionOnATupleOfItsOwn) {
  std::ostringstream out;
  const Tally tally = write_capture(kSmall, out);
  const Count found = count(out.str());
  EXPECT_EQ(found.packets, tally.packets);
  EXPECT_EQ(out.str().size(), tally.bytes);
  EXPECT_EQ(found.opens, kSmall.connections);
  EXPECT_EQ(found.openers.size(), kSmall.connections);
  EXPECT_EQ(found.fins, 2 * kSmall.connections);
}

TEST(Traffic, IsReadWholeAndGivesNoGroundForAFinding) {
  std::ostringstream out;
  const Tally tally = write_capture(kSmall, out);
  const std::string file = out.str();
  const std::vector<std::uint8_t> bytes(file.begin(), file.end());
  const oracle::Audit audit = oracle::audit_bytes(bytes, {});
  EXPECT_EQ(audit.summary.damage, "");
  EXPECT_EQ(audit.summary.packets, tally.packets);
  EXPECT_EQ(audit.summary.connections, kSmall.connections);
  EXPECT_EQ(audit.summary.closes, kSmall.connections);
  EXPECT_TRUE(audit.summary.skipped.empty());
  EXPECT_TRUE(audit.findings.empty());
}

TEST(Traffic, OfNoConnectionsIsAFileHeader) {
  EXPECT_EQ(capture_of({.connections = 0}).size(), 24u);
}

}  // namespace
}  // namespace twomsl::bench
