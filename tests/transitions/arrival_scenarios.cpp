// Scenarios for SEGMENT ARRIVES in SYN-RECEIVED and later: sequence number, RST and SYN (RFC 9293
// section 3.10.7.4, first to fourth).
#include "tests/transitions/transition_table.hpp"

namespace twomsl {
namespace {

constexpr Setup kWithTimestamps{.timestamps = true};
constexpr Setup kSafe{.policy = safe<Concrete>};

// A segment moved by `by` numbers.
ConcreteEvent moved(ConcreteSegment segment, std::uint32_t by) {
  segment.seq = segment.seq + by;
  return arriving(segment);
}

ConcreteEvent without_ack(Machine& m, ConcreteSegment segment) {
  segment.has_ack = segment.has_ack && m.c.state != State::syn_received;
  return arriving(segment);
}

ConcreteEvent straddles_left(Machine& m) {
  ConcreteSegment segment = m.text(20);
  segment.seq = segment.seq - 10;
  return without_ack(m, segment);
}

ConcreteEvent straddles_right(Machine& m) {
  ConcreteSegment segment = m.text(20);
  segment.seq = segment.seq + (m.c.rcv.wnd_bytes - 10);
  segment.fin = m.c.state < State::close_wait;
  return without_ack(m, segment);
}

// The whole window and more: what lies in it is at RCV.NXT.
ConcreteEvent longer_than_the_window(Machine& m) {
  return without_ack(m, m.text(m.c.rcv.wnd_bytes + 1));
}

ConcreteEvent out_of_order(Machine& m) {
  ConcreteSegment segment = m.text(10);
  segment.seq = segment.seq + 10;
  return without_ack(m, segment);
}

// A SYN whose number and timestamp lie so far after those that were last received.
ConcreteSegment new_syn(const Machine& m, std::uint32_t seq_ahead, std::uint32_t ts_ahead) {
  ConcreteSegment syn = m.syn(m.c.rcv.nxt.value + seq_ahead);
  syn.has_ts = true;
  syn.ts_val = m.c.ts.recent + ts_ahead;
  return syn;
}

ConcreteEvent rst_with_text(Machine& m) {
  ConcreteSegment segment = m.rst();
  segment.text_bytes = 10;
  return arriving(segment);
}

constexpr std::uint32_t kBehind = 0u - 1000u;

const Scenario kArrivals[] = {
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D1 type=test
    //= rfc9293#3.5.2 RFC9293-3.5.2-D5 type=test
    //= rfc7323#5.3 RFC7323-5.3-D2 type=test
    {"SEGMENT ARRIVES",
     "1 sequence",
     "unacceptable by Table 6, no RST",
     {},
     [](Machine& m) { return moved(m.ack_all(), m.c.rcv.wnd_bytes); }},
    {"SEGMENT ARRIVES",
     "1 sequence",
     "unacceptable by Table 6, no RST",
     {},
     [](Machine& m) { return moved(m.text(10), 0u - 10u); }},
    {"SEGMENT ARRIVES",
     "1 sequence",
     "unacceptable by Table 6, RST",
     {},
     [](Machine& m) { return moved(m.rst(), m.c.rcv.wnd_bytes); }},
    //= rfc7323#5.3 RFC7323-5.3-1 type=test
    {"SEGMENT ARRIVES", "1 PAWS (before sequence)",
     "TS negotiated, SEG.TSval < TS.Recent, TS.Recent valid, no RST", kWithTimestamps,
     [](Machine& m) {
       ConcreteSegment segment = m.ack_all();
       segment.ts_val = m.c.ts.recent - 1;
       return arriving(segment);
     }},
    {"SEGMENT ARRIVES", "1 PAWS (before sequence)", "TS negotiated, TSopt missing, no RST",
     kWithTimestamps,
     [](Machine& m) {
       ConcreteSegment segment = m.fin();
       segment.has_ts = false;
       return arriving(segment);
     }},
    {"SEGMENT ARRIVES", "1 trim", "acceptable but straddles window", {}, straddles_left},
    {"SEGMENT ARRIVES", "1 trim", "acceptable but straddles window", {}, straddles_right},
    {"SEGMENT ARRIVES", "1 trim", "acceptable but straddles window", {}, longer_than_the_window},
    //= rfc9293#3.10.7.4 MAY-13 type=test
    {"SEGMENT ARRIVES", "1 order", "acceptable, SEG.SEQ > RCV.NXT", {}, out_of_order},
    //= rfc6191#2 RFC6191-2-D1 type=test
    {"SEGMENT ARRIVES", "1 SYN improved",
     "SYN, old connection used TS, SYN has TS and reply would, TSval > last TSval", kWithTimestamps,
     [](Machine& m) { return arriving(new_syn(m, kBehind, 1)); }},
    //= rfc6191#2 RFC6191-2-D2 type=test
    //= rfc6191#2 RFC6191-2-D8 type=test
    {"SEGMENT ARRIVES", "1 SYN improved",
     "SYN, old TS, new TS, TSval = last TSval, SEQ > last peer sequence number", kWithTimestamps,
     [](Machine& m) { return arriving(new_syn(m, 0, 0)); }},
    //= rfc6191#2 RFC6191-2-D3 type=test
    {"SEGMENT ARRIVES", "1 SYN improved",
     "SYN, old TS, new without TS, SEQ > last peer sequence number", kWithTimestamps,
     [](Machine& m) {
       ConcreteSegment syn = new_syn(m, 0, 0);
       syn.has_ts = false;
       return arriving(syn);
     }},
    //= rfc6191#2 RFC6191-2-D7 type=test
    //= rfc6191#2 RFC6191-2-D4 type=test
    {"SEGMENT ARRIVES", "1 SYN improved", "SYN, old TS, none of the above", kWithTimestamps,
     [](Machine& m) { return arriving(new_syn(m, 1000, 0u - 1u)); }},
    {"SEGMENT ARRIVES", "1 SYN improved", "SYN, old TS, none of the above", kWithTimestamps,
     [](Machine& m) { return arriving(new_syn(m, 0u - 1u, 0)); }},
    //= rfc6191#2 RFC6191-2-D5 type=test
    {"SEGMENT ARRIVES",
     "1 SYN improved",
     "SYN, old without TS, new with TS",
     {},
     [](Machine& m) { return arriving(new_syn(m, kBehind, 0)); }},
    //= rfc6191#2 RFC6191-2-D6 type=test
    {"SEGMENT ARRIVES",
     "1 SYN improved",
     "SYN, old without TS, new without TS, SEQ > last peer sequence number",
     {},
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value)); }},
    {"SEGMENT ARRIVES",
     "1 SYN improved",
     "SYN, old without TS, otherwise",
     {},
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value - 1)); }},
    {"SEGMENT ARRIVES", "1 SYN basic",
     "SYN, SEQ > last peer sequence number, implementation uses MAY-2", kSafe,
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value)); }},
    {"SEGMENT ARRIVES", "1 SYN basic",
     "SYN, SEQ > last peer sequence number, implementation uses MAY-2", kSafe,
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value + m.c.rcv.wnd_bytes + 1000)); }},
    //= rfc9293#3.5.3 RFC9293-3.5.3-D1 type=test
    //= rfc5961#3.2 RFC5961-3.2-1 type=test
    //= rfc5961#3.2 RFC5961-3.2-5 type=test
    //= rfc5961#3.2 RFC5961-3.2-D1 type=test
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST, SEQ outside window",
     {},
     [](Machine& m) { return moved(m.rst(), 0u - 1u); }},
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST, SEQ outside window",
     {},
     [](Machine& m) { return moved(m.rst(), m.c.rcv.wnd_bytes); }},
    //= rfc5961#3.2 RFC5961-3.2-3 type=test
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U2 type=test
    //= rfc5961#3.2 RFC5961-3.2-4 type=test
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U3 type=test
    //= rfc5961#1.1 RFC5961-1.1-1 type=test
    //= rfc5961#1.1 RFC5961-1.1-2 type=test
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST, RCV.NXT < SEQ < RCV.NXT+RCV.WND",
     {},
     [](Machine& m) { return moved(m.rst(), 1); }},
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST, RCV.NXT < SEQ < RCV.NXT+RCV.WND",
     {},
     [](Machine& m) { return moved(m.rst(), m.c.rcv.wnd_bytes - 1); }},
    //= rfc9293#3.5 MUST-11 type=test
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST, SEQ = RCV.NXT, passive OPEN",
     {.origin = Origin::passive},
     [](Machine& m) { return arriving(m.rst()); }},
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST, SEQ = RCV.NXT, active OPEN",
     {},
     [](Machine& m) { return arriving(m.rst()); }},
    //= rfc9293#3.6 MUST-12 type=test
    //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-1 type=test
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST, SEQ = RCV.NXT",
     {},
     [](Machine& m) { return arriving(m.rst()); }},
    //= rfc5961#4.2 RFC5961-4.2-4 type=test
    //= rfc5961#3.2 RFC5961-3.2-2 type=test
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U1 type=test
    //= rfc9293#3.5.3 SHLD-2 type=test
    {"SEGMENT ARRIVES", "2 RST", "RST, SEQ = RCV.NXT", {}, rst_with_text},
    //= rfc1337#3 RFC1337-3-D1 type=test
    {"SEGMENT ARRIVES", "2 RST", "RST", kSafe, [](Machine& m) { return arriving(m.rst()); }},
    //= rfc1122#4.2.2.20 RFC1122-4.2.2.20-D1 type=test
    {"SEGMENT ARRIVES",
     "4 SYN",
     "SYN in window, passive OPEN",
     {.origin = Origin::passive},
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value)); }},
    {"SEGMENT ARRIVES",
     "4 SYN",
     "SYN, active OPEN",
     {},
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value)); }},
    //= rfc5961#4.2 RFC5961-4.2-2 type=test
    //= rfc5961#4.2 RFC5961-4.2-1 type=test
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U4 type=test
    //= rfc5961#4.2 RFC5961-4.2-3 type=test
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U5 type=test
    {"SEGMENT ARRIVES",
     "4 SYN",
     "SYN, any sequence number",
     {},
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value)); }},
    {"SEGMENT ARRIVES",
     "4 SYN",
     "SYN, any sequence number",
     {},
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value + m.c.rcv.wnd_bytes)); }},
    {"SEGMENT ARRIVES", "4 SYN", "SYN not accepted as a new connection", kSafe,
     [](Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value - 1)); }},
};

}  // namespace

std::span<const Scenario> arrival_scenarios() { return kArrivals; }

}  // namespace twomsl
