// Guards of SEGMENT ARRIVES.
#include "tests/transitions/row_guards.hpp"

namespace twomsl {
namespace {

const Segment<Concrete>& seg_of(const ConcreteStep& step) { return step.event.segment; }

// What ACK, text and FIN are looked at of: intact, in the window, timely, neither RST nor SYN.
bool is_in_sequence(const ConcreteStep& step) {
  const Segment<Concrete>& seg = seg_of(step);
  return has_arrived(step) && !seg.rst && !seg.syn && !is_unacceptable(step) &&
         timestamp_passes(step);
}

bool is_acceptable(const ConcreteStep& step) {
  return acceptable_in_sequence(step) && is_in_sequence(step);
}

// Before the connection is synchronized no window decides.
template <bool (*wanted)(const Segment<Concrete>&)>
bool is_first(const ConcreteStep& step) {
  return has_arrived(step) && wanted(seg_of(step));
}

bool is_rst(const Segment<Concrete>& seg) { return seg.rst; }
bool is_bare(const Segment<Concrete>& seg) { return !seg.rst && !seg.has_ack; }
bool is_ack(const Segment<Concrete>& seg) { return !seg.rst && seg.has_ack; }
bool is_syn_alone(const Segment<Concrete>& seg) { return is_bare(seg) && seg.syn; }
bool is_neither(const Segment<Concrete>& seg) { return is_bare(seg) && !seg.syn; }
bool is_rst_alone(const Segment<Concrete>& seg) { return seg.rst && !seg.has_ack; }
bool is_content(const Segment<Concrete>& seg) { return !seg.rst && !seg.syn; }

// The ACK is one of (SND.UNA, SND.NXT]; in SYN-SENT that is (ISS, SND.NXT].
bool acks_new(const ConcreteStep& step) {
  const SendSpace<Concrete>& snd = step.before.snd;
  return seg_of(step).has_ack && is_before(snd.una, seg_of(step).ack) &&
         is_at_or_before(seg_of(step).ack, snd.nxt);
}

bool acks_never_sent(const ConcreteStep& step) { return seg_of(step).has_ack && !acks_new(step); }

// Of a SYN-SENT.
template <bool (*wanted)(const Segment<Concrete>&), bool (*ack)(const ConcreteStep&)>
bool is_answer(const ConcreteStep& step) {
  return is_first<wanted>(step) && ack(step);
}

// Our FIN bears the number END.
bool acks_fin(const ConcreteStep& step) {
  const SendSpace<Concrete>& snd = step.before.snd;
  return is_acceptable(step) && snd.fin_queued && seg_of(step).ack == snd.end + 1u;
}

bool acks_no_fin(const ConcreteStep& step) { return is_acceptable(step) && !acks_fin(step); }

template <bool has_rst>
bool is_outside(const ConcreteStep& step) {
  const Segment<Concrete>& seg = seg_of(step);
  return has_arrived(step) && is_unacceptable(step) && seg.rst == has_rst && !seg.syn &&
         timestamp_passes(step);
}

bool has_old_timestamp(const ConcreteStep& step) {
  const Segment<Concrete>& seg = seg_of(step);
  return has_arrived(step) && is_content(seg) && step.before.ts.on && seg.has_ts &&
         !timestamp_passes(step);
}

bool lacks_timestamp(const ConcreteStep& step) {
  const Segment<Concrete>& seg = seg_of(step);
  return has_arrived(step) && is_content(seg) && step.before.ts.on && !seg.has_ts;
}

// Some of it lies in the window, and some before or behind it.
bool straddles(const ConcreteStep& step) {
  const Segment<Concrete>& seg = seg_of(step);
  const ReceiveSpace<Concrete>& rcv = step.before.rcv;
  return is_in_sequence(step) && 0u < rcv.wnd_bytes &&
         (is_before(seg.seq, rcv.nxt) || rcv.wnd_bytes < seg.seq + length(seg) - rcv.nxt);
}

bool is_early(const ConcreteStep& step) {
  return is_in_sequence(step) && is_before(step.before.rcv.nxt, seg_of(step).seq);
}

// A SYN in TIME-WAIT where RFC 6191 decides, by whether timestamps were and would be used.
template <bool old_ts, bool new_ts>
bool is_syn_in_wait(const ConcreteStep& step) {
  const Segment<Concrete>& seg = seg_of(step);
  return is_first<is_syn_alone>(step) && step.policy.time_wait.reopens &&
         step.policy.time_wait.reopening == Reopening::rfc6191 && step.before.ts.on == old_ts &&
         (seg.has_ts && step.policy.offers_timestamps) == new_ts;
}

bool has_new_number(const ConcreteStep& step) {
  return is_at_or_before(step.before.rcv.nxt, seg_of(step).seq);
}

bool has_new_timestamp(const ConcreteStep& step) {
  return is_before(Seq<Concrete>{step.before.ts.recent}, Seq<Concrete>{seg_of(step).ts_val});
}

bool has_same_timestamp(const ConcreteStep& step) {
  return step.before.ts.recent == seg_of(step).ts_val;
}

bool is_old_syn_with_ts(const ConcreteStep& step) {
  return (is_syn_in_wait<true, true>(step) && !has_new_timestamp(step) &&
          !(has_same_timestamp(step) && has_new_number(step))) ||
         (is_syn_in_wait<true, false>(step) && !has_new_number(step));
}

bool may_reopen_by_sequence(const ConcreteStep& step) {
  return is_first<is_syn_alone>(step) && step.policy.time_wait.reopens &&
         step.policy.time_wait.reopening == Reopening::by_sequence_or_timestamp &&
         has_new_number(step);
}

bool is_rst_outside(const ConcreteStep& step) {
  return is_first<is_rst>(step) && is_unacceptable(step);
}

bool is_rst_inside(const ConcreteStep& step) {
  const ReceiveSpace<Concrete>& rcv = step.before.rcv;
  const std::uint32_t ahead = seg_of(step).seq - rcv.nxt;
  return is_first<is_rst>(step) && 0u < ahead && ahead < rcv.wnd_bytes;
}

bool is_rst_at_next(const ConcreteStep& step) {
  return is_first<is_rst>(step) && seg_of(step).seq == step.before.rcv.nxt;
}

template <bool (*holds)(const ConcreteStep&), Origin origin>
bool is_of(const ConcreteStep& step) {
  return holds(step) && step.before.origin == origin;
}

bool is_syn(const ConcreteStep& step) {
  return has_arrived(step) && seg_of(step).syn && !seg_of(step).rst;
}

bool is_syn_inside(const ConcreteStep& step) {
  return is_syn(step) && !is_unacceptable(step) && timestamp_passes(step);
}

bool is_syn_challenged(const ConcreteStep& step) {
  return is_syn(step) && step.policy.time_wait.challenges_syn;
}

bool lacks_ack(const ConcreteStep& step) { return is_in_sequence(step) && !seg_of(step).has_ack; }

bool acks_out_of_range(const ConcreteStep& step) {
  return is_in_sequence(step) && seg_of(step).has_ack && !ack_is_acceptable(step);
}

bool acks_more(const ConcreteStep& step) { return is_in_sequence(step) && acks_new(step); }

bool acks_nothing_new(const ConcreteStep& step) {
  return is_acceptable(step) && is_at_or_before(seg_of(step).ack, step.before.snd.una);
}

bool acks_too_much(const ConcreteStep& step) {
  return acks_out_of_range(step) && is_before(step.before.snd.nxt, seg_of(step).ack);
}

bool updates_window(const ConcreteStep& step) {
  const SendSpace<Concrete>& snd = step.before.snd;
  const Segment<Concrete>& seg = seg_of(step);
  return is_acceptable(step) && is_at_or_before(snd.una, seg.ack) &&
         (is_before(snd.wl1, seg.seq) || (snd.wl1 == seg.seq && is_at_or_before(snd.wl2, seg.ack)));
}

bool leaves_nothing_in_flight(const ConcreteStep& step) {
  return is_acceptable(step) && seg_of(step).ack == step.before.snd.nxt;
}

bool is_urgent(const ConcreteStep& step) { return is_acceptable(step) && seg_of(step).urg; }

bool brings_text(const ConcreteStep& step) {
  return is_acceptable(step) && 0u < seg_of(step).text_bytes;
}

bool brings_next_text(const ConcreteStep& step) {
  const Segment<Concrete>& seg = seg_of(step);
  const std::uint32_t old = step.before.rcv.nxt - seg.seq;
  return brings_text(step) && is_at_or_before(seg.seq, step.before.rcv.nxt) && old < seg.text_bytes;
}

bool brings_fin(const ConcreteStep& step) { return has_arrived(step) && seg_of(step).fin; }

const RowGuard kArrivalGuards[] = {
    {"SEGMENT ARRIVES", "0 checksum", "bad checksum",
     [](const ConcreteStep& step) { return !step.event.checksum_ok; }},
    {"SEGMENT ARRIVES", "0 address",
     "SYN from invalid source, or SYN to broadcast/multicast address",
     [](const ConcreteStep& step) {
       return step.event.checksum_ok && !step.event.address_valid && seg_of(step).syn;
     }},
    {"SEGMENT ARRIVES", "RST", "RST set", is_first<is_rst>},
    {"SEGMENT ARRIVES", "ACK off", "no RST, no ACK", is_first<is_bare>},
    {"SEGMENT ARRIVES", "ACK on", "no RST, ACK", is_first<is_ack>},
    {"SEGMENT ARRIVES", "1 RST", "RST set", is_first<is_rst>},
    {"SEGMENT ARRIVES", "2 ACK", "ACK set", is_first<is_ack>},
    {"SEGMENT ARRIVES", "3 SYN", "SYN, security ok", is_first<is_syn_alone>},
    {"SEGMENT ARRIVES", "4 other", "anything else", is_first<is_neither>},
    {"SEGMENT ARRIVES", "1 ACK", "ACK set, SEG.ACK <= ISS or > SND.NXT, no RST",
     is_answer<is_ack, acks_never_sent>},
    {"SEGMENT ARRIVES", "1 ACK", "ACK set, SEG.ACK <= ISS or > SND.NXT, RST",
     is_answer<is_rst, acks_never_sent>},
    {"SEGMENT ARRIVES", "2 RST", "RST and ACK acceptable", is_answer<is_rst, acks_new>},
    {"SEGMENT ARRIVES", "2 RST", "RST without ACK", is_first<is_rst_alone>},
    {"SEGMENT ARRIVES", "4 SYN", "SYN and acceptable ACK (SND.UNA > ISS)",
     [](const ConcreteStep& step) { return is_syn(step) && acks_new(step); }},
    {"SEGMENT ARRIVES", "4 SYN", "SYN, no ACK (simultaneous open)", is_first<is_syn_alone>},
    {"SEGMENT ARRIVES", "5 other", "neither SYN nor RST",
     [](const ConcreteStep& step) {
       return is_first<is_content>(step) && (!seg_of(step).has_ack || acks_new(step));
     }},
    {"SEGMENT ARRIVES", "1 sequence", "unacceptable by Table 6, no RST", is_outside<false>},
    {"SEGMENT ARRIVES", "1 sequence", "unacceptable by Table 6, RST", is_outside<true>},
    {"SEGMENT ARRIVES", "1 PAWS (before sequence)",
     "TS negotiated, SEG.TSval < TS.Recent, TS.Recent valid, no RST", has_old_timestamp},
    {"SEGMENT ARRIVES", "1 PAWS (before sequence)", "TS negotiated, TSopt missing, no RST",
     lacks_timestamp},
    {"SEGMENT ARRIVES", "1 trim", "acceptable but straddles window", straddles},
    {"SEGMENT ARRIVES", "1 order", "acceptable, SEG.SEQ > RCV.NXT", is_early},
    {"SEGMENT ARRIVES", "1 SYN improved",
     "SYN, old connection used TS, SYN has TS and reply would, TSval > last TSval",
     [](const ConcreteStep& s) { return is_syn_in_wait<true, true>(s) && has_new_timestamp(s); }},
    {"SEGMENT ARRIVES", "1 SYN improved",
     "SYN, old TS, new TS, TSval = last TSval, SEQ > last peer sequence number",
     [](const ConcreteStep& step) {
       return is_syn_in_wait<true, true>(step) && has_same_timestamp(step) && has_new_number(step);
     }},
    {"SEGMENT ARRIVES", "1 SYN improved",
     "SYN, old TS, new without TS, SEQ > last peer sequence number",
     [](const ConcreteStep& s) { return is_syn_in_wait<true, false>(s) && has_new_number(s); }},
    {"SEGMENT ARRIVES", "1 SYN improved", "SYN, old TS, none of the above", is_old_syn_with_ts},
    {"SEGMENT ARRIVES", "1 SYN improved", "SYN, old without TS, new with TS",
     is_syn_in_wait<false, true>},
    {"SEGMENT ARRIVES", "1 SYN improved",
     "SYN, old without TS, new without TS, SEQ > last peer sequence number",
     [](const ConcreteStep& s) { return is_syn_in_wait<false, false>(s) && has_new_number(s); }},
    {"SEGMENT ARRIVES", "1 SYN improved", "SYN, old without TS, otherwise",
     [](const ConcreteStep& s) { return is_syn_in_wait<false, false>(s) && !has_new_number(s); }},
    {"SEGMENT ARRIVES", "1 SYN basic",
     "SYN, SEQ > last peer sequence number, implementation uses MAY-2", may_reopen_by_sequence},
    {"SEGMENT ARRIVES", "2 RST", "RST, SEQ outside window", is_rst_outside},
    {"SEGMENT ARRIVES", "2 RST", "RST, RCV.NXT < SEQ < RCV.NXT+RCV.WND", is_rst_inside},
    {"SEGMENT ARRIVES", "2 RST", "RST, SEQ = RCV.NXT, passive OPEN",
     is_of<is_rst_at_next, Origin::passive>},
    {"SEGMENT ARRIVES", "2 RST", "RST, SEQ = RCV.NXT, active OPEN",
     is_of<is_rst_at_next, Origin::active>},
    {"SEGMENT ARRIVES", "2 RST", "RST, SEQ = RCV.NXT", is_rst_at_next},
    {"SEGMENT ARRIVES", "2 RST", "RST",
     [](const ConcreteStep& s) { return is_rst_at_next(s) && !s.policy.time_wait.accepts_rst; }},
    {"SEGMENT ARRIVES", "4 SYN", "SYN in window, passive OPEN",
     is_of<is_syn_inside, Origin::passive>},
    {"SEGMENT ARRIVES", "4 SYN", "SYN, active OPEN", is_of<is_syn_inside, Origin::active>},
    {"SEGMENT ARRIVES", "4 SYN", "SYN, any sequence number", is_syn},
    {"SEGMENT ARRIVES", "4 SYN", "SYN not accepted as a new connection", is_syn_challenged},
    {"SEGMENT ARRIVES", "5 ACK", "ACK bit off", lacks_ack},
    {"SEGMENT ARRIVES", "5 ACK", "SEG.ACK not in [SND.UNA-MAX.SND.WND, SND.NXT]",
     acks_out_of_range},
    {"SEGMENT ARRIVES", "5 ACK", "SND.UNA < SEG.ACK <= SND.NXT", acks_more},
    {"SEGMENT ARRIVES", "5 ACK", "SEG.ACK unacceptable",
     [](const ConcreteStep& step) { return is_acceptable(step) && !acks_new(step); }},
    {"SEGMENT ARRIVES", "5 ACK", "SEG.ACK <= SND.UNA (duplicate)", acks_nothing_new},
    {"SEGMENT ARRIVES", "5 ACK", "SEG.ACK > SND.NXT", acks_too_much},
    {"SEGMENT ARRIVES", "5 ACK", "SND.UNA <= SEG.ACK <= SND.NXT and segment newer by WL1/WL2",
     updates_window},
    {"SEGMENT ARRIVES", "5 ACK", "own FIN now acknowledged", acks_fin},
    {"SEGMENT ARRIVES", "5 ACK", "retransmission queue empty", leaves_nothing_in_flight},
    {"SEGMENT ARRIVES", "5 ACK", "own FIN acknowledged", acks_fin},
    {"SEGMENT ARRIVES", "5 ACK", "own FIN not acknowledged", acks_no_fin},
    {"SEGMENT ARRIVES", "5 ACK", "retransmitted FIN of the peer",
     [](const ConcreteStep& s) { return is_retransmission_to_wait(s) && seg_of(s).fin; }},
    {"SEGMENT ARRIVES", "6 URG", "URG", is_urgent},
    {"SEGMENT ARRIVES", "7 text", "data at RCV.NXT", brings_next_text},
    {"SEGMENT ARRIVES", "7 text", "data", brings_text},
    {"SEGMENT ARRIVES", "8 FIN", "FIN, own FIN not acknowledged",
     [](const ConcreteStep& step) { return brings_fin(step) && acks_no_fin(step); }},
    {"SEGMENT ARRIVES", "8 FIN", "FIN", brings_fin},
};

}  // namespace

std::span<const RowGuard> arrival_guards() { return kArrivalGuards; }

}  // namespace twomsl
