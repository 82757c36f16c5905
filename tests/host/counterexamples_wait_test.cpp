// Known counterexamples: what ends TIME-WAIT early, or lets old segments through in spite of it.
// Each is derived under rfc9293, and what safe and strict make of it is shown beside it.
#include "tests/host/host_fixture.hpp"

namespace twomsl {
namespace {

// --- ABORT in FIN-WAIT-2 frees the tuple at once, while the peer's segments are still alive.

HostResult open_after_abort(const Policy<Concrete>& policy, Seq<Concrete>& ahead) {
  const Hosts hosts = make_hosts(policy, {}, 0);
  open_from(*hosts);
  send_from(*hosts, kA, 1000);
  call(*hosts, kA, EventKind::close);
  EXPECT_EQ(hosts->state_of(kA), State::fin_wait_2);
  const auto rst = hosts->put(kA, {.kind = EventKind::abort});
  EXPECT_TRUE(rst.outcome.segment.rst);
  const auto out = hosts->put(kA, {.kind = EventKind::open_active});
  ahead = Seq<Concrete>{out.outcome.segment.seq - rst.outcome.segment.seq};
  return out.result;
}

TEST(Abort, FreesTheTupleAtOnceUnderRfc9293) {
  Seq<Concrete> ahead;
  EXPECT_EQ(open_after_abort(rfc9293<Concrete>(), ahead), HostResult::created);
  EXPECT_GE(ahead.value, 0x80000000u) << "its new numbers lie among the old";
}

TEST(Abort, FreesTheTupleUnderSafeButNotItsNumbers) {
  Seq<Concrete> ahead;
  EXPECT_EQ(open_after_abort(safe<Concrete>(), ahead), HostResult::created);
  EXPECT_LT(ahead.value, 0x80000000u);
  EXPECT_GT(ahead.value, 0u);
}

TEST(Abort, FreesTheHandleAndNotTheTupleUnderStrict) {
  Seq<Concrete> ahead;
  EXPECT_EQ(open_after_abort(strict<Concrete>(), ahead), HostResult::waited);
}

// --- A loop of ACKs: an old SYN makes B SYN-RECEIVED while A is in TIME-WAIT, and each answers the
// other's ACK.

std::uint32_t hops_of_the_ack_loop(Policy<Concrete> policy, bool limited) {
  if (!limited) policy.ack_interval = {1};  // RFC 5961 section 7 is a SHOULD
  const Hosts hosts = make_hosts(without_timestamps(policy), {}, 0);
  const InFlight syn = open_from(*hosts).front();
  send_from(*hosts, kA, 500);
  stream_from_b(*hosts, 2);
  const InFlight ack = close_both(*hosts).back();
  pass_time(*hosts, 10'000'000);
  arrive(*hosts, syn);
  hosts->in_flight.clear();
  arrive(*hosts, ack);
  std::uint32_t hops = 0;
  for (; !hosts->in_flight.empty() && hops < 1000; ++hops) arrive_next(*hosts);
  return hops;
}

TEST(AckLoop, GoesOnWithoutEndUnderRfc9293) {
  EXPECT_EQ(hops_of_the_ack_loop(rfc9293<Concrete>(), false), 1000u);
}

TEST(AckLoop, RunsOutOfCreditUnderEveryPolicyOfOurs) {
  EXPECT_LT(hops_of_the_ack_loop(rfc9293<Concrete>(), true), 30u);
  EXPECT_LT(hops_of_the_ack_loop(safe<Concrete>(), true), 30u);
}

TEST(AckLoop, EndsAtOnceUnderStrict) {
  EXPECT_LE(hops_of_the_ack_loop(strict<Concrete>(), false), 1u);
}

// --- A SYN whose TSval is that of old segments in flight reopens; they pass PAWS, and their
// numbers are in the window. What they acknowledge decides: it lies before the new ISS.

enum class OldAck { as_it_was, of_the_new_incarnation };

std::uint32_t old_bytes_after_reopening(const Policy<Concrete>& policy, OldAck kind) {
  const Hosts hosts = make_hosts(policy, {}, 0);
  open_from(*hosts);
  Segment<Concrete> old = segment_in(send_from(*hosts, kB, 700).front());
  close_both(*hosts);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  EXPECT_EQ(old.text_bytes, 700u);
  // B opens again one tick of the timestamp clock later, from an ISS just below its old text.
  Segment<Concrete> syn{.seq = old.seq - 1, .wnd = 60'000, .syn = true, .has_ts = true};
  syn.ts_val = old.ts_val + 1;
  old.ts_val = syn.ts_val;
  const auto reopened = arrive(*hosts, kA, syn);
  if (reopened.outcome.why != Why::reopened) return 0;
  Segment<Concrete> ack{.seq = syn.seq + 1, .wnd = 60'000, .has_ack = true, .has_ts = true};
  ack.ack = reopened.outcome.segment.seq + 1;
  ack.ts_val = syn.ts_val;
  arrive(*hosts, kA, ack);
  EXPECT_EQ(hosts->state_of(kA), State::established);
  if (kind == OldAck::of_the_new_incarnation) old.ack = ack.ack;
  return arrive(*hosts, kA, old).outcome.intake.take_bytes;
}

TEST(Paws, LetsOldTextThroughAfterAReopeningIfItsAckWereBelieved) {
  EXPECT_EQ(old_bytes_after_reopening(rfc9293<Concrete>(), OldAck::of_the_new_incarnation), 700u);
  EXPECT_EQ(old_bytes_after_reopening(safe<Concrete>(), OldAck::of_the_new_incarnation), 700u);
}

TEST(Paws, IsNotReliedOnSinceTheNewIssLiesBehindAllThatOldSegmentsAcknowledge) {
  EXPECT_EQ(old_bytes_after_reopening(rfc9293<Concrete>(), OldAck::as_it_was), 0u);
  EXPECT_EQ(old_bytes_after_reopening(safe<Concrete>(), OldAck::as_it_was), 0u);
}

TEST(Paws, IsNotReliedOnByStrictWhichDoesNotReopen) {
  EXPECT_EQ(old_bytes_after_reopening(strict<Concrete>(), OldAck::of_the_new_incarnation), 0u);
}

// --- Assassination (RFC 1337): an old duplicate, its answer, the RST of a peer without a
// connection.

State after_assassination(const Policy<Concrete>& policy) {
  const Hosts hosts = make_hosts(without_timestamps(policy), {}, 0);
  open_from(*hosts);
  const InFlight old = stream_from_b(*hosts, 1).front();
  close_both(*hosts);
  arrive(*hosts, old);
  exchange(*hosts);
  return hosts->state_of(kA);
}

TEST(Assassination, EndsTheWaitUnderRfc9293) {
  EXPECT_EQ(after_assassination(rfc9293<Concrete>()), State::closed);
}

TEST(Assassination, FailsUnderSafeAndStrict) {
  EXPECT_EQ(after_assassination(safe<Concrete>()), State::time_wait);
  EXPECT_EQ(after_assassination(strict<Concrete>()), State::time_wait);
}

// --- Exactly 2^31 apart, a comparison by the sign bit puts each number before the other.

constexpr bool is_before_by_sign(Seq<Concrete> a, Seq<Concrete> b) {
  return (a.value - b.value) >> 31 == 1;
}

TEST(Antipode, MakesAComparisonBySignContradictItself) {
  const Seq<Concrete> a{7};
  const Seq<Concrete> b = a + 0x80000000u;
  EXPECT_TRUE(is_before_by_sign(a, b) && is_before_by_sign(b, a));
  EXPECT_FALSE(is_before(a, b) || is_before(b, a));
}

TEST(Antipode, DoesNotReopenUnderAnyPolicy) {
  for (const Policy<Concrete>& policy :
       {rfc9293<Concrete>(), safe<Concrete>(), strict<Concrete>()}) {
    const Hosts hosts = make_hosts(without_timestamps(policy), {}, 0);
    open_from(*hosts);
    const Segment<Concrete> fin = segment_in(close_both(*hosts).front());
    // RFC 6191 counts from the FIN, the rule by sequence from the number behind it.
    const bool by_fin = policy.time_wait.reopening == Reopening::rfc6191;
    const Seq<Concrete> last = fin.seq + (by_fin ? 0 : 1);
    const Segment<Concrete> syn{.seq = last + 0x80000000u, .wnd = 60'000, .syn = true};
    EXPECT_TRUE(is_before_by_sign(last, syn.seq)) << "the mutant would reopen";
    arrive(*hosts, kA, syn);
    EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  }
}

}  // namespace
}  // namespace twomsl
