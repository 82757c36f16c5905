// The flow table against a map, and a tracker that must forget.
#include "oracle/flows/flow_table.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

#include "oracle/track/tracker.hpp"

namespace twomsl::oracle {
namespace {

FlowKey key_of(std::uint32_t number) {
  FlowKey key;
  key.ports = number;
  return key;
}

TEST(FlowTable, AgreesWithAMapThroughMakingAndErasing) {
  constexpr std::uint32_t kSeed = 1;
  std::mt19937 random(kSeed);
  FlowTable table(random(), 400);
  std::map<std::uint32_t, std::uint32_t> places;
  for (int i = 0; i < 20'000; ++i) {
    const auto number = static_cast<std::uint32_t>(random() % 500);
    const FlowKey key = key_of(number);
    const Connection* found = table.find(key, table.hash(key));
    ASSERT_EQ(found != nullptr, places.count(number) == 1) << "seed " << kSeed << ", step " << i;
    if (found == nullptr) {
      const Connection* made = table.make(key, table.hash(key));
      ASSERT_EQ(made == nullptr, places.size() == 400) << "seed " << kSeed << ", step " << i;
      if (made == nullptr) continue;
      for (std::uint32_t place = 0; place < table.connections().size(); ++place) {
        if (&table.connections()[place] == made) places[number] = place;
      }
    } else if (random() % 2 == 0) {
      table.erase(places[number]);
      places.erase(number);
    }
  }
}

SegmentView segment(std::uint16_t port, std::uint8_t flags, std::uint32_t seq, std::uint32_t ack) {
  SegmentView view;
  view.source = {{0, 1, Family::ipv4}, port};
  view.destination = {{0, 2, Family::ipv4}, 80};
  view.flags.bits = flags;
  view.seq = seq;
  view.ack = ack;
  return view;
}

SegmentView reversed(SegmentView view) {
  std::swap(view.source, view.destination);
  return view;
}

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::uint8_t kFinAck = Flags::kFin | Flags::kAck;

// A close of the tuple of `port`: four frames within a second.
void close(Tracker& tracker, std::uint16_t port, Moment& at) {
  for (const SegmentView& view :
       {segment(port, kFinAck, 10, 20), reversed(segment(port, kFinAck, 20, 11)),
        segment(port, Flags::kAck, 11, 21)}) {
    at = {at.time_ns + kSecond_ns / 4, at.frame + 1};
    tracker.observe(view, 0, at);
  }
}

TEST(Tracker, CountsTheSegmentsOfTuplesBeyondItsLimit) {
  Tracker tracker({}, 1);
  Moment at;
  close(tracker, 1000, at);
  close(tracker, 1001, at);
  EXPECT_EQ(tracker.tally().untracked, 3u);
  EXPECT_EQ(tracker.tally().closes, 1u);
}

// Of scans and of backscatter, and FINs that nobody answers.
constexpr std::array<std::uint8_t, 4> kUnanswered = {Flags::kSyn, Flags::kSyn | Flags::kAck,
                                                     Flags::kRst, kFinAck};

TEST(Tracker, LetsUnansweredTuplesGiveWayToOthers) {
  for (const std::uint8_t flags : kUnanswered) {
    Tracker tracker({}, 2);
    Moment at;
    for (std::uint16_t port = 2000; port < 2010; ++port) {
      at = {at.time_ns + 1000, at.frame + 1};
      tracker.observe(segment(port, flags, port, 0), 0, at);
    }
    EXPECT_EQ(tracker.tally().untracked, 8u);
    close(tracker, 1000, at);
    at = {at.time_ns + 1000, at.frame + 1};
    tracker.observe(segment(2010, flags, 1, 0), 0, at);
    EXPECT_EQ(tracker.tally().closes, 1u);
    EXPECT_EQ(tracker.tally().untracked, 10u);
  }
}

TEST(Tracker, ForgetsATupleLongOverWithoutLosingItsFinding) {
  Tracker tracker({}, 1);
  Moment at;
  close(tracker, 1000, at);
  at = {at.time_ns + kSecond_ns, at.frame + 1};
  tracker.observe(reversed(segment(1000, kFinAck, 20, 11)), 0, at);
  at.time_ns += 1000 * kSecond_ns;
  close(tracker, 1001, at);
  EXPECT_EQ(tracker.tally().untracked, 0u);
  EXPECT_EQ(tracker.tally().closes, 2u);
  tracker.finish();
  ASSERT_EQ(tracker.judge().findings.size(), 1u);
  EXPECT_EQ(tracker.judge().findings[0].rule, RuleClass::early_release_silence);
  EXPECT_EQ(tracker.judge().findings[0].at.frame, 4u);
}

}  // namespace
}  // namespace twomsl::oracle
