// Turns of one end, and the laws that need to know which incarnation sent what.
#include <array>
#include <bit>

#include "tests/network/network_witness.hpp"

namespace twomsl {
namespace {

// How far after the last number each new incarnation begins: at once, never far, so that old
// duplicates are near.
Seq<Concrete> offered_iss(const End& end, Instant<Concrete> now) {
  constexpr std::array<std::uint32_t, 6> kAhead = {1, 0, 2, 65'536, 0xffffffffu, 700};
  constexpr std::array<std::uint32_t, 4> kAnywhere = {0xffffffffu, 0x7fffffffu, 0, 12'345};
  if (end.lives.empty()) {
    return {end.first_iss};
  }
  if (is_held(end, now)) {
    return end.highest + kAhead[end.lives.size() % kAhead.size()];
  }
  return {kAnywhere[end.lives.size() % kAnywhere.size()]};
}

void begin_life(const Witness& w) {
  if (is_held(w.end, w.now) && !is_before(w.end.highest, w.end.block.iss)) {
    w.fail("INV-ISS", "the new ISS " + std::to_string(w.end.block.iss.value) +
                          " does not lie after " + std::to_string(w.end.highest.value) +
                          ", which was sent less than 2*MSL ago");
  }
  const bool interrupts = w.seen.before.state == State::time_wait;
  w.end.lives.push_back({.iss = w.end.block.iss, .interrupted = interrupts ? w.end.life : kNoLife});
  w.end.life = static_cast<std::uint32_t>(w.end.lives.size() - 1);
  w.end.close_called = false;
}

// The peer's life is that of the SYN which this end took.
void meet_peer(const Witness& w) {
  Incarnation& life = w.end.lives[w.end.life];
  life.peer = w.arrived == nullptr ? kNoLife : w.arrived->life;
  if (life.peer == kNoLife || w.peer.lives[life.peer].iss != w.end.block.irs) {
    w.fail("INV-TW-5", "IRS is not the ISS of the peer's life that sent the SYN");
  }
}

void follow_life(const Witness& w) {
  const State before = w.seen.before.state;
  const State after = w.end.block.state;
  if (before == State::closed && after == State::listen) {
    w.end.close_called = false;
  }
  if (w.event.kind == EventKind::close && before != State::closed) {
    w.end.close_called = true;
  }
  if (begins_a_life(before, after)) {
    begin_life(w);
  } else if (w.returns) {
    w.end.life = w.end.lives[w.end.life].interrupted;
  }
  const bool takes_syn = before != after && (after == State::syn_received ||
                                             (before == State::syn_sent && is_synchronized(after)));
  if (takes_syn) {
    meet_peer(w);
  }
}

// INV-TW-5b: in ESTABLISHED and later, nothing of an older incarnation changes the connection. A
// RST with ACK answers a SYN of nobody's; its number is zero, whatever the incarnation, and that is
// a known counterexample (NumberZero).
void check_isolation(const Witness& w) {
  if (w.arrived == nullptr || !is_synchronized(w.seen.before.state) ||
      w.seen.before.state == State::time_wait || w.end.life == kNoLife ||
      (w.arrived->segment.rst && w.arrived->segment.has_ack)) {
    return;
  }
  const Packet& packet = *w.arrived;
  const Incarnation& life = w.end.lives[w.end.life];
  // An answer without a connection bears the number that was acknowledged, and so the peer's life
  // that the acknowledged segment was for.
  const std::uint32_t of = packet.life != kNoLife       ? packet.life
                           : packet.answered != kNoLife ? w.end.lives[packet.answered].peer
                                                        : kNoLife;
  const bool is_older = of < life.peer;
  if (!is_older || life.peer == kNoLife) {
    return;
  }
  Connection<Concrete> expected = w.seen.before;
  expected.ack_credit = w.end.block.ack_credit;
  bool same = expected.state == w.end.block.state;
  for_each_field([&same](const char*, const auto& a, const auto& b) { same = same && a == b; },
                 expected, w.end.block);
  if (!same) {
    w.fail("INV-TW-5", "a segment of an older incarnation changes the connection");
  }
}

// A RST that refuses an ACK bears the number that was acknowledged: it speaks to who sent that.
bool speaks_for_its_life(const Witness& w) {
  const Why why = w.seen.outcome.why;
  const bool has_block = w.seen.before.state > State::listen || w.end.block.state > State::listen;
  return has_block && why != Why::unexpected_ack && why != Why::ack_refused;
}

void send_packet(const Witness& w) {
  if (!w.seen.outcome.replies) {
    return;
  }
  const Segment<Concrete>& segment = w.seen.outcome.segment;
  Packet packet{.segment = segment, .sent = w.now, .from = w.end.index};
  if (speaks_for_its_life(w)) {
    // What ends a SYN-RECEIVED speaks for it, though the end is back in the wait before.
    packet.life = w.returns ? static_cast<std::uint32_t>(w.end.lives.size() - 1) : w.end.life;
    const Seq<Concrete> next = segment.seq + length(segment);
    if (!w.end.has_sent || is_before(w.end.highest, next) || !is_held(w.end, w.now)) {
      w.end.highest = next;
    }
    w.end.has_sent = true;
  } else {
    packet.answered = w.arrived == nullptr ? kNoLife : w.arrived->life;
  }
  w.end.silent = w.now;
  for (std::uint32_t i = 0; i < segment.text_bytes; ++i) {
    packet.text.push_back(w.end.sending.at(segment.seq + i));
  }
  w.seen.sent = std::move(packet);
}

// The laws that one end can be asked about alone.
void check_laws(const Witness& w) {
  const ConnectionStep<Concrete> step{w.end.claim, w.event,        w.now,     w.seen.before,
                                      w.end.block, w.seen.outcome, w.end.wait};
  for_each_connection_law<Concrete>([&](const ConnectionLaw<Concrete>& law) {
    if (!law.holds(step)) {
      w.fail(law.id, "by the last step");
    }
  });
  w.end.wait = update_ghost(step);
}

}  // namespace

Ring make_ring(std::uint32_t capacity_bytes) {
  return {std::vector<std::uint8_t>(std::bit_ceil(capacity_bytes))};
}

End make_end(std::uint32_t index, const Subject& subject) {
  const Policy<Concrete>& policy = subject.policy;
  End end;
  end.policy = policy;
  end.claim = policy;
  end.claim.time_wait = subject.claims;
  end.sending = make_ring(policy.snd_buffer_bytes);
  end.receiving = make_ring(policy.rcv_buffer_bytes);
  end.index = index;
  return end;
}

bool is_held(const End& end, Instant<Concrete> now) {
  return end.has_sent && (end.block.state == State::time_wait ||
                          now <= end.silent + end.policy.msl + end.policy.msl);
}

Reaction react(End& end, const End& peer, TraceEvent what) {
  what.event.initial = {offered_iss(end, what.now), is_held(end, what.now), end.highest,
                        end.ts_offset, 536};
  return react_as_told(end, peer, what);
}

Reaction react_as_told(End& end, const End& peer, const TraceEvent& what) {
  const auto& [event, arrived, now] = what;
  Reaction seen{.before = end.block};
  StepContext<Concrete> turn{end.policy, event, now, end.block, seen.outcome};
  step_in_place(turn);
  const bool returns =
      seen.before.state == State::syn_received && end.block.state == State::time_wait;
  const Witness witness{end, peer, event, arrived, now, seen, returns};
  check_laws(witness);
  follow_life(witness);
  follow_streams(witness);
  check_isolation(witness);
  send_packet(witness);
  return seen;
}

}  // namespace twomsl
