// ACKs that are held back: when one is, for how long, and what it says.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kDelayUs = 40'000;

/// The server delays its ACKs, and the client's text goes out at once.
struct Delaying : TwoEndpoints {
  explicit Delaying(Family of = Family::ipv4) : TwoEndpoints(of) {
    listen();
    EXPECT_TRUE(server.set_switches(listener, {.delayed_ack = true}, now).ok);
    connect();
    EXPECT_TRUE(client.set_switches(opened, {.nagle = false}, now).ok);
  }

  /// The packet of one SEND.
  [[nodiscard]] Sniffed text(std::string_view words) {
    EXPECT_TRUE(client.send(opened, bytes_of(words), now).ok);
    const auto packets = packets_of(client, now);
    EXPECT_EQ(1u, packets.size());
    return packets.at(0);
  }

  /// What the server answers at once.
  [[nodiscard]] std::vector<Sniffed> answers(const Sniffed& packet) {
    EXPECT_TRUE(server.receive(packet.bytes, now).ok);
    return packets_of(server, now);
  }
};

class DelayedAck : public OfEitherFamily {};
INSTANTIATE_TEST_SUITE_P(Families, DelayedAck, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

//= rfc9293#3.8.6.3 SHLD-18 type=test
//= rfc9293#3.8.6.3 MUST-40 type=test
TEST_P(DelayedAck, GoesOutWhenItIsDueAndNoSooner) {
  Delaying both(GetParam());
  const Sniffed text = both.text("text");
  EXPECT_TRUE(both.answers(text).empty());
  EXPECT_EQ("text", both.receive_all(both.server, both.accepted)) << "the text is not delayed";
  const Instant<Concrete> due = both.server.next_deadline();
  EXPECT_EQ(both.now.us + kDelayUs, due.us);
  both.server.advance({due.us - 1});
  EXPECT_TRUE(packets_of(both.server, due).empty());
  both.server.advance(due);
  const auto acks = packets_of(both.server, due);
  ASSERT_EQ(1u, acks.size());
  EXPECT_EQ(text.segment.seq + 4u, acks[0].segment.ack);
  EXPECT_EQ(0u, acks[0].segment.text_bytes);
  EXPECT_LT(due.us, both.server.next_deadline().us) << "once";
}

//= rfc9293#3.8.6.3 SHLD-19 type=test
//= rfc7323#4.3 RFC7323-4.3-1 type=test
// The ACK of the second text goes out at once and echoes the timestamp of the first.
TEST_P(DelayedAck, OfTwoTextsIsOne) {
  Delaying both(GetParam());
  const Sniffed first = both.text("one");
  EXPECT_TRUE(both.answers(first).empty());
  both.now.us += 30'000;
  const Sniffed second = both.text("two");
  ASSERT_NE(first.segment.ts_val, second.segment.ts_val);
  const auto acks = both.answers(second);
  ASSERT_EQ(1u, acks.size());
  EXPECT_EQ(second.segment.seq + 3u, acks[0].segment.ack);
  EXPECT_EQ(first.segment.ts_val, acks[0].segment.ts_ecr);
  both.advance({kDelayUs});
  EXPECT_TRUE(packets_of(both.server, both.now).empty()) << "nothing more is owed";
}

TEST_P(DelayedAck, RidesOnTextOfOurOwn) {
  Delaying both(GetParam());
  const Sniffed first = both.text("question");
  EXPECT_TRUE(both.answers(first).empty());
  both.now.us += 10'000;
  EXPECT_TRUE(both.server.send(both.accepted, bytes_of("answer"), both.now).ok);
  const auto packets = packets_of(both.server, both.now);
  ASSERT_EQ(1u, packets.size());
  EXPECT_EQ(6u, packets[0].segment.text_bytes);
  EXPECT_EQ(first.segment.seq + 8u, packets[0].segment.ack);
  EXPECT_EQ(first.segment.ts_val, packets[0].segment.ts_ecr);
  both.server.advance({both.now.us + kDelayUs});
  EXPECT_TRUE(packets_of(both.server, {both.now.us + kDelayUs}).empty());
}

// It is made when it is due: behind text that was sent before and has not been acknowledged.
TEST_P(DelayedAck, LiesBehindTextThatIsStillOut) {
  Delaying both(GetParam());
  EXPECT_TRUE(both.server.send(both.accepted, bytes_of("answer"), both.now).ok);
  const auto lost = packets_of(both.server, both.now);
  ASSERT_EQ(1u, lost.size());
  const Sniffed text = both.text("question");
  EXPECT_TRUE(both.answers(text).empty());
  EXPECT_EQ("question", both.receive_all(both.server, both.accepted));
  both.now.us += kDelayUs;
  both.server.advance(both.now);
  const auto acks = packets_of(both.server, both.now);
  ASSERT_EQ(1u, acks.size());
  EXPECT_EQ(lost[0].segment.seq + 6u, acks[0].segment.seq);
  EXPECT_EQ(text.segment.seq + 8u, acks[0].segment.ack);
  EXPECT_EQ(text.segment.ts_val, acks[0].segment.ts_ecr);
  EXPECT_EQ(0u, acks[0].segment.text_bytes);
}

// What was owed before and has been said since counts no more.
TEST_P(DelayedAck, IsDueByTheTextThatItIsOf) {
  Delaying both(GetParam());
  const Instant<Concrete> begun = both.now;
  EXPECT_TRUE(both.answers(both.text("question")).empty());
  EXPECT_TRUE(both.server.send(both.accepted, bytes_of("answer"), both.now).ok);
  both.carry(both.server, both.client);
  static_cast<void>(packets_of(both.client, both.now));
  both.now.us = begun.us + 20'000;
  const Sniffed second = both.text("question");
  EXPECT_TRUE(both.answers(second).empty());
  both.now.us = begun.us + kDelayUs;
  both.server.advance(both.now);
  EXPECT_TRUE(packets_of(both.server, both.now).empty());
  both.now.us = begun.us + 20'000 + kDelayUs;
  both.server.advance(both.now);
  const auto acks = packets_of(both.server, both.now);
  ASSERT_EQ(1u, acks.size());
  EXPECT_EQ(second.segment.seq + 8u, acks[0].segment.ack);
}

// Text behind a gap, what fills one, and what came already: the peer waits to be told.
TEST_P(DelayedAck, IsNoneWhereSomethingIsMissing) {
  Delaying both(GetParam());
  const Sniffed one = both.text("one"), two = both.text("two"), three = both.text("three");
  EXPECT_EQ(1u, both.answers(two).size()) << "behind a gap";
  EXPECT_EQ(1u, both.answers(one).size()) << "fills the gap";
  EXPECT_EQ(1u, both.answers(two).size()) << "a repetition";
  EXPECT_TRUE(both.answers(three).empty()) << "the next in order";
}

TEST_P(DelayedAck, IsNoneOfAFin) {
  Delaying both(GetParam());
  EXPECT_TRUE(both.client.close(both.opened, both.now).ok);
  const auto fin = packets_of(both.client, both.now);
  ASSERT_EQ(1u, fin.size());
  EXPECT_EQ(1u, both.answers(fin[0]).size());
}

// Each connection owes its own, in the order in which they fall due; one that has ended owes none.
TEST_P(DelayedAck, IsOwedByEachConnectionForItself) {
  Delaying both(GetParam());
  const Handle first_opened = both.opened;
  const Handle first_accepted = both.accepted;
  both.connect();
  EXPECT_TRUE(both.answers(both.text("of the second")).empty());
  both.now.us += 5'000;
  both.opened = first_opened;
  EXPECT_TRUE(both.answers(both.text("of the first")).empty());
  EXPECT_TRUE(both.server.abort(both.accepted, both.now).ok);
  EXPECT_EQ(1u, packets_of(both.server, both.now).size()) << "the RST";
  EXPECT_EQ(both.now.us + kDelayUs, both.server.next_deadline().us);
  both.advance({kDelayUs});
  EXPECT_EQ(1u, packets_of(both.server, both.now).size());
  EXPECT_EQ(State::established, both.server.status(first_accepted, both.now).state);
}

// Forty milliseconds count to the round trip: no timer of the peer's expires too soon.
TEST_P(DelayedAck, LetsNoTextBeSentAgain) {
  Delaying both(GetParam());
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(both.client.send(both.opened, bytes_of("text"), both.now).ok);
    for (int ms = 0; ms < 100; ++ms) {
      const auto out = packets_of(both.client, both.now);
      EXPECT_TRUE(out.empty() || ms == 0) << "sent again after " << ms << " ms";
      for (const Sniffed& packet : out) EXPECT_TRUE(both.server.receive(packet.bytes, both.now).ok);
      both.carry(both.server, both.client);
      both.advance({1000});
    }
  }
  EXPECT_EQ(400u, both.receive_all(both.server, both.accepted).size());
  EXPECT_LE(kDelayUs, both.client.status(both.opened, both.now).srtt.us);
}

TEST(DelayedAcks, AreOnUnlessTurnedOff) {
  const Addresses at = addresses_of(Family::ipv4);
  for (const bool delays : {true, false}) {
    TwoEndpoints both;
    EndpointOptions options;
    EXPECT_TRUE(options.delays_acks);
    options.addresses = {at.server};
    options.quiet_time = QuietTime::nothing_was_sent;
    options.delays_acks = delays;
    both.server = std::move(make_endpoint(options).endpoint);
    both.connect();
    EXPECT_TRUE(both.client.send(both.opened, bytes_of("text"), both.now).ok);
    both.carry(both.client, both.server);
    EXPECT_EQ(delays ? 0u : 1u, packets_of(both.server, both.now).size());
    EXPECT_TRUE(both.server.set_switches(both.accepted, {.delayed_ack = !delays}, both.now).ok);
    both.advance({kDelayUs});
    both.exchange();
    EXPECT_TRUE(both.client.send(both.opened, bytes_of("text"), both.now).ok);
    both.carry(both.client, both.server);
    EXPECT_EQ(delays ? 1u : 0u, packets_of(both.server, both.now).size());
  }
}

}  // namespace
}  // namespace twomsl
