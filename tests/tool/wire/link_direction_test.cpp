// One direction of `twomsl link`, in a time that the test lets pass.
#include "tool/wire/link/link_direction.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

namespace twomsl::tool {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr Instant<Concrete> kStart{1'000'000};

Instant<Concrete> after(std::uint64_t us) { return kStart + Duration<Concrete>{us}; }

// An IPv4 packet by its first byte, told from others by its last two.
Bytes packet_of(std::size_t bytes, std::size_t number) {
  Bytes packet(bytes, 0);
  packet[0] = 0x45;
  packet[bytes - 2] = static_cast<std::uint8_t>(number >> 8);
  packet[bytes - 1] = static_cast<std::uint8_t>(number);
  return packet;
}

std::vector<Bytes> take_all(LinkDirection& link, Instant<Concrete> now) {
  std::vector<Bytes> taken;
  for (auto packet = link.take_due(now); !packet.empty(); packet = link.take_due(now)) {
    taken.emplace_back(packet.begin(), packet.end());
  }
  return taken;
}

std::vector<Bytes> pass(LinkDirection& link, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) link.offer(packet_of(100, i), after(i));
  return take_all(link, after(10'000'000));
}

TEST(LinkDirection, DeliversInOrderWhenTheLatencyIsOver) {
  LinkDirection link({.faults = {.latency_us = 500}}, 1);
  EXPECT_EQ(link.next_due().us, kNeverUs);
  link.offer(packet_of(100, 1), kStart);
  link.offer(packet_of(100, 2), kStart);
  EXPECT_EQ(link.next_due(), after(500));
  EXPECT_TRUE(link.take_due(after(499)).empty());
  EXPECT_EQ(take_all(link, after(500)), (std::vector{packet_of(100, 1), packet_of(100, 2)}));
}

TEST(LinkDirection, SwallowsWhatIsLongerThanItsBlackHole) {
  LinkDirection link({.faults = {.latency_us = 0}, .black_hole_bytes = 100}, 1);
  link.offer(packet_of(101, 1), kStart);
  link.offer(packet_of(100, 2), kStart);
  EXPECT_EQ(take_all(link, kStart).size(), 1u);
  EXPECT_EQ(link.counts().too_long, 1u);
}

TEST(LinkDirection, SendsNoFasterThanItsRate) {
  LinkDirection link({.faults = {.latency_us = 0}, .rate_bits_s = 8'000'000}, 1);
  link.offer(packet_of(1000, 1), kStart);
  link.offer(packet_of(1000, 2), kStart);
  EXPECT_EQ(take_all(link, after(1000)).size(), 1u);
  EXPECT_EQ(link.next_due(), after(2000));
}

TEST(LinkDirection, DropsWhatItsQueueDoesNotHold) {
  LinkDirection link({.faults = {.latency_us = 9}, .queued_packets = 2}, 1);
  for (std::size_t i = 0; i < 3; ++i) link.offer(packet_of(100, i), kStart);
  EXPECT_EQ(link.counts().overflowed, 1u);
  EXPECT_EQ(take_all(link, after(9)).size(), 2u);
}

TEST(LinkDirection, LosesAndRepeatsTheShareThatItIsTold) {
  LinkDirection losing({.faults = {.lost = 100, .latency_us = 0}}, 7);
  const std::size_t arrived = pass(losing, 5000).size();
  EXPECT_EQ(arrived + losing.counts().lost, 5000u);
  EXPECT_NEAR(static_cast<double>(arrived), 4500, 150);
  LinkDirection repeating({.faults = {.repeated = 100, .latency_us = 0}}, 7);
  EXPECT_NEAR(static_cast<double>(pass(repeating, 5000).size()), 5500, 150);
}

TEST(LinkDirection, ReordersByDelay) {
  LinkDirection link({.faults = {.delayed = 100, .latency_us = 0, .longest_delay_us = 5000}}, 7);
  const std::vector<Bytes> taken = pass(link, 1000);
  EXPECT_EQ(taken.size(), 1000u);
  EXPECT_FALSE(std::ranges::is_sorted(taken));
}

TEST(LinkDirection, DamagesOneBitBehindTheHeader) {
  LinkDirection link({.faults = {.damaged = 1000, .latency_us = 0}}, 7);
  for (std::size_t i = 0; i < 200; ++i) {
    const Bytes sent = packet_of(60, i);
    link.offer(sent, kStart);
    const std::vector<Bytes> got = take_all(link, kStart);
    ASSERT_EQ(got.size(), 1u);
    int bits = 0;
    for (std::size_t at = 0; at < sent.size(); ++at) {
      const auto changed = static_cast<unsigned>(sent[at] ^ got[0][at]);
      EXPECT_TRUE(changed == 0 || at >= 20) << at;
      bits += std::popcount(changed);
    }
    EXPECT_EQ(bits, 1);
  }
}

TEST(LinkDirection, DoesTheSameForTheSameSeedAndElseForAnother) {
  const LinkProfile profile{
      .faults = {.lost = 50, .repeated = 50, .damaged = 50, .delayed = 50, .latency_us = 0}};
  LinkDirection one(profile, 3), same(profile, 3), other(profile, 4);
  const std::vector<Bytes> arrived = pass(one, 1000);
  EXPECT_EQ(arrived, pass(same, 1000));
  EXPECT_NE(arrived, pass(other, 1000));
}

}  // namespace
}  // namespace twomsl::tool
