// How an endpoint and its connections begin, and every way in which they do not: options,
// addresses, sizes on the wire, memory.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

std::string_view field_of(const EndpointOptions& options) {
  const Made made = make_endpoint(options);
  EXPECT_EQ(made.ok, made.field.empty());
  return made.field;
}

TEST(EndpointOptionsCheck, NamesTheFieldThatIsImpossible) {
  EXPECT_EQ("", field_of({}));
  EndpointOptions options;
  options.policy.msl = {};
  EXPECT_EQ("msl", field_of(options));
  options = {};
  options.policy.mss_bytes = kLargestMssBytes + 1;
  EXPECT_EQ("mss_bytes", field_of(options));
  options = {};
  options.policy.snd_buffer_bytes = 0;
  EXPECT_EQ("snd_buffer_bytes", field_of(options));
  options = {};
  options.ports = {0, 10};
  EXPECT_EQ("ports.first", field_of(options));
  options.ports = {10, 9};
  EXPECT_EQ("ports.last", field_of(options));
  options = {};
  options.addresses = {addresses_of(Family::ipv4).client, {0, 0xe0000001, Family::ipv4}};
  EXPECT_EQ("addresses", field_of(options));
  options = {};
  options.queued_packets = 0;
  EXPECT_EQ("queued_packets", field_of(options));
}

TEST(EndpointOptionsCheck, NamesALinkThatTakesTooLittleOrTooMuch) {
  const auto link = [](Family family, std::uint32_t bytes) {
    EndpointOptions options;
    options.links = {{{0, 0, family}, bytes}};
    return field_of(options);
  };
  EXPECT_EQ("links", link(Family::ipv4, 103));
  EXPECT_EQ("", link(Family::ipv4, 104));
  EXPECT_EQ("links", link(Family::ipv6, 1279));
  EXPECT_EQ("", link(Family::ipv6, 0xffff));
  EXPECT_EQ("links", link(Family::ipv6, 0x10000));
}

TEST(EndpointOptionsCheck, WantsRoomForTextAheadOfRcvNxt) {
  EndpointOptions options;
  options.size.reordering = 0;
  EXPECT_EQ("size.reordering", make_endpoint(options).field);
}

TEST(EndpointOptionsCheck, NamesTheSizeThatIsZeroOrTooLarge) {
  const std::array<std::pair<std::string_view, std::uint32_t HostSize::*>, 5> sizes = {
      {{"size.connections", &HostSize::connections},
       {"size.half_open", &HostSize::half_open},
       {"size.waits", &HostSize::waits},
       {"size.floors", &HostSize::floors},
       {"size.listeners", &HostSize::listeners}}};
  for (const auto& [name, size] : sizes) {
    for (const std::uint32_t count : {0u, (1u << 24) + 1, ~0u}) {
      EndpointOptions options;
      options.size.*size = count;
      EXPECT_EQ(name, field_of(options));
    }
  }
}

class EndpointOpen : public OfEitherFamily {};
INSTANTIATE_TEST_SUITE_P(Families, EndpointOpen, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

//= rfc9293#3.9.1.1 MUST-46 type=test
TEST_P(EndpointOpen, RefusesAddressesAndPortsThatNoConnectionCanHave) {
  TwoEndpoints both(GetParam());
  const bool is_ipv4 = GetParam() == Family::ipv4;
  const Address multicast = is_ipv4 ? Address{0, 0xe0000001, Family::ipv4}
                                    : Address{0xff02'0000'0000'0000, 1, Family::ipv6};
  const Address other = addresses_of(is_ipv4 ? Family::ipv6 : Family::ipv4).client;
  const OpenOptions right = both.to_server();
  const auto why_of = [&both](const OpenOptions& options) {
    const Opened opened = both.client.open(options, both.now);
    EXPECT_EQ(opened.ok, !opened.handle.is_none());
    return opened.ok ? Why::done : opened.why;
  };
  OpenOptions options = right;
  options.remote.address = multicast;
  EXPECT_EQ(Why::error_address, why_of(options));
  options.remote.address = {0, 0, GetParam()};
  EXPECT_EQ(Why::error_address, why_of(options));
  options = right;
  options.remote.port = 0;
  EXPECT_EQ(Why::error_remote, why_of(options));
  options = right;
  options.local.address = both.at.server;  // not ours
  EXPECT_EQ(Why::error_address, why_of(options));
  options.local.address = other;
  EXPECT_EQ(Why::error_address, why_of(options));
  options = right;
  options.local = {both.at.client, 5000};
  EXPECT_EQ(Why::done, why_of(options));
  EXPECT_EQ(Why::error_exists, why_of(options));
}

TEST_P(EndpointOpen, RefusesALocalAddressOfTheOtherFamilyWhateverIsOurs) {
  Made made = make_endpoint({.quiet_time = QuietTime::nothing_was_sent});
  ASSERT_TRUE(made.ok);
  const bool is_ipv4 = GetParam() == Family::ipv4;
  const Address other = addresses_of(is_ipv4 ? Family::ipv6 : Family::ipv4).client;
  const OpenOptions options{.remote = {addresses_of(GetParam()).server, 1}, .local = {other, 5}};
  EXPECT_EQ(Why::error_address, made.endpoint.open(options, {1}).why);
}

TEST_P(EndpointOpen, ListensOnceOnEachLocalEndOfOurs) {
  TwoEndpoints both(GetParam());
  const auto why_of = [&both](const Socket& local) {
    const Opened opened = both.server.listen({.local = local}, both.now);
    return opened.ok ? Why::done : opened.why;
  };
  EXPECT_EQ(Why::error_address, why_of({both.at.server, 0}));
  EXPECT_EQ(Why::error_address, why_of({both.at.client, kPort}));
  EXPECT_EQ(Why::done, why_of({both.at.server, kPort}));
  EXPECT_EQ(Why::error_exists, why_of({both.at.server, kPort}));
  EXPECT_EQ(Why::done, why_of({{0, 0, GetParam()}, kPort})) << "any address is another local end";
}

// MSS and buffers of one OPEN, as the SYNs of both ends and their repetitions carry them.
TEST_P(EndpointOpen, PutsItsSizesIntoEachOfItsSyns) {
  TwoEndpoints both(GetParam());
  both.listen({.mss_bytes = 700, .rcv_buffer_bytes = 3000});
  OpenOptions options = both.to_server();
  options.sizes = {.mss_bytes = 900, .snd_buffer_bytes = 5000, .rcv_buffer_bytes = 1u << 20};
  const Opened opened = both.client.open(options, both.now);
  const auto syn = packets_of(both.client, both.now);
  both.advance({1'000'000});
  const auto again = packets_of(both.client, both.now);
  ASSERT_EQ(1u, syn.size());
  ASSERT_EQ(1u, again.size());
  for (const Sniffed& packet : {syn[0], again[0]}) {
    EXPECT_TRUE(packet.segment.syn);
    EXPECT_EQ(900u, packet.segment.mss_bytes);
    EXPECT_EQ(5u, packet.segment.scale) << "65535 << 5 is the first that reaches 2^20";
    EXPECT_EQ(0xffffu, packet.segment.wnd);
  }
  both.server.receive(again[0].bytes, both.now);
  const auto answer = packets_of(both.server, both.now);
  both.advance({1'000'000});
  const auto repeated = packets_of(both.server, both.now);
  ASSERT_EQ(1u, answer.size());
  ASSERT_EQ(1u, repeated.size());
  for (const Sniffed& packet : {answer[0], repeated[0]}) {
    EXPECT_EQ(700u, packet.segment.mss_bytes);
    EXPECT_EQ(0u, packet.segment.scale);
    EXPECT_EQ(3000u, packet.segment.wnd);
  }
  both.client.receive(repeated[0].bytes, both.now);
  EXPECT_EQ(700u, both.client.status(opened.handle, both.now).mss_bytes);
  EXPECT_EQ(5000u, both.client.send(opened.handle, Bytes(6000), both.now).accepted_bytes);
  for (const Sniffed& packet : packets_of(both.client, both.now)) {
    EXPECT_GE(700u - 12u, packet.segment.text_bytes) << "options count as data";
  }
}

TEST_P(EndpointOpen, KeepsItsSizesFromOtherConnections) {
  TwoEndpoints both(GetParam());
  both.connect({.mss_bytes = 500, .snd_buffer_bytes = 100});
  OpenOptions options = both.to_server();
  ASSERT_TRUE(both.client.open(options, both.now).ok);
  const auto syn = packets_of(both.client, both.now);
  ASSERT_EQ(1u, syn.size());
  EXPECT_EQ(1460u, syn[0].segment.mss_bytes);
  EXPECT_EQ(7u, syn[0].segment.scale);
}

TEST_P(EndpointOpen, NamesTheSizeThatIsImpossible) {
  TwoEndpoints both(GetParam());
  const std::array<std::pair<std::string_view, ConnectionSizes>, 5> cases = {
      {{"mss_bytes", {.mss_bytes = 1}},
       {"mss_bytes", {.mss_bytes = kLargestMssBytes + 1}},
       {"snd_buffer_bytes", {.snd_buffer_bytes = ~0u}},
       {"rcv_buffer_bytes", {.rcv_buffer_bytes = ~0u}},
       {"", {.mss_bytes = kLargestMssBytes}}}};
  for (const auto& [field, sizes] : cases) {
    OpenOptions options = both.to_server();
    options.sizes = sizes;
    const Opened opened = both.client.open(options, both.now);
    EXPECT_EQ(field, opened.field);
    EXPECT_EQ(field.empty(), opened.ok);
    const Opened passive =
        both.server.listen({.local = {both.at.server, kPort}, .sizes = sizes}, both.now);
    EXPECT_EQ(field, passive.field);
    EXPECT_EQ(field.empty(), passive.ok);
    EXPECT_EQ(!field.empty(), opened.result == HostResult::invalid_policy);
  }
}

TEST_P(EndpointOpen, SendsTheLargestSegmentsThatAPacketHolds) {
  TwoEndpoints both(GetParam());
  const ConnectionSizes sizes = {.mss_bytes = kLargestMssBytes, .rcv_buffer_bytes = 1u << 18};
  both.connect(sizes, sizes);
  both.client.send(both.opened, Bytes(200'000), both.now);
  both.exchange();
  EXPECT_EQ(200'000u, both.receive_all(both.server, both.accepted).size());
}

TEST(EndpointMemory, SaysWhichIsMissing) {
  const auto result_of = [](const HostSize& size) {
    EndpointOptions options;
    options.size = size;
    TwoEndpoints both(Family::ipv4, options);
    EXPECT_TRUE(both.client.open(both.to_server(), both.now).ok);
    const Opened second = both.client.open(both.to_server(), both.now);
    EXPECT_FALSE(second.ok);
    EXPECT_EQ(Why::error_resources, second.why);
    return second.result;
  };
  EXPECT_EQ(HostResult::no_block, result_of({.connections = 1}));
  EXPECT_EQ(HostResult::no_slot, result_of({.waits = 1}));
  EXPECT_EQ(HostResult::no_iss_floor, result_of({.floors = 1}));
}

TEST(EndpointMemory, SaysThatThereIsNoPortAndNoRoomForAListener) {
  EndpointOptions options;
  options.ports = {50000, 50000};
  options.size.listeners = 1;
  TwoEndpoints both(Family::ipv4, options);
  both.connect();
  EXPECT_EQ(HostResult::no_port, both.client.open(both.to_server(), both.now).result);
  const Opened second = both.server.listen({.local = {both.at.server, 81}}, both.now);
  EXPECT_FALSE(second.ok);
  EXPECT_EQ(HostResult::listeners_full, second.result);
}

TEST(EndpointMemory, DropsASynThatFindsNone) {
  EndpointOptions options;
  options.size.half_open = 1;
  TwoEndpoints both(Family::ipv4, options);
  both.listen();
  ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
  ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
  const auto syns = packets_of(both.client, both.now);
  ASSERT_EQ(2u, syns.size());
  EXPECT_TRUE(both.server.receive(syns[0].bytes, both.now).ok);
  const ArrivalResult dropped = both.server.receive(syns[1].bytes, both.now);
  EXPECT_FALSE(dropped.ok);
  EXPECT_EQ(Admission::no_memory, dropped.why);
  EXPECT_TRUE(dropped.handle.is_none());
  EXPECT_EQ(1u, packets_of(both.server, both.now).size());
}

TEST(EndpointMemory, CountsHandlesThatWereNotGivenBack) {
  EndpointOptions options;
  options.size.connections = 1;
  options.size.listeners = 1;
  TwoEndpoints both(Family::ipv4, options);
  std::vector<Handle> over;
  for (Opened o = both.client.open(both.to_server(), both.now); o.ok;
       o = both.client.open(both.to_server(), both.now)) {
    over.push_back(o.handle);
    both.client.abort(o.handle, both.now);
    ASSERT_GE(3u, over.size());
  }
  EXPECT_EQ(3u, over.size());
  EXPECT_TRUE(both.client.release(over[0], both.now).ok);
  EXPECT_TRUE(both.client.open(both.to_server(), both.now).ok);
}

TEST(EndpointPolicy, ChangesForBothFamiliesOrForNone) {
  TwoEndpoints both(Family::ipv6);
  both.connect();
  Policy<Concrete> strictly = strict<Concrete>();
  EXPECT_EQ(HostResult::connections_exist, both.client.configure(strictly).result);
  strictly.mss_bytes = kLargestMssBytes + 1;
  EXPECT_EQ("mss_bytes", both.client.configure(strictly).field);
  Policy<Concrete> policy = safe<Concrete>();
  policy.mss_bytes = 1000;
  EXPECT_EQ(HostResult::configured, both.client.configure(policy).result);
  ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
  EXPECT_EQ(1000u, packets_of(both.client, both.now).at(0).segment.mss_bytes);
}

}  // namespace
}  // namespace twomsl
