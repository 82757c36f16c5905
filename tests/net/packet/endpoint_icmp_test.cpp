// What an endpoint makes of ICMP errors: which are believed, which end an open, and how the path
// gets narrower.
#include <set>

#include "harness/packet_forge.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

struct IcmpCase {
  const char* name;
  Family family;
  std::uint8_t type;
  std::uint8_t code;
  bool is_hard;

  friend std::ostream& operator<<(std::ostream& out, const IcmpCase& c) { return out << c.name; }
};

class EndpointIcmp : public testing::TestWithParam<IcmpCase> {};

//= rfc9293#3.9.2.2 SHLD-26 type=test
//= rfc5461#2.1 RFC5461-2.1-1 type=test
TEST_P(EndpointIcmp, EndsAnOpenIfItIsHard) {
  TwoEndpoints both(GetParam().family);
  const Opened opened = both.client.open(both.to_server(), both.now);
  const auto syn = packets_of(both.client, both.now).at(0);
  const Bytes error = forge_icmp(GetParam().type, GetParam().code, 0, syn.bytes);
  const ArrivalResult result = both.client.receive(error, both.now);
  EXPECT_TRUE(result.ok);
  EXPECT_EQ(opened.handle, result.handle);
  const Notice notice = notices_of(both.client, opened.handle);
  EXPECT_EQ(GetParam().is_hard, notice.ended);
  EXPECT_EQ(GetParam().is_hard, notice.refused);
  EXPECT_FALSE(notice.reset);
  if (GetParam().is_hard) {
    EXPECT_EQ(Why::refused, both.client.status(opened.handle, both.now).why);
  }
  EXPECT_EQ(GetParam().type, notice.icmp_type);
  EXPECT_EQ(GetParam().code, notice.icmp_code);
}

//= rfc9293#3.9.1.8 MUST-47 type=test
//= rfc9293#3.9.1.8 RFC9293-3.9.1.8-U1 type=test
//= rfc9293#3.9.2.2 MUST-54 type=test
//= rfc9293#3.9.2.2 MUST-56 type=test
//= rfc9293#3.9.2.2 SHLD-25 type=test
//= rfc5461#2.2 RFC5461-2.2-1 type=test
//= rfc5927#5.2 RFC5927-5.2-D1 type=test
TEST_P(EndpointIcmp, IsToldAndNoMoreOnceTheConnectionIsOpen) {
  TwoEndpoints both(GetParam().family);
  both.connect();
  static_cast<void>(notices_of(both.client, both.opened));
  both.client.send(both.opened, bytes_of("in flight"), both.now);
  const auto text = packets_of(both.client, both.now).at(0);
  const Bytes error = forge_icmp(GetParam().type, GetParam().code, 0, text.bytes);
  EXPECT_TRUE(both.client.receive(error, both.now).ok);
  const Notice notice = notices_of(both.client, both.opened);
  EXPECT_TRUE(notice.icmp_error);
  EXPECT_FALSE(notice.ended);
  EXPECT_TRUE(both.server.receive(text.bytes, both.now).ok);
  EXPECT_EQ("in flight", both.receive_all(both.server, both.accepted));
}

INSTANTIATE_TEST_SUITE_P(Errors, EndpointIcmp,
                         testing::Values(IcmpCase{"NetUnreachable", Family::ipv4, 3, 0, false},
                                         IcmpCase{"HostUnreachable", Family::ipv4, 3, 1, false},
                                         IcmpCase{"ProtocolUnreachable", Family::ipv4, 3, 2, true},
                                         IcmpCase{"PortUnreachable", Family::ipv4, 3, 3, true},
                                         IcmpCase{"SourceRouteFailed", Family::ipv4, 3, 5, false},
                                         IcmpCase{"TimeExceeded", Family::ipv4, 11, 0, false},
                                         IcmpCase{"ParameterProblem", Family::ipv4, 12, 0, false},
                                         IcmpCase{"NoRoute6", Family::ipv6, 1, 0, false},
                                         IcmpCase{"Prohibited6", Family::ipv6, 1, 1, true},
                                         IcmpCase{"AddressUnreachable6", Family::ipv6, 1, 3, false},
                                         IcmpCase{"PortUnreachable6", Family::ipv6, 1, 4, true},
                                         IcmpCase{"TimeExceeded6", Family::ipv6, 3, 0, false},
                                         IcmpCase{"ParameterProblem6", Family::ipv6, 4, 1, false}),
                         [](const auto& c) { return std::string(c.param.name); });

//= rfc9293#3.9.2.2 MUST-55 type=test
//= rfc5927#6 RFC5927-6-D1 type=test
TEST(EndpointIcmp, OfASourceQuenchNothingIsSaid) {
  TwoEndpoints both;
  both.connect();
  static_cast<void>(notices_of(both.client, both.opened));
  both.client.send(both.opened, bytes_of("text"), both.now);
  const Bytes quench = forge_icmp(4, 0, 0, packets_of(both.client, both.now).at(0).bytes);
  EXPECT_EQ(Admission::stray_error, both.client.receive(quench, both.now).why);
  EXPECT_TRUE(notices_of(both.client, both.opened).is_empty());
}

//= rfc5927#4.1 RFC5927-4.1-D1 type=test
TEST(EndpointIcmp, AboutWhatIsNotInFlightIsStray) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    TwoEndpoints both(family);
    both.connect();
    both.client.send(both.opened, bytes_of("0123456789"), both.now);
    const auto text = packets_of(both.client, both.now).at(0);
    const std::size_t seq_at =
        text.bytes.size() - text.view.payload.size() - text.view.raw_options.size() - 20 + 4;
    for (const std::int32_t off : {-1, 10, 1000, 1 << 30}) {
      Bytes other = text.bytes;
      store_be32(&other[seq_at], text.segment.seq.value + static_cast<std::uint32_t>(off));
      const Bytes error = forge_icmp(family == Family::ipv4 ? 3 : 1, 3, 0, other);
      EXPECT_EQ(Admission::stray_error, both.client.receive(error, both.now).why) << off;
    }
    both.server.receive(text.bytes, both.now);
    both.exchange();
    const Bytes late = forge_icmp(family == Family::ipv4 ? 3 : 1, 3, 0, text.bytes);
    EXPECT_EQ(Admission::stray_error, both.client.receive(late, both.now).why) << "acknowledged";
    EXPECT_EQ(Admission::stray_error, both.server.receive(late, both.now).why) << "not its own";
  }
}

TEST(EndpointIcmp, IsRefusedIfItIsCutOrDamaged) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    TwoEndpoints both(family);
    static_cast<void>(both.client.open(both.to_server(), both.now));
    const auto syn = packets_of(both.client, both.now).at(0);
    const Bytes error = forge_icmp(family == Family::ipv4 ? 3 : 1, 3, 0, syn.bytes);
    for (std::size_t bytes = 0; bytes < error.size(); ++bytes) {
      EXPECT_FALSE(both.client.receive({error.data(), bytes}, both.now).ok) << bytes;
    }
    for (std::size_t at = 0; at < error.size() * 8; ++at) {
      Bytes damaged = error;
      damaged[at / 8] ^= static_cast<std::uint8_t>(1u << at % 8);
      // Of IPv6's header the checksum covers the addresses alone.
      if (family == Family::ipv6 && at / 8 < 8) continue;
      EXPECT_FALSE(both.client.receive(damaged, both.now).ok) << "bit " << at;
    }
  }
}

std::uint32_t largest_text(std::span<const Sniffed> packets) {
  std::uint32_t largest = 0;
  for (const Sniffed& packet : packets) largest = larger(largest, packet.segment.text_bytes);
  return largest;
}

//= rfc5927#7.2 RFC5927-7.2-D1 type=test
// A router on the way takes no more than 1000 bytes a packet, and says so.
TEST(EndpointIcmp, NarrowsThePathAndTextGoesInPieces) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const std::uint32_t mtu_bytes = family == Family::ipv4 ? 1000 : 1300;
    TwoEndpoints both(family);
    both.connect();
    const std::string text(5000, 'x');
    both.client.send(both.opened, bytes_of(text), both.now);
    std::string received;
    for (int round = 0; round < 40; ++round) {
      for (const Sniffed& packet : packets_of(both.client, both.now)) {
        if (packet.bytes.size() > mtu_bytes) {
          const Bytes error = forge_icmp(family == Family::ipv4 ? 3 : 2,
                                         family == Family::ipv4 ? 4 : 0, mtu_bytes, packet.bytes);
          EXPECT_TRUE(both.client.receive(error, both.now).ok);
        } else {
          EXPECT_TRUE(both.server.receive(packet.bytes, both.now).ok);
        }
      }
      both.carry(both.server, both.client);
      received += both.receive_all(both.server, both.accepted);
      both.advance({500'000});
    }
    EXPECT_EQ(text, received);
    both.client.send(both.opened, bytes_of(text), both.now);
    const std::uint32_t headers = family == Family::ipv4 ? 52 : 72;
    EXPECT_EQ(mtu_bytes - headers, largest_text(packets_of(both.client, both.now)));
  }
}

// The router says nothing: after R1 without an answer to the first full segments they get smaller.
TEST(EndpointPath, ThatSwallowsLongPacketsGetsShorterOnes) {
  for (const bool has_sent_before : {false, true}) {
    TwoEndpoints both;
    both.connect();
    const std::string before(has_sent_before ? 5000 : 0, 'x');
    both.client.send(both.opened, bytes_of(before), both.now);
    both.exchange();
    const std::string text(5000, 'y');
    both.client.send(both.opened, bytes_of(text), both.now);
    for (int round = 0; round < 40; ++round) {
      for (const Sniffed& packet : packets_of(both.client, both.now)) {
        if (packet.bytes.size() <= 1000) both.server.receive(packet.bytes, both.now);
      }
      both.carry(both.server, both.client);
      both.advance({500'000});
    }
    const std::string received = both.receive_all(both.server, both.accepted);
    EXPECT_EQ(has_sent_before ? before : text, received) << "an outage is no black hole";
  }
}

// A router that does not say how much it takes gets the smallest that every host does; one that
// says what cannot be is not believed.
TEST(EndpointPath, GetsNoNarrowerThanEveryHostTakes) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (const std::uint32_t mtu_bytes : {0u, 1u, 68u, 500u, 1279u, 1500u, 9000u}) {
      TwoEndpoints both(family);
      both.connect();
      both.client.send(both.opened, bytes_of(std::string(3000, 'x')), both.now);
      const auto packets = packets_of(both.client, both.now);
      const bool is_ipv4 = family == Family::ipv4;
      const Bytes error =
          forge_icmp(is_ipv4 ? 3 : 2, is_ipv4 ? 4 : 0, mtu_bytes, packets.at(0).bytes);
      const bool is_possible = mtu_bytes < packets.at(0).bytes.size() &&
                               (is_ipv4 ? mtu_bytes == 0 || mtu_bytes >= 68 : mtu_bytes >= 1280);
      EXPECT_EQ(is_possible, both.client.receive(error, both.now).ok) << mtu_bytes;
      both.advance({1'500'000});
      const std::uint32_t narrowed = larger(mtu_bytes, 576u) - (is_ipv4 ? 52 : 72);
      EXPECT_EQ(is_possible ? narrowed : 1448u, largest_text(packets_of(both.client, both.now)));
    }
  }
}

std::uint16_t word_at(const Sniffed& packet, std::size_t at) {
  return load_be16(&packet.bytes[at]);
}

//= rfc9293#3.8.1 MAY-4 type=test
// An IPv4 link of less than every host takes: its routers cut the packets, each of which has an
// identification of its own. No other packet may be cut.
TEST(EndpointPath, OfLessThanEveryHostTakesMayCutPackets) {
  TwoEndpoints both;
  both.connect();
  const std::string text(1600, 'x');
  both.client.send(both.opened, bytes_of(text), both.now);
  const auto packets = packets_of(both.client, both.now);
  for (const Sniffed& packet : packets) EXPECT_EQ(0x4000, word_at(packet, 6));
  EXPECT_TRUE(both.client.receive(forge_icmp(3, 4, 296, packets.at(0).bytes), both.now).ok);
  std::set<std::uint16_t> identifications;
  std::size_t count = 0;
  for (int round = 0; round < 10; ++round) {
    both.advance({1'500'000});
    for (const Sniffed& packet : packets_of(both.client, both.now)) {
      EXPECT_EQ(0, word_at(packet, 6));
      EXPECT_LE(packet.bytes.size(), 576u);
      identifications.insert(word_at(packet, 4));
      ++count;
      EXPECT_TRUE(both.server.receive(packet.bytes, both.now).ok);
    }
    both.carry(both.server, both.client);
  }
  EXPECT_EQ(text, both.receive_all(both.server, both.accepted));
  EXPECT_EQ(count, identifications.size());
  EXPECT_LE(4u, count);
}

//= rfc5927#7.2 RFC5927-7.2-D1 type=test
// Whoever guesses a number in flight says that a packet was too long, and it arrives all the same.
TEST(EndpointPath, StaysAsItIsIfThePacketThatWasTooLongIsAcknowledged) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of(std::string(3000, 'x')), both.now);
  const auto packets = packets_of(both.client, both.now);
  EXPECT_TRUE(both.client.receive(forge_icmp(3, 4, 600, packets.at(0).bytes), both.now).ok);
  EXPECT_TRUE(both.server.receive(packets.at(0).bytes, both.now).ok);
  both.carry(both.server, both.client);
  both.advance({1'500'000});
  EXPECT_EQ(1448u, largest_text(packets_of(both.client, both.now)));
}

// Short messages have arrived, and then the first long ones do not.
TEST(EndpointPath, ThatSwallowsLongPacketsIsNoticedAfterManyShortOnes) {
  TwoEndpoints both;
  both.connect();
  for (int i = 0; i < 30; ++i) {
    both.client.send(both.opened, bytes_of(std::string(100, 'x')), both.now);
    both.exchange();
  }
  both.client.send(both.opened, bytes_of(std::string(5000, 'y')), both.now);
  for (int round = 0; round < 40; ++round) {
    for (const Sniffed& packet : packets_of(both.client, both.now)) {
      if (packet.bytes.size() <= 1000) both.server.receive(packet.bytes, both.now);
    }
    both.carry(both.server, both.client);
    both.advance({500'000});
  }
  EXPECT_EQ(8000u, both.receive_all(both.server, both.accepted).size());
}

// Whoever opens passively has an answer coming: nothing ends by an error about its SYN,ACK.
TEST(EndpointIcmp, EndsNoConnectionThatIsOpenedPassively) {
  TwoEndpoints both;
  both.listen();
  const Opened opened = both.client.open(both.to_server(), both.now);
  both.carry(both.client, both.server);
  const auto syn_ack = packets_of(both.server, both.now).at(0);
  EXPECT_TRUE(both.server.receive(forge_icmp(3, 3, 0, syn_ack.bytes), both.now).ok);
  both.client.receive(syn_ack.bytes, both.now);
  both.exchange();
  EXPECT_EQ(State::established, both.client.status(opened.handle, both.now).state);
  EXPECT_TRUE(both.server.accept(both.listener).ok);
}

}  // namespace
}  // namespace twomsl
