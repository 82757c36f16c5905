// What a step does with text, by contract: what it takes of a segment, what it holds ahead of
// RCV.NXT.
//
// To merge four ranges is what bit-vectors decide badly. So it is proved once, as integers modulo
// 2^32 (theorem RANGES), that core/reassembly.hpp keeps the contract below; and that trim() keeps
// its own (theorem TRIM). Steps are proved in a domain in which these answer anything that their
// contract permits.
#pragma once

#include "core/connection/window.hpp"
#include "proofs/explorer.hpp"
#include "spec/laws/reassembly_laws.hpp"

namespace twomsl::proof {

/// Symbolic, but for the ranges.
struct ByContract : Symbolic {};

/// Any number: what the contract says of it holds of every number.
template <class D>
struct RangesBefore {
  HeldRanges<D> held{};
  Seq<D> nxt{};
  Seq<D> number{};
};

template <class D>
[[nodiscard]] Bool is_none(const Range<D>& range) {
  return range.begin == range.end;
}

/// Each is empty, or lies ahead of `nxt` by no more than 2^30.
template <class D>
[[nodiscard]] Bool is_ahead(const Range<D>& range, const Seq<D>& nxt) {
  using U32 = typename D::U32;
  const U32 begin = range.begin - nxt;
  const U32 end = range.end - nxt;
  return U32(0u) < begin && begin < end && end <= U32(kLargestWindow);
}

/// What the code may be given to hold: nothing, or a range ahead.
template <class D>
[[nodiscard]] Bool may_be_added(const RangesBefore<D>& before, const Range<D>& added) {
  return is_none(added) || is_ahead(added, before.nxt);
}

template <class D>
[[nodiscard]] Bool is_same_range(const Range<D>& a, const Range<D>& b) {
  return a.begin == b.begin && a.end == b.end;
}

/// hold_range(): each range is one from before, or the added one with those that it joins, or none;
/// nothing is held that was not, and that `added` does not bring.
template <class D>
[[nodiscard]] Bool holds_by_contract(const RangesBefore<D>& before, const Range<D>& added,
                                     const Bool& placed, const HeldRanges<D>& after) {
  Bool kept = are_apart<D>(after, before.nxt);
  Bool unchanged(true);
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const Range<D>& range = after[i];
    Bool begins = range.begin == added.begin;
    Bool ends = range.end == added.end;
    for (const Range<D>& old : before.held) {
      begins = begins || (range.begin == old.begin && !is_none(old));
      ends = ends || (range.end == old.end && !is_none(old));
    }
    kept = kept && (is_none(range) || (begins && ends));
    unchanged = unchanged && is_same_range(range, before.held[i]);
  }
  const Bool comes = is_held<D>(before.held, before.number) ||
                     before.number - added.begin < added.end - added.begin;
  return implies(!placed, unchanged) &&
         implies(placed && !is_none(added), is_held<D>(after, added.begin)) && kept &&
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
    kept = kept && (is_none(after[i]) || stays);
    ends = ends || (reached == old.end && !is_none(old));
  }
  return kept && ends && nxt - before.nxt <= reached - before.nxt &&
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

/// Stand in for core/reassembly.hpp and trim() wherever a step works on this domain.
[[nodiscard]] Trimmed<ByContract> trim(const Connection<ByContract>& c,
                                       const Segment<ByContract>& seg);
[[nodiscard]] Bool hold_range(HeldRanges<ByContract>& held, const Range<ByContract>& added);
[[nodiscard]] Seq<ByContract> absorb(HeldRanges<ByContract>& held, const Seq<ByContract>& nxt);

/// The number that the contract speaks of, for laws to ask about.
[[nodiscard]] Seq<ByContract> any_number();

}  // namespace twomsl::proof
