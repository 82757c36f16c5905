// The ways on of the judge's endpoint, at their bounds: what is kept of numbers, what a gap may
// hide, and what is supposed.
#include <gtest/gtest.h>

#include <set>

#include "spec/judge/deliver.hpp"
#include "spec/judge/emit.hpp"
#include "spec/judge/vanish.hpp"

namespace twomsl::oracle {
namespace {

using H = Hypothesis<Concrete>;

constexpr std::uint64_t kSecondUs = 1'000'000;

// ISS 100, SND.UNA 101, SND.NXT 105, RCV.NXT 501.
H hypothesis_in(State state) {
  H h;
  h.state = state;
  h.iss = {100};
  h.nxt = {105};
  h.rcv_nxt = {501};
  return h;
}

Segment<Concrete> ack_of(std::uint32_t seq, std::uint32_t ack) {
  Segment<Concrete> segment;
  segment.seq = {seq};
  segment.ack = {ack};
  segment.has_ack = true;
  return segment;
}

template <std::size_t kMost>
std::set<State> states_of(const Moves<Concrete, kMost>& moves) {
  std::set<State> states;
  for (const Move<Concrete>& move : moves) states.insert(move.to.state);
  return states;
}

using States = std::set<State>;

TEST(Excuses, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Excuse excuse : kValuesOf<Excuse>) names.insert(name(excuse));
  EXPECT_EQ(kValuesOf<Excuse>.size(), names.size());
  EXPECT_EQ(0u, names.count(""));
}

TEST(Excuses, ThatPacketsSupportOutrankAShould) {
  const ExcuseSet set{Excuses{Excuse::within_slack, Excuse::old_syn}, {}};
  EXPECT_EQ(Rank::supported, rank_of(set, Ranking{}));
}

TEST(Hypotheses, ThatAreClosedRememberWhatWasLastEmitted) {
  const H gone = closed_after(hypothesis_in(State::established));
  EXPECT_EQ(State::closed, gone.state);
  EXPECT_EQ(100u, gone.iss.value);
  EXPECT_EQ(105u, gone.nxt.value);
  EXPECT_EQ(501u, gone.rcv_nxt.value);
}

TEST(Hypotheses, TakeNumbersForNearWithinTheLargestWindowAndAFin) {
  const Seq<Concrete> nxt{5};
  EXPECT_TRUE(is_near(nxt + ((1u << 30) + 1), nxt));
  EXPECT_FALSE(is_near(nxt + ((1u << 30) + 2), nxt));
  EXPECT_TRUE(is_near(nxt - ((1u << 30) + 1), nxt));
  EXPECT_FALSE(is_near(nxt - ((1u << 30) + 2), nxt));
}

TEST(Delivery, OfASynAckAcknowledgesWhatItSays) {
  Delivered<Concrete> d;
  d.segment = ack_of(500, 102);
  d.segment.syn = true;
  const auto moves = deliver(hypothesis_in(State::syn_sent), d);
  ASSERT_EQ(1u, moves.count);
  EXPECT_EQ(State::established, moves.move[0].to.state);
  EXPECT_EQ(105u, moves.move[0].to.nxt.value);
  EXPECT_EQ(501u, moves.move[0].to.rcv_nxt.value);
}

TEST(Delivery, OfTheAckOfAFinCountsHoweverMuchTextWentBefore) {
  H h = hypothesis_in(State::last_ack);
  h.nxt = h.iss + 3'000'000'000u;
  Delivered<Concrete> d;
  d.segment = ack_of(501, h.nxt.value);
  EXPECT_EQ(States{State::closed}, states_of(deliver(h, d)));
}

TEST(Delivery, OfASynAckWithAFinMayCloseAtOnce) {
  Delivered<Concrete> d;
  d.segment = ack_of(500, 102);
  d.segment.syn = d.segment.fin = true;
  d.segment.text_bytes = 3;
  const auto moves = deliver(hypothesis_in(State::syn_sent), d);
  EXPECT_EQ((States{State::established, State::close_wait}), states_of(moves));
  EXPECT_EQ(505u, moves.move[1].to.rcv_nxt.value);
}

TEST(Delivery, OfACrossingSynAckWithAFinCountsTheSyn) {
  Delivered<Concrete> d;
  d.segment = ack_of(500, 102);
  d.segment.syn = d.segment.fin = true;
  const auto moves = deliver(hypothesis_in(State::syn_received), d);
  ASSERT_EQ(2u, moves.count);
  EXPECT_EQ(State::close_wait, moves.move[1].to.state);
  EXPECT_EQ(502u, moves.move[1].to.rcv_nxt.value);
}

TEST(Delivery, OfAFinAheadOfMissingTextLeavesItToCome) {
  Delivered<Concrete> d;
  d.segment = ack_of(601, 105);
  d.segment.fin = true;
  const auto moves = deliver(hypothesis_in(State::fin_wait_1), d);
  ASSERT_EQ(2u, moves.count);
  EXPECT_EQ(State::fin_wait_2, moves.move[0].to.state);
  EXPECT_TRUE(moves.move[0].fin_waits);
  EXPECT_EQ(State::time_wait, moves.move[1].to.state);
  EXPECT_FALSE(moves.move[1].fin_waits);
}

// A SYN-ACK takes an end out of a TIME-WAIT that began at second 5.
H reopened(SynAge age) {
  H waiting = hypothesis_in(State::time_wait);
  waiting.entered = {5 * kSecondUs};
  Emitted<Concrete> e;
  e.segment = ack_of(1'000, 900);
  e.segment.syn = true;
  e.syn_age = age;
  return emit(waiting, e).move[0].to;
}

TEST(Delivery, OfARstMayLeadBackToAnyWaitThatASynInterrupted) {
  Delivered<Concrete> d;
  d.segment.rst = true;
  d.segment.seq = {900};
  for (const SynAge age : {SynAge::newer_by_number, SynAge::newer_by_timestamp, SynAge::old}) {
    const auto moves = deliver(reopened(age), d);
    const H& back = moves.move[0].to;
    EXPECT_EQ(State::time_wait, back.state);
    EXPECT_EQ(105u, back.nxt.value);
    EXPECT_EQ(501u, back.rcv_nxt.value);
    EXPECT_EQ(5 * kSecondUs, back.entered.us);
    EXPECT_FALSE(back.interrupted.exists);
    EXPECT_EQ(age == SynAge::newer_by_number ? 1u : 2u, moves.count);
  }
}

TEST(Delivery, ThatCompletesAReopeningForgetsTheWait) {
  Delivered<Concrete> d;
  d.segment = ack_of(900, 1'001);
  const auto moves = deliver(reopened(SynAge::newer_by_number), d);
  ASSERT_EQ(1u, moves.count);
  EXPECT_EQ(State::established, moves.move[0].to.state);
  EXPECT_FALSE(moves.move[0].to.interrupted.exists);
}

TEST(Delivery, OfARstFarFromAnUnknownWindowChangesNothing) {
  Delivered<Concrete> d;
  d.segment.rst = true;
  d.segment.seq = {501 + (1u << 30) - 1};
  EXPECT_EQ(1u, deliver(hypothesis_in(State::time_wait), d).count);
  d.segment.seq = {501 + (1u << 30)};
  EXPECT_TRUE(deliver(hypothesis_in(State::time_wait), d).empty());
}

TEST(Delivery, OfAnAckBeyondWhatWasCapturedTellsOfAFin) {
  Delivered<Concrete> d;
  d.segment = ack_of(501, 106);
  EXPECT_EQ(States{State::fin_wait_2}, states_of(deliver(hypothesis_in(State::established), d)));
  d.segment.ack = {105};
  EXPECT_TRUE(deliver(hypothesis_in(State::established), d).empty());
  d.segment.ack = {104};
  EXPECT_TRUE(deliver(hypothesis_in(State::established), d).empty());
}

TEST(Emission, BeyondAGapMayHaveFollowedAFin) {
  Emitted<Concrete> e;
  e.segment = ack_of(106, 501);
  e.peer_end = {501};
  EXPECT_EQ((States{State::established, State::fin_wait_1}),
            states_of(emit(hypothesis_in(State::established), e)));
  EXPECT_EQ((States{State::close_wait, State::last_ack, State::closing}),
            states_of(emit(hypothesis_in(State::close_wait), e)));
  e.segment.seq = {105};
  EXPECT_EQ(States{State::established}, states_of(emit(hypothesis_in(State::established), e)));
}

TEST(Emission, OfASynAckTellsHowMuchTextCameWithTheSyn) {
  H opening = hypothesis_in(State::syn_received);
  Emitted<Concrete> e;
  e.segment = ack_of(100, 509);
  e.segment.syn = true;
  const auto moves = emit(opening, e);
  ASSERT_EQ(1u, moves.count);
  EXPECT_EQ(509u, moves.move[0].to.rcv_nxt.value);
}

TEST(Vanishing, MayLeadBackToAWaitThatASynInterrupted) {
  Moves<Concrete> moves;
  resume(moves, hypothesis_in(State::syn_received));
  EXPECT_TRUE(moves.empty());
  resume(moves, reopened(SynAge::newer_by_timestamp));
  ASSERT_EQ(1u, moves.count);
  EXPECT_EQ(State::time_wait, moves.move[0].to.state);
}

TEST(Vanishing, IsFreeAsSoonAsARestartedWaitIsOver) {
  Absence<Concrete> absence;
  absence.limits = {true, {60 * kSecondUs}, {}};
  absence.at = {70 * kSecondUs};
  H waiting = hypothesis_in(State::time_wait);
  waiting.has_restarted = true;
  waiting.restarted = {10 * kSecondUs};
  EXPECT_TRUE(vanish(waiting, absence).move[0].why.is_free());
  waiting.restarted = {10 * kSecondUs + 1};
  EXPECT_EQ(Excuses{Excuse::not_restarted}, vanish(waiting, absence).move[0].why.all);
}

TEST(Vanishing, OfAReopeningIsNoneAndOfAnotherOpenIsFree) {
  H opening = hypothesis_in(State::syn_received);
  EXPECT_TRUE(vanish(opening, {}).move[0].why.is_free());
  opening.interrupted.exists = opening.interrupted.is_owed = true;
  EXPECT_EQ(Excuses{Excuse::abort}, vanish(opening, {}).move[0].why.all);
}

TEST(Vanishing, IsSupportedWhereAnEndLivesOnUnseenAndWhereTheClockWentBack) {
  const auto is_supported = [](State state, Excuse event, Excuses supported = {}) {
    Absence<Concrete> absence;
    absence.supported = supported;
    for (const Move<Concrete>& move : vanish(hypothesis_in(state), absence)) {
      if (move.why.all == Excuses{event}) return move.why.supported.contains(event);
    }
    return false;
  };
  for (const State state : {State::established, State::close_wait}) {
    EXPECT_TRUE(is_supported(state, Excuse::abort));
    EXPECT_TRUE(is_supported(state, Excuse::reboot));
  }
  EXPECT_FALSE(is_supported(State::fin_wait_1, Excuse::abort));
  EXPECT_FALSE(is_supported(State::last_ack, Excuse::reboot));
  EXPECT_TRUE(is_supported(State::fin_wait_1, Excuse::clock_went_back, {Excuse::clock_went_back}));
}

}  // namespace
}  // namespace twomsl::oracle
