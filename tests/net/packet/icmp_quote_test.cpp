// What an ICMP error must quote of a packet to be read.
#include "core/codec/decode_icmp.hpp"
#include "harness/packet_forge.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

constexpr std::size_t kHeaders = 20 + 8;  // of IPv4 and of ICMP

std::vector<std::uint8_t> error_about_syn() {
  TwoEndpoints both(Family::ipv4);
  static_cast<void>(both.client.open(both.to_server(), both.now));
  return forge_icmp(3, 3, 0, packets_of(both.client, both.now).at(0).bytes);
}

TEST(IcmpError, IsReadIfItQuotesThePortsAndTheNumber) {
  constexpr std::size_t kNeeded = 20 + 8;
  std::vector<std::uint8_t> error = error_about_syn();
  for (std::size_t quoted = error.size() - kHeaders; quoted > 0; --quoted) {
    error.resize(kHeaders + quoted);
    store_be16(&error[2], static_cast<std::uint16_t>(error.size()));
    store_be16(&error[10], 0);
    store_be16(&error[10], checksum_of(sum_words(std::span(error).first(20))));
    fix_icmp_checksum(error, 20);
    EXPECT_EQ(quoted >= kNeeded, decode_icmp_error(Family::ipv4, error).has_value()) << quoted;
  }
}

TEST(IcmpError, IsNotReadIfItQuotesALaterFragment) {
  std::vector<std::uint8_t> error = error_about_syn();
  EXPECT_TRUE(decode_icmp_error(Family::ipv4, error).has_value());
  error[kHeaders + 7] = 1;
  fix_checksums(error);
  EXPECT_FALSE(decode_icmp_error(Family::ipv4, error).has_value());
}

}  // namespace
}  // namespace twomsl
