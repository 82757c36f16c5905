// What spec/DECISIONS.md decides where the texts conflict or are silent, each shown once.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/connection/harness/connection_machine.hpp"

namespace twomsl {
namespace {

TEST(Decision, ABareAckBeforeRcvNxtCountsAndIsAnswered) {
  Machine m = machine_in(State::established, {.sends_bytes = 10});
  ConcreteSegment ack = m.ack_all();
  ack.seq = ack.seq - 1;
  ack.wnd = 77;
  m.arrive(ack);
  EXPECT_EQ(m.c.snd.nxt, m.c.snd.una);
  EXPECT_EQ(77u, m.c.snd.wnd_bytes);
  EXPECT_EQ(Reply::ack, reply_of(m.out));
  m.arrive([&] {
    ConcreteSegment far = m.ack_all();
    far.seq = far.seq - 2;
    far.wnd = 99;
    return far;
  }());
  EXPECT_EQ(77u, m.c.snd.wnd_bytes) << "two before RCV.NXT: an old duplicate";
}

// Its window is closed, and a byte has gone out as a probe: what is behind the window's edge the
// peer would throw away, and with it the ACK and the window that come along.
TEST(Decision, ABareAckBeforeAClosedWindowBearsSndUna) {
  Machine m = machine_in(State::established);
  ConcreteSegment closed = m.ack_all();
  closed.wnd = 0;
  m.arrive(closed);
  m.call(EventKind::send, 10);
  m.now = m.c.rtx.at;
  m.call(EventKind::retransmission_timeout);
  ASSERT_EQ(Why::probed, m.out.why);
  ConcreteSegment text = m.text(5);
  text.ack = m.c.snd.una;
  text.wnd = 0;
  m.arrive(text);
  EXPECT_EQ(m.c.snd.una, m.out.segment.seq);
  EXPECT_EQ(m.c.snd.una + 1, m.c.snd.nxt);
  m.call(EventKind::abort);
  EXPECT_EQ(m.c.snd.una, m.out.segment.seq) << "the RST, too";
}

TEST(Decision, AListenerThatWasClosedMeanwhileDoesNotListenAgain) {
  Machine m = machine_in(State::syn_received, {.origin = Origin::passive});
  m.call(EventKind::send, 10);
  m.call(EventKind::close);
  ASSERT_EQ(State::syn_received, m.c.state);
  m.arrive(m.rst());
  EXPECT_EQ(State::closed, m.c.state);
}

TEST(Decision, TextOnASynIsKeptAndAFinOnItIsLeftToItsSender) {
  Machine m = machine_in(State::listen);
  ConcreteSegment syn = m.syn(m.setup.peer_iss);
  syn.text_bytes = 10;
  syn.fin = true;
  m.arrive(syn);
  EXPECT_EQ(10u, m.out.intake.take_bytes);
  EXPECT_EQ(m.setup.peer_iss + 11, m.out.segment.ack.value) << "SYN and text, not the FIN";
  EXPECT_FALSE(m.c.rcv.fin_seen);
}

TEST(Decision, ASynIsChallengedBeforePawsAndTheSequenceTestSeeIt) {
  Machine m = machine_in(State::established, {.timestamps = true});
  ConcreteSegment syn = m.syn(m.c.rcv.nxt.value - 1000);
  syn.has_ts = false;
  EXPECT_EQ(Why::syn_challenged, m.arrive(syn).why);
  EXPECT_EQ(Reply::ack, reply_of(m.out));
}

TEST(Decision, ARstInSynSentNeedsTheAckAndNoExactMatch) {
  Machine m = machine_in(State::syn_sent);
  ConcreteSegment rst = m.rst();
  rst.seq = {12'345};
  rst.has_ack = true;
  rst.ack = m.c.snd.nxt;
  m.arrive(rst);
  EXPECT_EQ(State::closed, m.c.state) << "erratum 8167";
}

TEST(Decision, TheRightEdgeOfTheWindowIsOutsideForARst) {
  Machine m = machine_in(State::established);
  ConcreteSegment rst = m.rst();
  rst.seq = rst.seq + m.c.rcv.wnd_bytes;
  EXPECT_EQ(Why::unacceptable_rst, m.arrive(rst).why) << "erratum 4845";
  rst.seq = rst.seq - 1;
  EXPECT_EQ(Why::rst_challenged, m.arrive(rst).why);
}

TEST(Decision, NoNumberBeforeIssIsBelievedAsLongAsThatIsInReach) {
  Machine m = machine_in(State::established);
  ConcreteSegment ghost = m.text(10);
  ghost.ack = m.c.iss - 1;
  EXPECT_EQ(Why::ack_out_of_range, m.arrive(ghost).why);
  EXPECT_EQ(Reply::ack, reply_of(m.out));
  EXPECT_EQ(0u, m.out.intake.take_bytes);
  m.c.snd.acked_count = kLargestWindow;  // as after 2^30 numbers
  EXPECT_EQ(Why::text_accepted, m.arrive(ghost).why);
  EXPECT_EQ(10u, m.out.intake.take_bytes);
}

// Both SYNs have crossed, and the peer's SYN,ACK follows.
ConcreteSegment crossing_syn_ack(Machine& m) {
  ConcreteSegment syn = m.syn(m.setup.peer_iss);
  syn.has_scale = true;
  syn.scale = 3;
  m.arrive(syn);
  EXPECT_EQ(State::syn_received, m.c.state);
  syn.has_ack = true;
  syn.ack = m.c.snd.nxt;
  syn.wnd = 4000;
  return syn;
}

//= rfc9293#3.5 MUST-10 type=test
TEST(Decision, ASynAckCompletesASimultaneousOpenThoughItsSynHasComeBefore) {
  Machine m = machine_in(State::syn_sent);
  m.arrive(crossing_syn_ack(m));
  EXPECT_EQ(State::established, m.c.state);
  EXPECT_EQ("opened", signals_of(m.out));
  EXPECT_EQ(Reply::ack, reply_of(m.out)) << "for a peer that takes no SYN,ACK there";
  EXPECT_EQ(4000u, m.c.snd.wnd_bytes) << "no SYN's window is scaled";
  EXPECT_EQ(m.c.snd.una, m.c.snd.nxt);
}

TEST(Decision, ASynAckThatAcknowledgesNothingNewCompletesNoOpen) {
  Machine m = machine_in(State::syn_sent);
  ConcreteSegment syn_ack = crossing_syn_ack(m);
  syn_ack.ack = m.c.iss;
  EXPECT_EQ(Why::unacceptable, m.arrive(syn_ack).why);
  EXPECT_EQ(State::syn_received, m.c.state);
  syn_ack.ack = m.c.snd.nxt;
  syn_ack.seq = syn_ack.seq - 1;
  EXPECT_EQ(Why::unacceptable, m.arrive(syn_ack).why);
  EXPECT_EQ(State::syn_received, m.c.state);
}

//= rfc1122#4.2.2.8 RFC1122-4.2.2.8-D1 type=test
TEST(Decision, FinAndAckOfOursLeadToTimeWaitByFinWait2) {
  Machine m = machine_in(State::fin_wait_1);
  ConcreteSegment both = m.fin();
  both.ack = m.c.snd.nxt;
  m.arrive(both);
  EXPECT_EQ(State::time_wait, m.c.state) << "erratum 8805";
  EXPECT_EQ("peer_closing closed", signals_of(m.out));
}

//= rfc7323#2.4 RFC7323-2.4-3 type=test
TEST(Decision, AWindowIsRoundedDownByLessThanOneUnitOfItsScale) {
  Machine m = machine_in(State::syn_sent, {.policy = safe<Concrete>});
  ConcreteSegment answer = m.syn(m.setup.peer_iss);
  answer.has_ack = true;
  answer.ack = m.c.snd.nxt;
  answer.has_scale = true;
  answer.scale = 3;
  m.arrive(answer);
  m.arrive(m.text(101));
  const std::uint32_t told_bytes = m.out.segment.wnd << m.c.rcv.scale;
  EXPECT_LE(told_bytes, m.c.rcv.wnd_bytes);
  EXPECT_LT(m.c.rcv.wnd_bytes - told_bytes, 1u << m.c.rcv.scale);
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Decisions, EachNamesTestsThatExist) {
  const std::filesystem::path root(TWOMSL_SOURCE);
  std::string tests;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "tests")) {
    if (entry.path().extension() == ".cpp") tests += read(entry.path());
  }
  const std::string decisions = read(root / "spec/DECISIONS.md");
  const std::regex named("`([A-Z]\\w+)\\.([A-Z]\\w+)`");
  std::set<std::string> seen;
  for (std::sregex_iterator at(decisions.begin(), decisions.end(), named), end; at != end; ++at) {
    const std::string head = "(" + (*at)[1].str() + ", " + (*at)[2].str() + ")";
    EXPECT_NE(std::string::npos, tests.find(head)) << head << " is in no test";
    seen.insert(head);
  }
  EXPECT_LE(20u, seen.size());
}

}  // namespace
}  // namespace twomsl
