// What the endpoint refuses before the machine sees it, by default: damage, cut packets, addresses
// and ports that cannot be. And what packets of its own bear.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

using EndpointPacket = OfEitherFamily;
INSTANTIATE_TEST_SUITE_P(Families, EndpointPacket, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

// Traffic class, flow label and hop limit of IPv6 are covered by no checksum.
bool is_covered(Family family, std::size_t bit) {
  const std::size_t byte = bit / 8;
  const bool is_label = (byte == 0 && bit % 8 < 4) || (byte >= 1 && byte < 4);
  return family == Family::ipv4 || !(is_label || byte == 7);
}

//= rfc9293#3.1 MUST-3 type=test
TEST_P(EndpointPacket, IsRefusedWhicheverOfItsBitsIsDamaged) {
  TwoEndpoints both(GetParam());
  both.connect();
  both.client.send(both.opened, bytes_of("some text"), both.now);
  const auto packets = packets_of(both.client, both.now);
  ASSERT_EQ(1u, packets.size());
  for (std::size_t bit = 0; bit < packets[0].bytes.size() * 8; ++bit) {
    if (!is_covered(GetParam(), bit)) continue;
    Bytes damaged = packets[0].bytes;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const ArrivalResult result = both.server.receive(damaged, both.now);
    EXPECT_FALSE(result.ok) << "bit " << bit;
    EXPECT_NE(Admission::taken, result.why);
    EXPECT_TRUE(packets_of(both.server, both.now).empty()) << "bit " << bit;
  }
  EXPECT_TRUE(both.receive_one(both.server, both.accepted).would_wait);
  EXPECT_TRUE(both.server.receive(packets[0].bytes, both.now).ok);
  EXPECT_EQ("some text", both.receive_all(both.server, both.accepted));
}

TEST_P(EndpointPacket, IsRefusedIfItIsCutAnywhere) {
  TwoEndpoints both(GetParam());
  both.connect();
  both.client.send(both.opened, bytes_of("some text"), both.now);
  const auto packets = packets_of(both.client, both.now);
  for (std::size_t size = 0; size < packets[0].bytes.size(); ++size) {
    const Bytes cut(packets[0].bytes.begin(),
                    packets[0].bytes.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(both.server.receive(cut, both.now).ok) << size;
  }
  EXPECT_TRUE(both.receive_one(both.server, both.accepted).would_wait);
}

// The device verifies, so the sums are not looked at: what the headers promise must be there all
// the same.
TEST_P(EndpointPacket, IsRefusedIfItsTextIsNotThereEvenWithoutChecksums) {
  EndpointOptions options;
  options.checksums = Checksums::of_the_device;
  const Addresses at = addresses_of(GetParam());
  Endpoint server = endpoint_at(at.server, options);
  const Instant<Concrete> now{1'000'000};
  ASSERT_TRUE(server.listen({.local = {at.server, kPort}}, now).ok);
  Segment<Concrete> syn;
  syn.syn = true;
  syn.text_bytes = 100;
  Bytes packet(1000);
  packet.resize(encode_ip(syn, {{at.client, 5}, {at.server, kPort}}, Bytes(100), packet));
  Bytes cut = packet;
  cut.resize(cut.size() - 1);
  const ArrivalResult result = server.receive(cut, now);
  EXPECT_EQ(Admission::undecodable, result.why);
  EXPECT_EQ(Rejection::ip_header_invalid, result.rejection);
  packet[packet.size() - 1] ^= 1;
  EXPECT_TRUE(server.receive(packet, now).ok) << "the device has found it right";
}

Bytes syn_from(const Socket& source, const Socket& destination) {
  Segment<Concrete> syn;
  syn.syn = true;
  Bytes packet(100);
  packet.resize(encode_ip(syn, {source, destination}, {}, packet));
  return packet;
}

//= rfc9293#3.9.2.3 MUST-63 type=test
//= rfc9293#3.9.2.3 MUST-57 type=test
TEST_P(EndpointPacket, IsRefusedFromOrToAddressesAndPortsThatCannotBe) {
  const Addresses at = addresses_of(GetParam());
  Endpoint server = endpoint_at(at.server);
  const Instant<Concrete> now{1'000'000};
  ASSERT_TRUE(server.listen({.local = {{0, 0, GetParam()}, kPort}}, now).ok);
  const auto why_of = [&](const Socket& source, const Socket& destination) {
    const ArrivalResult result = server.receive(syn_from(source, destination), now);
    EXPECT_EQ(result.ok, result.why == Admission::taken);
    return result.why;
  };
  std::vector<Address> impossible = {{0, 0, GetParam()}};
  if (GetParam() == Family::ipv4) {
    for (const std::uint32_t address : {0xe0000001u, 0xef123456u, 0xffffffffu, 0x00000001u}) {
      impossible.push_back({0, address, Family::ipv4});
    }
  } else {
    impossible.push_back({0xff02'0000'0000'0000, 1, Family::ipv6});
  }
  for (const Address& address : impossible) {
    EXPECT_EQ(Admission::bad_address, why_of({address, 5}, {at.server, kPort}));
    EXPECT_EQ(Admission::bad_address, why_of({at.client, 5}, {address, kPort}));
  }
  EXPECT_EQ(Admission::not_ours, why_of({at.client, 5}, {at.client, kPort}));
  EXPECT_EQ(Admission::bad_port, why_of({at.client, 0}, {at.server, kPort}));
  EXPECT_EQ(Admission::bad_port, why_of({at.client, 5}, {at.server, 0}));
  EXPECT_TRUE(packets_of(server, now).empty());
  EXPECT_EQ(Admission::taken, why_of({at.client, 5}, {at.server, kPort}));
}

TEST(EndpointPacketFamily, IsNotOursIfWeHaveNoAddressOfIt) {
  Endpoint server = endpoint_at(addresses_of(Family::ipv4).server);
  const Addresses at = addresses_of(Family::ipv6);
  const ArrivalResult result =
      server.receive(syn_from({at.client, 5}, {at.server, kPort}), Instant<Concrete>{1});
  EXPECT_EQ(Admission::not_ours, result.why);
}

TEST(EndpointPacketFamily, IsToldByTheFirstNibble) {
  Endpoint server = endpoint_at(addresses_of(Family::ipv4).server);
  const ArrivalResult result = server.receive({}, Instant<Concrete>{1});
  EXPECT_EQ(Admission::undecodable, result.why);
  const Bytes junk(40, 0x70);
  EXPECT_EQ(Rejection::not_ip, server.receive(junk, Instant<Concrete>{1}).rejection);
}

// The local address is that of the SYN in every packet, though the endpoint has two.
//= rfc9293#3.9.1.1 MUST-45 type=test
TEST_P(EndpointPacket, BearsTheLocalAddressOfItsConnectionToTheEnd) {
  const Addresses at = addresses_of(GetParam());
  const Address second{at.server.high, at.server.low + 1, GetParam()};
  EndpointOptions options;
  options.addresses = {at.server, second};
  options.quiet_time = QuietTime::nothing_was_sent;
  Made made = make_endpoint(options);
  ASSERT_TRUE(made.ok);
  Endpoint client = endpoint_at(at.client);
  Instant<Concrete> now{1'000'000};
  const Opened listener = made.endpoint.listen({.local = {{0, 0, GetParam()}, kPort}}, now);
  const Opened opened =
      client.open({.remote = {second, kPort}, .local = {{0, 0, GetParam()}, 0}}, now);
  std::uint32_t count = 0;
  const auto exchange = [&] {
    for (int round = 0; round < 20; ++round) {
      for (const Sniffed& p : packets_of(client, now)) made.endpoint.receive(p.bytes, now);
      for (const Sniffed& p : packets_of(made.endpoint, now)) {
        EXPECT_EQ((Socket{second, kPort}), p.view.source);
        EXPECT_EQ(at.client, p.view.destination.address);
        client.receive(p.bytes, now);
        ++count;
      }
    }
  };
  exchange();
  const Opened accepted = made.endpoint.accept(listener.handle);
  made.endpoint.send(accepted.handle, bytes_of("text"), now);
  exchange();
  made.endpoint.close(accepted.handle, now);
  client.close(opened.handle, now);
  exchange();
  EXPECT_EQ(State::time_wait, made.endpoint.status(accepted.handle, now).state);
  EXPECT_EQ(second, made.endpoint.status(accepted.handle, now).local.address);
  EXPECT_LE(4u, count);
}

// One listener answers on two links, each of which has a host of the same address.
TEST(EndpointZone, TellsApartTheSameAddressOnTwoLinks) {
  const Address ours{0xfe80'0000'0000'0000, 1, Family::ipv6};
  const Address theirs{0xfe80'0000'0000'0000, 2, Family::ipv6};
  Endpoint server = endpoint_at(ours);
  const Instant<Concrete> now{1'000'000};
  const Bytes syn = syn_from({theirs, 5}, {ours, kPort});
  ASSERT_TRUE(server.listen({.local = {ours, kPort}, .zone = 1}, now).ok);
  const ArrivalResult first = server.receive(syn, now, 1);
  EXPECT_FALSE(first.handle.is_none());
  EXPECT_TRUE(server.receive(syn, now, 2).handle.is_none()) << "nobody listens on that link";
  ASSERT_TRUE(server.listen({.local = {{0, 0, Family::ipv6}, kPort}}, now).ok);
  const ArrivalResult second = server.receive(syn, now, 2);
  EXPECT_FALSE(second.handle.is_none());
  EXPECT_NE(first.handle.index, second.handle.index);
}

}  // namespace
}  // namespace twomsl
