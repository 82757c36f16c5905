// Scenarios for SEGMENT ARRIVES: ACK, URG, text and FIN (RFC 9293 section 3.10.7.4, fifth to
// eighth), and for the timeouts (section 3.10.8).
#include "tests/transitions/transition_table.hpp"

namespace twomsl {
namespace {

constexpr Setup kSending{.sends_bytes = 100};

// An ACK of number `ack`.
ConcreteEvent acking(Machine& m, std::uint32_t ack) {
  ConcreteSegment segment = m.ack();
  segment.ack = {ack};
  return arriving(segment);
}

// How far behind SND.UNA an ACK may lie.
std::uint32_t reach_of(const Machine& m) {
  return std::min(m.c.snd.max_wnd_bytes, m.c.snd.acked_count);
}

ConcreteEvent acks_a_part(Machine& m) {
  const bool opens = m.c.state == State::syn_received;
  return acking(m, m.c.snd.una.value + (opens ? 1u : 50u));
}

ConcreteEvent urgent(Machine& m) {
  ConcreteSegment segment = m.ack();
  segment.urg = true;
  segment.up = 10;
  return arriving(segment);
}

// Text in order for a RECEIVE that waits.
ConcreteEvent wanted_text(Machine& m) {
  m.call(EventKind::receive, 100);
  return arriving(m.text(100));
}

// The peer's FIN again, behind so much text that was received with it.
ConcreteEvent fin_again(Machine& m, std::uint32_t text_bytes) {
  ConcreteSegment segment = m.text(text_bytes);
  segment.fin = true;
  segment.seq = segment.seq - (text_bytes + 1);
  return arriving(segment);
}

const Scenario kAcknowledgments[] = {
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D2 type=test
    {"SEGMENT ARRIVES",
     "5 ACK",
     "ACK bit off",
     {},
     [](Machine& m) {
       ConcreteSegment segment = m.ack();
       segment.has_ack = false;
       return arriving(segment);
     }},
    //= rfc9293#3.10.7.4 MAY-12 type=test
    //= rfc5961#5.2 RFC5961-5.2-2 type=test
    //= rfc5961#5.2 RFC5961-5.2-1 type=test
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U6 type=test
    {"SEGMENT ARRIVES",
     "5 ACK",
     "SEG.ACK not in [SND.UNA-MAX.SND.WND, SND.NXT]",
     {},
     [](Machine& m) { return acking(m, m.c.snd.una.value - reach_of(m) - 1); }},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "SEG.ACK not in [SND.UNA-MAX.SND.WND, SND.NXT]",
     {},
     [](Machine& m) { return acking(m, m.c.snd.nxt.value + 1); }},
    {"SEGMENT ARRIVES", "5 ACK", "SND.UNA < SEG.ACK <= SND.NXT", kSending, acks_a_part},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "SEG.ACK unacceptable",
     {},
     [](Machine& m) { return acking(m, m.c.snd.una.value); }},
    {"SEGMENT ARRIVES", "5 ACK", "SEG.ACK <= SND.UNA (duplicate)", kSending,
     [](Machine& m) { return acking(m, m.c.snd.una.value); }},
    {"SEGMENT ARRIVES", "5 ACK", "SEG.ACK <= SND.UNA (duplicate)", kSending,
     [](Machine& m) { return acking(m, m.c.snd.una.value - reach_of(m)); }},
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D3 type=test
    //= rfc5961#5.2 RFC5961-5.2-3 type=test
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U7 type=test
    {"SEGMENT ARRIVES", "5 ACK", "SEG.ACK > SND.NXT", kSending,
     [](Machine& m) { return acking(m, m.c.snd.nxt.value + 1); }},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "SND.UNA <= SEG.ACK <= SND.NXT and segment newer by WL1/WL2",
     {.receives_bytes = 10},
     [](Machine& m) {
       ConcreteSegment segment = m.ack();
       segment.wnd = 5000;
       return arriving(segment);
     }},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "own FIN now acknowledged",
     {},
     [](Machine& m) { return arriving(m.ack_all()); }},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "retransmission queue empty",
     {},
     [](Machine& m) { return arriving(m.ack_all()); }},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "own FIN acknowledged",
     {},
     [](Machine& m) { return arriving(m.ack_all()); }},
    {"SEGMENT ARRIVES", "5 ACK", "own FIN not acknowledged", kSending, acks_a_part},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "own FIN not acknowledged",
     {},
     [](Machine& m) { return arriving(m.ack()); }},
    {"SEGMENT ARRIVES",
     "5 ACK",
     "retransmitted FIN of the peer",
     {},
     [](Machine& m) { return fin_again(m, 0); }},
    //= rfc9293#3.8.5 MUST-32 type=test
    //= rfc9293#3.8.5 MUST-30 type=test
    //= rfc9293#3.9.1.8 RFC9293-3.9.1.8-U1 type=test
    //= rfc6093#5 RFC6093-5-2 type=test
    {"SEGMENT ARRIVES", "6 URG", "URG", {}, urgent},
    {"SEGMENT ARRIVES", "7 text", "data at RCV.NXT", {}, wanted_text},
    {"SEGMENT ARRIVES", "7 text", "data", {}, [](Machine& m) { return arriving(m.text(10)); }},
    {"SEGMENT ARRIVES",
     "8 FIN",
     "FIN, own FIN not acknowledged",
     {},
     [](Machine& m) { return arriving(m.fin()); }},
};

ConcreteEvent user_timeout(Machine&) { return calling(EventKind::user_timeout); }

// The retransmission timer as it expires first.
ConcreteEvent retransmission(Machine& m) {
  m.now = m.c.rtx.at;
  return calling(EventKind::retransmission_timeout);
}

// As it expires first after nobody has answered for `limit`.
ConcreteEvent retransmission_after(Machine& m, const Duration<Concrete>& limit) {
  for (int i = 0; i < 50 && m.c.rtx.at - m.c.rtx.since < limit; ++i) {
    m.take(retransmission(m));
  }
  return retransmission(m);
}

ConcreteEvent r1_reached(Machine& m) { return retransmission_after(m, m.policy.timeouts.r1); }

ConcreteEvent r2_reached(Machine& m) {
  const Timeouts<Concrete>& limits = m.policy.timeouts;
  return retransmission_after(m, is_synchronized(m.c.state) ? limits.r2 : limits.r2_syn);
}

const Scenario kTimeouts[] = {
    {"USER TIMEOUT", "", "expires", {}, user_timeout},
    {"RETRANSMISSION TIMEOUT", "", "segment in retransmission queue", kSending, retransmission},
    //= rfc9293#3.8.3 SHLD-9 type=test
    //= rfc9293#3.9.1.8 MUST-47 type=test
    //= rfc9293#3.9.1.8 RFC9293-3.9.1.8-U1 type=test
    {"RETRANSMISSION TIMEOUT", "", "R1 reached", kSending, r1_reached},
    {"RETRANSMISSION TIMEOUT", "", "R2 reached", kSending, r2_reached},
    {"TIME-WAIT TIMEOUT",
     "",
     "2*MSL elapsed",
     {},
     [](Machine& m) {
       m.now = m.c.closes_at;
       return calling(EventKind::time_wait_timeout);
     }},
};

}  // namespace

std::span<const Scenario> acknowledgment_scenarios() { return kAcknowledgments; }
std::span<const Scenario> timeout_scenarios() { return kTimeouts; }

}  // namespace twomsl
