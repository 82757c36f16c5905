#include "harness/conform/probe.hpp"

#include "harness/packet_forge.hpp"

namespace twomsl::harness {
namespace {

constexpr std::uint32_t kWindow = 32'768;
constexpr std::size_t kIp = 20;  // bytes of its header

std::uint32_t ack_of(AckNumber ack, const Numbers& numbers) {
  switch (ack) {
    case AckNumber::as_before:
      return numbers.acked;
    case AckNumber::all:
      return numbers.sent_end;
    case AckNumber::unsent:
      return numbers.sent_end + 1000;
    case AckNumber::ancient:
      return numbers.acked - (std::uint32_t{1} << 30);
  }
  return 0;
}

}  // namespace

std::vector<std::uint8_t> some_text(std::size_t bytes) {
  return std::vector<std::uint8_t>(bytes, std::uint8_t{'t'});
}

std::vector<std::uint8_t> packet_of(const Probe& probe, const Route& route) {
  std::vector<std::uint8_t> packet = forge(probe.segment, route, probe.text, probe.options);
  if (probe.has_short_offset) packet[kIp + 12] = 4 << 4;
  packet[kIp + 12] = static_cast<std::uint8_t>(packet[kIp + 12] | (probe.bits >> 8 & 0xf));
  packet[kIp + 13] = static_cast<std::uint8_t>(packet[kIp + 13] | (probe.bits & 0xff));
  fix_checksums(packet);
  if (probe.has_wrong_checksum) packet[kIp + 16] ^= 0x55;
  return packet;
}

Probe next(const Numbers& numbers) {
  Probe probe;
  probe.segment.seq = {numbers.nxt};
  probe.segment.ack = {numbers.acked};
  probe.segment.has_ack = true;
  probe.segment.wnd = kWindow;
  probe.segment.has_ts = numbers.has_timestamps;
  probe.segment.ts_val = numbers.ts_val;
  probe.segment.ts_ecr = numbers.ts_recent;
  return probe;
}

Probe probe_of(const Stimulus& stimulus, const Numbers& numbers) {
  Probe probe = next(numbers);
  Segment<Concrete>& segment = probe.segment;
  const auto has = [&](unsigned flag) { return (stimulus.flags & flag) != 0; };
  segment.syn = has(Flags::kSyn);
  segment.fin = has(Flags::kFin);
  segment.rst = has(Flags::kRst);
  segment.has_ack = has(Flags::kAck);
  segment.urg = has(Flags::kUrg);
  segment.up = stimulus.text_bytes;
  segment.has_mss = segment.syn;
  segment.mss_bytes = 1460;
  segment.seq.value += static_cast<std::uint32_t>(stimulus.seq_offset);
  if (stimulus.is_from_edge) segment.seq.value += numbers.wnd_bytes;
  const bool is_beyond = stimulus.is_from_edge && stimulus.seq_offset >= 0;
  if (is_beyond) segment.seq.value += numbers.wnd_unit_bytes - 1;
  segment.ack = {ack_of(stimulus.ack, numbers)};
  segment.text_bytes = stimulus.text_bytes;
  segment.psh = stimulus.text_bytes != 0;
  probe.text = some_text(stimulus.text_bytes);
  probe.bits = stimulus.flags & unsigned{Flags::kEce | Flags::kCwr};
  switch (stimulus.oddity) {
    case Oddity::none:
      break;
    case Oddity::wrong_checksum:
      probe.has_wrong_checksum = true;
      break;
    case Oddity::short_offset:
      probe.has_short_offset = true;
      break;
    case Oddity::unknown_option:
      probe.options = {253, 4, 0xab, 0xcd};
      break;
    case Oddity::option_of_length_0:
      probe.options = {253, 0, 0, 0};
      break;
    case Oddity::reserved_bits:
      probe.bits |= 0xe00;
      break;
    case Oddity::old_timestamp:
      segment.ts_val -= 1000;
      break;
    case Oddity::no_timestamp:
      segment.has_ts = false;
      break;
  }
  return probe;
}

Reaction reaction_of(const SegmentView& view, const SegmentView& arrived, std::uint32_t nxt_then) {
  const std::uint32_t end = arrived.seq + arrived.length();
  if (view.flags.rst()) {
    if (arrived.flags.ack() && view.seq == arrived.ack) {
      return view.flags.ack() ? Reaction::rst_with_ack : Reaction::rst_of_ack;
    }
    const bool is_of_none = view.flags.ack() && view.seq == 0 && view.ack == end;
    return is_of_none && !arrived.flags.ack() ? Reaction::rst_of_none : Reaction::other;
  }
  if (view.flags.syn()) return view.flags.ack() ? Reaction::syn_ack : Reaction::other;
  if (!view.flags.ack()) return Reaction::other;
  if (view.ack == nxt_then) return Reaction::ack;
  return view.ack == end ? Reaction::ack_of_it : Reaction::other;
}

}  // namespace twomsl::harness
