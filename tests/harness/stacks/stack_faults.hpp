// Faults that stacks have, each by itself, as changes of what passes between a stack and its peers.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/codec/segment_view.hpp"
#include "spec/model/segment.hpp"

namespace twomsl::harness {

using Bytes = std::vector<std::uint8_t>;

/// What has gone out on a tuple, by its two ports.
struct Seen {
  std::uint32_t snd_nxt = 0;
  std::uint32_t rcv_nxt = 0;
  std::uint32_t peer_wnd = 0;
  bool has_syn = false;
  bool has_fin = false;
};

/// A segment on its way in or out; it does not go on if it is dropped.
struct Passing {
  SegmentView view{};
  Segment<Concrete> segment{};
  Bytes text{};
  Bytes options{};  // whole words of them, behind those of the segment
  bool has_wrong_checksum = false;
  bool is_changed = false;
  bool is_dropped = false;
};

using Change = void (*)(Passing& passing, const Seen& seen);

struct Fault {
  std::string_view name{};
  Change incoming = nullptr;
  Change outgoing = nullptr;
  std::uint8_t answers_all_by = 0;  // these control bits, where it would be silent
  bool holds_for_ever = false;      // answers a FIN for ever once it has sent its own, and no SYN
  bool tells_no_text = false;
  bool tells_no_close = false;
  bool tells_no_end = false;
  bool drops_ip_options = false;
  bool ignores_icmp = false;
  bool ends_by_any_icmp = false;
  bool opens_to_anybody = false;
  bool forgets_all_when_it_listens = false;
  bool acknowledges_itself = false;  // what it sends counts as received at once
  bool gives_up_at_once = false;     // when it has sent something again
  bool is_never_idle = false;
  bool has_no_wait = false;  // a FIN that comes again is reset
};

[[nodiscard]] constexpr bool is_before(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) < 0;
}

[[nodiscard]] constexpr bool is_synchronized(const Seen& seen) {
  return seen.has_syn && seen.rcv_nxt != 0;
}

inline constexpr std::string_view kTakesShortHeader = "takes a short header";

inline constexpr std::array kFaults = {
    Fault{"reads no checksum", [](Passing& one, const Seen&) { one.is_changed = true; }},
    Fault{.name = "answers everything by an ACK", .answers_all_by = Flags::kAck},
    Fault{.name = "answers everything by a SYN-ACK", .answers_all_by = Flags::kSyn | Flags::kAck},
    Fault{.name = "never ends a wait", .holds_for_ever = true},
    Fault{"is silent to what is out of order",
          [](Passing& one, const Seen& seen) {
            one.is_dropped =
                is_synchronized(seen) && !one.segment.syn && one.segment.seq.value != seen.rcv_nxt;
          }},
    Fault{"takes what is out of order as if it were in order",
          [](Passing& one, const Seen& seen) {
            if (!is_synchronized(seen) || one.segment.syn) return;
            one.segment.seq = {seen.rcv_nxt};
            one.is_changed = true;
          }},
    Fault{.name = "sends no RST",
          .outgoing = [](Passing& one, const Seen&) { one.is_dropped = one.segment.rst; }},
    Fault{.name = "sends no ACK alone",
          .outgoing =
              [](Passing& one, const Seen&) {
                one.is_dropped = !one.segment.syn && !one.segment.fin && !one.segment.rst &&
                                 one.segment.text_bytes == 0;
              }},
    Fault{.name = "sends no SYN-ACK",
          .outgoing = [](Passing& one,
                         const Seen&) { one.is_dropped = one.segment.syn && one.segment.has_ack; }},
    Fault{"ignores RST", [](Passing& one, const Seen&) { one.is_dropped = one.segment.rst; }},
    Fault{"takes any SYN for the end",
          [](Passing& one, const Seen& seen) {
            if (!is_synchronized(seen) || !one.segment.syn) return;
            one.segment.syn = one.segment.has_mss = one.segment.has_ack = false;
            one.segment.rst = true;
            one.segment.seq = {seen.rcv_nxt};
            one.is_changed = true;
          }},
    Fault{"needs no ACK bit",
          [](Passing& one, const Seen& seen) {
            if (!is_synchronized(seen) || one.segment.has_ack || one.segment.rst) return;
            one.segment.has_ack = true;
            one.segment.ack = {seen.snd_nxt};
            one.is_changed = true;
          }},
    Fault{"takes any ACK number",
          [](Passing& one, const Seen& seen) {
            if (!seen.has_syn || !one.segment.has_ack) return;
            if (one.segment.ack.value == seen.snd_nxt) return;
            one.segment.ack = {seen.snd_nxt};
            one.is_changed = true;
          }},
    Fault{"drops what has options or bits that it does not know",
          [](Passing& one, const Seen&) {
            constexpr unsigned kUsual = 0x1f;
            const bool has_reserved = (one.view.raw_options.data()[-8] & 0xf) != 0;
            const auto& options = one.view.raw_options;
            const bool is_unknown = std::find(options.begin(), options.end(), 253) != options.end();
            one.is_dropped = has_reserved || is_unknown || (one.view.flags.bits & ~kUsual) != 0;
          }},
    Fault{"resets for what it does not know",
          [](Passing& one, const Seen& seen) {
            const auto& options = one.view.raw_options;
            if (std::find(options.begin(), options.end(), 253) == options.end()) return;
            one.segment.rst = true;
            one.segment.seq = {seen.rcv_nxt};
            one.is_changed = true;
          }},
    Fault{.name = kTakesShortHeader},
    Fault{"has no PAWS",
          [](Passing& one, const Seen&) {
            if (!one.segment.has_ts) return;
            one.segment.ts_val = std::max(one.segment.ts_val, 1'000'000u);
            one.is_changed = true;
          }},
    Fault{"drops all that is old by its timestamp",
          [](Passing& one, const Seen&) {
            one.is_dropped = one.segment.has_ts && one.segment.ts_val < 1'000'000;
          }},
    Fault{.name = "tells its user of no text", .tells_no_text = true},
    Fault{.name = "does not tell its user of the end", .tells_no_close = true},
    Fault{.name = "sends nothing again",
          .outgoing =
              [](Passing& one, const Seen& seen) {
                const std::uint32_t end = one.segment.seq.value + length(one.segment);
                one.is_dropped =
                    length(one.segment) != 0 && seen.has_syn && !is_before(seen.snd_nxt, end);
              }},
    Fault{.name = "sends no options",
          .outgoing =
              [](Passing& one, const Seen&) {
                if (!one.segment.syn) return;
                one.segment.has_mss = one.segment.has_scale = one.segment.has_ts = false;
                one.is_changed = true;
              }},
    Fault{.name = "sends all options whoever asks",
          .outgoing =
              [](Passing& one, const Seen&) {
                if (!one.segment.syn) return;
                one.segment.has_scale = one.segment.has_ts = true;
                one.segment.ts_ecr = 7;
                one.is_changed = true;
              }},
    Fault{"believes that every peer takes 1460 bytes, and as many of them as there are",
          [](Passing& one, const Seen&) {
            if (one.segment.syn) one.segment.has_mss = true, one.segment.mss_bytes = 1460;
            one.segment.wnd = 0xffff;
            one.is_changed = true;
          }},
    Fault{"resets what comes after its FIN",
          [](Passing& one, const Seen& seen) {
            if (!seen.has_fin) return;
            one.segment.syn = one.segment.fin = false;
            one.segment.rst = true;
            one.segment.seq = {seen.rcv_nxt};
            one.is_changed = true;
          }},
    Fault{"adds an ACK to its RSTs", nullptr,
          [](Passing& one, const Seen&) {
            if (!one.segment.rst || one.segment.has_ack) return;
            one.segment.has_ack = true;
            one.segment.ack = {1};
            one.is_changed = true;
          }},
    Fault{"acknowledges one too few in a RST", nullptr,
          [](Passing& one, const Seen&) {
            if (!one.segment.rst || !one.segment.has_ack) return;
            --one.segment.ack.value;
            one.is_changed = true;
          }},
    Fault{"answers a SYN in TIME-WAIT as a new one",
          [](Passing& one, const Seen& seen) {
            if (!seen.has_fin || !one.segment.syn) return;
            one.segment.seq = {seen.rcv_nxt + 1000};
            one.is_changed = true;
          }},
};

}  // namespace twomsl::harness
