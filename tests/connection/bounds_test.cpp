// Single numbers at which the machine decides otherwise: where urgent data end, whether a window
// opens, whether there is an ISS after all that was sent; and what the proofs alone use.
#include <gtest/gtest.h>

#include <array>

#include "core/connection/choose_iss.hpp"
#include "core/connection/retransmission_timer.hpp"
#include "core/connection/window.hpp"
#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

//= rfc9293#3.8.5 MUST-31 type=test
TEST(Urgent, IsNoNewsIfItEndsBeforeTheNextByteThatTheUserTakes) {
  for (const std::uint32_t ahead : {0u, 1u}) {
    End end = established();
    Segment urgent = ack_of(5001, 1001, 10);
    urgent.urg = true;
    urgent.up = ahead;
    EXPECT_EQ(end.arrive(urgent).urgent, ahead == 1);
  }
}

//= rfc9293#3.8.6.2.2 MUST-39 type=test
TEST(ReceiveWindow, StaysAsItIsOnceThePeersFinHasArrived) {
  twomsl::Connection<Concrete> c;
  c.rcv.buffer_bytes = 1000;
  c.snd.mss_bytes = 100;
  c.rcv.consumed = {10};
  c.rcv.nxt = {11};
  c.rcv.fin = {10};
  EXPECT_EQ(opened_window(c), 999u) << "the byte at 10 is text";
  c.rcv.fin_seen = true;
  EXPECT_EQ(opened_window(c), 0u) << "it is the FIN";
}

//= rfc9293#3.4.1 MUST-8 type=test
TEST(Iss, LiesAfterTheOldNumbersAndTheFloorUnlessTheseAreHalfTheSpaceApart) {
  constexpr std::uint32_t kHalf = 1u << 31;
  for (const std::uint32_t ahead : {1u, kHalf - 2, kHalf - 1, kHalf, kHalf + 1, kHalf + 2, ~0u}) {
    const InitialParameters<Concrete> from{.has_iss_floor = true, .iss_floor = {50 + ahead}};
    const bool has_none = ahead == kHalf || ahead == kHalf - 1 || ahead == kHalf + 1;
    EXPECT_EQ(has_iss_after(from, Seq<Concrete>{50}), !has_none) << ahead;
  }
  EXPECT_TRUE(has_iss_after(InitialParameters<Concrete>{}, Seq<Concrete>{50}));
}

// The proofs follow a case for each set of facts that an event reads.
TEST(Facts, AgainstAnEventAreWhatWasSet) {
  for (unsigned against = 0; against < 1u << kFactCount; ++against) {
    twomsl::Event<Concrete> event;
    set_facts_against(event, against);
    EXPECT_EQ(facts_against(event), against);
    EXPECT_EQ(event.remote_given, (against & 1) == 0);
    EXPECT_EQ(event.address_valid, (against & 2) == 0);
    EXPECT_EQ(event.has_room, (against & 4) == 0);
  }
  EXPECT_EQ(facts_read_by(EventKind::open_active), 7u);
  EXPECT_EQ(facts_read_by(EventKind::open_passive), 6u);
  EXPECT_EQ(facts_read_by(EventKind::segment_arrives), 10u);
}

TEST(Retransmission, IsChosenMemberByMember) {
  using Timer = twomsl::Retransmission<Concrete>;
  const Timer a{{1}, {2}, {3}, {4}, true, false, {5}, {6}, {7}, {8}};
  const Timer b{{11}, {12}, {13}, {14}, false, true, {15}, {16}, {17}, {18}};
  const auto members = [](const Timer& t) {
    return std::array{
        t.at.us,       t.rto.us,  t.since.us,  t.recover.value + 0ul,  t.timed.value + 0ul,
        t.timed_at.us, t.srtt.us, t.rttvar.us, t.rexmit_pending + 0ul, t.timing + 0ul};
  };
  EXPECT_EQ(members(select(true, a, b)), members(a));
  EXPECT_EQ(members(select(false, a, b)), members(b));
}

}  // namespace
}  // namespace twomsl::test
