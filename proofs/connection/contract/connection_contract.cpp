// See connection_contract.hpp.
#include "proofs/connection/contract/connection_contract.hpp"

#include "proofs/table/table_model.hpp"

namespace twomsl::proof {
namespace {

// Any ranges, counted from `origin`.
HeldRanges<ByContract> any_ranges(const std::string& name, const Seq<ByContract>& origin) {
  HeldRanges<ByContract> ranges;
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const std::string range = name + std::to_string(i);
    ranges[i] = {origin + any_word(range + ".begin"), origin + any_word(range + ".end")};
  }
  return ranges;
}

// What the step started from: these symbols are the connection's own, and of a FIN noted in it.
RangesBefore<ByContract> ranges_before(const HeldRanges<ByContract>& held) {
  return {held,
          {any_word("rcv.nxt")},
          any_number(),
          {any_word("rcv.wnd_bytes"), any_word("noted.fin#1")}};
}

}  // namespace

Seq<ByContract> any_number() { return {any_word("any.number")}; }

Bool is_acceptable(const Connection<ByContract>& c, const Segment<ByContract>& seg) {
  const Bool accepted = any_bool(fresh("accepted"));
  assume_contract(is_judgeable(c, seg), accepts_by_contract(c.rcv, seg, accepted));
  return accepted;
}

Bool is_ack_in_range(const Connection<ByContract>& c, const Seq<ByContract>& ack) {
  const Bool in_range = number_is_acceptable(c.snd, ack);
  assume_contract(has_range(c.snd), ranges_by_contract(c.snd, ack, in_range));
  return in_range;
}

Bool awaits_answer(const StepContext<ByContract>& ctx) {
  const Bool awaits = any_bool(fresh("awaits"));
  assume_contract(has_classes(ctx.c, ctx.now),
                  awaits_by_contract(ctx.c, ctx.event.segment, ctx.now, awaits));
  return awaits;
}

Symbolic::U32 opened_window(const Connection<ByContract>& c) {
  const Symbolic::U32 opened = any_word(fresh("window.opened"));
  assume_contract(is_openable(c), opens_by_contract(c, opened));
  return opened;
}

void measure(Retransmission<ByContract>& rtx, const Timeouts<ByContract>& limits,
             const Duration<ByContract>&) {
  rtx.rto = {any_quad(fresh("measured.rto_us"))};
  rtx.srtt = {any_quad(fresh("measured.srtt_us"))};
  rtx.rttvar = {any_quad(fresh("measured.rttvar_us"))};
  assume_contract(limits.rto_min <= limits.rto_max, measures_by_contract(limits, rtx.rto));
}

void note_fin(Connection<ByContract>& c, const Trimmed<ByContract>& piece) {
  const Connection<ByContract> before = c;
  c.rcv.fin = c.rcv.nxt + any_word(fresh("noted.fin"));
  c.rcv.fin_seen = any_bool(fresh("noted.fin_seen"));
  assume_contract(may_be_noted(before, piece), notes_by_contract(before, piece, c));
}

Bool hold_range(HeldRanges<ByContract>& held, const Range<ByContract>& added) {
  const RangesBefore<ByContract> before = ranges_before(held);
  const Bool placed = any_bool(fresh("contract.placed"));
  held = any_ranges(fresh("contract.held"), before.nxt);
  assume_contract(are_apart<ByContract>(before.held, before.nxt) && may_be_added(before, added),
                  holds_by_contract(before, added, placed, held));
  return placed;
}

Seq<ByContract> absorb(HeldRanges<ByContract>& held, const Seq<ByContract>& nxt) {
  const RangesBefore<ByContract> before = ranges_before(held);
  const Seq<ByContract> reached = nxt + any_word(fresh("contract.gained"));
  held = any_ranges(fresh("contract.left"), reached);
  const Bool is_near = nxt - before.nxt <= Symbolic::U32(kLargestWindow);
  assume_contract(are_apart<ByContract>(before.held, before.nxt) && is_near,
                  absorbs_by_contract(before, nxt, reached, held));
  return reached;
}

Trimmed<ByContract> trim(const Connection<ByContract>& c, const Segment<ByContract>& seg) {
  const Trimmed<ByContract> piece{c.rcv.nxt + any_word(fresh("trim.ahead")),
                                  any_word(fresh("trim.skip_bytes")),
                                  any_word(fresh("trim.take_bytes")), any_bool(fresh("trim.fin"))};
  assume_contract(is_judgeable(c, seg), trims_by_contract(c.rcv, seg, piece));
  return piece;
}

}  // namespace twomsl::proof
