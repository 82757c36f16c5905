// Each kind of story: a conversation in which it happens, and one beside it in which it does not.
#include <gtest/gtest.h>

#include "tests/oracle/story/telling.hpp"

namespace twomsl::test {
namespace {

using oracle::Story;

TEST(Stories, TellNothingOfAConnectionThatOpensAndCloses) {
  EXPECT_EQ(Words{}, stories_of(closed()));
}

TEST(Stories, TellThatATupleWasReopenedAndWhyItWasAllowed) {
  Conversation c = closed().age(3);
  syns_of_p(c, 1).s(syn_ack());
  const oracle::Audit audit = audit_of(c);
  ASSERT_EQ((Words{"reopened"}), stories_of(c));
  EXPECT_TRUE(audit.stories[0].by_number);
  EXPECT_FALSE(audit.stories[0].by_timestamp);
  EXPECT_EQ(10'000'000, audit.stories[0].age_ns % 1'000'000'000);
  EXPECT_EQ(1u, audit.summary.facts.reuse_ages_ns.size());
}

TEST(Stories, TellThatAReuseMetTheWait) {
  Conversation c = closed().age(3);
  syns_of_p(c, 1, kIsnP - 70'000).s(old_ack());
  EXPECT_EQ((Words{"P reuse-met-wait"}), stories_of(c));
  const Story told = audit_of(c).stories[0];
  EXPECT_FALSE(told.by_number);
  EXPECT_NE(std::string::npos, line_of(told).find("newer neither by its number nor"));
}

TEST(Stories, TellThatAReuseMetAConnectionThatItsPeerStillHas) {
  Conversation c = Conversation{}.open().at(60);
  syns_of_p(c, 1).s({.ack = kIsnP + 1});
  EXPECT_EQ((Words{"P reuse-over-live-connection"}), stories_of(c));
}

TEST(Stories, TellThatAWaitSurvivedARst) {
  Conversation c = closed().age(3);
  syns_of_p(c, 1, kIsnP - 70'000).s(old_ack()).p({.flags = kRst, .seq = kOldEndP});
  EXPECT_EQ((Words{"P reuse-met-wait"}), stories_of(c));
  c.age(4);
  syns_of_p(c, 1, kIsnP - 70'000).s(old_ack());
  EXPECT_EQ((Words{"P reuse-met-wait", "S wait-survived-rst"}), stories_of(c));
}

TEST(Stories, TellThatARstEndedAWait) {
  Conversation c = closed().age(10).reset_by_p().age(12).fin_again().reset_by_s();
  EXPECT_EQ((Words{"S wait-ended-by-rst"}), stories_of(c));
  // A newer SYN needs no RST.
  Conversation newer = closed().age(10).reset_by_p().age(12);
  syns_of_p(newer, 1).s(syn_ack());
  EXPECT_EQ((Words{"reopened"}), stories_of(newer));
}

TEST(Stories, TellThatAWaitWasOver) {
  EXPECT_EQ((Words{"S wait-expired"}), stories_of(closed().age(61).fin_again().reset_by_s()));
  EXPECT_EQ(Words{}, stories_of(closed().age(30).fin_again().reset_by_s()));
}

TEST(Stories, TellThatASlotThatHadIgnoredARstWasEvicted) {
  Conversation c = closed().age(3);
  syns_of_p(c, 1, kIsnP - 70'000).s(old_ack()).p({.flags = kRst, .seq = kOldEndP});
  c.age(4);
  syns_of_p(c, 1, kIsnP - 70'000).s(old_ack());
  c.age(6).p({.flags = kFin | kAck, .seq = kOldEndP - 1, .ack = kOldEndS});
  c.s({.flags = kRst, .seq = kOldEndS});
  EXPECT_EQ((Words{"P reuse-met-wait", "S wait-survived-rst", "S slot-evicted"}), stories_of(c));
}

TEST(Stories, TellOfACloseThatNeverCame) {
  Conversation c = Conversation{}.open().p({.flags = kFin | kAck}).s({}).at(40);
  Conversation other = c;
  EXPECT_EQ((Words{"S close-never-came"}), stories_of(syns_of_p(c, 1)));
  other.s({.flags = kFin | kAck}).p({}).at(50);
  EXPECT_EQ((Words{"S late-close"}), stories_of(syns_of_p(other, 1)));
}

TEST(Stories, TellOfALateClose) {
  const auto after = [](double seconds) {
    return Conversation{}
        .open()
        .p({.flags = kFin | kAck})
        .s({})
        .at(seconds)
        .s({.flags = kFin | kAck});
  };
  EXPECT_EQ((Words{"S late-close"}), stories_of(after(8)));
  EXPECT_EQ(Words{}, stories_of(after(1)));
  // An end that goes on sending is no late one.
  Conversation busy = Conversation{}.open().p({.flags = kFin | kAck}).s({});
  busy.at(7).s({.bytes = 100}).p({}).at(8).s({.flags = kFin | kAck});
  EXPECT_EQ(Words{}, stories_of(busy));
}

TEST(Stories, TellOfAnAbort) {
  EXPECT_EQ((Words{"S aborted"}), stories_of(Conversation{}.open().at(5).s({.flags = kRst})));
  EXPECT_EQ((Words{"S aborted"}), stories_of(Conversation{}.open().s({.flags = kRst | kAck})));
  // A RST that answers comes from where there is no connection.
  Conversation answer = Conversation{}.open().p({.bytes = 10}).s({.flags = kRst});
  EXPECT_EQ(Words{}, stories_of(answer));
}

TEST(Stories, TellOfAnAbortInLastAckWhichIsSilent) {
  Conversation c = Conversation{}.open().p({.flags = kFin | kAck}).s({.flags = kFin | kAck});
  EXPECT_EQ((Words{"S aborted"}), stories_of(c.p({}).s({.flags = kRst})));
}

TEST(Stories, TellThatTextCameForAUserWhoHadClosed) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).p({.bytes = 100});
  Conversation late = c;
  EXPECT_EQ((Words{"S reset-for-unread-text"}), stories_of(c.s({.flags = kRst | kAck})));
  EXPECT_EQ((Words{"S aborted"}), stories_of(late.at(5).s({.flags = kRst | kAck})));
}

TEST(Stories, TellThatAFinWasNotAnswered) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck});
  const auto again = [&](double at) { c.at(at).s({.flags = kFin | kAck, .seq = kIsnS + 1}); };
  again(1);
  EXPECT_EQ(Words{}, stories_of(c));
  again(3);
  EXPECT_EQ((Words{"P fin-unanswered"}), stories_of(c));
}

TEST(Stories, TellThatAFinIsRepeatedThoughAcknowledged) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).p({.bytes = 200});
  Conversation older = c;
  c.s({.flags = kFin | kAck, .seq = kIsnS + 1});
  EXPECT_EQ((Words{"S fin-repeated-though-acknowledged"}), stories_of(c));
  older.s({.flags = kFin | kAck, .seq = kIsnS + 1, .ack = kIsnP + 1});
  EXPECT_EQ(Words{}, stories_of(older));
}

TEST(Stories, TellThatASynWasNotAnswered) {
  Conversation c;
  EXPECT_EQ(Words{}, stories_of(syns_of_p(c, 2)));
  EXPECT_EQ((Words{"S syn-unanswered"}), stories_of(syns_of_p(c, 1)));
}

TEST(Stories, LeaveOpenWhoIsSilentWhereARouterStandsBetween) {
  Conversation c = Conversation{}.open(End::p).s({.hops = 60}).at(9);
  EXPECT_EQ((Words{"syn-unanswered"}), stories_of(syns_of_p(c, 3)));
}

TEST(Stories, TellThatSynSentIgnoresAcks) {
  Conversation c = closed().age(3);
  const std::uint32_t older = kIsnP - 70'000;
  syns_of_p(c, 1, older).s(old_ack()).age(4);
  syns_of_p(c, 1, older).s(old_ack()).age(6);
  EXPECT_EQ((Words{"P reuse-met-wait"}), stories_of(c));
  EXPECT_EQ((Words{"P reuse-met-wait", "P syn-sent-ignores-ack"}),
            stories_of(syns_of_p(c, 1, older)));
}

TEST(Stories, TellThatARstWasIgnored) {
  Conversation c = Conversation{}.open().at(1).p({.flags = kRst});
  Conversation in_flight = c;
  EXPECT_EQ((Words{"P aborted", "S rst-ignored"}), stories_of(c.at(2).s({.bytes = 10})));
  EXPECT_EQ((Words{"P aborted"}), stories_of(in_flight.s({.bytes = 10})));
}

TEST(Stories, TellThatARstWasInexact) {
  Conversation c = Conversation{}.open().at(1);
  EXPECT_EQ((Words{"P rst-inexact"}), stories_of(c.p({.flags = kRst, .seq = kIsnP + 100})));
  Conversation far = Conversation{}.open().at(1);
  EXPECT_EQ(Words{}, stories_of(far.p({.flags = kRst, .seq = kIsnP + 100'000})));
}

TEST(Stories, TellThatARstHadTheWrongForm) {
  const auto answer = [](std::uint8_t flags) {
    Conversation c;
    syns_of_p(c, 1).s({.ack = kIsnP + 1});
    return c.p({.flags = flags, .seq = kIsnP + 1, .ack = kIsnS});
  };
  EXPECT_EQ((Words{"P reuse-over-live-connection", "P rst-form"}), stories_of(answer(kRst | kAck)));
  EXPECT_EQ((Words{"P reuse-over-live-connection"}), stories_of(answer(kRst)));
}

TEST(Stories, TellOfTextAfterTheClose) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  EXPECT_EQ(Words{}, stories_of(c.at(5).p({.bytes = 100}).s({})));
  EXPECT_EQ((Words{"text-after-close"}), stories_of(c.at(30).p({.bytes = 100}).s({})));
}

TEST(Stories, TellOfAWaitThatSpeaksUnasked) {
  Conversation c = closed();
  for (const double age : {2., 4., 6.}) c.age(age).s({});
  EXPECT_EQ(Words{}, stories_of(c));
  EXPECT_EQ((Words{"S unprovoked-in-wait"}), stories_of(c.age(8).s({})));
}

TEST(Stories, TellOfAnotherHostBehindTheAddress) {
  Conversation c;
  c.timestamps = true;
  c.open().close().age(3);
  Conversation same = c;
  c.p({.flags = kSyn, .seq = kNewer, .options = timestamps_option(900'000'000, 0)});
  EXPECT_EQ((Words{"P another-host-behind-address"}), stories_of(c));
  same.p({.flags = kSyn, .seq = kNewer, .options = timestamps_option(4'000, 0)});
  EXPECT_EQ(Words{}, stories_of(same));
}

TEST(Stories, TellOfAnAnswerFromElsewhere) {
  const auto reset = [](std::uint8_t hops) {
    return Conversation{}.open().at(5).p({.flags = kRst, .seq = kIsnP - 9'999, .hops = hops});
  };
  EXPECT_EQ((Words{"P foreign-answer"}), stories_of(reset(57)));
  EXPECT_EQ(Words{}, stories_of(reset(255)));  // another initial hop count, the same distance
}

TEST(Stories, TellThatFramesAreMissing) {
  Conversation c = Conversation{}.open().p({.bytes = 100, .captured = false}).s({});
  EXPECT_EQ((Words{"capture-incomplete"}), stories_of(c));
  // Out of order, and there.
  Conversation late = Conversation{}.open().p({.bytes = 100}).s({});
  late.swap(3);
  EXPECT_EQ(Words{}, stories_of(late));
}

TEST(Stories, TellThatTheClockStandsStill) {
  Conversation c;
  for (const End end : {End::s, End::p, End::s}) {
    c.at(0);
    if (end == End::s)
      c.s({.flags = kSyn});
    else
      c.p({.flags = kSyn | kAck});
  }
  EXPECT_EQ((Words{"clock-useless"}), stories_of(c));
}

}  // namespace
}  // namespace twomsl::test
