// A host of many connections: look-up order, listeners, timeouts, ports, both address families, and
// the memory that it takes once.
#include <cstdlib>
#include <new>

#include "tests/host/host_pair.hpp"

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace twomsl {
namespace {

constexpr std::uint32_t kPort = 50'000;

Segment<Concrete> syn_of(std::uint32_t seq) {
  Segment<Concrete> segment;
  segment.seq = {seq};
  segment.syn = true;
  segment.wnd = 1000;
  return segment;
}

/// Opens from A's port to B; A closes first, then B, so that A is in TIME-WAIT.
void open_and_close(HostPair& pair, std::uint32_t port) {
  pair.open(port);
  pair.call(pair.a, tuple_from(port), EventKind::close);
  pair.call(pair.b, mirrored(tuple_from(port)), EventKind::close);
}

//= rfc9293#3.9.1.1 MUST-42 type=test
TEST(Host, AsksConnectionsThenWaitsThenListeners) {
  HostPair pair(safe<Concrete>());
  pair.listen(pair.a, kAddressA, kPort);
  const auto key = tuple_from(kPort);
  EXPECT_EQ(pair.arrive(pair.a, key, syn_of(1)).result, HostResult::created);
  EXPECT_EQ(pair.arrive(pair.a, key, syn_of(1)).before, State::syn_received);
  pair.one(pair.a, key, {.kind = EventKind::abort});
  pair.listen(pair.b, kAddressB, 80);
  pair.call(pair.a, key, EventKind::open_active);
  EXPECT_EQ(pair.state_a(kPort), State::established) << "OPEN beside a listener of the same port";
  pair.call(pair.a, key, EventKind::close);
  pair.call(pair.b, mirrored(key), EventKind::close);
  auto old = syn_of(0);
  old.seq = look_up(pair.a.host.waits, key, pair.now).record.rcv_nxt - 1000;
  EXPECT_EQ(pair.arrive(pair.a, key, old).result, HostResult::waited)
      << "a listener does not see the SYN of a held tuple";
}

//= rfc9293#3.9.1.1 MUST-43 type=test
TEST(Host, PrefersTheListenerOfTheAddressAndServesAnyOther) {
  HostPair pair(safe<Concrete>());
  EXPECT_EQ(pair.listen(pair.b, 0, 80).result, HostResult::listening);
  EXPECT_EQ(pair.listen(pair.b, kAddressB, 80).result, HostResult::listening);
  EXPECT_EQ(pair.listen(pair.b, kAddressB, 80).result, HostResult::already_listening);
  EXPECT_EQ(pair.arrive(pair.b, {99, 1, 80 << 16 | 1}, syn_of(5)).result, HostResult::created);
  EXPECT_EQ(pair.arrive(pair.b, {99, 1, 81 << 16 | 1}, syn_of(5)).result,
            HostResult::no_connection);
}

//= rfc9293#3.9.1.1 MUST-41 type=test
TEST(Host, LeavesConnectionsAloneWhenAListenerBeginsAndEnds) {
  HostPair pair(safe<Concrete>());
  pair.open(kPort);
  EXPECT_EQ(pair.listen(pair.b, 0, 80).result, HostResult::listening);
  const auto end = pair.b.step({HostEventKind::unlisten, pair.now, {kAddressB, 0, 80 << 16}});
  EXPECT_EQ(end.result, HostResult::unlistened);
  EXPECT_EQ(pair.state_b(kPort), State::established);
  const auto twice = pair.b.step({HostEventKind::unlisten, pair.now, {kAddressB, 0, 80 << 16}});
  EXPECT_EQ(twice.result, HostResult::not_listening);
  EXPECT_EQ(twice.outcome.why, Why::error_no_connection);
}

//= rfc9293#3.5.2 RFC9293-3.5.2-D3 type=test
//= rfc9293#3.5.2 RFC9293-3.5.2-D2 type=test
TEST(Host, AnswersSegmentsForNobodyByRst) {
  HostPair pair(safe<Concrete>());
  const auto out = pair.arrive(pair.b, mirrored(tuple_from(kPort)), syn_of(5));
  EXPECT_EQ(out.result, HostResult::no_connection);
  EXPECT_TRUE(out.outcome.segment.rst);
  EXPECT_EQ(out.outcome.segment.ack.value, 6u);
}

TEST(Host, DropsSynsBeyondTheHalfOpenBound) {
  HostPair pair(safe<Concrete>(), {.half_open = 2});
  pair.listen(pair.b, kAddressB, 80);
  for (std::uint32_t port = 1; port <= 3; ++port) {
    const auto out = pair.arrive(pair.b, mirrored(tuple_from(port)), syn_of(5));
    EXPECT_EQ(out.result, port <= 2 ? HostResult::created : HostResult::half_open_full);
    EXPECT_EQ(out.outcome.replies, port <= 2);
  }
  Segment<Concrete> rst = syn_of(6);
  rst.syn = false;
  rst.rst = true;
  pair.arrive(pair.b, mirrored(tuple_from(1)), rst);
  EXPECT_EQ(pair.arrive(pair.b, mirrored(tuple_from(3)), syn_of(5)).result, HostResult::created)
      << "a RST makes room";
}

TEST(Host, RefusesWhereMemoryEndsAndSaysWhich) {
  HostPair blocks(safe<Concrete>(), {.connections = 1});
  blocks.one(blocks.a, tuple_from(1), {.kind = EventKind::open_active});
  const auto no_block = blocks.one(blocks.a, tuple_from(2), {.kind = EventKind::open_active});
  EXPECT_EQ(no_block.result, HostResult::no_block);
  EXPECT_EQ(account_of(blocks.a), "1+0") << "what was reserved is given back";
  HostPair floors(safe<Concrete>(), {.floors = 1});
  floors.one(floors.a, tuple_from(1), {.kind = EventKind::open_active});
  const auto no_iss_floor = floors.one(floors.a, tuple_from(2), {.kind = EventKind::open_active});
  EXPECT_EQ(no_iss_floor.result, HostResult::no_iss_floor);
  EXPECT_EQ(no_iss_floor.outcome.why, Why::error_resources);
  HostPair listeners(safe<Concrete>(), {.listeners = 1});
  listeners.listen(listeners.a, 0, 1);
  EXPECT_EQ(listeners.listen(listeners.a, 0, 2).result, HostResult::listeners_full);
}

TEST(Host, ChoosesPortsThatAreNeitherInUseNorHeld) {
  HostPair pair(safe<Concrete>());
  EXPECT_EQ(pair.a.set_ports({60'000, 60'002}).result, HostResult::configured);
  open_and_close(pair, 60'000);
  pair.one(pair.a, tuple_from(60'001), {.kind = EventKind::open_active});
  HostPair::Event event{.now = pair.now, .key = {kAddressA, kAddressB, 80}};
  EXPECT_EQ(pair.a.open(event).result, HostResult::created);
  EXPECT_EQ(event.key.ports >> 16, 60'002u);
  EXPECT_EQ(pair.a.open(event).result, HostResult::no_port);
  event.now = pair.now + Duration<Concrete>{2 * kRfcMslUs};
  EXPECT_EQ(pair.a.open(event).result, HostResult::created) << "the wait is over";
  EXPECT_EQ(event.key.ports >> 16, 60'000u);
}

TEST(Ports, RefuseARangeThatCannotBeAndSayWhy) {
  HostPair pair(safe<Concrete>());
  EXPECT_EQ(pair.a.set_ports({0, 10}).field, "ports.first");
  EXPECT_EQ(pair.a.set_ports({11, 10}).field, "ports.last");
  EXPECT_EQ(pair.a.ports.first, 49152u) << "what was in force stays";
  EXPECT_EQ(pair.a.set_ports({10, 10}).result, HostResult::configured);
  EXPECT_EQ(pair.a.ports.last, 10u);
}

TEST(Ports, NeverChoosePortZero) {
  std::uint32_t next = 0;
  const auto is_free = [](std::uint16_t port) { return port == 0; };
  EXPECT_EQ(choose_port({0, 3}, 0, next, is_free), 0u);
  EXPECT_EQ(next, 0u) << "no port of such a range is tried";
}

TEST(Host, FiresEachTimeoutWhenItIsDueAndNoneBefore) {
  HostPair pair(safe<Concrete>());
  pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active});
  HostPair::Key key{};
  HostPair::Out out;
  const std::uint64_t start = pair.now.us;
  EXPECT_FALSE(pair.a.fire({start + 999'999}, key, out));
  for (const std::uint64_t after : {1'000'000u, 3'000'000u, 7'000'000u}) {
    ASSERT_TRUE(pair.a.fire({start + after}, key, out)) << after;
    EXPECT_EQ(key, tuple_from(kPort));
    EXPECT_EQ(out.outcome.why, Why::retransmitted);
    EXPECT_FALSE(pair.a.fire({start + after}, key, out)) << "once";
  }
}

TEST(Host, GivesUpWhatNobodyAnswers) {
  HostPair pair(safe<Concrete>());
  pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active});
  HostPair::Key key{};
  HostPair::Out out;
  for (int second = 0; second < 400; ++second) {
    pair.pass_time(1'000'000);
    while (pair.a.fire(pair.now, key, out)) {
    }
  }
  EXPECT_EQ(out.outcome.why, Why::gave_up);
  EXPECT_EQ(pair.a.host.blocks.size(), 0u);
  EXPECT_EQ(account_of(pair.a), "0+0");
}

TEST(Host, SweepsEveryWaitWithinTwoMsl) {
  HostPair pair(safe<Concrete>());
  open_and_close(pair, kPort);
  pair.pass_time(2 * kRfcMslUs);
  for (int i = 0; i < 17; ++i) {
    pair.a.sweep(pair.now);
    pair.pass_time(2 * kRfcMslUs / 16);
  }
  EXPECT_EQ(account_of(pair.a), "0+0");
}

TEST(Host, AllocatesNothingInAStep) {
  HostPair pair(safe<Concrete>());
  const std::size_t before = allocations;
  for (std::uint32_t port = 1; port <= 100; ++port) {
    open_and_close(pair, port);
  }
  HostPair::Key key{};
  HostPair::Out out;
  pair.pass_time(2 * kRfcMslUs);
  while (pair.a.fire(pair.now, key, out)) {
  }
  pair.a.sweep(pair.now);
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(pair.a.host.blocks.size(), 0u);
}

//= rfc9293#3.7.1 MUST-15 type=test
TEST(Host, TakesTheDefaultMssOfTheFamilyFromASynWithoutOne) {
  HostPair pair(safe<Concrete>());
  const auto key = tuple_from(kPort);
  const auto syn = pair.one(pair.a, key, {.kind = EventKind::open_active});
  Segment<Concrete> answer = syn_of(9);
  answer.has_ack = true;
  answer.ack = syn.outcome.segment.seq + 1;
  pair.arrive(pair.a, key, answer);
  EXPECT_EQ(pair.a.host.blocks.connection(pair.a.host.blocks.find(key)).snd.mss_bytes, 536u);
  pair.listen(pair.b, kAddressB, 80);
  pair.arrive(pair.b, mirrored(key), syn_of(9));
  const auto at = pair.b.host.blocks.find(mirrored(key));
  EXPECT_EQ(pair.b.host.blocks.connection(at).snd.mss_bytes, 536u);
}

TEST(Host, OpensAndClosesOverIpv6InItsZone) {
  DualHost host = make_dual_host(safe<Concrete>(), {}, {1, 2});
  const Ipv6Tuple<Concrete> key{{0xfe80u << 16, 0, 0, 1}, {0xfe80u << 16, 0, 0, 2}, 3, kPort << 16};
  Ipv6Host::Event event{.now = {1'000'000}, .key = key};
  event.event.kind = EventKind::open_active;
  const auto opened = host.v6.step(event);
  EXPECT_EQ(opened.after, State::syn_sent);
  Ipv6Tuple<Concrete> elsewhere = key;
  elsewhere.zone = 4;
  event.key = elsewhere;
  event.event.kind = EventKind::segment_arrives;
  event.event.segment = syn_of(9);
  event.event.segment.has_ack = true;
  event.event.segment.ack = opened.outcome.segment.seq + 1;
  EXPECT_EQ(host.v6.step(event).result, HostResult::no_connection);
  event.key = key;
  EXPECT_EQ(host.v6.step(event).after, State::established);
  EXPECT_EQ(host.v6.host.waits.account.reserved, 1u);
  EXPECT_EQ(host.v4.host.waits.account.reserved, 0u);
}

}  // namespace
}  // namespace twomsl
