// Known counterexamples: segments of an old incarnation reach a new one. Each is derived under
// rfc9293, and what safe and strict make of it is shown beside it.
#include "tests/host/host_fixture.hpp"

namespace twomsl {
namespace {

Policy<Concrete> with_msl(Policy<Concrete> policy, std::uint64_t msl_us) {
  policy = without_timestamps(policy);
  policy.msl = {msl_us};
  return policy;
}

// ISS advances by one number in 4 us, so this much later it lies `numbers` further.
constexpr Duration<Concrete> time_of(std::uint64_t numbers) { return {4 * numbers}; }

// The newest packet, out of flight; an empty one if there is none.
InFlight take(Network& network) {
  if (network.in_flight.empty()) return {};
  InFlight packet = network.in_flight.back();
  network.in_flight.pop_back();
  return packet;
}

// --- An old SYN and text open a connection at a passive closer that listens again. B has sent
// three segments at one instant, so that 4 * 1460 us later its new ISS lies inside the old send
// range: on the number that A has acknowledged with its text. Text that acknowledges an earlier
// number is not believed: it lies before the new ISS.

struct Revival {
  State at_b{};
  std::uint32_t old_bytes = 0;
};

Revival revive(const Policy<Concrete>& policy, bool text_first = false) {
  const Hosts hosts = make_hosts(without_timestamps(policy), {}, 0);
  const Instant<Concrete> opened = hosts->now;
  const InFlight syn = open_from(*hosts).front();
  InFlight text;
  if (text_first) text = send_from(*hosts, kA, 100).front();
  const InFlight ack = stream_from_b(*hosts, 1).at(1);
  if (!text_first) text = send_from(*hosts, kA, 100).front();
  stream_from_b(*hosts, 2);
  close_both(*hosts);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  EXPECT_EQ(segment_in(ack).ack.value, segment_in(text).ack.value + (text_first ? kMssBytes : 0u));
  hosts->wait_until(opened + time_of(kMssBytes), false);
  arrive(*hosts, syn);
  arrive(*hosts, ack);
  const std::uint32_t old_bytes = arrive(*hosts, text).outcome.intake.take_bytes;
  return {hosts->state_of(kB), old_bytes};
}

TEST(OldSegments, RevivePassiveCloserUnderRfc9293) {
  const Revival revival = revive(rfc9293<Concrete>());
  EXPECT_EQ(revival.old_bytes, 100u) << "old bytes reach the new incarnation";
  EXPECT_TRUE(is_synchronized(revival.at_b));
}

TEST(OldSegments, AcknowledgeANumberBeforeTheNewIss) {
  const Revival revival = revive(rfc9293<Concrete>(), true);
  EXPECT_EQ(revival.old_bytes, 0u) << "a number that the new incarnation has not sent";
  EXPECT_EQ(revival.at_b, State::established);
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
// but here their bound is set to an hour, too. For the FIN to be believed A must have sent as fast
// as B: it acknowledges A's old FIN, which must not lie before A's new ISS.

struct LateFin {
  State opened{};
  State after{};
};

LateFin last_ack_outlives_the_wait(Policy<Concrete> policy) {
  policy = with_msl(policy, 100'000);
  policy.timeouts.rto_initial = policy.timeouts.rto_min = {10'000};
  policy.timeouts.r2 = {3'600'000'000};
  policy.timeouts.last_ack = {3'600'000'000};
  const Hosts hosts = make_hosts(policy, {}, 0);
  const Instant<Concrete> opened = hosts->now;
  open_from(*hosts);
  constexpr std::uint32_t kSegments = 40;
  stream_from_b(*hosts, kSegments);
  stream_from(*hosts, kA, kSegments - 1);
  send_from(*hosts, kA, kMssBytes - 2);  // SYN and FIN are numbers, too
  receive(*hosts, kB, kMssBytes);
  call(*hosts, kA, EventKind::close);
  hosts->put(kB, {.kind = EventKind::close});
  arrive_next(*hosts);
  EXPECT_EQ(hosts->state_of(kB), State::last_ack);
  hosts->in_flight.clear();  // the ACK of the FIN is lost
  // B's FIN bears ISS + 1 + 40 * 1460. The new ISS is just before it then.
  hosts->wait_until(opened + time_of(kSegments * kMssBytes), false);
  const InFlight late = take(*hosts);
  EXPECT_TRUE(segment_in(late).fin);
  hosts->in_flight.clear();  // all others that B has sent meanwhile are lost
  hosts->put(kA, {.kind = EventKind::open_active});
  const InFlight syn = take(*hosts);
  arrive(*hosts, syn);
  arrive_next(*hosts);  // B challenges the SYN
  arrive_next(*hosts);  // A answers the challenge by RST
  arrive(*hosts, syn);
  exchange(*hosts);
  LateFin seen;
  seen.opened = hosts->state_of(kA);
  arrive(*hosts, late);
  seen.after = hosts->state_of(kA);
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

// --- TIME-WAIT answers an old duplicate; the answer provokes a RST from a peer without a
// connection as late as it may, and that RST, alive, meets the next incarnation.

struct LateRst {
  bool answered = false;
  State opened{};
  State after{};
};

LateRst answer_provokes_a_rst(const Policy<Concrete>& policy) {
  constexpr std::uint64_t kShortMslUs = 1'000'000;
  const Hosts hosts = make_hosts(with_msl(policy, kShortMslUs), {}, 0);
  const Instant<Concrete> opened = hosts->now;
  open_from(*hosts);
  constexpr std::uint32_t kSegments = 400;
  const InFlight old = stream_from_b(*hosts, kSegments).front();
  close_both(*hosts);
  pass_time(*hosts, kShortMslUs);
  LateRst seen;
  seen.answered = arrive(*hosts, old).outcome.replies;
  const InFlight answer = take(*hosts);
  // The answer travels for MSL and finds B without a connection. B's RST bears B's old SND.NXT,
  // ISS + 2 + 400 * 1460: the new ISS will be just before it.
  pass_time(*hosts, kShortMslUs);
  InFlight rst;
  if (seen.answered) {
    arrive(*hosts, answer);
    rst = take(*hosts);
  }
  hosts->wait_until(opened + time_of(kSegments * kMssBytes + 1), false);
  call(*hosts, kA, EventKind::open_active);
  seen.opened = hosts->state_of(kA);
  if (!rst.bytes.empty()) arrive(*hosts, rst);
  seen.after = hosts->state_of(kA);
  if (!hosts->laws_only) expect_breach(*hosts, "INV-TW-5");
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
  const Hosts hosts = make_hosts(with_msl(strict<Concrete>(), kShortMslUs), {}, 0);
  open_from(*hosts);
  const Segment<Concrete> old = segment_in(stream_from_b(*hosts, 2).front());
  close_both(*hosts);
  pass_time(*hosts, 2 * kShortMslUs - 1);
  // A retransmission is answered, but then the wait starts anew: the RST is older than MSL before
  // it ends.
  EXPECT_TRUE(arrive(*hosts, kA, old).outcome.replies);
  pass_time(*hosts, 2 * kShortMslUs - 1);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  Segment<Concrete> stray = old;
  stray.seq = stray.seq + 100'000'000;
  EXPECT_FALSE(arrive(*hosts, kA, stray).outcome.replies);
}

// --- An old SYN finds no connection, and the RST that answers it bears SEQ 0, whatever incarnation
// the SYN was of: it resets one that happens to expect number 0 next.

struct NumberZero {
  bool answered = false;
  State opened{};
  State after{};
};

NumberZero reset_by_number_zero(const Policy<Concrete>& policy) {
  const Hosts hosts = make_hosts(policy, {}, 0);
  constexpr std::uint64_t kLifeUs = 1'000'000;
  const Seq<Concrete> iss = host_of(*hosts, kB).host.source.iss(key_of(kB), hosts->now);
  // B's ISS will be the last number when this has passed.
  pass_time(*hosts, time_of(0xffffffffu - iss.value).us - kLifeUs);
  const InFlight syn = open_from(*hosts).front();
  close_both(*hosts);
  unlisten(*hosts, kB);
  listen(*hosts, kA);
  const auto answer = arrive(*hosts, syn).outcome;
  const InFlight rst = take(*hosts);
  pass_time(*hosts, kLifeUs);
  call(*hosts, kB, EventKind::open_active);
  NumberZero seen{answer.replies, hosts->state_of(kB), {}};
  if (answer.replies) {
    EXPECT_TRUE(answer.segment.rst && answer.segment.seq.value == 0);
    arrive(*hosts, rst);
  }
  seen.after = hosts->state_of(kA);
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
}  // namespace twomsl
