// What an endpoint of libtwomsl sends under a program of misbehaviour.
#include "tests/capi/conversation.hpp"

namespace twomsl::test {
namespace {

/// A conversation whose client misbehaves: opens, says hello, and closes.
struct Misbehaving {
  Conversation talk{};

  explicit Misbehaving(const char* program, std::uint64_t for_us = 100'000) {
    EXPECT_EQ(twomsl_endpoint_misbehave(talk.client, program), TWOMSL_OK) << twomsl_error();
    talk.establish();
    std::size_t bytes = 0;
    twomsl_endpoint_send(talk.client, talk.connection, kText, 5, talk.now_us, &bytes);
    talk.run(10'000);
    twomsl_endpoint_close(talk.client, talk.connection, talk.now_us);
    talk.run(for_us);
  }

  /// Those with a control bit that the client has sent.
  std::vector<OnWire> sent(unsigned flags) const {
    std::vector<OnWire> found;
    for (const OnWire& seen : talk.wire) {
      if (seen.segment.source.address[3] == 1 && (seen.segment.flags & flags) != 0) {
        found.push_back(seen);
      }
    }
    return found;
  }
};

TEST(Misbehaviour, ChangesNothingByItself) {
  const Misbehaving plain(nullptr), empty("\n  # a comment alone\n");
  ASSERT_EQ(plain.talk.wire.size(), empty.talk.wire.size());
  for (std::size_t i = 0; i < plain.talk.wire.size(); ++i) {
    EXPECT_EQ(plain.talk.wire[i].packet, empty.talk.wire[i].packet) << i;
  }
  const Misbehaving later("any 1000 drop");
  ASSERT_EQ(plain.talk.wire.size(), later.talk.wire.size());
  for (std::size_t i = 0; i < plain.talk.wire.size(); ++i) {
    EXPECT_EQ(plain.talk.wire[i].packet, later.talk.wire[i].packet) << i;
  }
}

TEST(Misbehaviour, DropsThoseThatItCounts) {
  EXPECT_EQ(Misbehaving("fin drop", 5'000'000).sent(TWOMSL_FIN).size(), 0u);
  const auto kept = Misbehaving("fin 1-2 drop", 10'000'000).sent(TWOMSL_FIN);
  const auto all = Misbehaving("", 10'000'000).sent(TWOMSL_FIN);
  ASSERT_EQ(all.size(), 1u);
  ASSERT_EQ(kept.size(), 1u) << "the third FIN arrives";
  EXPECT_GT(kept[0].at_us, all[0].at_us + 1'000'000);
}

TEST(Misbehaviour, DelaysAndSaysWhenToAskAgain) {
  const auto on_time = Misbehaving("").sent(TWOMSL_FIN);
  const auto late = Misbehaving("fin 1 delay 50ms").sent(TWOMSL_FIN);
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0].at_us, on_time[0].at_us + 50'000);
  EXPECT_EQ(late[0].packet, on_time[0].packet);

  Conversation talk;
  ASSERT_EQ(twomsl_endpoint_misbehave(talk.client, "syn delay 300us"), TWOMSL_OK);
  talk.open(talk.connection);
  const std::uint8_t* packet = nullptr;
  EXPECT_EQ(twomsl_endpoint_poll(talk.client, 0, &packet), 0u);
  EXPECT_EQ(twomsl_endpoint_deadline(talk.client), 300u);
  EXPECT_EQ(twomsl_endpoint_poll(talk.client, 299, &packet), 0u);
  EXPECT_NE(twomsl_endpoint_poll(talk.client, 300, &packet), 0u);
}

TEST(Misbehaviour, Repeats) {
  const auto sent = Misbehaving("fin 1 repeat 3").sent(TWOMSL_FIN);
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0].packet, sent[2].packet);
}

TEST(Misbehaviour, DamagesSoThatTheChecksumTells) {
  const auto sent = Misbehaving("fin 1 damage", 5'000'000).sent(TWOMSL_FIN);
  ASSERT_EQ(sent.size(), 2u) << "the damaged one was not taken, and is repeated";
  EXPECT_EQ(sent[0].segment.checksums_are_wrong, 1);
  EXPECT_EQ(sent[1].segment.checksums_are_wrong, 0);
}

TEST(Misbehaviour, SetsNumbersAndMakesTheChecksumAnew) {
  const twomsl_segment plain = Misbehaving("").sent(TWOMSL_FIN).at(0).segment;
  const auto fin_under = [](const char* program) {
    const twomsl_segment fin = Misbehaving(program).sent(TWOMSL_FIN).at(0).segment;
    EXPECT_EQ(fin.checksums_are_wrong, 0) << program;
    return fin;
  };
  EXPECT_EQ(fin_under("fin set window 7").window, 7);
  EXPECT_EQ(fin_under("fin set urgent 65537").urgent, 1);
  EXPECT_EQ(fin_under("fin set seq +5").seq, plain.seq + 5);
  EXPECT_EQ(fin_under("fin set ack -1").ack, plain.ack - 1);
  EXPECT_EQ(fin_under("fin set ts_val 4294967295").ts_val, 0xffffffffu);
  EXPECT_EQ(fin_under("fin set ts_ecr 0").ts_ecr, 0u);
  EXPECT_EQ(fin_under("fin set seq +5").ack, plain.ack);
}

TEST(Misbehaviour, InjectsASegmentWithTheNumbersOfAnother) {
  const Misbehaving reset("data 1 inject rst");
  const auto rsts = reset.sent(TWOMSL_RST);
  ASSERT_EQ(rsts.size(), 1u);
  EXPECT_EQ(rsts[0].segment.text_bytes, 0u);
  EXPECT_EQ(rsts[0].segment.checksums_are_wrong, 0);
  for (const OnWire& seen : reset.talk.wire) {
    if (seen.segment.text_bytes != 0) {
      EXPECT_EQ(seen.segment.seq, rsts[0].segment.seq);
      break;
    }
  }
  const auto syns = Misbehaving("fin 1 inject syn").sent(TWOMSL_SYN);
  ASSERT_EQ(syns.size(), 2u);
  EXPECT_EQ(syns[1].segment.flags & TWOMSL_ACK, 0);
}

TEST(Misbehaviour, ObeysTheFirstRuleThatHoldsAndCountsForAll) {
  const auto sent = Misbehaving("fin 1 repeat 2\nfin drop", 5'000'000).sent(TWOMSL_FIN);
  EXPECT_EQ(sent.size(), 2u);
  // The second rule has counted the FIN that the first one was obeyed for.
  EXPECT_EQ(Misbehaving("fin 1 drop\nfin 2 repeat 2", 5'000'000).sent(TWOMSL_FIN).size(), 2u);
  const auto kinds = Misbehaving("syn-ack drop\nany 1 repeat 2\nsyn repeat 5");
  EXPECT_EQ(kinds.sent(TWOMSL_SYN).size(), 2u);
}

TEST(Misbehaviour, NamesTheLineThatItCannotRead) {
  Conversation talk;
  const auto error_of = [&](const char* program) {
    EXPECT_EQ(twomsl_endpoint_misbehave(talk.client, program), TWOMSL_INVALID) << program;
    return std::string(twomsl_error());
  };
  EXPECT_EQ(error_of("fin drop\n\nfinn drop"),
            "line 3: 'finn' is none of syn, syn-ack, fin, rst, data, ack, any");
  for (const char* wrong : {"fin 0 drop", "fin 2-1 drop", "fin 1-x drop", "fin 99999999999 drop"}) {
    EXPECT_NE(error_of(wrong).find("is none of 3, 3-5, 3-"), std::string::npos) << wrong;
  }
  for (const char* wrong : {"fin", "fin 1", "fin fall", "fin drop 2", "fin delay", "fin delay 5",
                            "fin delay 5m", "fin delay 99999999s", "fin repeat 0", "fin repeat 101",
                            "fin set", "fin set seq", "fin set port 3", "fin set seq 1x",
                            "fin inject", "fin inject data", "fin inject rst rst"}) {
    EXPECT_NE(error_of(wrong).find("line 1: after its packets a rule has one of"),
              std::string::npos)
        << wrong;
  }
  std::string many;
  for (int i = 0; i <= 1000; ++i) many += "fin drop\n";
  EXPECT_EQ(error_of(many.c_str()), "line 1001: there are too many rules");
}

TEST(Misbehaviour, LosesWhatIsBeyondItsBound) {
  Conversation talk;
  ASSERT_EQ(twomsl_endpoint_misbehave(talk.client, "syn repeat 100"), TWOMSL_OK);
  for (int i = 0; i < 50; ++i) {
    twomsl_handle handle{};
    ASSERT_EQ(talk.open(handle, "10.0.0.1:" + std::to_string(40000 + i)), TWOMSL_OK);
  }
  const std::uint8_t* packet = nullptr;
  std::size_t packets = 0;
  while (twomsl_endpoint_poll(talk.client, 0, &packet) != 0) ++packets;
  EXPECT_EQ(packets, 4096u);
}

}  // namespace
}  // namespace twomsl::test
