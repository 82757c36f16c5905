// The MSS that an endpoint offers and keeps to, by the link of its address.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

class EndpointLink : public OfEitherFamily {
 protected:
  /// What a SYN offers, with these links. Zero if it offers nothing.
  [[nodiscard]] std::uint32_t offer(const std::vector<LinkMtu>& links,
                                    const ConnectionSizes& sizes = {}) {
    EndpointOptions options;
    options.links = links;
    TwoEndpoints both(GetParam(), options);
    OpenOptions open = both.to_server();
    open.sizes = sizes;
    EXPECT_TRUE(both.client.open(open, both.now).ok);
    const auto packets = packets_of(both.client, both.now);
    return packets.at(0).segment.has_mss ? packets.at(0).segment.mss_bytes : 0;
  }

  [[nodiscard]] Address any() const { return {0, 0, GetParam()}; }
  [[nodiscard]] std::uint32_t headers() const { return GetParam() == Family::ipv4 ? 40 : 60; }
};

INSTANTIATE_TEST_SUITE_P(Families, EndpointLink, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

//= rfc9293#3.7.1 MUST-67 type=test
//= rfc9293#3.7.3 SHLD-6 type=test
TEST_P(EndpointLink, BoundsTheOffer) {
  const Addresses at = addresses_of(GetParam());
  EXPECT_EQ(1300 - headers(), offer({{any(), 1300}}));
  EXPECT_EQ(1300 - headers(), offer({{at.client, 1300}, {any(), 1400}}));
  EXPECT_EQ(1300 - headers(), offer({{any(), 1400}, {at.client, 1300}}));
  EXPECT_EQ(1400 - headers(), offer({{at.server, 1300}, {any(), 1400}})) << "of another address";
  EXPECT_EQ(1460u, offer({{any(), 0xffff}})) << "no more than the policy has";
  EXPECT_EQ(500u, offer({{any(), 1300}}, {.mss_bytes = 500}));
  EXPECT_EQ(1300 - headers(), offer({{any(), 1300}}, {.mss_bytes = 5000}));
  const Family other = GetParam() == Family::ipv4 ? Family::ipv6 : Family::ipv4;
  EXPECT_EQ(1460u, offer({{{0, 0, other}, 1300}}));
}

// A listener of every address: what it accepts goes by the address that the SYN has named, in what
// it offers and in what it sends.
TEST_P(EndpointLink, CountsForWhatAListenerOfEveryAddressAccepts) {
  EndpointOptions options;
  options.links = {{addresses_of(GetParam()).server, 1300}, {any(), 1500}};
  TwoEndpoints both(GetParam(), options);
  EXPECT_TRUE(both.server.listen({.local = {any(), kPort}}, both.now).ok);
  EXPECT_TRUE(both.client.open(both.to_server(), both.now).ok);
  both.carry(both.client, both.server);
  const auto answer = packets_of(both.server, both.now);
  ASSERT_EQ(1u, answer.size());
  EXPECT_EQ(1300 - headers(), answer[0].segment.mss_bytes);
}

TEST_P(EndpointLink, BoundsEveryPacket) {
  EndpointOptions options;
  options.links = {{addresses_of(GetParam()).server, 1300}};
  TwoEndpoints both(GetParam(), options);
  both.connect();
  both.server.send(both.accepted, bytes_of(std::string(5000, 'x')), both.now);
  std::size_t longest = 0;
  for (const Sniffed& packet : packets_of(both.server, both.now)) {
    longest = std::max(longest, packet.bytes.size());
  }
  EXPECT_EQ(1300u, longest);
}

}  // namespace
}  // namespace twomsl
