// Known counterexamples: segments of an old incarnation reach a new one. Each is derived under
// rfc9293, and what safe and strict make of it is shown beside it.
#include "tests/host/counterexample_hosts.hpp"

namespace twomsl::counterexample {
namespace {

// --- An old SYN, ACK and text open a connection at a passive closer that listens again. B has sent
// three segments at one instant, so that 4 * 1460 us later its new ISS lies inside the old send
// range: on a number that A has acknowledged.

struct Revival {
  State at_b{};
  std::uint32_t old_bytes = 0;
};

Revival revive(const Policy<Concrete>& policy) {
  CounterexampleHosts hosts(without_timestamps(policy));
  const Instant<Concrete> opened = hosts.now;
  hosts.exchange(hosts.a, EventKind::open_active);
  hosts.exchange(hosts.a, EventKind::send, 100);
  hosts.stream_from_b(3);
  hosts.close_both();
  EXPECT_EQ(hosts.at_a(), State::time_wait);
  const Segment<Concrete> syn = hosts.from_a.at(0);
  const Segment<Concrete> text = hosts.from_a.at(2);
  const Segment<Concrete> ack = hosts.from_a.at(3);
  EXPECT_EQ(ack.ack.value, text.ack.value + kMssBytes);
  hosts.now = opened + time_of(kMssBytes);
  hosts.deliver(hosts.b, syn);
  hosts.deliver(hosts.b, ack);
  const std::uint32_t old_bytes = hosts.deliver(hosts.b, text).outcome.intake.take_bytes;
  return {hosts.at_b(), old_bytes};
}

TEST(OldSegments, RevivePassiveCloserUnderRfc9293) {
  const Revival revival = revive(rfc9293<Concrete>());
  EXPECT_EQ(revival.old_bytes, 100u) << "old bytes reach the new incarnation";
  EXPECT_TRUE(is_synchronized(revival.at_b));
}

TEST(OldSegments, FindAnIssAboveTheFloorUnderSafe) {
  const Revival revival = revive(safe<Concrete>());
  EXPECT_EQ(revival.old_bytes, 0u);
  EXPECT_FALSE(is_synchronized(revival.at_b));
}

TEST(OldSegments, FindNoControlBlockUnderStrict) {
  const Revival revival = revive(strict<Concrete>());
  EXPECT_EQ(revival.old_bytes, 0u);
  EXPECT_EQ(revival.at_b, State::time_wait);
}

// --- A peer stays in LAST-ACK for longer than A's TIME-WAIT, since all ACKs to it are lost: its
// FIN, retransmitted late, closes the new incarnation. No RFC bounds LAST-ACK; safe and strict do,
// but here their bound is set to an hour, too.

struct LateFin {
  State opened{};
  State after{};
};

LateFin last_ack_outlives_the_wait(Policy<Concrete> policy) {
  policy = with_msl(policy, 100'000);
  policy.timeouts.rto_initial = policy.timeouts.rto_min = {10'000};
  policy.timeouts.r2 = {3'600'000'000};
  policy.timeouts.last_ack = {3'600'000'000};
  CounterexampleHosts hosts(policy);
  const Instant<Concrete> opened = hosts.now;
  hosts.exchange(hosts.a, EventKind::open_active);
  constexpr std::uint32_t kSegments = 40;
  hosts.stream_from_b(kSegments);
  hosts.exchange(hosts.a, EventKind::close);
  const auto fin = hosts.put(hosts.b, {.kind = EventKind::close});
  hosts.deliver(hosts.a, fin.outcome.segment);  // its ACK is lost, and so are B's next FINs
  EXPECT_EQ(hosts.at_b(), State::last_ack);
  // B's FIN bears ISS + 1 + 40 * 1460. The new ISS is just before it then.
  hosts.now = opened + time_of(kSegments * kMssBytes);
  const auto late = hosts.put(hosts.b, {.kind = EventKind::retransmission_timeout});
  EXPECT_TRUE(late.outcome.segment.fin);
  const auto syn = hosts.put(hosts.a, {.kind = EventKind::open_active});
  const auto challenge = hosts.deliver(hosts.b, syn.outcome.segment);
  const auto rst = hosts.deliver(hosts.a, challenge.outcome.segment);
  hosts.deliver(hosts.b, rst.outcome.segment);
  const auto syn_ack = hosts.deliver(hosts.b, syn.outcome.segment);
  if (syn_ack.outcome.replies) {
    const auto ack = hosts.deliver(hosts.a, syn_ack.outcome.segment);
    hosts.deliver(hosts.b, ack.outcome.segment);
  }
  LateFin seen;
  seen.opened = hosts.at_a();
  hosts.deliver(hosts.a, late.outcome.segment);
  seen.after = hosts.at_a();
  return seen;
}

TEST(LateFin, ClosesTheNewIncarnationUnderRfc9293) {
  const LateFin seen = last_ack_outlives_the_wait(rfc9293<Concrete>());
  EXPECT_EQ(seen.opened, State::established);
  EXPECT_EQ(seen.after, State::close_wait) << "B has not closed the new incarnation";
}

TEST(LateFin, LiesBelowTheWindowUnderSafe) {
  const LateFin seen = last_ack_outlives_the_wait(safe<Concrete>());
  EXPECT_EQ(seen.opened, State::established);
  EXPECT_EQ(seen.after, State::established);
}

TEST(LateFin, FindsNoNewIncarnationUnderStrict) {
  const LateFin seen = last_ack_outlives_the_wait(strict<Concrete>());
  EXPECT_EQ(seen.opened, State::syn_sent) << "B holds the tuple for 2*MSL after its own end";
  EXPECT_EQ(seen.after, State::syn_sent);
}

// --- TIME-WAIT answers an old duplicate just before it ends; the answer provokes a RST from a peer
// without a connection, and that RST, alive, meets the next incarnation.

struct LateRst {
  bool answered = false;
  State opened{};
  State after{};
};

LateRst answer_provokes_a_rst(const Policy<Concrete>& policy) {
  constexpr std::uint64_t kShortMslUs = 1'000'000;
  CounterexampleHosts hosts(with_msl(policy, kShortMslUs));
  const Instant<Concrete> opened = hosts.now;
  hosts.exchange(hosts.a, EventKind::open_active);
  constexpr std::uint32_t kSegments = 400;
  hosts.stream_from_b(kSegments);
  hosts.close_both();
  const auto old = hosts.from_b.at(1);  // B's first text
  hosts.now = opened + Duration<Concrete>{2 * kShortMslUs - 1};
  const auto answer = hosts.deliver(hosts.a, old);
  LateRst seen;
  seen.answered = answer.outcome.replies;
  // The answer travels for most of MSL and finds B without a connection. B's RST bears B's old
  // SND.NXT, ISS + 2 + 400 * 1460: the new ISS will be just before it.
  hosts.now = opened + Duration<Concrete>{2 * kShortMslUs + 300'000};
  Segment<Concrete> rst{};
  if (seen.answered) rst = hosts.deliver(hosts.b, answer.outcome.segment).outcome.segment;
  hosts.now = opened + time_of(kSegments * kMssBytes + 1);
  hosts.exchange(hosts.a, EventKind::open_active);
  seen.opened = hosts.at_a();
  if (rst.rst) hosts.deliver(hosts.a, rst);
  seen.after = hosts.at_a();
  return seen;
}

TEST(LateRst, KillsTheNextIncarnationUnderRfc9293) {
  const LateRst seen = answer_provokes_a_rst(rfc9293<Concrete>());
  EXPECT_TRUE(seen.answered);
  EXPECT_EQ(seen.opened, State::established);
  EXPECT_EQ(seen.after, State::closed);
}

// safe keeps the floor under the ISS for 2*MSL after the end, and this RST comes later: it is not
// prevented where a peer has sent faster than 250 kB/s for all that time. INV-TW-8 is strict's
// alone.
TEST(LateRst, IsNotPreventedBySafeOnceTheFloorIsGone) {
  const LateRst seen = answer_provokes_a_rst(safe<Concrete>());
  EXPECT_TRUE(seen.answered);
  EXPECT_EQ(seen.after, State::closed);
}

TEST(LateRst, IsImpossibleUnderStrictWhichAnswersNothingLate) {
  constexpr std::uint64_t kShortMslUs = 1'000'000;
  CounterexampleHosts hosts(with_msl(strict<Concrete>(), kShortMslUs));
  hosts.exchange(hosts.a, EventKind::open_active);
  hosts.stream_from_b(2);
  hosts.close_both();
  const Segment<Concrete> old = hosts.from_b.at(1);
  hosts.pass_time(2 * kShortMslUs - 1);
  // A retransmission is answered, but then the wait starts anew: the RST is older than MSL before
  // it ends.
  EXPECT_TRUE(hosts.deliver(hosts.a, old).outcome.replies);
  hosts.pass_time(2 * kShortMslUs - 1);
  EXPECT_EQ(hosts.at_a(), State::time_wait);
  Segment<Concrete> stray = old;
  stray.seq = stray.seq + 100'000'000;
  EXPECT_FALSE(hosts.deliver(hosts.a, stray).outcome.replies);
}

// --- An old SYN finds no connection, and the RST that answers it bears SEQ 0, whatever incarnation
// the SYN was of: it resets one that happens to expect number 0 next.

struct NumberZero {
  bool answered = false;
  State opened{};
  State after{};
};

NumberZero reset_by_number_zero(const Policy<Concrete>& policy) {
  CounterexampleHosts hosts(policy);
  constexpr std::uint64_t kLifeUs = 1'000'000;
  const Seq<Concrete> iss = hosts.b.host.source.iss(kAtB, hosts.now);
  hosts.now = hosts.now + time_of(0xffffffffu - iss.value);  // when B's ISS is the last number
  hosts.now.us -= kLifeUs;
  hosts.exchange(hosts.a, EventKind::open_active);
  const Segment<Concrete> syn = hosts.from_a.at(0);
  hosts.close_both();
  hosts.unlisten_b();
  const auto rst = hosts.deliver(hosts.b, syn).outcome;
  hosts.pass_time(kLifeUs);
  hosts.exchange(hosts.b, EventKind::open_active);
  NumberZero seen{rst.replies, hosts.at_b(), {}};
  if (rst.replies) {
    EXPECT_TRUE(rst.segment.rst && rst.segment.seq.value == 0);
    hosts.deliver(hosts.a, rst.segment);
  }
  seen.after = hosts.at_a();
  return seen;
}

TEST(NumberZero, KillsTheNextIncarnationUnderRfc9293) {
  const NumberZero seen = reset_by_number_zero(rfc9293<Concrete>());
  EXPECT_EQ(seen.opened, State::established);
  EXPECT_EQ(seen.after, State::closed);
}

// The floor keeps new numbers above what connections have sent, and no connection has sent this
// RST. For MSL it resets any incarnation that expects number 0 next.
TEST(NumberZero, IsNotPreventedBySafe) {
  const NumberZero seen = reset_by_number_zero(safe<Concrete>());
  EXPECT_EQ(seen.opened, State::established);
  EXPECT_EQ(seen.after, State::closed);
}

TEST(NumberZero, IsNotProvokedUnderStrictWhichHoldsBothEnds) {
  const NumberZero seen = reset_by_number_zero(strict<Concrete>());
  EXPECT_FALSE(seen.answered);
  EXPECT_EQ(seen.opened, State::time_wait);
  EXPECT_EQ(seen.after, State::time_wait);
}

}  // namespace
}  // namespace twomsl::counterexample
