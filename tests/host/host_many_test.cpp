// Ten thousand connections that open, send and close in any order.
#include <map>
#include <random>

#include "core/host/view.hpp"
#include "tests/host/host_fixture.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kConnections = 10'000;

Key nth(std::uint32_t i) {
  return {kAddressA + i % 7, kAddressB + i % 11, (1000 + i) << 16 | (80 + i % 3)};
}

void send(Network& network, std::uint32_t end, const Key& key) {
  constexpr std::array<std::uint8_t, 10> kText{};
  auto& endpoint = network.hosts[end].endpoint;
  const Handle handle = endpoint.find_handle(key);
  if (handle.is_none()) {
    call(network, end, key, EventKind::send);
  } else {
    endpoint.send(handle, kText, network.now, false);
    network.flush(end);
    exchange(network);
  }
}

/// What is reserved must be what the connections may yet need.
void expect_exact_account(Network& network, Place at) {
  const auto& host = host_of(network, at).host;
  const auto seen = view(host, nth(0), network.now);
  EXPECT_EQ(host.waits.account.reserved, seen.reserving);
  EXPECT_EQ(host.half_open, seen.half_open);
  EXPECT_EQ(host.iss_floors.account.reserved, host.blocks.size());
}

TEST(HostMany, KeepsTheAccountOfTenThousandConnections) {
  constexpr HostSize kSize{2 * kConnections, 256, 2 * kConnections, 2 * kConnections, 64};
  Policy<Concrete> policy = safe<Concrete>();
  policy.snd_buffer_bytes = policy.rcv_buffer_bytes = 1000;
  const Hosts hosts = make_hosts(policy, {kSize, kSize}, 0);
  hosts->options.checks_nothing = true;  // each check counts all connections
  const std::array<Opened, 3> listeners = {listen(*hosts, kB, 0, 80), listen(*hosts, kB, 0, 81),
                                           listen(*hosts, kB, 0, 82)};
  for (std::uint32_t i = 0; i < kConnections; ++i) {
    call(*hosts, kA.end, nth(i), EventKind::open_active);
    hosts->hosts[1].endpoint.accept(listeners[i % 3].handle, nullptr);
    hosts->now = {1'000'000 + i};
  }
  EXPECT_EQ(host_of(*hosts, kA).host.blocks.size(), kConnections);
  expect_exact_account(*hosts, kA);
  expect_exact_account(*hosts, kB);
  std::mt19937 random(20261122);
  for (std::uint32_t round = 0; round < 5 * kConnections; ++round) {
    const Key key = nth(static_cast<std::uint32_t>(random()) % kConnections);
    const std::uint32_t choice = static_cast<std::uint32_t>(random()) % 16;
    const Place at = choice % 2 == 0 ? kA : kB;
    const Key seen = at == kA ? key : mirrored(key);
    if (choice < 8) {
      call(*hosts, at.end, seen, choice < 2 ? EventKind::abort : EventKind::close);
    } else {
      send(*hosts, at.end, seen);
    }
    if (round % 10'000 == 0) expect_exact_account(*hosts, at);
  }
  expect_exact_account(*hosts, kA);
  expect_exact_account(*hosts, kB);
  EXPECT_GT(host_of(*hosts, kA).host.waits.account.held, 500u);
  EXPECT_GT(host_of(*hosts, kB).host.waits.account.held, 500u);
  hosts->now = hosts->now + Duration<Concrete>{2 * kRfcMslUs};
  for (const Place at : {kA, kB}) {
    hosts->put(at.end, {.kind = HostEventKind::expire, .now = hosts->now});
    EXPECT_EQ(host_of(*hosts, at).host.waits.account.held, 0u);
    EXPECT_EQ(host_of(*hosts, at).host.iss_floors.account.held, 0u);
    expect_exact_account(*hosts, at);
  }
}

TEST(HostMany, FiresTimeoutsInTheOrderOfTheirDeadlines) {
  Deadlines deadlines = make_deadlines(1000);
  std::mt19937 random(7);
  std::multimap<std::uint64_t, std::uint32_t> expected;
  for (std::uint32_t block = 0; block < 1000; ++block) {
    deadlines.add(block);
    const std::uint64_t at = random() % 500;
    deadlines.bring_forward(block, at + 7);
    deadlines.bring_forward(block, at);
    deadlines.bring_forward(block, at + 3);
    if (block % 3 == 0) {
      deadlines.remove(block);
    } else {
      expected.emplace(at, block);
    }
  }
  while (!deadlines.is_empty()) {
    EXPECT_EQ(deadlines.first_us(), expected.begin()->first);
    const auto range = expected.equal_range(deadlines.first_us());
    const auto found = std::find_if(range.first, range.second, [&](const auto& entry) {
      return entry.second == deadlines.first();
    });
    ASSERT_NE(found, range.second);
    deadlines.remove(deadlines.first());
    expected.erase(found);
  }
  EXPECT_TRUE(expected.empty());
}

}  // namespace
}  // namespace twomsl
