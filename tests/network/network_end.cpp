// Steps of one end, and the laws that need to know which incarnation sent what.
#include <array>
#include <bit>

#include "tests/network/observed_step.hpp"

namespace twomsl {
namespace {

// How far after the last number each new incarnation begins: never far, so that old duplicates lie
// near its window.
Seq<Concrete> offered_iss(const End& end, Instant<Concrete> now) {
  constexpr std::array<std::uint32_t, 6> kAhead = {1, 0, 2, 65'536, 0xffffffffu, 700};
  constexpr std::array<std::uint32_t, 4> kAnywhere = {0xffffffffu, 0x7fffffffu, 0, 12'345};
  if (end.incarnations.empty()) {
    return {end.first_iss};
  }
  if (is_held(end, now)) {
    return end.highest_sent + kAhead[end.incarnations.size() % kAhead.size()];
  }
  return {kAnywhere[end.incarnations.size() % kAnywhere.size()]};
}

void begin_incarnation(const ObservedStep& step) {
  if (is_held(step.end, step.now) && !is_before(step.end.highest_sent, step.end.block.iss)) {
    step.fail("INV-ISS", "the new ISS " + std::to_string(step.end.block.iss.value) +
                             " does not lie after " + std::to_string(step.end.highest_sent.value) +
                             ", which was sent less than 2*MSL ago");
  }
  const bool interrupts = step.result.before.state == State::time_wait;
  step.end.incarnations.push_back(
      {.iss = step.end.block.iss,
       .interrupted = interrupts ? step.end.incarnation : kNoIncarnation});
  step.end.incarnation = static_cast<std::uint32_t>(step.end.incarnations.size() - 1);
  step.end.close_called = false;
}

// The peer's incarnation is that of the SYN which this end took.
void meet_peer(const ObservedStep& step) {
  Incarnation& incarnation = step.end.incarnations[step.end.incarnation];
  incarnation.peer = step.arrived == nullptr ? kNoIncarnation : step.arrived->incarnation;
  if (incarnation.peer == kNoIncarnation ||
      step.peer.incarnations[incarnation.peer].iss != step.end.block.irs) {
    step.fail("INV-TW-5", "IRS is not the ISS of the peer's incarnation that sent the SYN");
  }
}

void update_incarnation(const ObservedStep& step) {
  const State before = step.result.before.state;
  const State after = step.end.block.state;
  if (before == State::closed && after == State::listen) {
    step.end.close_called = false;
  }
  if (step.event.kind == EventKind::close && before != State::closed) {
    step.end.close_called = true;
  }
  if (begins_incarnation(before, after)) {
    begin_incarnation(step);
  } else if (step.returns) {
    step.end.incarnation = step.end.incarnations[step.end.incarnation].interrupted;
  }
  const bool takes_syn = before != after && (after == State::syn_received ||
                                             (before == State::syn_sent && is_synchronized(after)));
  if (takes_syn) {
    meet_peer(step);
  }
}

// INV-TW-5b: in ESTABLISHED and later, nothing of an older incarnation changes the connection. A
// RST with ACK answers a SYN that met no connection; its number is zero, whatever the incarnation,
// and that is a known counterexample (NumberZero).
void check_isolation(const ObservedStep& step) {
  if (step.arrived == nullptr || !is_synchronized(step.result.before.state) ||
      step.result.before.state == State::time_wait || step.end.incarnation == kNoIncarnation ||
      (step.arrived->segment.rst && step.arrived->segment.has_ack)) {
    return;
  }
  const Packet& packet = *step.arrived;
  const Incarnation& incarnation = step.end.incarnations[step.end.incarnation];
  // An answer without a connection bears the number that was acknowledged, and so the peer's
  // incarnation that the acknowledged segment was for.
  const std::uint32_t of = packet.incarnation != kNoIncarnation ? packet.incarnation
                           : packet.answered != kNoIncarnation
                               ? step.end.incarnations[packet.answered].peer
                               : kNoIncarnation;
  const bool is_older = of < incarnation.peer;
  if (!is_older || incarnation.peer == kNoIncarnation) {
    return;
  }
  Connection<Concrete> expected = step.result.before;
  expected.ack_credit = step.end.block.ack_credit;
  bool same = expected.state == step.end.block.state;
  for_each_field([&same](const char*, const auto& a, const auto& b) { same = same && a == b; },
                 expected, step.end.block);
  if (!same) {
    step.fail("INV-TW-5", "a segment of an older incarnation changes the connection");
  }
}

// A RST that refuses an ACK bears the number that was acknowledged: it is about the incarnation
// that sent that.
bool belongs_to_incarnation(const ObservedStep& step) {
  const Why why = step.result.outcome.why;
  const bool has_block =
      step.result.before.state > State::listen || step.end.block.state > State::listen;
  return has_block && why != Why::unexpected_ack && why != Why::ack_refused;
}

void send_packet(const ObservedStep& step) {
  if (!step.result.outcome.replies) {
    return;
  }
  const Segment<Concrete>& segment = step.result.outcome.segment;
  Packet packet{.segment = segment, .sent = step.now, .from = step.end.index};
  if (belongs_to_incarnation(step)) {
    // What ends a SYN-RECEIVED belongs to it, though the end is back in the wait before.
    packet.incarnation = step.returns ? static_cast<std::uint32_t>(step.end.incarnations.size() - 1)
                                      : step.end.incarnation;
    const Seq<Concrete> next = segment.seq + length(segment);
    if (!step.end.has_sent || is_before(step.end.highest_sent, next) ||
        !is_held(step.end, step.now)) {
      step.end.highest_sent = next;
    }
    step.end.has_sent = true;
  } else {
    packet.answered = step.arrived == nullptr ? kNoIncarnation : step.arrived->incarnation;
  }
  step.end.quiet_since = step.now;
  for (std::uint32_t i = 0; i < segment.text_bytes; ++i) {
    packet.text.push_back(step.end.sending.at(segment.seq + i));
  }
  step.result.sent = std::move(packet);
}

// The laws of one connection, which do not need the peer.
void check_laws(const ObservedStep& step) {
  const ConnectionStep<Concrete> made{
      step.end.claimed_policy, step.event,          step.now,     step.result.before,
      step.end.block,          step.result.outcome, step.end.wait};
  for_each_connection_law<Concrete>([&](const ConnectionLaw<Concrete>& law) {
    if (!law.holds(made)) {
      step.fail(law.id, "by the last step");
    }
  });
  step.end.wait = update_ghost(made);
}

}  // namespace

Ring make_ring(std::uint32_t capacity_bytes) {
  return {std::vector<std::uint8_t>(std::bit_ceil(capacity_bytes))};
}

End make_end(std::uint32_t index, const Subject& subject) {
  const Policy<Concrete>& policy = subject.policy;
  End end;
  end.policy = policy;
  end.claimed_policy = policy;
  end.claimed_policy.time_wait = subject.claimed_rules;
  end.sending = make_ring(policy.snd_buffer_bytes);
  end.receiving = make_ring(policy.rcv_buffer_bytes);
  end.index = index;
  return end;
}

bool is_held(const End& end, Instant<Concrete> now) {
  return end.has_sent && (end.block.state == State::time_wait ||
                          now <= end.quiet_since + end.policy.msl + end.policy.msl);
}

EndStep step_end(End& end, const End& peer, TimedEvent what) {
  what.event.initial = {offered_iss(end, what.now), is_held(end, what.now), end.highest_sent,
                        end.ts_offset, 536};
  return step_end_as_given(end, peer, what);
}

EndStep step_end_as_given(End& end, const End& peer, const TimedEvent& what) {
  const auto& [event, arrived, now] = what;
  EndStep seen{.before = end.block};
  StepContext<Concrete> context{end.policy, event, now, end.block, seen.outcome};
  step_in_place(context);
  const bool returns =
      seen.before.state == State::syn_received && end.block.state == State::time_wait;
  const ObservedStep step{end, peer, event, arrived, now, seen, returns};
  check_laws(step);
  update_incarnation(step);
  update_streams(step);
  check_isolation(step);
  send_packet(step);
  return seen;
}

}  // namespace twomsl
