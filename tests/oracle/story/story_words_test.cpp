// What a story says, whose it is, and when it is told again.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "oracle/story/recent.hpp"
#include "tests/oracle/story/telling.hpp"

namespace twomsl::test {
namespace {

// The line of the only story.
std::string line_told(const Conversation& conversation) {
  const oracle::Audit audit = audit_of(conversation);
  EXPECT_EQ(1u, audit.stories.size());
  return audit.stories.empty() ? "" : line_of(audit.stories[0]);
}

TEST(Stories, AreToldInTheseWords) {
  Conversation late = Conversation{}.open().p({.flags = kFin | kAck}).s({});
  EXPECT_EQ(
      "frame 6, 8.000000 s: 10.0.0.1:4000 closed 7.960000 s after it had acknowledged the FIN of "
      "10.0.0.2:80 in frame 5; a peer that bounds FIN-WAIT-2 is gone by then.",
      line_told(late.at(8).s({.flags = kFin | kAck})));
  Conversation anew = closed().age(3);
  EXPECT_EQ(
      "frame 9, 3.070000 s: 10.0.0.1:4000 accepted a new connection on the tuple of the one that "
      "had closed 3.010000 s before; its SYN was newer by its number.",
      line_told(syns_of_p(anew, 1).s(syn_ack())));
  Conversation routed = Conversation{}.open(End::p).s({.hops = 60}).at(9);
  EXPECT_EQ(
      "frame 7, 9.020000 s: 10.0.0.2:80 sent its SYN 3 times, from frame 5 on, with nothing of "
      "10.0.0.1:4000 between: it is silent, or something between drops them.",
      line_told(syns_of_p(routed, 3)));
  Conversation unread = Conversation{}.open().s({.flags = kFin | kAck}).p({}).at(30);
  EXPECT_EQ(
      "frame 7, 30.010000 s: 10.0.0.1:4000 acknowledges text 29.980000 s after its FIN of frame 4: "
      "if its user has closed, and not only shut down its sending side, nobody reads that (RFC "
      "1122 section 4.2.2.13).",
      line_told(unread.p({.bytes = 100}).s({})));
}

TEST(Stories, SayWhetherTheSynWasNewer) {
  for (const auto& [beyond, is_newer] : {std::pair{-3, false}, {-2, false}, {0, true}, {1, true}}) {
    Conversation c = closed().age(3);
    syns_of_p(c, 1, kOldEndP + static_cast<std::uint32_t>(beyond)).s(old_ack());
    const auto stories = audit_of(c).stories;
    ASSERT_EQ(1u, stories.size());
    EXPECT_EQ(is_newer, stories[0].by_number) << beyond;
  }
  for (const auto& [ts_val, is_newer] : {std::pair{0, false}, {57, false}, {58, true}}) {
    Conversation c;
    c.timestamps = true;
    c.open().close().age(3);
    c.p({.flags = kSyn,
         .seq = kIsnP - 70'000,
         .ack = 0,
         .options = timestamps_option(static_cast<std::uint32_t>(ts_val), 0)});
    const auto stories = audit_of(c.s(old_ack())).stories;
    ASSERT_EQ(1u, stories.size());
    EXPECT_EQ(is_newer, stories[0].by_timestamp) << ts_val;
  }
}

TEST(Stories, AreToldAgainOfATupleThatWasForgotten) {
  Conversation c = closed().age(3);
  syns_of_p(c, 1, kIsnP - 70'000).s(old_ack());
  Conversation later = Conversation{}.at(2000).open().close();
  later.at(2003);
  syns_of_p(later, 1, kIsnP - 70'000).s(old_ack());
  // Others that open let the tracker look whether the tuple is over.
  for (std::uint16_t port = 5000; port < 5100; ++port) {
    Conversation other;
    other.s_port = port;
    c.beside(other.at(1000 + port * 0.1).open().close());
  }
  const Words told = stories_of(c.beside(later));
  EXPECT_EQ(2, std::ranges::count(told, "P reuse-met-wait")) << testing::PrintToString(told);
}

TEST(Stories, SayNothingOfAFinThatWasAcknowledgedBefore) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  for (const double at : {1., 2., 4.}) c.at(at).s({.flags = kFin | kAck, .seq = kIsnS + 1});
  EXPECT_EQ(Words{}, stories_of(c));
}

TEST(Stories, TakeNoRstOfBeforeTheWaitForItsEnd) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  c.p({.flags = kFin | kAck}).reset_by_p().s({}).at(10).fin_again().reset_by_s();
  EXPECT_EQ(Words{}, stories_of(c));
}

TEST(Recent, ForgetsWhatWasNotAskedForTheLongest) {
  oracle::Recent<int, int, std::hash<int>> recent(8, {});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(0u, recent.put(i, i));
  EXPECT_EQ(0u, recent.put(4, 4));
  ASSERT_NE(nullptr, recent.find(0));  // remembered anew
  for (int i = 5; i < 8; ++i) recent.put(i, i);
  EXPECT_NE(nullptr, recent.find(0));
  EXPECT_EQ(nullptr, recent.find(1));
  recent.erase(0);
  EXPECT_EQ(nullptr, recent.find(0));
}

}  // namespace
}  // namespace twomsl::test
