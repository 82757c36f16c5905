// INV-OPT: what was offered in our SYN, and in the peer's, is what is used afterwards, whatever the
// policy says by then (RFC 9293 section 3.7.1; RFC 7323 sections 2.2, 2.3 and 3.2).
#pragma once

#include "spec/laws/connection/connection_step.hpp"

namespace twomsl {

/// What the two SYNs of a connection have agreed on, or what ours offers as long as the peer's has
/// not come.
template <class D>
struct AgreedOptions {
  typename D::U32 offered_mss_bytes{};
  typename D::Bool scaling{};
  typename D::U32 scale{};
  typename D::Bool timestamps{};
};

template <class D>
[[nodiscard]] constexpr AgreedOptions<D> agreed_by(const Connection<D>& c) {
  return {c.offered_mss_bytes, c.rcv.scaling, c.rcv.scale, c.ts.on};
}

/// What a SYN of this policy offers.
template <class D>
[[nodiscard]] constexpr AgreedOptions<D> offered_by(const Policy<D>& policy) {
  using Bool = typename D::Bool;
  return {policy.mss_bytes, Bool(policy.offers_scale),
          policy.offers_scale ? policy.scale : typename D::U32(0u), Bool(policy.offers_timestamps)};
}

/// What is left of an offer once the peer's SYN has come.
template <class D>
[[nodiscard]] constexpr AgreedOptions<D> answered_by(const AgreedOptions<D>& offer,
                                                     const Segment<D>& syn) {
  const auto scaling = offer.scaling && syn.has_scale;
  return {offer.offered_mss_bytes, scaling, select(scaling, offer.scale, typename D::U32(0u)),
          offer.timestamps && syn.has_ts};
}

template <class D>
[[nodiscard]] constexpr typename D::Bool is_same(const AgreedOptions<D>& a,
                                                 const AgreedOptions<D>& b) {
  return a.offered_mss_bytes == b.offered_mss_bytes && a.scaling == b.scaling &&
         a.scale == b.scale && a.timestamps == b.timestamps;
}

/// The peer's side: the shift by which its windows are read, and the segment size, by its SYN.
template <class D>
[[nodiscard]] constexpr typename D::Bool reads_peer_by(const ConnectionStep<D>& step,
                                                       const Segment<D>& syn) {
  using U32 = typename D::U32;
  const Connection<D>& c = step.after;
  const U32 shift = select(c.rcv.scaling, smaller(syn.scale, U32(14u)), U32(0u));
  const U32 peer_mss = select(syn.has_mss, syn.mss_bytes, step.event.initial.default_mss_bytes);
  return c.snd.scale == shift && (c.snd.mss_bytes <= peer_mss || peer_mss < U32(kSmallestMss)) &&
         c.snd.mss_bytes <= c.offered_mss_bytes;
}

/// A SYN bears what its control block uses.
template <class D>
[[nodiscard]] constexpr typename D::Bool syn_bears_offer(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.outcome.segment;
  const Connection<D>& c = step.after;
  const typename D::U32 word(0xffffu);
  return seg.has_mss && seg.mss_bytes == c.offered_mss_bytes && seg.has_scale == c.rcv.scaling &&
         implies(seg.has_scale, seg.scale == c.rcv.scale) && seg.has_ts == c.ts.on &&
         seg.wnd == smaller(c.rcv.wnd_bytes, word);
}

/// Any other segment offers the window that is kept, by the agreed shift: all of it but what the
/// shift hides, or as much as a word says. A RST says nothing of it; a wait that begins has
/// forgotten the shift, and offers no more than before.
template <class D>
[[nodiscard]] constexpr typename D::Bool window_is_scaled_as_agreed(const ConnectionStep<D>& step) {
  using U32 = typename D::U32;
  const Segment<D>& seg = step.outcome.segment;
  const bool enters = step.after.state == State::time_wait && step.before.state != State::time_wait;
  const ReceiveSpace<D>& rcv = enters ? step.before.rcv : step.after.rcv;
  const U32 said = D::scale_up(seg.wnd, rcv.scale);
  const U32 unit = D::scale_up(U32(1u), rcv.scale);
  return seg.rst ||
         (said <= rcv.wnd_bytes &&
          (typename D::Bool(enters) || seg.wnd == U32(0xffffu) || rcv.wnd_bytes - said < unit));
}

/// Which options the control block has after the step: what the policy offers if it begins, what is
/// left of that if the peer's SYN comes, and no change otherwise.
template <class D>
[[nodiscard]] constexpr typename D::Bool keeps_options(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Connection<D>& before = step.before;
  const Connection<D>& after = step.after;
  const Segment<D>& seg = step.event.segment;
  if (begins(step)) {
    const AgreedOptions<D> offer = offered_by(step.policy);
    return after.state == State::syn_sent
               ? is_same(agreed_by(after), offer)
               : is_same(agreed_by(after), answered_by(offer, seg)) && reads_peer_by(step, seg);
  }
  if (before.state == State::syn_sent && after.state != State::syn_sent &&
      after.state != State::closed) {
    return is_same(agreed_by(after), answered_by(agreed_by(before), seg)) &&
           reads_peer_by(step, seg);
  }
  const bool stays = continues(step) && after.state != State::closed;
  if (stays && after.state == State::time_wait) {
    return after.ts.on == before.ts.on;  // all that a wait remembers
  }
  return Bool(!stays) ||
         (is_same(agreed_by(after), agreed_by(before)) && after.snd.scale == before.snd.scale &&
          after.snd.mss_bytes == before.snd.mss_bytes);
}

/// INV-OPT.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_opt(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const bool speaks = step.outcome.replies && step.after.state != State::closed &&
                      step.after.state != State::listen;
  const Bool syn = step.outcome.segment.syn;
  return keeps_options(step) &&
         implies(Bool(speaks), implies(syn, syn_bears_offer(step)) &&
                                   implies(!syn, window_is_scaled_as_agreed(step)));
}

}  // namespace twomsl
