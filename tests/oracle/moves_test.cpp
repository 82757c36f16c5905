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
  h.una = {101};
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
  EXPECT_EQ(0u, gone.una.value);
  EXPECT_EQ(105u, gone.nxt.value);
  EXPECT_EQ(501u, gone.rcv_nxt.value);
}

TEST(Hypotheses, TakeNumbersForNearWithinTheLargestWindow) {
  const Seq<Concrete> nxt{5};
  EXPECT_TRUE(is_near(nxt + (1u << 30), nxt));
  EXPECT_FALSE(is_near(nxt + ((1u << 30) + 1), nxt));
  EXPECT_TRUE(is_near(nxt - (1u << 30), nxt));
  EXPECT_FALSE(is_near(nxt - ((1u << 30) + 1), nxt));
}

TEST(Delivery, OfASynAckAcknowledgesWhatItSays) {
  Delivered<Concrete> d;
  d.segment = ack_of(500, 102);
  d.segment.syn = true;
  const auto moves = deliver(hypothesis_in(State::syn_sent), d);
  ASSERT_EQ(1u, moves.count);
  EXPECT_EQ(State::established, moves.move[0].to.state);
  EXPECT_EQ(102u, moves.move[0].to.una.value);
  EXPECT_EQ(105u, moves.move[0].to.nxt.value);
  EXPECT_EQ(501u, moves.move[0].to.rcv_nxt.value);
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
  opening.interrupted.exists = true;
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
