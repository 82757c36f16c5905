// Events put to an endpoint one by one, as the simulation puts them: handles, streams and packets
// stay in line, and an observer sees each step.
#include "net/family_endpoint.hpp"

#include "harness/packet_forge.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

using Endpoint4 = FamilyEndpoint<Ipv4Stores>;

struct Seen {
  int before = 0;
  int after = 0;
  HostResult last{};
};

struct OneByOne {
  explicit OneByOne(const HostSize& size = {})
      : endpoint(EndpointOptions{.size = size, .quiet_time = QuietTime::nothing_was_sent}) {}

  Endpoint4 endpoint;
  Instant<Concrete> now{1'000'000};
  Ipv4Tuple<Concrete> key{0x0a000001, 0x0a000002, 5000u << 16 | kPort};

  [[nodiscard]] Endpoint4::Event event(EventKind kind, std::uint32_t bytes = 0) const {
    Endpoint4::Event event;
    event.now = now;
    event.key = key;
    event.event.kind = kind;
    event.event.bytes = bytes;
    return event;
  }
  HostOutcome<Concrete> put(EventKind kind, std::uint32_t bytes = 0) {
    return endpoint.step(event(kind, bytes));
  }
  HostOutcome<Concrete> arrive(const Segment<Concrete>& segment, std::string_view text = {}) {
    Endpoint4::Event arrival = event(EventKind::segment_arrives);
    arrival.event.segment = segment;
    arrival.event.segment.text_bytes = static_cast<std::uint32_t>(text.size());
    return endpoint.step(arrival, bytes_of(text));
  }
  /// The connection is open, and the peer's next segment is this.
  [[nodiscard]] Segment<Concrete> connect() {
    put(EventKind::open_active);
    const Sniffed syn = sniff(endpoint.poll(now).bytes);
    Segment<Concrete> peer{.seq = {100}, .ack = syn.segment.seq + 1u, .wnd = 1000, .syn = true};
    peer.has_ack = true;
    arrive(peer);
    peer.syn = false;
    peer.seq = peer.seq + 1u;
    static_cast<void>(endpoint.poll(now));
    return peer;
  }
};

TEST(FamilyEndpointStep, GivesAConnectionAHandleThatCallsTake) {
  OneByOne one;
  const Segment<Concrete> peer = one.connect();
  const Handle handle = one.endpoint.find_handle(one.key);
  ASSERT_FALSE(handle.is_none());
  EXPECT_EQ(State::established, one.endpoint.status(handle, one.now).state);
  one.arrive(peer, "text");
  std::array<std::uint8_t, 10> into{};
  EXPECT_EQ(4u, one.endpoint.receive(handle, into, one.now).bytes);
  EXPECT_TRUE(one.endpoint.release(handle, one.now).ok);
}

TEST(FamilyEndpointStep, SendsAsManyBytesAsASendHasThoughTheyAreNoText) {
  OneByOne one;
  static_cast<void>(one.connect());
  EXPECT_EQ(Why::sent, one.put(EventKind::send, 10).outcome.why);
  EXPECT_EQ(10u, sniff(one.endpoint.poll(one.now).bytes).segment.text_bytes);
  const Handle handle = one.endpoint.find_handle(one.key);
  EXPECT_EQ(10u, one.endpoint.status(handle, one.now).unacknowledged_bytes);
  EXPECT_EQ(10u, one.endpoint.send(handle, bytes_of("x"), one.now, false).position);
}

TEST(FamilyEndpointStep, TakesTextByAReceiveThatWaited) {
  OneByOne one;
  Segment<Concrete> peer = one.connect();
  const Handle handle = one.endpoint.find_handle(one.key);
  EXPECT_EQ(Why::queued, one.put(EventKind::receive, 3).outcome.why);
  one.arrive(peer, "12345");
  EXPECT_EQ(2u, one.endpoint.status(handle, one.now).unreceived_bytes);
  std::array<std::uint8_t, 10> into{};
  EXPECT_EQ(2u, one.endpoint.receive(handle, into, one.now).bytes);
  EXPECT_EQ('4', into[0]);
}

// Whichever number the text of a SYN,ACK ends at.
TEST(FamilyEndpointStep, TellsOfTextThatComesWithASyn) {
  for (const std::uint32_t end : {0u, 1u, 4u, 0x8000'0000u}) {
    OneByOne one;
    one.put(EventKind::open_active);
    const Sniffed syn = sniff(one.endpoint.poll(one.now).bytes);
    Segment<Concrete> peer{.seq = {end - 5u}, .ack = syn.segment.seq + 1u, .wnd = 1000};
    peer.syn = true;
    peer.has_ack = true;
    one.arrive(peer, "text");
    Notice notice;
    ASSERT_TRUE(one.endpoint.next_notice(notice));
    EXPECT_TRUE(notice.opened && notice.text) << end;
  }
}

TEST(FamilyEndpointStep, BeginsNothingWithoutAHandle) {
  OneByOne one({.connections = 1, .listeners = 1});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(HostResult::created, one.put(EventKind::open_active).result);
    one.put(EventKind::abort);
  }
  const HostOutcome<Concrete> out = one.put(EventKind::open_active);
  EXPECT_EQ(HostResult::no_block, out.result);
  EXPECT_EQ(Why::error_resources, out.outcome.why);
  EXPECT_TRUE(one.endpoint.find_handle(one.key).is_none());
}

TEST(FamilyEndpointStep, IsSeenBeforeAndAfter) {
  OneByOne one;
  Seen seen;
  const auto before = [](void* context, auto&, auto&) { ++static_cast<Seen*>(context)->before; };
  const auto after = [](void* context, auto&, const auto&, const HostOutcome<Concrete>& out) {
    ++static_cast<Seen*>(context)->after;
    static_cast<Seen*>(context)->last = out.result;
  };
  one.endpoint.observe({&seen, before, after});
  one.put(EventKind::open_active);
  EXPECT_EQ(HostResult::created, seen.last);
  one.endpoint.advance({2'000'000});
  EXPECT_EQ(HostResult::stepped, seen.last);
  EXPECT_EQ(2, seen.before);
  EXPECT_EQ(2, seen.after);
}

TEST(FamilyEndpointStep, GivesHandlesToWhatAListenerOfTheHostBegins) {
  OneByOne one;
  Endpoint4::Event listen = one.event(EventKind::open_passive);
  listen.kind = HostEventKind::listen;
  EXPECT_EQ(HostResult::listening, one.endpoint.step(listen).result);
  const SocketPair sockets = sockets_of(one.key);
  const Segment<Concrete> syn{.seq = {100}, .wnd = 1000, .syn = true};
  std::array<std::uint8_t, kMostHeaderBytes> packet{};
  const std::size_t bytes = encode_ip(syn, {sockets.remote, sockets.local}, {}, packet);
  const ArrivalResult arrived = one.endpoint.receive(std::span(packet).first(bytes), one.now);
  EXPECT_TRUE(arrived.ok);
  EXPECT_FALSE(arrived.handle.is_none());
  EXPECT_TRUE(sniff(one.endpoint.poll(one.now).bytes).segment.syn);
}

// CLOSE in SYN-RECEIVED leads to FIN-WAIT-1: it is half-open no more, and gives way to nobody.
TEST(FamilyEndpointStep, KeepsAConnectionThatWasClosedBeforeItWasOpen) {
  OneByOne one;
  const Socket local = sockets_of(one.key).local;
  ASSERT_TRUE(one.endpoint.listen({.local = local, .backlog = 1}, one.now).ok);
  const auto send_syn = [&](const Socket& from) {
    Segment<Concrete> syn{.seq = {7}, .wnd = 1000, .syn = true};
    return one.endpoint.receive(forge(syn, {from, local}, {}, {}), one.now).why;
  };
  Socket peer = sockets_of(one.key).remote;
  ASSERT_EQ(Admission::taken, send_syn(peer));
  EXPECT_EQ(State::fin_wait_1, one.put(EventKind::close).after);
  one.now.us += 10'000'000;
  ++peer.port;
  EXPECT_EQ(Admission::backlog_full, send_syn(peer));
  EXPECT_EQ(0u, one.endpoint.dropped_half_open());
}

}  // namespace
}  // namespace twomsl
