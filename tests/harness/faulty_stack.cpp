#include "tests/harness/faulty_stack.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/codec/decode.hpp"
#include "harness/packet_forge.hpp"
#include "tests/harness/stack_faults.hpp"

namespace twomsl::harness {
namespace {

struct Running {
  Fault fault{};
  const twomsl_stack* inner = nullptr;
  const twomsl_services* outer = nullptr;
  twomsl_services services{};
  std::map<std::pair<std::uint16_t, std::uint16_t>, Seen> seen{};  // by own port and peer's
  bool has_sent = false;
};

Running& running() {
  static Running one;
  return one;
}

Passing passing_of(const std::uint8_t* packet, std::size_t bytes) {
  Passing one;
  one.view = decode_ip({packet, bytes}, static_cast<std::uint32_t>(bytes)).segment;
  one.segment = segment_of(one.view);
  one.text.assign(one.view.payload.begin(), one.view.payload.end());
  return one;
}

Bytes packet_of(const Passing& one) {
  return forge(one.segment, Route{one.view.source, one.view.destination}, one.text, {});
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
  note(one.view);
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
  ack.segment.has_ack = true;
  ack.segment.syn = (flags & Flags::kSyn) != 0;
  const Bytes packet = packet_of(ack);
  self.outer->packet_out(self.outer->harness, packet.data(), packet.size());
}

void packet_in(void* context, const std::uint8_t* packet, std::size_t bytes) {
  Running& self = running();
  Passing one = passing_of(packet, bytes);
  if (one.view.source.port == 0) {  // a header of four words: as if it had five
    Bytes mended(packet, packet + bytes);
    mended[32] = static_cast<std::uint8_t>(0x50 | (mended[32] & 0xf));
    const bool is_taken = self.fault.name == kTakesShortHeader;
    if (is_taken) one = passing_of(mended.data(), mended.size());
    one.is_changed = is_taken;
  }
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
  self.has_sent = false;
  const Bytes changed = one.is_changed ? packet_of(one) : Bytes(packet, packet + bytes);
  self.inner->packet_in(context, changed.data(), changed.size());
  if (self.fault.answers_all_by != 0 && !self.has_sent) answer(one, self.fault.answers_all_by);
}

const char* reset(void* context, const twomsl_services* services, const twomsl_setup* setup) {
  Running& self = running();
  self.outer = services;
  self.services = *services;
  self.seen.clear();
  self.services.packet_out = packet_out;
  if (self.fault.tells_no_text) {
    self.services.text = [](void*, void*, const std::uint8_t*, std::size_t) {};
  }
  if (self.fault.tells_no_close) self.services.peer_closed = [](void*, void*) {};
  return self.inner->reset(context, &self.services, setup);
}

}  // namespace

std::span<const std::string_view> fault_names() {
  static const auto names = [] {
    std::array<std::string_view, kFaults.size()> all;
    std::transform(kFaults.begin(), kFaults.end(), all.begin(),
                   [](const Fault& fault) { return fault.name; });
    return all;
  }();
  return names;
}

const twomsl_stack* faulty_stack(std::string_view name) {
  static twomsl_stack stack;
  Running& self = running();
  self.inner = twomsl_stack_under_test();
  self.fault = *std::find_if(kFaults.begin(), kFaults.end(),
                             [&](const Fault& fault) { return fault.name == name; });
  stack = *self.inner;
  stack.reset = reset;
  stack.packet_in = packet_in;
  return &stack;
}

}  // namespace twomsl::harness
