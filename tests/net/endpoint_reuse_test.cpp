// A client that is fast and comes again from the same port, to a server whose TIME-WAIT is not
// over: its ISN lies behind RCV.NXT, its timestamps are newer (RFC 6191).
#include "harness/packet_forge.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

// The client's stack, as far as a test needs one: whatever number it likes, on one port.
class FastClient {
 public:
  explicit FastClient(TwoEndpoints& both) : both_(both) { both.listen(); }

  void begin(std::uint32_t iss, std::uint32_t ts_val) {
    next_ = {iss};
    ts_val_ = ts_val;
    Segment<Concrete> syn = segment();
    syn.syn = true;
    syn.has_ack = false;
    send(syn, {});
    next_ = next_ + 1u;
  }

  /// What the server answers, of which the last is acknowledged from now on.
  std::vector<Sniffed> answers() {
    auto packets = packets_of(both_.server, both_.now);
    for (const Sniffed& packet : packets) {
      const Segment<Concrete>& seg = packet.segment;
      ack_ = seg.seq + (seg.text_bytes + one_if<Concrete>(seg.syn) + one_if<Concrete>(seg.fin));
      ts_ecr_ = seg.ts_val;
    }
    return packets;
  }

  void acknowledge() { send(segment(), {}); }

  void say(std::string_view text) {
    Segment<Concrete> seg = segment();
    seg.text_bytes = static_cast<std::uint32_t>(text.size());
    send(seg, bytes_of(text));
    next_ = next_ + seg.text_bytes;
  }

  void finish() {
    Segment<Concrete> fin = segment();
    fin.fin = true;
    send(fin, {});
    next_ = next_ + 1u;
  }

  [[nodiscard]] Segment<Concrete> segment() const {
    Segment<Concrete> seg;
    seg.seq = next_;
    seg.has_ack = true;
    seg.ack = ack_;
    seg.wnd = 20'000;
    seg.has_ts = true;
    seg.ts_val = ts_val_;
    seg.ts_ecr = ts_ecr_;
    return seg;
  }

  void send(const Segment<Concrete>& seg, std::span<const std::uint8_t> text) {
    sent.push_back(forge(seg, {{both_.at.client, 4000}, {both_.at.server, kPort}}, text, {}));
    both_.server.receive(sent.back(), both_.now);
  }

  std::vector<Bytes> sent{};

 private:
  TwoEndpoints& both_;
  Seq<Concrete> next_{};
  Seq<Concrete> ack_{};
  std::uint32_t ts_val_ = 0;
  std::uint32_t ts_ecr_ = 0;
};

Handle open_again(TwoEndpoints& both, FastClient& client, std::uint32_t iss, std::uint32_t ts_val) {
  client.begin(iss, ts_val);
  const auto answers = client.answers();
  EXPECT_EQ(1u, answers.size());
  EXPECT_TRUE(!answers.empty() && answers[0].segment.syn) << "SYN,ACK at the first SYN";
  client.acknowledge();
  return both.server.accept(both.listener).handle;
}

// The server closes first, and waits.
void live_and_close(TwoEndpoints& both, FastClient& client) {
  const Handle first = open_again(both, client, 5'000'000, 1000);
  client.say("the first incarnation");
  client.answers();
  EXPECT_EQ("the first incarnation", both.receive_all(both.server, first));
  both.server.close(first, both.now);
  client.answers();
  client.acknowledge();
  client.finish();
  client.answers();
  EXPECT_EQ(State::time_wait, both.server.status(first, both.now).state);
  both.server.release(first, both.now);
}

TEST(FastClient, ConnectsAtOnceAndItsOldSegmentsAreRefused) {
  for (const std::uint32_t behind : {1u, 10u, 1'000'000u}) {
    TwoEndpoints both;
    FastClient client(both);
    live_and_close(both, client);
    std::vector<Bytes> old = client.sent;
    for (std::uint32_t back = 0; back < 30; ++back) {
      Segment<Concrete> rst = client.segment();
      rst.seq = rst.seq - back;
      rst.rst = true;
      old.push_back(forge(rst, {{both.at.client, 4000}, {both.at.server, kPort}}, {}, {}));
      rst.has_ts = false;
      rst.has_ack = false;
      old.push_back(forge(rst, {{both.at.client, 4000}, {both.at.server, kPort}}, {}, {}));
    }
    const Handle again = open_again(both, client, client.segment().seq.value - behind, 1001);
    const std::string text = "text of the second incarnation";
    for (const char letter : text) {
      client.say({&letter, 1});
      for (const Bytes& packet : old) both.server.receive(packet, both.now);
      static_cast<void>(packets_of(both.server, both.now));
    }
    EXPECT_EQ(State::established, both.server.status(again, both.now).state);
    EXPECT_EQ(text, both.receive_all(both.server, again));
  }
}

// A client whose clock has not gone on between the two, as one of a coarse clock: its first SYN is
// challenged, the one that it repeats a second later is newer, and connects.
TEST(FastClient, OfACoarseClockConnectsBySynThatItRepeats) {
  TwoEndpoints both;
  FastClient client(both);
  live_and_close(both, client);
  const std::uint32_t iss = client.segment().seq.value - 70'000;
  client.begin(iss, 1000);
  EXPECT_FALSE(client.answers().at(0).segment.syn) << "a challenge";
  both.advance({1'000'000});
  const Handle again = open_again(both, client, iss, 1250);
  EXPECT_EQ(State::established, both.server.status(again, both.now).state);
}

}  // namespace
}  // namespace twomsl
