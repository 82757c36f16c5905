// Ten thousand connections that open, send and close in any order.
#include <map>
#include <random>

#include "core/host/view.hpp"
#include "tests/host/host_pair.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kConnections = 10'000;

Ipv4Tuple<Concrete> nth(std::uint32_t i) {
  return {kAddressA + i % 7, kAddressB + i % 11, (1000 + i) << 16 | (80 + i % 3)};
}

/// What is reserved must be what the connections may yet need.
void expect_exact_account(const Ipv4Host& host, Instant<Concrete> now) {
  const auto seen = view(host.host, nth(0), now);
  EXPECT_EQ(host.host.waits.account.reserved, seen.reserving);
  EXPECT_EQ(host.host.half_open, seen.half_open);
  EXPECT_EQ(host.host.iss_floors.account.reserved, host.host.blocks.size());
}

TEST(HostMany, KeepsTheAccountOfTenThousandConnections) {
  HostPair pair(safe<Concrete>(), {2 * kConnections, 256, 2 * kConnections, 2 * kConnections, 64});
  for (std::uint32_t port = 80; port < 83; ++port) pair.listen(pair.b, 0, port);
  for (std::uint32_t i = 0; i < kConnections; ++i) {
    pair.call(pair.a, nth(i), EventKind::open_active);
    pair.now = {1'000'000 + i};
  }
  EXPECT_EQ(pair.a.host.blocks.size(), kConnections);
  expect_exact_account(pair.a, pair.now);
  expect_exact_account(pair.b, pair.now);
  std::mt19937 random(20261122);
  for (std::uint32_t round = 0; round < 5 * kConnections; ++round) {
    const auto key = nth(static_cast<std::uint32_t>(random()) % kConnections);
    const std::uint32_t choice = static_cast<std::uint32_t>(random()) % 16;
    Ipv4Host& host = choice % 2 == 0 ? pair.a : pair.b;
    const EventKind kind = choice < 2   ? EventKind::abort
                           : choice < 8 ? EventKind::close
                                        : EventKind::send;
    pair.call(host, choice % 2 == 0 ? key : mirrored(key), kind, 10);
    if (round % 10'000 == 0) expect_exact_account(host, pair.now);
  }
  expect_exact_account(pair.a, pair.now);
  expect_exact_account(pair.b, pair.now);
  EXPECT_GT(pair.a.host.waits.account.held, 500u);
  EXPECT_GT(pair.b.host.waits.account.held, 500u);
  pair.pass_time(2 * kRfcMslUs);
  for (Ipv4Host* host : {&pair.a, &pair.b}) {
    (void)host->step({.kind = HostEventKind::expire, .now = pair.now});
    EXPECT_EQ(host->host.waits.account.held, 0u);
    EXPECT_EQ(host->host.iss_floors.account.held, 0u);
    expect_exact_account(*host, pair.now);
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
