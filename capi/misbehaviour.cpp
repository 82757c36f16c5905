#include "capi/misbehaviour.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"
#include "core/codec/encode.hpp"
#include "spec/model/connection.hpp"

namespace twomsl::capi {
namespace {

template <class... Each>
struct Overloaded : Each... {
  using Each::operator()...;
};
template <class... Each>
Overloaded(Each...) -> Overloaded<Each...>;

bool is_of(const SegmentView& view, PacketKind kind) {
  const Flags flags = view.flags;
  const bool has_text = view.payload_bytes != 0;
  switch (kind) {
    case PacketKind::syn:
      return flags.syn() && !flags.ack();
    case PacketKind::syn_ack:
      return flags.syn() && flags.ack();
    case PacketKind::fin:
      return flags.fin();
    case PacketKind::rst:
      return flags.rst();
    case PacketKind::data:
      return has_text;
    case PacketKind::ack:
      return flags.ack() && !flags.syn() && !flags.fin() && !flags.rst() && !has_text;
    case PacketKind::any:
      return true;
  }
  return false;
}

void set(std::uint32_t& number, const SetField& how) {
  number = how.is_added ? number + how.value : how.value;
}

void change(Segment<Concrete>& segment, const SetField& how) {
  switch (how.field) {
    case Field::seq:
      set(segment.seq.value, how);
      return;
    case Field::ack:
      set(segment.ack.value, how);
      return;
    case Field::window:
      set(segment.wnd, how);
      segment.wnd &= 0xffffu;
      return;
    case Field::urgent:
      set(segment.up, how);
      segment.up &= 0xffffu;
      return;
    case Field::ts_val:
      set(segment.ts_val, how);
      return;
    case Field::ts_ecr:
      set(segment.ts_ecr, how);
      return;
  }
}

std::vector<std::uint8_t> encoded(const Segment<Concrete>& segment, const SegmentView& as) {
  std::vector<std::uint8_t> packet(kMostHeaderBytes + segment.text_bytes);
  const auto text = as.payload.first(segment.text_bytes);
  packet.resize(encode_ip(segment, Route{as.source, as.destination}, text, packet));
  return packet;
}

// A segment of one kind without text, where the other one stands.
Segment<Concrete> injected(const Segment<Concrete>& beside, PacketKind kind) {
  Segment<Concrete> segment = beside;
  segment.text_bytes = 0;
  segment.psh = segment.urg = segment.has_mss = segment.has_scale = false;
  segment.syn = kind == PacketKind::syn;
  segment.fin = kind == PacketKind::fin;
  segment.rst = kind == PacketKind::rst;
  if (kind == PacketKind::syn) segment.has_ack = false;
  return segment;
}

}  // namespace

void Misbehaviour::add(std::vector<std::uint8_t> packet, Instant<Concrete> due) {
  if (packet.empty() || waiting_.size() == kMostDelayed) return;
  const auto is_later = [](Instant<Concrete> at, const Waiting& other) { return at < other.due; };
  const auto place = std::upper_bound(waiting_.begin(), waiting_.end(), due, is_later);
  waiting_.insert(place, {due, std::move(packet)});
}

void Misbehaviour::send(std::span<const std::uint8_t> packet, Instant<Concrete> now) {
  std::vector<std::uint8_t> bytes(packet.begin(), packet.end());
  const SegmentView view = decode_ip(packet, static_cast<std::uint32_t>(packet.size())).segment;
  const Action* action = nullptr;
  for (Rule& rule : rules_) {
    if (!is_of(view, rule.kind)) continue;
    if (rule.seen != ~0u) ++rule.seen;
    const bool holds = rule.first <= rule.seen && rule.seen <= rule.last;
    if (holds && action == nullptr) action = &rule.action;
  }
  if (action == nullptr) {
    add(std::move(bytes), now);
    return;
  }
  const Segment<Concrete> segment = segment_of(view);
  std::visit(Overloaded{
                 [](Drop) {},
                 [&](Damage) {
                   bytes.back() ^= 1u;
                   add(std::move(bytes), now);
                 },
                 [&](Delay delay) { add(std::move(bytes), {now.us + delay.us}); },
                 [&](Repeat repeat) {
                   for (std::uint32_t i = 0; i < repeat.copies; ++i) add(bytes, now);
                 },
                 [&](const SetField& how) {
                   Segment<Concrete> changed = segment;
                   change(changed, how);
                   add(encoded(changed, view), now);
                 },
                 [&](Inject inject) {
                   add(std::move(bytes), now);
                   add(encoded(injected(segment, inject.kind), view), now);
                 },
             },
             *action);
}

std::optional<std::vector<std::uint8_t>> Misbehaviour::next(Instant<Concrete> now) {
  if (waiting_.empty() || now < waiting_.front().due) return std::nullopt;
  std::vector<std::uint8_t> packet = std::move(waiting_.front().packet);
  waiting_.erase(waiting_.begin());
  return packet;
}

Instant<Concrete> Misbehaviour::next_due() const {
  return waiting_.empty() ? Instant<Concrete>{kNeverUs} : waiting_.front().due;
}

}  // namespace twomsl::capi
