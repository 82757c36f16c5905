// The judge's endpoint and the sets that it is kept in: ranks, merging, saturation, and the ways on
// of a hypothesis.
#include <gtest/gtest.h>

#include <algorithm>

#include "oracle/judge/end_history.hpp"
#include "spec/judge/deliver.hpp"
#include "spec/judge/emit.hpp"
#include "spec/judge/vanish.hpp"

namespace twomsl::oracle {
namespace {

using H = Hypothesis<Concrete>;

constexpr std::uint64_t kSecondUs = 1'000'000;

H hypothesis_in(State state) {
  H h;
  h.state = state;
  h.iss = {100};
  h.nxt = {has_sent_fin(state) ? 102u : 101u};
  h.rcv_nxt = {has_received_fin(state) ? 502u : 501u};
  return h;
}

Segment<Concrete> fin_of_peer(std::uint32_t ack) {
  Segment<Concrete> segment;
  segment.seq = {501};
  segment.ack = {ack};
  segment.has_ack = true;
  segment.fin = true;
  return segment;
}

ExcuseSet excuses(Excuses all, Excuses supported = {}) { return {all, supported}; }

TEST(Excuses, RankAsTheHighestOfThem) {
  const Ranking ranking;
  EXPECT_EQ(rank_of(ExcuseSet{}, ranking), Rank::free);
  EXPECT_EQ(rank_of(excuses({Excuse::peer_rst}), ranking), Rank::hazard);
  EXPECT_EQ(rank_of(excuses({Excuse::peer_rst, Excuse::abort}), ranking), Rank::granted);
  EXPECT_EQ(rank_of(excuses({Excuse::short_msl}), ranking), Rank::short_msl);
}

TEST(Excuses, ThatPacketsSupportLiftAShortMslAndAShouldButNothingGranted) {
  const Ranking ranking;
  const Excuses supported{Excuse::late};
  EXPECT_EQ(rank_of(excuses({Excuse::late}), ranking), Rank::granted);
  EXPECT_EQ(rank_of(excuses({Excuse::late}, supported), ranking), Rank::supported);
  EXPECT_EQ(rank_of(excuses({Excuse::late, Excuse::old_syn}, supported), ranking), Rank::supported);
  EXPECT_EQ(rank_of(excuses({Excuse::late, Excuse::abort}, supported), ranking), Rank::granted);
}

TEST(Excuses, ThatAreNotDeniedLeaveItOpen) {
  Ranking ranking;
  ranking.denied.erase(Assumption::no_abort);
  EXPECT_EQ(rank_of(excuses({Excuse::abort}), ranking), Rank::supported);
}

TEST(Explanations, OfEqualHistoriesAreKeptBothUnlessOneSupposesLess) {
  const Explanations by_abort{excuses({Excuse::abort})};
  const Explanations by_reboot{excuses({Excuse::reboot})};
  const Explanations by_both{excuses({Excuse::abort, Excuse::reboot})};
  EXPECT_EQ(either(by_abort, by_reboot).size(), 2u);
  EXPECT_EQ(either(by_abort, by_both), by_abort);
  EXPECT_TRUE(either(by_abort, {}).empty()) << "nothing needs to be supposed";
}

TEST(Explanations, ThatPacketsSupportAreNotDroppedForTheSameUnsupported) {
  const Explanations plain{excuses({Excuse::late})};
  const Explanations supported{excuses({Excuse::late}, {Excuse::late})};
  EXPECT_EQ(either(plain, supported), supported);
}

TEST(Hypotheses, ThatAreEqualMergeToTheEarlierEntry) {
  Candidate early;
  early.is = hypothesis_in(State::time_wait);
  early.is.entered = {5 * kSecondUs};
  Candidate later = early;
  later.is.entered = {9 * kSecondUs};
  std::vector<Candidate> candidates{later, early};
  merge(candidates);
  ASSERT_EQ(candidates.size(), 1u);
  EXPECT_EQ(candidates[0].is.entered.us, 5 * kSecondUs);
}

TEST(Hypotheses, ThatAreTooManyBecomeAnythingAndAreCounted) {
  EndHistory end;
  HistoryTally tally;
  std::vector<Candidate> many(kHypotheses);
  for (std::uint32_t i = 0; i < kHypotheses; ++i) {
    many[i].is = hypothesis_in(State::established);
    many[i].is.nxt = {1'000 + i};
  }
  merge(many);
  EXPECT_FALSE(saturates(end, many, tally));
  EXPECT_FALSE(end.is_anything);
  many.push_back(many[0]);
  many.back().is.nxt = {999};
  merge(many);
  EXPECT_TRUE(saturates(end, many, tally));
  EXPECT_TRUE(end.is_anything);
  EXPECT_TRUE(end.candidates.empty());
  EXPECT_EQ(tally.saturations, 1u);
}

TEST(TowardsAnEnd, AtMostFourteenSegmentsAreKeptAndThoseThatTellMost) {
  EndHistory end;
  Candidate candidate;
  candidate.delivered = 1u << 1;  // the second, which is an ACK
  end.candidates.push_back(candidate);
  for (std::uint64_t frame = 1; frame <= kTowards + 1; ++frame) {
    Towards towards;
    towards.at.frame = frame;
    towards.segment.fin = frame == 1;
    keep_towards(end, towards);
  }
  ASSERT_EQ(end.towards.size(), kTowards);
  EXPECT_TRUE(end.towards[0].segment.fin);
  EXPECT_EQ(end.towards[1].at.frame, 3u) << "the second went";
  EXPECT_EQ(end.candidates[0].delivered, 0u);
}

// Where the whole segment leads: what arrives in part comes first.
State last_state(const Moves<Concrete>& moves) { return moves.move[moves.count - 1].to.state; }

State only_state(const Moves<Concrete>& moves) {
  EXPECT_EQ(moves.count, 1u);
  return moves.move[0].to.state;
}

TEST(Delivery, OfAFinFollowsTheDiagram) {
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6 type=test
  Delivered<Concrete> d;
  d.segment = fin_of_peer(101);
  EXPECT_EQ(only_state(deliver(hypothesis_in(State::established), d)), State::close_wait);
  EXPECT_EQ(only_state(deliver(hypothesis_in(State::fin_wait_1), d)), State::closing);
  d.segment.ack = {102};
  EXPECT_EQ(last_state(deliver(hypothesis_in(State::fin_wait_2), d)), State::time_wait);
  const auto both = deliver(hypothesis_in(State::fin_wait_1), d);
  EXPECT_EQ(last_state(both), State::time_wait);
  EXPECT_EQ(both.move[0].to.state, State::fin_wait_2) << "the FIN may lie beyond a gap";
  EXPECT_EQ(only_state(deliver(hypothesis_in(State::closing), d)), State::time_wait);
  EXPECT_EQ(only_state(deliver(hypothesis_in(State::last_ack), d)), State::closed);
  EXPECT_TRUE(deliver(hypothesis_in(State::closed), d).empty());
}

TEST(Delivery, OfARstEndsTimeWaitAtRcvNxtAlone) {
  Delivered<Concrete> d;
  d.segment.rst = true;
  d.segment.seq = {502};
  d.window_bytes = 100;
  d.window_known = true;
  const H waiting = hypothesis_in(State::time_wait);
  EXPECT_EQ(deliver(waiting, d).move[0].why, excuses({Excuse::peer_rst}));
  d.segment.seq = {503};
  EXPECT_EQ(deliver(waiting, d).move[0].why, excuses({Excuse::rst_in_window}));
  d.segment.seq = {602};
  EXPECT_TRUE(deliver(waiting, d).empty());
  d.window_known = false;
  EXPECT_EQ(deliver(waiting, d).move[0].why, excuses({Excuse::window_unknown}));
}

TEST(Emission, OfARstForAFinIsNobodysInTimeWait) {
  //= rfc9293#3.6.1 MUST-13 type=test
  Emitted<Concrete> e;
  e.segment.rst = true;
  e.answers_fin = true;
  EXPECT_TRUE(emit(hypothesis_in(State::time_wait), e).empty());
  EXPECT_EQ(emit(hypothesis_in(State::fin_wait_2), e).move[0].why, excuses({Excuse::abort}));
  EXPECT_EQ(only_state(emit(hypothesis_in(State::closed), e)), State::closed);
}

TEST(Emission, OfARstForAnythingButASynIsNobodysOnceBothHaveClosed) {
  Emitted<Concrete> e;
  e.segment.rst = true;
  e.answers_other = true;
  EXPECT_TRUE(emit(hypothesis_in(State::time_wait), e).empty());
  EXPECT_TRUE(emit(hypothesis_in(State::closing), e).empty());
  EXPECT_EQ(only_state(emit(hypothesis_in(State::fin_wait_2), e)), State::closed);
  e.answers_other = false;
  EXPECT_FALSE(emit(hypothesis_in(State::time_wait), e).empty());
}

TEST(Emission, OfTextBeyondTheOwnFinIsNobodys) {
  Emitted<Concrete> e;
  e.segment.seq = {102};
  e.segment.ack = {501};
  e.segment.has_ack = true;
  e.segment.text_bytes = 3;
  e.peer_end = {501};
  EXPECT_TRUE(emit(hypothesis_in(State::fin_wait_1), e).empty());
  e.segment.seq = {101};
  EXPECT_FALSE(emit(hypothesis_in(State::established), e).empty());
}

TEST(Emitting, LessThanWasReceivedCanOnlyHaveBeenBefore) {
  H h = hypothesis_in(State::time_wait);
  Emitted<Concrete> e;
  e.segment.seq = h.nxt;
  e.segment.ack = {h.rcv_nxt.value - 1};
  e.segment.has_ack = true;
  EXPECT_TRUE(emit(h, e).empty());
  e.may_be_late = true;
  EXPECT_EQ(emit(h, e).count, 1u);
}

TEST(Vanishing, FromTimeWaitIsFreeOnceTheWaitIsOver) {
  //= rfc9293#3.6.1 MUST-13 type=test
  Absence<Concrete> absence;
  absence.limits = {true, {60 * kSecondUs}, {kSecondUs / 2}};
  const H waiting = hypothesis_in(State::time_wait);
  const auto why_at = [&](std::uint64_t age_us) {
    absence.at = {age_us};
    return vanish(waiting, absence).move[0].why;
  };
  EXPECT_TRUE(why_at(60 * kSecondUs).is_free());
  EXPECT_EQ(why_at(60 * kSecondUs - 1), excuses({Excuse::within_slack}));
  EXPECT_EQ(why_at(59 * kSecondUs), excuses({Excuse::early_timer}));
  absence.limits.msl_known = false;
  EXPECT_EQ(why_at(59 * kSecondUs), excuses({Excuse::short_msl}));
  EXPECT_EQ(why_at(kHopelessAgeUs - 1), excuses({Excuse::early_timer}));
}

TEST(Vanishing, FromFinWait2NeedsATimeoutOfMoreThanASecond) {
  Absence<Concrete> absence;
  absence.at = {kIdleUs + 1};
  const H waiting = hypothesis_in(State::fin_wait_2);
  EXPECT_EQ(vanish(waiting, absence).move[0].why, excuses({Excuse::idle_fin_wait_2}));
  absence.at = {kIdleUs};
  EXPECT_EQ(vanish(waiting, absence).move[0].why, excuses({Excuse::abort}));
}

TEST(Vanishing, OffersEachEventThatNoPacketShows) {
  const auto moves = vanish(hypothesis_in(State::last_ack), Absence<Concrete>{});
  for (const Excuse event : {Excuse::abort, Excuse::user_timeout, Excuse::icmp_error,
                             Excuse::reboot, Excuse::another_stack, Excuse::not_captured}) {
    EXPECT_TRUE(std::any_of(moves.begin(), moves.end(), [&](const Move<Concrete>& move) {
      return move.why.all == Excuses{event} && move.to.state == State::closed;
    })) << name(event);
  }
  EXPECT_TRUE(moves.move[0].why.supported.contains(Excuse::abort)) << "silent in LAST-ACK";
}

}  // namespace
}  // namespace twomsl::oracle
