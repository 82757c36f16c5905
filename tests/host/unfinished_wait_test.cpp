// A wait that began with a RST, before the peer's FIN: FIN-WAIT-2 that its bound has ended. The
// peer may not have seen the RST.
#include <gtest/gtest.h>

#include "tests/host/host_fixture.hpp"

namespace twomsl {
namespace {

const std::vector<Policy<Concrete>> kPolicies = {rfc9293<Concrete>(), safe<Concrete>(),
                                                 strict<Concrete>()};

// A has closed, B has not; A has waited for B's FIN as long as the policy lets it, and its RST is
// lost.
Hosts after_lost_rst(const Policy<Concrete>& policy) {
  Hosts hosts = make_hosts(policy);
  open_from(*hosts);
  call(*hosts, kA, EventKind::close);
  EXPECT_EQ(State::fin_wait_2, hosts->state_of(kA));
  hosts->options.link.lost = 1000;
  pass_time(*hosts, policy.timeouts.fin_wait_2.us);
  hosts->options.link.lost = 0;
  EXPECT_EQ(State::time_wait, hosts->state_of(kA));
  EXPECT_FALSE(wait_at_a(*hosts).fin_received);
  return hosts;
}

// What A sends is the RST with which its wait began, and B ends by it.
void expect_rst_ends_b(Network& network, const Segment<Concrete>& answer) {
  EXPECT_TRUE(answer.rst);
  EXPECT_EQ(wait_at_a(network).snd_nxt, answer.seq);
  EXPECT_EQ(State::time_wait, network.state_of(kA));
  EXPECT_EQ(nullptr, network.block_of(kB));
  EXPECT_EQ(Why::reset, network.hosts[1].last.outcome.why);
  EXPECT_FALSE(network.breach);
}

TEST(UnfinishedWait, AnswersThePeersFinByTheRstAgain) {
  for (const Policy<Concrete>& policy : kPolicies) {
    const Hosts hosts = after_lost_rst(policy);
    const auto packets = call(*hosts, kB, EventKind::close);
    EXPECT_TRUE(packets.outcome.replies);
    EXPECT_EQ(Why::rst_repeated, hosts->hosts[0].last.outcome.why);
    expect_rst_ends_b(*hosts, hosts->hosts[0].last.outcome.segment);
  }
}

TEST(UnfinishedWait, AnswersThePeersTextByTheRstAgain) {
  for (const Policy<Concrete>& policy : kPolicies) {
    const Hosts hosts = after_lost_rst(policy);
    const auto packets = send_from(*hosts, kB, 100);
    ASSERT_EQ(2u, packets.size()) << "text and RST";
    expect_rst_ends_b(*hosts, segment_in(packets.back()));
  }
}

TEST(UnfinishedWait, LastsTwoMslFromItsLastAnswer) {
  for (const Policy<Concrete>& policy : kPolicies) {
    const Hosts hosts = after_lost_rst(policy);
    pass_time(*hosts, policy.msl.us);
    send(*hosts, kB, 100);
    ASSERT_TRUE(hosts->deliver_next());
    pass_time(*hosts, 2 * policy.msl.us - 1);
    EXPECT_EQ(State::time_wait, hosts->state_of(kA));
    pass_time(*hosts, 1);
    EXPECT_EQ(State::closed, hosts->state_of(kA));
  }
}

TEST(UnfinishedWait, IsNotRestartedByWhatOnlyAcknowledges) {
  for (const Policy<Concrete>& policy : kPolicies) {
    const Hosts hosts = after_lost_rst(policy);
    const TimeWaitRecord<Concrete> wait = wait_at_a(*hosts);
    Segment<Concrete> ack;
    ack.seq = wait.rcv_nxt;
    ack.ack = wait.snd_nxt;
    ack.has_ack = true;
    ack.has_ts = true;
    ack.ts_val = wait.ts_recent;
    pass_time(*hosts, policy.msl.us);
    const auto out = arrive(*hosts, kA, ack);
    EXPECT_FALSE(out.outcome.replies);
    pass_time(*hosts, policy.msl.us);
    EXPECT_EQ(State::closed, hosts->state_of(kA));
  }
}

// A has given up text that never reached B, and strict holds its tuple: B expects less than A sent.
TEST(UnfinishedWait, SendsTheRstWithTheNumberThatThePeerExpects) {
  const Hosts hosts = make_hosts(strict<Concrete>());
  open_from(*hosts);
  hosts->options.link.lost = 1000;
  send(*hosts, kA, 100);
  pass_time(*hosts, 2 * strict<Concrete>().timeouts.r2.us);
  ASSERT_EQ(State::time_wait, hosts->state_of(kA));
  hosts->options.link.lost = 0;
  send(*hosts, kB, 100);
  exchange(*hosts);
  EXPECT_EQ(nullptr, hosts->block_of(kB));
  EXPECT_EQ(Why::reset, hosts->hosts[1].last.outcome.why);
}

TEST(UnfinishedWait, BelievesNoTextOfAnOldTimestamp) {
  for (const Policy<Concrete>& policy : kPolicies) {
    const Hosts hosts = after_lost_rst(policy);
    const TimeWaitRecord<Concrete> wait = wait_at_a(*hosts);
    Segment<Concrete> text;
    text.seq = wait.rcv_nxt;
    text.ack = wait.snd_nxt;
    text.has_ack = true;
    text.text_bytes = 1;
    text.has_ts = true;
    text.ts_val = wait.ts_recent - 1;
    EXPECT_FALSE(arrive(*hosts, kA, text).outcome.segment.rst);
    text.ts_val = wait.ts_recent;
    text.ack = wait.snd_nxt + 1u;
    EXPECT_FALSE(arrive(*hosts, kA, text).outcome.segment.rst) << "acknowledges what was not sent";
    text.ack = wait.snd_nxt;
    EXPECT_TRUE(arrive(*hosts, kA, text).outcome.segment.rst);
  }
}

}  // namespace
}  // namespace twomsl
