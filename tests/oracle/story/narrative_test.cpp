// Connections told deed by deed.
#include "oracle/report/narrative.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

std::string told(const Conversation& conversation, const oracle::Wanted& wanted = {}) {
  oracle::Narrator narrator(wanted);
  const oracle::Audit audit = oracle::audit_bytes(capture_of(conversation), {}, &narrator);
  return narrative_text(audit, narrator);
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

Conversation closed_and_reopened() {
  Conversation c = Conversation{}.open().s({.bytes = 100}).p({}).close().age(3);
  c.p({.flags = kSyn, .seq = kIsnP - 70'000, .ack = 0}).s({.seq = kIsnS + 102, .ack = kIsnP + 2});
  return c.age(4).p({.flags = kSyn, .seq = kIsnP - 70'000, .ack = 0});
}

TEST(Narrative, TellsEachDeedInItsPlace) {
  const std::string text = told(closed_and_reopened());
  const std::string indent(39, ' ');
  for (const std::string& words : std::vector<std::string>{
           "A is 10.0.0.1:4000, B is ", "frame 1              0.000000 s  A opens\n", "B accepts\n",
           "frames 3-5           0.020000 s  A sends 100 bytes\n", "A sends its FIN\n",
           "B acknowledges the FIN\n", "B sends its FIN\n",
           "A acknowledges the FIN; A owes 2*MSL of\n" + indent + "TIME-WAIT from now on\n",
           "B opens anew; its number is 70002 below\n" + indent + "what it sent last\n",
           "A answers out of TIME-WAIT by an ACK\n      STORY reuse-met-wait: ",
           "B sends its SYN again\n"}) {
    EXPECT_TRUE(has(text, words)) << words << "\n" << text;
  }
}

TEST(Narrative, SaysWhatTheAuditFoundWhereItHappened) {
  const std::string text = told(Conversation{}.open().close().age(1).fin_again().reset_by_s());
  EXPECT_TRUE(has(text, "A resets\n      violation early-release-rst: ")) << text;
}

TEST(Narrative, IsOfTheConnectionThatIsWanted) {
  Conversation two = Conversation{}.open().close();
  Conversation other;
  other.s_port = 4001;
  two.beside(other.at(0.005).open());
  const std::string all = told(two);
  EXPECT_TRUE(has(all, ":4000") && has(all, ":4001"));
  const Socket s{address_of(End::s), 4001};
  const std::string by_frame = told(two, {.frame = 2});
  EXPECT_TRUE(has(by_frame, "> frame 2 ") && has(by_frame, ":4001") && !has(by_frame, ":4000"));
  EXPECT_EQ("", told(two, {.frame = 99}));
  oracle::Wanted nobody;
  nobody.flow = {s, s};
  EXPECT_EQ("", told(two, nobody));
}

TEST(Narrative, KeepsSoManyDeedsOfOneAndCountsTheRest) {
  Conversation c = Conversation{}.open().close();
  for (std::size_t i = 0; i < oracle::kDeedsOfOne; ++i) c.fin_again();
  EXPECT_TRUE(has(told(c), "    and 7 deeds more\n")) << told(c).substr(told(c).size() - 60);
}

}  // namespace
}  // namespace twomsl::test
