// Faults of what a stack sends by itself, of what it reads in headers, and of when it gives
// up: as
// stack_faults.hpp has them.
#pragma once

#include "tests/harness/stacks/stack_faults.hpp"

namespace twomsl::harness {

inline constexpr std::array kSendingFaults = {
    Fault{"leaves checksums to hardware", nullptr,
          [](Passing& one, const Seen&) { one.is_changed = one.has_wrong_checksum = true; }},
    Fault{"puts garbage behind its options", nullptr,
          [](Passing& one, const Seen&) {
            one.options = {0, 7, 7, 7};
            one.is_changed = true;
          }},
    Fault{"sends an option without a length", nullptr,
          [](Passing& one, const Seen&) {
            one.options = {253, 0, 0, 0};
            one.is_changed = true;
          }},
    Fault{"sends an MSS with everything", nullptr,
          [](Passing& one, const Seen&) {
            if (one.segment.syn) return;
            one.options = {2, 4, 5, 180};
            one.is_changed = true;
          }},
    Fault{"offers an MSS that no packet can carry", nullptr,
          [](Passing& one, const Seen&) {
            if (!one.segment.syn) return;
            one.segment.mss_bytes = 65'535;
            one.is_changed = true;
          }},
    Fault{"knows an MSS only where it comes first",
          [](Passing& one, const Seen&) {
            if (!one.segment.has_mss || one.view.raw_options[0] == 2) return;
            one.segment.mss_bytes = 1460;
            one.is_changed = true;
          }},
    Fault{"is silent to what is out of order and has a timestamp",
          [](Passing& one, const Seen& seen) {
            one.is_dropped = is_synchronized(seen) && !one.segment.syn && one.segment.has_ts &&
                             one.segment.seq.value != seen.rcv_nxt;
          }},
    Fault{"takes options with a SYN alone",
          [](Passing& one, const Seen&) {
            one.is_dropped = !one.segment.syn && !one.view.raw_options.empty();
          }},
    Fault{"takes the window for a number with a sign",
          [](Passing& one, const Seen&) {
            if (one.segment.wnd < 0x8000) return;
            one.segment.wnd = 0;
            one.is_changed = true;
          }},
    Fault{.name = "drops what has IP options", .drops_ip_options = true},
    Fault{.name = "ignores ICMP", .ignores_icmp = true},
    Fault{.name = "ends for any ICMP error", .ends_by_any_icmp = true},
    Fault{.name = "opens to anybody", .opens_to_anybody = true},
    Fault{.name = "forgets all when it listens", .forgets_all_when_it_listens = true},
    Fault{.name = "does not tell its user of an end", .tells_no_end = true},
    Fault{.name = "takes what it sends for acknowledged", .acknowledges_itself = true},
    Fault{.name = "gives up as soon as it has sent something again", .gives_up_at_once = true},
    Fault{.name = "has no wait", .has_no_wait = true},
    Fault{.name = "asks whether an idle peer is there", .is_never_idle = true},
    Fault{"takes its window back", nullptr,
          [](Passing& one, const Seen&) {
            one.segment.wnd -= (one.segment.ack.value & 0xfff) * 2;
            one.segment.wnd &= 0xffff;
            one.is_changed = true;
          }},
    Fault{"resets when a window gets little",
          [](Passing& one, const Seen& seen) {
            if (one.segment.syn || one.segment.wnd >= 1000) return;
            one.segment.rst = true;
            one.segment.seq = {seen.rcv_nxt};
            one.is_changed = true;
          }},
    Fault{"fills a window however little it opens",
          [](Passing& one, const Seen&) {
            if (one.segment.wnd == 0 || one.segment.wnd >= 100) return;
            one.segment.wnd = 0x7fff;
            one.is_changed = true;
          }},
    Fault{"waits for ever at a closed window", nullptr,
          [](Passing& one, const Seen& seen) {
            one.is_dropped = one.segment.text_bytes != 0 && seen.peer_wnd == 0;
          }},
    Fault{"keeps little for itself", nullptr,
          [](Passing& one, const Seen&) {
            one.is_dropped = one.segment.text_bytes != 0 && one.segment.text_bytes < 100;
          }},
    Fault{"pushes nothing", nullptr,
          [](Passing& one, const Seen&) {
            one.segment.psh = false;
            one.is_changed = true;
          }},
    Fault{"sends 100 bytes of each segment", nullptr,
          [](Passing& one, const Seen&) {
            if (one.text.size() <= 100) return;
            one.text.resize(100);
            one.segment.text_bytes = 100;
            one.is_changed = true;
          }},
    Fault{"begins every connection at 12345", nullptr,
          [](Passing& one, const Seen&) {
            if (!one.segment.syn) return;
            one.segment.seq = {12'345};
            one.is_changed = true;
          }},
    Fault{"begins each tuple a little behind the one before", nullptr,
          [](Passing& one, const Seen&) {
            if (!one.segment.syn) return;
            one.segment.seq = {one.view.destination.port * 10u};
            one.is_changed = true;
          }},
    Fault{"begins each tuple a little before the one before", nullptr,
          [](Passing& one, const Seen&) {
            if (!one.segment.syn) return;
            one.segment.seq = {0u - one.view.destination.port * 10u};
            one.is_changed = true;
          }},
    Fault{"begins anew below its old numbers", nullptr,
          [](Passing& one, const Seen& seen) {
            if (!one.segment.syn || !seen.has_fin) return;
            one.segment.seq = {seen.snd_nxt - 5000};
            one.is_changed = true;
          }},
};

}  // namespace twomsl::harness
