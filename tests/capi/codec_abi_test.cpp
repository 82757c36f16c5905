// libtwomsl's codec: what is written is read again, and what cannot be is named.
#include <cstring>

#include "tests/capi/conversation.hpp"

namespace twomsl::test {
namespace {

twomsl_segment sample(const std::string& source, const std::string& destination) {
  twomsl_segment segment{};
  segment.source = socket_of(source);
  segment.destination = socket_of(destination);
  segment.seq = 0xfedcba98;
  segment.ack = 0x01234567;
  segment.text_bytes = 5;
  segment.window = 0xabcd;
  segment.urgent = 3;
  segment.flags = TWOMSL_ACK | TWOMSL_PSH | TWOMSL_URG | TWOMSL_FIN;
  segment.has_timestamps = 1;
  segment.ts_val = 77;
  segment.ts_ecr = 88;
  segment.has_mss = 1;
  segment.mss_bytes = 1460;
  segment.has_window_scale = 1;
  segment.window_scale = 9;
  return segment;
}

struct Encoded {
  std::uint8_t packet[200]{};
  std::size_t bytes = 0;
};

Encoded encoded(const twomsl_segment& segment) {
  Encoded out;
  EXPECT_EQ(twomsl_encode(&segment, kText, out.packet, sizeof out.packet, &out.bytes), TWOMSL_OK)
      << twomsl_error();
  return out;
}

TEST(CodecAbi, ReadsWhatItWrites) {
  for (const auto& [source, destination] :
       {std::pair{"10.1.2.3:4", "192.0.2.1:65535"}, std::pair{"[2001:db8::1]:80", "[fe80::2]:1"}}) {
    const twomsl_segment given = sample(source, destination);
    const Encoded out = encoded(given);
    twomsl_segment got{};
    const std::uint8_t* text = nullptr;
    ASSERT_EQ(twomsl_decode(out.packet, out.bytes, out.bytes, &got, &text), TWOMSL_OK);
    EXPECT_EQ(words_of(got.source), source);
    EXPECT_EQ(words_of(got.destination), destination);
    EXPECT_EQ(std::string(text, text + got.text_bytes), "hello");
    EXPECT_EQ(got.checksums_are_wrong, 0);
    EXPECT_EQ(got.hops, 64);
    twomsl_segment expected = given;
    expected.hops = 64;
    EXPECT_EQ(std::memcmp(&got, &expected, sizeof got), 0);
  }
}

TEST(CodecAbi, TellsAWrongChecksum) {
  Encoded out = encoded(sample("10.1.2.3:4", "192.0.2.1:5"));
  out.packet[out.bytes - 1] ^= 1;
  twomsl_segment got{};
  ASSERT_EQ(twomsl_decode(out.packet, out.bytes, out.bytes, &got, nullptr), TWOMSL_OK);
  EXPECT_EQ(got.checksums_are_wrong, 1);
  ASSERT_EQ(twomsl_decode(out.packet, out.bytes - 1, out.bytes, &got, nullptr), TWOMSL_OK);
  EXPECT_EQ(got.checksums_are_wrong, 0) << "of what was not captured whole nobody knows";
}

TEST(CodecAbi, SaysWhyAPacketHoldsNoSegment) {
  const std::uint8_t no_ip[] = {0x10, 0, 0, 0};
  EXPECT_EQ(twomsl_decode(no_ip, sizeof no_ip, sizeof no_ip, nullptr, nullptr), TWOMSL_REFUSED);
  EXPECT_STREQ(twomsl_error(), "not-ip");
  const Encoded out = encoded(sample("10.1.2.3:4", "192.0.2.1:5"));
  EXPECT_EQ(twomsl_decode(out.packet, 30, out.bytes, nullptr, nullptr), TWOMSL_REFUSED);
  EXPECT_STREQ(twomsl_error(), "tcp-header-cut");
  EXPECT_EQ(twomsl_decode(out.packet, out.bytes, 30, nullptr, nullptr), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_decode(nullptr, 0, 0, nullptr, nullptr), TWOMSL_REFUSED);
}

TEST(CodecAbi, RefusesWhatNoPacketCanHold) {
  twomsl_segment segment = sample("10.1.2.3:4", "192.0.2.1:5");
  std::uint8_t packet[20];
  std::size_t bytes = 99;
  EXPECT_EQ(twomsl_encode(&segment, kText, packet, sizeof packet, &bytes), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_encode(&segment, nullptr, packet, sizeof packet, &bytes), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_encode(nullptr, kText, packet, sizeof packet, &bytes), TWOMSL_INVALID);
  segment.destination = socket_of("[::1]:5");
  EXPECT_EQ(twomsl_encode(&segment, kText, packet, sizeof packet, &bytes), TWOMSL_INVALID);
  EXPECT_NE(std::string(twomsl_error()).find("one family"), std::string::npos);
}

TEST(CodecAbi, PutsAddressesInNetworkOrder) {
  const twomsl_socket ipv6 = socket_of("[2001:db8:1:2:3:4:5:678]:80");
  const std::uint8_t expected[] = {0x20, 1, 0x0d, 0xb8, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 6, 0x78};
  EXPECT_EQ(std::memcmp(ipv6.address, expected, sizeof expected), 0);
  const twomsl_socket ipv4 = socket_of("10.1.2.3:80");
  const std::uint8_t four[] = {10, 1, 2, 3};
  EXPECT_EQ(std::memcmp(ipv4.address, four, sizeof four), 0);
}

TEST(CodecAbi, ReadsAndWritesSockets) {
  EXPECT_EQ(words_of(socket_of("[2001:DB8:0::1]:443")), "[2001:db8::1]:443");
  twomsl_socket socket{};
  for (const char* wrong : {"", "10.0.0.1", "10.0.0.1:", "10.0.0.1:65536", "10.0.0:1", "x:1"}) {
    EXPECT_EQ(twomsl_socket_read(wrong, &socket), TWOMSL_INVALID) << wrong;
    EXPECT_NE(std::string(twomsl_error()).find(std::string("'") + wrong + "'"), std::string::npos);
  }
  EXPECT_EQ(twomsl_socket_read(nullptr, &socket), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_socket_read("10.0.0.1:1", nullptr), TWOMSL_INVALID);
  socket = socket_of("10.0.0.1:80");
  char words[5] = "....";
  EXPECT_EQ(twomsl_socket_write(&socket, words, sizeof words), 11u);
  EXPECT_STREQ(words, "10.0");
  EXPECT_EQ(twomsl_socket_write(&socket, nullptr, 0), 11u);
  socket.family = 5;
  EXPECT_EQ(twomsl_socket_write(&socket, words, sizeof words), 0u);
}

}  // namespace
}  // namespace twomsl::test
