#include "tests/harness/stacks/faulty_stack.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/codec/decode.hpp"
#include "harness/packet_forge.hpp"
#include "harness/plain_socket.hpp"
#include "tests/harness/stacks/sending_faults.hpp"

namespace twomsl::harness {
namespace {

constexpr std::uint64_t kIdle_us = 7'200'000'000;  // two hours

struct Running {
  Fault fault{};
  const twomsl_stack* inner = nullptr;
  const twomsl_services* outer = nullptr;
  twomsl_services services{};
  twomsl_setup setup{};
  std::map<std::pair<std::uint16_t, std::uint16_t>, Seen> seen{};  // by own port and peer's
  bool has_sent = false;
  bool has_listened = false;
  std::vector<Bytes> waiting{};  // what arrives as soon as no callback runs
  std::uint64_t last_us = 0;     // since then nothing has passed
};

Running& running() {
  static Running one;
  return one;
}

std::uint64_t now_us() { return running().outer->now_us(running().outer->harness); }

Passing passing_of(const std::uint8_t* packet, std::size_t bytes) {
  Passing one;
  one.view = decode_ip({packet, bytes}, static_cast<std::uint32_t>(bytes)).segment;
  one.segment = segment_of(one.view);
  one.text.assign(one.view.payload.begin(), one.view.payload.end());
  return one;
}

Bytes packet_of(const Passing& one) {
  Bytes packet =
      forge(one.segment, Route{one.view.source, one.view.destination}, one.text, one.options);
  if (one.has_wrong_checksum) packet[36] ^= 0x55;
  return packet;
}

// A segment of the peer's that does not come from it, to whoever sent `view`.
Passing back_to(const SegmentView& view) {
  Passing one;
  one.view.source = view.destination;
  one.view.destination = view.source;
  const Seen& seen = running().seen[{view.source.port, view.destination.port}];
  one.segment.seq = {seen.rcv_nxt};
  one.segment.ack = {seen.snd_nxt};
  one.segment.has_ack = true;
  one.segment.wnd = 0x7fff;
  return one;
}

void note(const SegmentView& view) {
  Seen& seen = running().seen[{view.source.port, view.destination.port}];
  if (view.flags.rst()) return;
  const std::uint32_t end = view.seq + view.length();
  if (!seen.has_syn || is_before(seen.snd_nxt, end)) seen.snd_nxt = end;
  seen.has_syn = seen.has_syn || view.flags.syn();
  seen.has_fin = seen.has_fin || view.flags.fin();
  if (view.flags.ack()) seen.rcv_nxt = view.ack;
}

void packet_out(void* /*harness*/, const std::uint8_t* packet, std::size_t bytes) {
  Running& self = running();
  Passing one = passing_of(packet, bytes);
  if (self.fault.outgoing != nullptr) {
    self.fault.outgoing(one, self.seen[{one.view.source.port, one.view.destination.port}]);
  }
  const Seen& seen = self.seen[{one.view.source.port, one.view.destination.port}];
  const bool is_again = one.view.length() != 0 && seen.has_syn &&
                        !is_before(seen.snd_nxt, one.view.seq + one.view.length());
  note(one.view);
  if (self.fault.gives_up_at_once && is_again) {
    Passing rst = back_to(one.view);
    rst.segment.rst = true;
    self.waiting.push_back(packet_of(rst));
  }
  if (self.fault.acknowledges_itself && one.view.payload_bytes != 0) {
    self.waiting.push_back(packet_of(back_to(one.view)));
  }
  self.last_us = now_us();
  if (one.is_dropped) return;
  self.has_sent = true;
  const Bytes changed = one.is_changed ? packet_of(one) : Bytes(packet, packet + bytes);
  self.outer->packet_out(self.outer->harness, changed.data(), changed.size());
}

// With the numbers of what came before, whatever came.
void answer(const Passing& one, std::uint8_t flags) {
  Running& self = running();
  const Seen& seen = self.seen[{one.view.destination.port, one.view.source.port}];
  Passing ack;
  ack.view.source = one.view.destination;
  ack.view.destination = one.view.source;
  ack.segment.seq = {seen.snd_nxt};
  ack.segment.ack = {seen.rcv_nxt};
  ack.segment.has_ack = (flags & Flags::kAck) != 0;
  ack.segment.syn = (flags & Flags::kSyn) != 0;
  ack.segment.rst = (flags & Flags::kRst) != 0;
  const Bytes packet = packet_of(ack);
  self.outer->packet_out(self.outer->harness, packet.data(), packet.size());
}

// What the fault makes of an ICMP error; false if it is an error like any other.
bool is_icmp_done(void* context, std::span<const std::uint8_t> packet) {
  Running& self = running();
  if (self.fault.ignores_icmp) return true;
  if (!self.fault.ends_by_any_icmp) return false;
  const Passing quoted = passing_of(packet.data() + 28, packet.size() - 28);
  Passing rst = back_to(quoted.view);
  rst.segment.rst = true;
  const Bytes made = packet_of(rst);
  self.inner->packet_in(context, made.data(), made.size());
  return true;
}

// What came about while a callback ran.
void settle(void* context) {
  Running& self = running();
  while (!self.waiting.empty()) {
    const std::vector<Bytes> packets = std::exchange(self.waiting, {});
    for (const Bytes& packet : packets) {
      self.inner->packet_in(context, packet.data(), packet.size());
    }
  }
}

void packet_in(void* context, const std::uint8_t* packet, std::size_t bytes) {
  Running& self = running();
  self.last_us = now_us();
  constexpr std::uint8_t kIcmp = 1;
  if (packet[9] == kIcmp && is_icmp_done(context, {packet, bytes})) return;
  if (packet[9] == kIcmp || packet[0] != 0x45) {
    if (!self.fault.drops_ip_options) self.inner->packet_in(context, packet, bytes);
    return;
  }
  Passing one = passing_of(packet, bytes);
  if (one.view.source.port == 0) {  // a header of four words: as if it had five
    Bytes mended(packet, packet + bytes);
    mended[32] = static_cast<std::uint8_t>(0x50 | (mended[32] & 0xf));
    const bool is_taken = self.fault.name == kTakesShortHeader;
    if (is_taken) one = passing_of(mended.data(), mended.size());
    one.is_changed = is_taken;
  }
  self.seen[{one.view.destination.port, one.view.source.port}].peer_wnd = one.segment.wnd;
  if (self.fault.incoming != nullptr && one.view.source.port != 0) {
    self.fault.incoming(one, self.seen[{one.view.destination.port, one.view.source.port}]);
  }
  if (one.is_dropped) return;
  const Seen& seen = self.seen[{one.view.destination.port, one.view.source.port}];
  if (self.fault.holds_for_ever && seen.has_fin && (one.segment.fin || one.segment.syn)) {
    if (one.segment.fin && seen.rcv_nxt == one.segment.seq.value + 1) {
      return answer(one, Flags::kAck);
    }
    if (one.segment.syn) return;
  }
  const bool is_again = one.segment.fin && seen.rcv_nxt == one.segment.seq.value + 1;
  if (self.fault.has_no_wait && seen.has_fin && is_again) return answer(one, Flags::kRst);
  self.has_sent = false;
  const Bytes changed = one.is_changed ? packet_of(one) : Bytes(packet, packet + bytes);
  self.inner->packet_in(context, changed.data(), changed.size());
  settle(context);
  if (self.fault.answers_all_by != 0 && !self.has_sent) answer(one, self.fault.answers_all_by);
}

const char* reset(void* context, const twomsl_services* services, const twomsl_setup* setup) {
  Running& self = running();
  self.outer = services;
  self.services = *services;
  self.setup = *setup;
  self.seen.clear();
  self.waiting.clear();
  self.has_listened = false;
  self.last_us = now_us();
  self.services.packet_out = packet_out;
  if (self.fault.tells_no_text) {
    self.services.text = [](void*, void*, const std::uint8_t*, std::size_t) {};
  }
  if (self.fault.tells_no_close) self.services.peer_closed = [](void*, void*) {};
  if (self.fault.tells_no_end) self.services.ended = [](void*, void*, twomsl_end) {};
  return self.inner->reset(context, &self.services, setup);
}

void advance(void* context) {
  Running& self = running();
  self.inner->advance(context);
  settle(context);
  if (!self.fault.is_never_idle || now_us() < self.last_us + kIdle_us) return;
  for (const auto& [ports, seen] : self.seen) {
    Passing ask;
    ask.view.source = {socket_of(self.setup.local).address, ports.first};
    ask.view.destination = {socket_of(self.setup.peer).address, ports.second};
    ask.segment.seq = {seen.snd_nxt - 1};
    ask.segment.ack = {seen.rcv_nxt};
    ask.segment.has_ack = true;
    const Bytes packet = packet_of(ask);
    self.outer->packet_out(self.outer->harness, packet.data(), packet.size());
  }
  self.last_us = now_us();
}

std::uint64_t next_deadline_us(void* context) {
  Running& self = running();
  const std::uint64_t due_us = self.inner->next_deadline_us(context);
  return self.fault.is_never_idle ? std::min(due_us, self.last_us + kIdle_us) : due_us;
}

int listen(void* context, std::uint16_t port) {
  Running& self = running();
  if (std::exchange(self.has_listened, true) && self.fault.forgets_all_when_it_listens) {
    static_cast<void>(self.inner->reset(context, &self.services, &self.setup));
  }
  return self.inner->listen(context, port);
}

void* open(void* context, const twomsl_tuple* tuple) {
  twomsl_tuple to = *tuple;
  if (running().fault.opens_to_anybody) to.remote = running().setup.peer, to.remote.port = 80;
  return running().inner->open(context, &to);
}

std::size_t send(void* context, void* connection, const std::uint8_t* text, std::size_t bytes) {
  const std::size_t accepted = running().inner->send(context, connection, text, bytes);
  settle(context);
  return accepted;
}

const std::vector<Fault>& all_faults() {
  static const auto faults = [] {
    std::vector<Fault> all(kFaults.begin(), kFaults.end());
    all.insert(all.end(), kSendingFaults.begin(), kSendingFaults.end());
    return all;
  }();
  return faults;
}

}  // namespace

std::span<const std::string_view> fault_names() {
  static const auto names = [] {
    std::vector<std::string_view> all;
    for (const Fault& fault : all_faults()) all.push_back(fault.name);
    return all;
  }();
  return names;
}

const twomsl_stack* faulty_stack(std::string_view name) {
  static twomsl_stack stack;
  Running& self = running();
  self.inner = twomsl_stack_under_test();
  self.fault = *std::ranges::find(all_faults(), name, &Fault::name);
  stack = *self.inner;
  stack.reset = reset;
  stack.packet_in = packet_in;
  stack.advance = advance;
  stack.next_deadline_us = next_deadline_us;
  stack.listen = listen;
  stack.open = open;
  stack.send = send;
  return &stack;
}

}  // namespace twomsl::harness
