// A host of many connections: look-up order, listeners, timeouts, ports, both address families, and
// the memory that it takes once.
#include <cstdlib>
#include <new>

#include "tests/host/host_fixture.hpp"

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

constexpr std::uint32_t kPort = sim::kPorts[0][0];

Segment<Concrete> syn_of(std::uint32_t seq) {
  Segment<Concrete> segment;
  segment.seq = {seq};
  segment.syn = true;
  segment.wnd = 1000;
  return segment;
}

//= rfc9293#3.9.1.1 MUST-42 type=test
TEST(Host, AsksConnectionsThenWaitsThenListeners) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  listen(*hosts, kA, kAddressA, kPort);
  EXPECT_EQ(arrive(*hosts, kA, syn_of(1)).result, HostResult::created);
  EXPECT_EQ(arrive(*hosts, kA, syn_of(1)).before, State::syn_received);
  hosts->put(kA, {.kind = EventKind::abort});
  hosts->in_flight.clear();
  open_from(*hosts);
  EXPECT_EQ(hosts->state_of(kA), State::established) << "OPEN beside a listener of the same port";
  close_both(*hosts);
  auto old = syn_of(0);
  old.seq = wait_at_a(*hosts).rcv_nxt - 1000;
  EXPECT_EQ(arrive(*hosts, kA, old).result, HostResult::waited)
      << "a listener does not see the SYN of a held tuple";
}

//= rfc9293#3.9.1.1 MUST-43 type=test
TEST(Host, PrefersTheListenerOfTheAddressAndServesAnyOther) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  EXPECT_EQ(listen(*hosts, kB, 0, 80).result, HostResult::listening);
  EXPECT_EQ(listen(*hosts, kB, kAddressB, 80).result, HostResult::listening);
  EXPECT_EQ(listen(*hosts, kB, kAddressB, 80).result, HostResult::already_listening);
  const auto result_of_syn_to = [&](std::uint32_t port) {
    Ipv4Host::Event event{.now = hosts->now, .key = {99, 1, port << 16 | 1}};
    event.event = {.kind = EventKind::segment_arrives, .segment = syn_of(5)};
    return hosts->put(kB.end, event).result;
  };
  EXPECT_EQ(result_of_syn_to(80), HostResult::created);
  EXPECT_EQ(result_of_syn_to(81), HostResult::no_connection);
}

//= rfc9293#3.9.1.1 MUST-41 type=test
TEST(Host, LeavesConnectionsAloneWhenAListenerBeginsAndEnds) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  listen(*hosts, kB, kAddressB, 80);
  call(*hosts, kA, EventKind::open_active);
  EXPECT_EQ(listen(*hosts, kB, 0, 80).result, HostResult::listening);
  const Ipv4Host::Event unlisten{HostEventKind::unlisten, hosts->now, {kAddressB, 0, 80 << 16}};
  EXPECT_EQ(hosts->put(kB.end, unlisten).result, HostResult::unlistened);
  EXPECT_EQ(hosts->state_of(kB), State::established);
  const auto twice = hosts->put(kB.end, unlisten);
  EXPECT_EQ(twice.result, HostResult::not_listening);
  EXPECT_EQ(twice.outcome.why, Why::error_no_connection);
}

//= rfc9293#3.5.2 RFC9293-3.5.2-D3 type=test
//= rfc9293#3.5.2 RFC9293-3.5.2-D2 type=test
TEST(Host, AnswersSegmentsForNobodyByRst) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  const auto out = arrive(*hosts, kB, syn_of(5));
  EXPECT_EQ(out.result, HostResult::no_connection);
  EXPECT_TRUE(out.outcome.segment.rst);
  EXPECT_EQ(out.outcome.segment.ack.value, 6u);
}

TEST(Host, DropsSynsBeyondTheHalfOpenBound) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {{{}, {.half_open = 2}}});
  listen(*hosts, kB);
  listen(*hosts, {1, 2});
  for (std::uint32_t tuple = 0; tuple < 3; ++tuple) {
    const auto out = arrive(*hosts, {1, tuple}, syn_of(5));
    EXPECT_EQ(out.result, tuple < 2 ? HostResult::created : HostResult::half_open_full);
    EXPECT_EQ(out.outcome.replies, tuple < 2);
  }
  Segment<Concrete> rst = syn_of(6);
  rst.syn = false;
  rst.rst = true;
  arrive(*hosts, kB, rst);
  EXPECT_EQ(arrive(*hosts, {1, 2}, syn_of(5)).result, HostResult::created) << "a RST makes room";
}

TEST(Host, RefusesWhereMemoryEndsAndSaysWhich) {
  const Place other{0, 1};
  const Hosts blocks = make_hosts(safe<Concrete>(), {{{.connections = 1}}});
  blocks->put(kA, {.kind = EventKind::open_active});
  const auto no_block = blocks->put(other, {.kind = EventKind::open_active});
  EXPECT_EQ(no_block.result, HostResult::no_block);
  EXPECT_EQ(account_of(*blocks, kA), "1+0") << "what was reserved is given back";
  const Hosts floors = make_hosts(safe<Concrete>(), {{{.floors = 1}}});
  floors->put(kA, {.kind = EventKind::open_active});
  const auto no_iss_floor = floors->put(other, {.kind = EventKind::open_active});
  EXPECT_EQ(no_iss_floor.result, HostResult::no_iss_floor);
  EXPECT_EQ(no_iss_floor.outcome.why, Why::error_resources);
  const Hosts listeners = make_hosts(safe<Concrete>(), {{{.listeners = 1}}});
  listen(*listeners, kA, 0, 1);
  EXPECT_EQ(listen(*listeners, kA, 0, 2).result, HostResult::listeners_full);
}

TEST(Host, ChoosesPortsThatAreNeitherInUseNorHeld) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  auto& endpoint = hosts->hosts[0].endpoint;
  EXPECT_EQ(endpoint.host().set_ports({kPort, kPort + 2}).result, HostResult::configured);
  open_from(*hosts);
  close_both(*hosts);
  hosts->put({0, 1}, {.kind = EventKind::open_active});
  const OpenOptions how{.remote = {{0, kAddressB}, 80}, .local = {{0, kAddressA}, 0}};
  const Opened third = endpoint.open(how, hosts->now);
  EXPECT_EQ(third.result, HostResult::created);
  EXPECT_EQ(endpoint.status(third.handle, hosts->now).local.port, kPort + 2);
  EXPECT_EQ(endpoint.open(how, hosts->now).result, HostResult::no_port);
  hosts->now = hosts->now + Duration<Concrete>{2 * kRfcMslUs};
  const Opened again = endpoint.open(how, hosts->now);
  EXPECT_EQ(again.result, HostResult::created) << "the wait is over";
  EXPECT_EQ(endpoint.status(again.handle, hosts->now).local.port, kPort);
}

TEST(Ports, RefuseARangeThatCannotBeAndSayWhy) {
  Ipv4Host a;
  EXPECT_EQ(a.set_ports({0, 10}).field, "ports.first");
  EXPECT_EQ(a.set_ports({11, 10}).field, "ports.last");
  EXPECT_EQ(a.ports.first, 49152u) << "what was in force stays";
  EXPECT_EQ(a.set_ports({10, 10}).result, HostResult::configured);
  EXPECT_EQ(a.ports.last, 10u);
}

TEST(Ports, NeverChoosePortZero) {
  std::uint32_t next = 0;
  const auto is_free = [](std::uint16_t port) { return port == 0; };
  EXPECT_EQ(choose_port({0, 3}, 0, next, is_free), 0u);
  EXPECT_EQ(next, 0u) << "no port of such a range is tried";
}

TEST(Host, FiresEachTimeoutWhenItIsDueAndNoneBefore) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  Ipv4Host& a = host_of(*hosts, kA);
  hosts->put(kA, {.kind = EventKind::open_active});
  Ipv4Host::Event timeout;
  const std::uint64_t start = hosts->now.us;
  EXPECT_FALSE(a.find_timeout({start + 999'999}, timeout));
  for (const std::uint64_t after : {1'000'000u, 3'000'000u, 7'000'000u}) {
    ASSERT_TRUE(a.find_timeout({start + after}, timeout)) << after;
    EXPECT_EQ(timeout.key, key_of(kA));
    EXPECT_EQ(hosts->put(kA.end, timeout).outcome.why, Why::retransmitted);
    EXPECT_FALSE(a.find_timeout({start + after}, timeout)) << "once";
  }
}

TEST(Host, GivesUpWhatNobodyAnswers) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  hosts->options.link.lost = 1000;
  hosts->put(kA, {.kind = EventKind::open_active});
  for (int second = 0; second < 400; ++second) pass_time(*hosts, 1'000'000);
  EXPECT_EQ(hosts->hosts[0].last.outcome.why, Why::gave_up);
  EXPECT_EQ(host_of(*hosts, kA).host.blocks.size(), 0u);
  EXPECT_EQ(account_of(*hosts, kA), "0+0");
}

TEST(Host, SweepsEveryWaitWithinTwoMsl) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  open_from(*hosts);
  close_both(*hosts);
  pass_time(*hosts, 2 * kRfcMslUs);
  for (int i = 0; i < 16; ++i) pass_time(*hosts, 2 * kRfcMslUs / 16);
  EXPECT_EQ(account_of(*hosts, kA), "0+0");
}

TEST(Host, AllocatesNothingInAStep) {
  std::size_t in_steps = 0;
  FamilyEndpoint<Ipv4Stores>::Observer observer{&in_steps};
  observer.before = [](void* sum, auto&, auto&) { *static_cast<std::size_t*>(sum) -= allocations; };
  observer.after = [](void* sum, auto&, auto&, auto&) {
    *static_cast<std::size_t*>(sum) += allocations;
  };
  const Hosts hosts = make_hosts(safe<Concrete>());
  for (auto& host : hosts->hosts) host.endpoint.observe(observer);
  listen(*hosts, kB);
  for (std::uint32_t port = 1; port <= 100; ++port) {
    const Key key{kAddressA, kAddressB, port << 16 | 80};
    call(*hosts, kA.end, key, EventKind::open_active);
    call(*hosts, kA.end, key, EventKind::close);
    call(*hosts, kB.end, mirrored(key), EventKind::close);
  }
  const std::size_t before = allocations;
  hosts->hosts[0].endpoint.advance(hosts->now + Duration<Concrete>{2 * kRfcMslUs});
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(in_steps, 0u);
  EXPECT_EQ(host_of(*hosts, kA).host.blocks.size(), 0u);
}

//= rfc9293#3.7.1 MUST-15 type=test
TEST(Host, TakesTheDefaultMssOfTheFamilyFromASynWithoutOne) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  const auto syn = hosts->put(kA, {.kind = EventKind::open_active});
  Segment<Concrete> answer = syn_of(9);
  answer.has_ack = true;
  answer.ack = syn.outcome.segment.seq + 1;
  arrive(*hosts, kA, answer);
  EXPECT_EQ(hosts->block_of(kA)->snd.mss_bytes, 536u);
  listen(*hosts, kB);
  arrive(*hosts, kB, syn_of(9));
  EXPECT_EQ(hosts->block_of(kB)->snd.mss_bytes, 536u);
}

TEST(Host, OpensAndClosesOverIpv6InItsZone) {
  auto host = make_host<Ipv6Stores>(safe<Concrete>(), {}, {1, 2});
  const Ipv6Tuple<Concrete> key{{0xfe80u << 16, 0, 0, 1}, {0xfe80u << 16, 0, 0, 2}, 3, kPort << 16};
  Ipv6Host::Event event{.now = {1'000'000}, .key = key};
  event.event.kind = EventKind::open_active;
  const auto opened = host.step(event);
  EXPECT_EQ(opened.after, State::syn_sent);
  Ipv6Tuple<Concrete> elsewhere = key;
  elsewhere.zone = 4;
  event.key = elsewhere;
  event.event.kind = EventKind::segment_arrives;
  event.event.segment = syn_of(9);
  event.event.segment.has_ack = true;
  event.event.segment.ack = opened.outcome.segment.seq + 1;
  EXPECT_EQ(host.step(event).result, HostResult::no_connection);
  event.key = key;
  EXPECT_EQ(host.step(event).after, State::established);
  EXPECT_EQ(host.host.waits.account.reserved, 1u);
}

}  // namespace
}  // namespace twomsl
