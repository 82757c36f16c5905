// Events of a tuple in TIME-WAIT: its slot is expanded to a connection, the one machine takes its
// turn, and what became of it is one verb of the table.
#pragma once

#include "core/host/block.hpp"

namespace twomsl {

/// The segment as a licence appeals to it.
template <class Stores>
[[nodiscard]] constexpr auto arrival_of(const HostTurn<Stores>& t) {
  using D = typename Stores::Domain;
  const Segment<D>& seg = t.event.event.segment;
  return Arrival<D>{seg.seq, smaller(t.host.policy.rcv_buffer_bytes, typename D::U32(0xffffu)),
                    seg.has_ts && typename D::Bool(t.host.policy.offers_timestamps), seg.ts_val};
}

/// The licence by which an event of this kind ends a wait.
[[nodiscard]] constexpr Licence licence_of(EventKind kind) {
  switch (kind) {
    case EventKind::abort:
      return Licence::abort;
    case EventKind::segment_arrives:
      return Licence::acceptable_rst;
    case EventKind::user_timeout:
      return Licence::user_timeout;
    case EventKind::open_active:
    case EventKind::open_passive:
    case EventKind::send:
    case EventKind::receive:
    case EventKind::close:
    case EventKind::status:
    case EventKind::transmit:
    case EventKind::retransmission_timeout:
    case EventKind::time_wait_timeout:
    case EventKind::closing_timeout:
      return Licence::expiry;
  }
  return Licence::expiry;
}

/// A SYN reopened the wait: a new control block, while the slot stays, frozen.
//= rfc9293#3.6.1 MAY-2
template <class Stores>
constexpr void begin_reopening(HostTurn<Stores>& t, const Connection<typename Stores::Domain>& c) {
  t.out.result = make_block(t, c);
  if (t.out.result != HostResult::created) {
    t.out.outcome = Outcome<typename Stores::Domain>{};
    t.out.outcome.why = Why::error_resources;
    return;
  }
  auto event = table_event(t, TableVerb::freeze);
  event.arrival = arrival_of(t);
  move(t, event);
  t.out.after = c.state;
}

/// What the turn of an expanded slot comes to in the table.
template <class Stores>
constexpr void settle_wait(HostTurn<Stores>& t, const Connection<typename Stores::Domain>& c,
                           const Instant<typename Stores::Domain>& ended_at) {
  if (c.state == State::syn_received) {
    begin_reopening(t, c);
    return;
  }
  if (c.state == State::closed) {
    auto event = table_event(t, TableVerb::release);
    event.licence = licence_of(t.event.event.kind);
    event.arrival = arrival_of(t);
    move(t, event);
    t.out.after = State::closed;
    return;
  }
  credit_of(t) = c.ack_credit;
  if (!(c.closes_at == ended_at)) {
    move(t, table_event(t, TableVerb::restart));
  }
}

/// What a reopening would start from. The machine looks at the old incarnation alone; others may
/// have reopened the wait and returned to it since, and the floor lies above those, too.
template <class Stores>
[[nodiscard]] constexpr auto beginnings_of_reopening(const HostTurn<Stores>& t) {
  auto from = beginnings_of(t);
  from.iss = choose_iss(from);
  return from;
}

/// An event of the tuple whose slot is at `at`. REQUIRES: the slot is held and not frozen.
template <class Stores>
constexpr void take_held_turn(HostTurn<Stores>& t, std::uint32_t at) {
  using D = typename Stores::Domain;
  const auto& slot = t.host.waits.slots[at];
  const Instant<D> ends_at = deadline(slot.term);
  Event<D> event = t.event.event;
  event.beginnings = beginnings_of_reopening(t);
  Connection<D> c;
  c.ts_offset = event.beginnings.ts_offset;
  c.ack_credit = credit_of(t);
  const Turn<D> turn{t.host.policy, event, t.event.now, c, t.out.outcome};
  c = waiting(turn, closing(slot), ends_at);
  t.out.result = HostResult::waited;
  t.out.before = State::time_wait;
  t.out.after = State::time_wait;
  take_connection_turn(t, event, c);
  settle_wait(t, c, ends_at);
}

}  // namespace twomsl
