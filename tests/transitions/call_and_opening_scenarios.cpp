// Scenarios for the user calls (RFC 9293 sections 3.10.1 to 3.10.6) and for what arrives in CLOSED,
// LISTEN and SYN-SENT (sections 3.10.7.1 to 3.10.7.3).
#include <array>

#include "tests/transitions/transition_table.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kText = 100;

Policy<Concrete> small_buffer() {
  Policy<Concrete> policy = rfc9293<Concrete>();
  policy.rcv_buffer_bytes = 4000;
  return policy;
}

// All of the send buffer but a few bytes.
ConcreteEvent send_too_much(Machine& m) {
  m.call(EventKind::send, m.policy.snd_buffer_bytes - 50);
  return calling(EventKind::send, kText);
}

ConcreteEvent receive_twice(Machine& m) {
  m.call(EventKind::receive, kText);
  return calling(EventKind::receive, kText);
}

template <EventKind kind>
ConcreteEvent call_only(Machine&) {
  return calling(kind, kText);
}

// With one fact of the environment against it.
template <EventKind kind, bool ConcreteEvent::*fact>
ConcreteEvent call_without(Machine&) {
  ConcreteEvent event = calling(kind, kText);
  event.*fact = false;
  return event;
}

constexpr auto kOpenActive = call_only<EventKind::open_active>;
constexpr auto kOpenPassive = call_only<EventKind::open_passive>;
constexpr auto kSend = call_only<EventKind::send>;
constexpr auto kReceive = call_only<EventKind::receive>;
constexpr auto kClose = call_only<EventKind::close>;
constexpr auto kAbort = call_only<EventKind::abort>;
constexpr auto kStatus = call_only<EventKind::status>;
constexpr auto kOpenNowhere = call_without<EventKind::open_active, &ConcreteEvent::remote_given>;
constexpr auto kOpenWithoutRoom = call_without<EventKind::open_active, &ConcreteEvent::has_room>;
constexpr auto kOpenInvalid = call_without<EventKind::open_active, &ConcreteEvent::address_valid>;
constexpr auto kListenWithoutRoom = call_without<EventKind::open_passive, &ConcreteEvent::has_room>;
constexpr auto kListenInvalid =
    call_without<EventKind::open_passive, &ConcreteEvent::address_valid>;
constexpr auto kSendNowhere = call_without<EventKind::send, &ConcreteEvent::remote_given>;
constexpr auto kSendWithoutRoom = call_without<EventKind::send, &ConcreteEvent::has_room>;

ConcreteEvent close_with_text(Machine& m) {
  m.call(EventKind::send, kText);
  return calling(EventKind::close);
}

const Scenario kCalls[] = {
    {"OPEN", "", "passive, resources and access ok", {}, kOpenPassive},
    {"OPEN", "", "active, remote socket given, access and resources ok", {}, kOpenActive},
    {"OPEN", "", "active, remote socket missing", {}, kOpenNowhere},
    {"OPEN", "", "no room for a TCB", {}, kOpenWithoutRoom},
    {"OPEN", "", "no room for a TCB", {}, kListenWithoutRoom},
    //= rfc9293#3.9.1.1 MUST-46 type=test
    {"OPEN", "", "remote address invalid (broadcast, multicast)", {}, kOpenInvalid},
    {"OPEN", "", "remote address invalid (broadcast, multicast)", {}, kListenInvalid},
    {"OPEN", "", "active, remote socket given", {}, kOpenActive},
    {"OPEN", "", "active, no room to queue request", {}, kOpenWithoutRoom},
    {"OPEN", "", "passive again on the same socket", {}, kOpenPassive},
    {"OPEN", "", "any", {}, kOpenActive},
    {"OPEN", "", "any", {}, kOpenPassive},
    {"SEND", "", "otherwise", {}, kSend},
    {"SEND", "", "remote socket given", {}, kSend},
    {"SEND", "", "remote socket given, no room", {}, kSendWithoutRoom},
    {"SEND", "", "remote socket missing", {}, kSendNowhere},
    {"SEND", "", "room in queue", {}, kSend},
    {"SEND", "", "room in queue", {.origin = Origin::passive}, kSend},
    {"SEND", "", "no room", {}, send_too_much},
    {"SEND", "", "room, window and cwnd permit", {}, kSend},
    {"SEND", "", "any", {}, kSend},
    {"RECEIVE", "", "otherwise", {}, kReceive},
    {"RECEIVE", "", "room", {}, kReceive},
    {"RECEIVE", "", "no room", {}, receive_twice},
    {"RECEIVE",
     "",
     "enough data queued",
     {.policy = small_buffer, .receives_bytes = 1000},
     [](Machine&) { return calling(EventKind::receive, 1000); }},
    {"RECEIVE", "", "not enough data, room", {}, kReceive},
    {"RECEIVE", "", "not enough data, no room", {}, receive_twice},
    {"RECEIVE", "", "undelivered data on hand", {.receives_bytes = kText}, kReceive},
    {"RECEIVE", "", "no undelivered data", {}, kReceive},
    {"RECEIVE", "", "any", {.receives_bytes = kText}, kReceive},
    {"CLOSE", "", "otherwise", {}, kClose},
    {"CLOSE", "", "any", {}, kClose},
    {"CLOSE", "", "no SEND issued and nothing pending", {}, kClose},
    {"CLOSE", "", "no SEND issued and nothing pending", {.origin = Origin::passive}, kClose},
    {"CLOSE", "", "data pending", {}, close_with_text},
    {"CLOSE", "", "any (after queued SENDs)", {}, kClose},
    {"ABORT", "", "otherwise", {}, kAbort},
    {"ABORT", "", "any", {}, kAbort},
    {"STATUS", "", "otherwise", {}, kStatus},
    {"STATUS", "", "any", {}, kStatus},
};

ConcreteSegment with_ack(ConcreteSegment segment, std::uint32_t ack) {
  segment.has_ack = true;
  segment.ack = {ack};
  return segment;
}

ConcreteEvent bare(Machine& m, ConcreteSegment segment) {
  segment.seq = {m.setup.peer_iss};
  segment.text_bytes = 10;
  return arriving(segment);
}

ConcreteEvent damaged(Machine& m) {
  ConcreteEvent event = arriving(m.rst());
  event.checksum_ok = false;
  return event;
}

ConcreteEvent misaddressed(Machine& m) {
  ConcreteEvent event = arriving(m.syn(m.setup.peer_iss));
  event.address_valid = false;
  return event;
}

// A FIN as it would be in order, or again where one was received already.
ConcreteEvent fin(Machine& m) {
  ConcreteSegment segment = m.fin();
  const bool again = m.c.state > State::fin_wait_2;
  segment.seq = m.c.rcv.nxt - (again ? 1u : 0u);
  segment.ack = m.c.state == State::syn_received ? m.c.snd.nxt : m.c.snd.una;
  segment.has_ack = m.c.state > State::syn_sent;
  return arriving(segment);
}

const Scenario kOpenings[] = {
    //= rfc9293#3.1 MUST-3 type=test
    {"SEGMENT ARRIVES", "0 checksum", "bad checksum", {}, damaged},
    //= rfc9293#3.9.2.3 MUST-63 type=test
    //= rfc9293#3.9.2.3 MUST-57 type=test
    {"SEGMENT ARRIVES",
     "0 address",
     "SYN from invalid source, or SYN to broadcast/multicast address",
     {},
     misaddressed},
    {"SEGMENT ARRIVES", "RST", "RST set", {}, [](Machine& m) { return bare(m, {.rst = true}); }},
    {"SEGMENT ARRIVES", "ACK off", "no RST, no ACK", {}, [](Machine& m) { return bare(m, {}); }},
    //= rfc9293#3.5.2 RFC9293-3.5.2-D3 type=test
    //= rfc9293#3.5.2 RFC9293-3.5.2-D2 type=test
    {"SEGMENT ARRIVES",
     "ACK off",
     "no RST, no ACK",
     {},
     [](Machine& m) { return bare(m, {.syn = true}); }},
    //= rfc9293#3.5.2 RFC9293-3.5.2-D3 type=test
    //= rfc9293#3.5.2 RFC9293-3.5.2-D2 type=test
    {"SEGMENT ARRIVES",
     "ACK on",
     "no RST, ACK",
     {},
     [](Machine& m) { return bare(m, with_ack({}, 77)); }},
    {"SEGMENT ARRIVES",
     "1 RST",
     "RST set",
     {},
     [](Machine& m) { return bare(m, with_ack({.rst = true}, 77)); }},
    {"SEGMENT ARRIVES",
     "2 ACK",
     "ACK set",
     {},
     [](Machine& m) { return bare(m, with_ack({.syn = true}, 77)); }},
    {"SEGMENT ARRIVES",
     "3 SYN",
     "SYN, security ok",
     {},
     [](Machine& m) { return bare(m, {.syn = true}); }},
    {"SEGMENT ARRIVES", "4 other", "anything else", {}, [](Machine& m) { return bare(m, {}); }},
    //= rfc9293#3.5.2 RFC9293-3.5.2-D4 type=test
    {"SEGMENT ARRIVES",
     "1 ACK",
     "ACK set, SEG.ACK <= ISS or > SND.NXT, no RST",
     {},
     [](Machine& m) { return bare(m, with_ack({.syn = true}, m.c.iss.value)); }},
    {"SEGMENT ARRIVES",
     "1 ACK",
     "ACK set, SEG.ACK <= ISS or > SND.NXT, no RST",
     {},
     [](Machine& m) { return bare(m, with_ack({}, m.c.snd.nxt.value + 1)); }},
    {"SEGMENT ARRIVES",
     "1 ACK",
     "ACK set, SEG.ACK <= ISS or > SND.NXT, RST",
     {},
     [](Machine& m) { return bare(m, with_ack({.rst = true}, m.c.iss.value)); }},
    //= rfc5961#3.2 RFC5961-3.2-6 type=test
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST and ACK acceptable",
     {},
     [](Machine& m) { return bare(m, with_ack({.rst = true}, m.c.snd.nxt.value)); }},
    //= rfc5961#3.2 RFC5961-3.2-6 type=test
    {"SEGMENT ARRIVES",
     "2 RST",
     "RST without ACK",
     {},
     [](Machine& m) { return bare(m, {.rst = true}); }},
    {"SEGMENT ARRIVES",
     "4 SYN",
     "SYN and acceptable ACK (SND.UNA > ISS)",
     {},
     [](Machine& m) { return bare(m, with_ack({.syn = true}, m.c.snd.nxt.value)); }},
    //= rfc9293#3.5 MUST-10 type=test
    {"SEGMENT ARRIVES",
     "4 SYN",
     "SYN, no ACK (simultaneous open)",
     {},
     [](Machine& m) { return bare(m, {.syn = true}); }},
    {"SEGMENT ARRIVES",
     "5 other",
     "neither SYN nor RST",
     {},
     [](Machine& m) { return bare(m, with_ack({}, m.c.snd.nxt.value)); }},
    //= rfc9293#3.6 MUST-12 type=test
    //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-1 type=test
    {"SEGMENT ARRIVES", "8 FIN", "FIN", {}, fin},
};

}  // namespace

std::span<const Scenario> call_scenarios() { return kCalls; }
std::span<const Scenario> opening_scenarios() { return kOpenings; }

}  // namespace twomsl
