// What a step does with text, by contract: which segments it accepts, what it takes of them, what
// it holds ahead of RCV.NXT, how the window opens; and what it measures.
//
// To merge ranges is what bit-vectors decide badly. So it is proved once, as integers modulo 2^32
// and of lists of any length (theorem RANGES), that core/connection/reassembly.hpp keeps the
// contract below for the ranges that are looked at; and that the others keep theirs (theorem
// CONTRACT). Steps are proved in a domain in which all of these answer anything that their contract
// permits.
#pragma once

#include "core/connection/retransmission_timer.hpp"
#include "core/connection/segment_arrives/fin.hpp"
#include "proofs/engine/explorer.hpp"
#include "spec/laws/connection/acceptability.hpp"
#include "spec/laws/connection/connection_invariant.hpp"
#include "spec/laws/connection/reassembly_laws.hpp"

namespace twomsl::proof {

/// Symbolic, but for the ranges.
struct ByContract : Symbolic {};

/// What is held ahead of `nxt`. Any number, any limit: what the contract says of them holds of all.
template <class D>
struct RangesBefore {
  HeldRanges<D> held{};
  Seq<D> nxt{};
  Seq<D> number{};
  std::array<typename D::U32, 2> limits{};
};

/// Each is empty, or lies ahead of `nxt` by no more than 2^30.
template <class D>
[[nodiscard]] Bool is_ahead(const Range<D>& range, const Seq<D>& nxt) {
  using U32 = typename D::U32;
  const U32 begin = range.begin - nxt;
  const U32 end = range.end - nxt;
  return U32(0u) < begin && begin < end && end <= U32(kLargestWindow);
}

/// No range ends further than `limit` after `nxt`.
template <class D>
[[nodiscard]] Bool end_within(const HeldRanges<D>& held, const Seq<D>& nxt,
                              const typename D::U32& limit) {
  Bool within(true);
  for (const Range<D>& range : held) {
    within = within && (is_empty(range) || range.end - nxt <= limit);
  }
  return within;
}

/// The window is one that can be offered.
template <class D>
[[nodiscard]] Bool is_judgeable(const Connection<D>& c) {
  return c.rcv.wnd_bytes <= typename D::U32(kLargestWindow);
}

/// The same, and the segment is no longer than a datagram.
template <class D>
[[nodiscard]] Bool is_judgeable(const Connection<D>& c, const Segment<D>& seg) {
  return is_judgeable(c) && seg.text_bytes <= typename D::U32(0xffffu);
}

/// The window and the text on hand fit the buffer.
template <class D>
[[nodiscard]] Bool is_openable(const Connection<D>& c) {
  return is_judgeable(c) && c.rcv.buffer_bytes <= typename D::U32(kLargestWindow) &&
         text_on_hand(c) <= c.rcv.buffer_bytes;
}

/// What the code may be given to hold: nothing, or a range ahead.
template <class D>
[[nodiscard]] Bool may_be_added(const RangesBefore<D>& before, const Range<D>& added) {
  return is_empty(added) || is_ahead(added, before.nxt);
}

template <class D>
[[nodiscard]] Bool is_same_range(const Range<D>& a, const Range<D>& b) {
  return a.begin == b.begin && a.end == b.end;
}

/// What ended within `limit` of the old RCV.NXT, text in order and ranges, still does.
template <class D>
[[nodiscard]] Bool stays_within(const RangesBefore<D>& before, const typename D::U32& limit,
                                const Range<D>& nxt_to_reached, const HeldRanges<D>& after) {
  const auto moved = nxt_to_reached.begin - before.nxt;
  const auto reached = nxt_to_reached.end - before.nxt;
  return implies(moved <= limit && limit <= typename D::U32(kLargestWindow) &&
                     end_within<D>(before.held, before.nxt, limit),
                 reached <= limit && end_within<D>(after, nxt_to_reached.end, limit - reached));
}

/// hold_range(): each range is one from before, or the added one with those that it joins, or none;
/// nothing is held that was not, and that `added` does not bring.
template <class D>
[[nodiscard]] Bool holds_by_contract(const RangesBefore<D>& before, const Range<D>& added,
                                     const Bool& placed, const HeldRanges<D>& after) {
  Bool kept = are_apart<D>(after, before.nxt);
  Bool unchanged(true);
  Bool any_before(false);
  Bool any_after(false);
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const Range<D>& range = after[i];
    Bool begins = range.begin == added.begin && !is_empty(added);
    Bool ends = range.end == added.end && !is_empty(added);
    for (const Range<D>& old : before.held) {
      begins = begins || (range.begin == old.begin && !is_empty(old));
      ends = ends || (range.end == old.end && !is_empty(old));
    }
    kept = kept && (is_empty(range) || (begins && ends));
    unchanged = unchanged && is_same_range(range, before.held[i]);
    any_before = any_before || !is_empty(before.held[i]);
    any_after = any_after || !is_empty(range);
  }
  const Bool comes = is_held<D>(before.held, before.number) ||
                     before.number - added.begin < added.end - added.begin;
  return implies(!placed, unchanged) && any_after == (any_before || placed) &&
         implies(placed, !is_empty(added) && is_held<D>(after, added.begin)) && kept &&
         implies(is_held<D>(after, before.number), comes);
}

/// absorb(): RCV.NXT moves from `nxt` to `reached` over held numbers alone; of the ranges those
/// stay that lie ahead of it.
template <class D>
[[nodiscard]] Bool absorbs_by_contract(const RangesBefore<D>& before, const Seq<D>& nxt,
                                       const Seq<D>& reached, const HeldRanges<D>& after) {
  Bool kept(true);
  Bool ends = reached == nxt;
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const Range<D>& old = before.held[i];
    const Bool stays = is_same_range(after[i], old) && is_ahead(old, reached);
    kept = kept && (is_empty(after[i]) || stays);
    ends = ends || (reached == old.end && !is_empty(old));
  }
  return kept && are_apart<D>(after, reached) &&
         stays_within(before, before.limits[0], {nxt, reached}, after) &&
         stays_within(before, before.limits[1], {nxt, reached}, after) && ends &&
         nxt - before.nxt <= reached - before.nxt &&
         implies(before.number - nxt < reached - nxt, is_held<D>(before.held, before.number)) &&
         implies(is_held<D>(after, before.number), is_held<D>(before.held, before.number));
}

/// trim(): a piece of the segment's text that lies in the window, before a FIN seen; it begins at
/// RCV.NXT, or where the text begins. What begins at RCV.NXT is taken as far as the window goes.
template <class D>
[[nodiscard]] Bool trims_by_contract(const ReceiveSpace<D>& rcv, const Segment<D>& seg,
                                     const Trimmed<D>& piece) {
  using U32 = typename D::U32;
  const Seq<D> first = seg.seq + one_if<D>(seg.syn);
  const U32 ahead = piece.begin - rcv.nxt;
  const U32 end = ahead + piece.take_bytes;
  const Bool is_piece =
      piece.skip_bytes <= seg.text_bytes && piece.skip_bytes + piece.take_bytes <= seg.text_bytes;
  const Bool is_inside = ahead <= rcv.wnd_bytes && end <= rcv.wnd_bytes &&
                         implies(rcv.fin_seen, end <= rcv.fin - rcv.nxt);
  const Bool is_whole =
      piece.skip_bytes == U32(0u) &&
      (rcv.fin_seen || piece.take_bytes == smaller(seg.text_bytes, rcv.wnd_bytes));
  return piece.begin == first + piece.skip_bytes &&
         (ahead == U32(0u) || (piece.skip_bytes == U32(0u) && ahead < rcv.wnd_bytes)) &&
         (piece.take_bytes == U32(0u) || (is_piece && is_inside)) &&
         implies(piece.fin, seg.fin && !rcv.fin_seen && is_piece && end < rcv.wnd_bytes &&
                                piece.skip_bytes + piece.take_bytes == seg.text_bytes) &&
         implies(first == rcv.nxt, is_whole);
}

/// A FIN that has been seen lies in the window, and nothing that is held lies beyond it.
template <class D>
[[nodiscard]] Bool fin_bounds_text(const Connection<D>& c) {
  const auto fin_ahead = c.rcv.fin - c.rcv.nxt;
  return are_apart<D>(c.held, c.rcv.nxt) && end_within<D>(c.held, c.rcv.nxt, c.rcv.wnd_bytes) &&
         implies(c.rcv.fin_seen,
                 fin_ahead < c.rcv.wnd_bytes && end_within<D>(c.held, c.rcv.nxt, fin_ahead));
}

/// What note_fin() may be given: a piece in the window, before the FIN that has been seen.
template <class D>
[[nodiscard]] Bool may_be_noted(const Connection<D>& c, const Trimmed<D>& piece) {
  using U32 = typename D::U32;
  const U32 ahead = piece.begin - c.rcv.nxt;
  const U32 end = ahead + piece.take_bytes;
  return fin_bounds_text(c) && is_judgeable(c) &&
         c.rcv.has_held == !(is_empty(c.held[0]) && is_empty(c.held[1]) && is_empty(c.held[2]) &&
                             is_empty(c.held[3])) &&
         implies(piece.fin, !c.rcv.fin_seen && end < c.rcv.wnd_bytes && ahead <= end) &&
         (piece.take_bytes == U32(0u) ||
          implies(c.rcv.fin_seen, end <= c.rcv.fin - c.rcv.nxt && ahead <= end));
}

/// note_fin(): a FIN once seen stays where it is; one that is new ends the piece. It bounds what is
/// held, and the piece if that has text or is next.
template <class D>
[[nodiscard]] Bool notes_by_contract(const Connection<D>& before, const Trimmed<D>& piece,
                                     const Connection<D>& after) {
  using U32 = typename D::U32;
  const U32 ahead = piece.begin - before.rcv.nxt;
  const U32 end = ahead + piece.take_bytes;
  const U32 fin_ahead = after.rcv.fin - before.rcv.nxt;
  const Bool counts = !(piece.take_bytes == U32(0u)) || ahead == U32(0u);
  return fin_bounds_text(after) &&
         implies(before.rcv.fin_seen,
                 after.rcv.fin_seen && fin_ahead == before.rcv.fin - before.rcv.nxt) &&
         implies(after.rcv.fin_seen && !before.rcv.fin_seen, piece.fin && fin_ahead == end) &&
         implies(after.rcv.fin_seen && counts, ahead <= end && end <= fin_ahead);
}

/// is_acceptable(): one of the four rows, as the law has them, or what probes a window of zero.
template <class D>
[[nodiscard]] Bool accepts_by_contract(const ReceiveSpace<D>& rcv, const Segment<D>& seg,
                                       const Bool& accepted) {
  return accepted == (matches_table_row(rcv, seg) || probes_zero_window(rcv, seg));
}

/// A range of ACKs can be told: windows and numbers as a connection has them.
template <class D>
[[nodiscard]] Bool has_range(const SendSpace<D>& snd) {
  using U32 = typename D::U32;
  const U32 largest(kLargestWindow);
  return snd.max_wnd_bytes <= largest && snd.acked_count <= largest &&
         snd.nxt - snd.una <= largest + U32(1u);
}

/// is_ack_in_range(): as the law has it.
template <class D>
[[nodiscard]] Bool ranges_by_contract(const SendSpace<D>& snd, const Seq<D>& ack,
                                      const Bool& in_range) {
  return in_range == number_is_acceptable(snd, ack);
}

/// What class R is told from: a range of ACKs, and a clock that runs.
template <class D>
[[nodiscard]] Bool has_classes(const Connection<D>& c, const Instant<D>& now) {
  return has_range(c.snd) && c.rcv.buffer_bytes <= typename D::U32(kLargestWindow) &&
         has_passed(c.ts.recent_at, now) && now < Instant<D>{typename D::U64(kLastInstantUs)};
}

/// awaits_answer(): class R, as the law has it.
template <class D>
[[nodiscard]] Bool awaits_by_contract(const Connection<D>& c, const Segment<D>& seg,
                                      const Instant<D>& now, const Bool& awaits) {
  return awaits == is_of_class_r(c, seg, now);
}

/// opened_window(): the window that was, or a larger one that the buffer permits.
template <class D>
[[nodiscard]] Bool opens_by_contract(const Connection<D>& c, const typename D::U32& opened) {
  const auto free = c.rcv.buffer_bytes - text_on_hand(c);
  return opened == c.rcv.wnd_bytes ||
         (c.rcv.wnd_bytes < opened && opened <= free && !fin_received(c));
}

/// measure(): a timer within its limits.
template <class D>
[[nodiscard]] Bool measures_by_contract(const Timeouts<D>& limits, const Duration<D>& rto) {
  return limits.rto_min <= rto && rto <= limits.rto_max;
}

/// Stand in for what core/ has under these names, wherever a step works on this domain.
[[nodiscard]] Trimmed<ByContract> trim(const Connection<ByContract>& c,
                                       const Segment<ByContract>& seg);
[[nodiscard]] Bool is_acceptable(const Connection<ByContract>& c, const Segment<ByContract>& seg);
[[nodiscard]] Bool is_ack_in_range(const Connection<ByContract>& c, const Seq<ByContract>& ack);
[[nodiscard]] Bool awaits_answer(const StepContext<ByContract>& ctx);
[[nodiscard]] Symbolic::U32 opened_window(const Connection<ByContract>& c);
void measure(Retransmission<ByContract>& rtx, const Timeouts<ByContract>& limits,
             const Duration<ByContract>& measured);
void note_fin(Connection<ByContract>& c, const Trimmed<ByContract>& piece);
[[nodiscard]] Bool hold_range(HeldRanges<ByContract>& held, const Range<ByContract>& added);
[[nodiscard]] Seq<ByContract> absorb(HeldRanges<ByContract>& held, const Seq<ByContract>& nxt);

/// The number that the contract speaks of, for laws to ask about.
[[nodiscard]] Seq<ByContract> any_number();

}  // namespace twomsl::proof
