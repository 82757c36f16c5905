// What an established connection makes of segments that the network has put out of order.
#include <gtest/gtest.h>

#include "tests/connection/end.hpp"

namespace twomsl::test {
namespace {

//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D4 type=test
TEST(SendWindow, IsNotTakenFromASegmentOlderThanTheLastThatGaveOne) {
  End end = established();
  Sent second = ack_of(5011, 1001, 10);
  second.wnd = 7;
  end.arrive(second);
  EXPECT_EQ(end.c.snd.wnd_bytes, 7u);
  end.arrive(ack_of(5001, 1001, 10));
  EXPECT_EQ(end.c.rcv.nxt.value, 5021u);
  EXPECT_EQ(end.c.snd.wnd_bytes, 7u);
}

TEST(Text, EndsWhereAFinThatCameEarlierSaysSo) {
  End end = established();
  Sent fin = ack_of(5011, 1001);
  fin.fin = true;
  EXPECT_EQ(end.arrive(fin).why, Why::text_held);
  EXPECT_EQ(end.arrive(ack_of(5006, 1001, 20)).intake.take_bytes, 5u);
  EXPECT_EQ(end.arrive(ack_of(5001, 1001, 5)).why, Why::fin_accepted);
  EXPECT_EQ(end.c.rcv.nxt.value, 5012u);
  EXPECT_EQ(end.c.state, State::close_wait);
}

}  // namespace
}  // namespace twomsl::test
