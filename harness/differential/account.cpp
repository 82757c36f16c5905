#include "harness/differential/account.hpp"

namespace twomsl::harness {
namespace {

constexpr std::uint64_t kAtOnce_us = 1000;

}  // namespace

void Account::begin(const SegmentView& view) {
  arrived = view;
  arrived.raw_options = arrived.payload = {};
  nxt_then = ack_end;
  reactions = {};
  has_reset = has_sent_text = false;
  if (view.flags.syn() && !view.options.has_window_scale) scale = 0;
}

void Account::follow_syn(const SegmentView& view) {
  const bool is_new = !has_iss || view.seq != iss;
  if (is_new) {
    has_iss = true;
    has_ack = false;
    iss = snd_end = view.seq;
  }
  if (is_new || is_syn_ack != view.flags.ack()) ++(view.flags.ack() ? syn_acks : syns);
  is_syn_ack = view.flags.ack();
  scale = view.options.has_window_scale ? view.options.window_scale : std::uint8_t{0};
}

void Account::send(const SegmentView& view, std::uint64_t after_us) {
  const Reaction reaction = reaction_of(view, arrived, nxt_then);
  if (view.flags.rst()) {
    ++rsts[static_cast<std::size_t>(reaction)];
    reactions.insert(reaction);
    has_reset = true;
    return;
  }
  if (view.flags.syn()) follow_syn(view);
  has_sent_text = has_sent_text || view.payload_bytes != 0;
  const std::uint32_t end = view.seq + view.length();
  const bool is_again = view.length() != 0 && !is_before(snd_end, end);
  if (is_before(snd_end, end)) snd_end = end;
  const bool acknowledges_more = view.flags.ack() && (!has_ack || is_before(ack_end, view.ack));
  if (acknowledges_more) ack_end = view.ack;
  if (view.flags.ack()) {
    has_ack = true;
    edge = view.ack + (std::uint32_t{view.window} << (view.flags.syn() ? 0 : scale));
  }
  if (view.options.has_timestamps) ts_val = view.options.ts_val;
  // Text and a SYN of one's own are repeated for want of an ACK, and answer nothing.
  const bool is_own_syn = view.flags.syn() && !view.flags.ack();
  const bool is_repeated = is_again && !acknowledges_more &&
                           (after_us > kAtOnce_us || view.payload_bytes != 0 || is_own_syn);
  if (!is_repeated && after_us <= kOwed_us) reactions.insert(reaction);
}

void Account::tell(const SeenEvent& event) {
  opened += event.what == TraceEvent::opened ? 1u : 0u;
  resets += event.what == TraceEvent::reset ? 1u : 0u;
  peer_closed += event.what == TraceEvent::peer_closed ? 1u : 0u;
  text_bytes += event.what == TraceEvent::text ? event.number : 0;
}

}  // namespace twomsl::harness
