// Guards of the user calls, of what arrives in the first states, and of the timeouts.
#include "tests/transitions/row_guards.hpp"

#include <algorithm>

#include "tests/connection/harness/connection_machine.hpp"

namespace twomsl {
namespace {

bool always(const ConcreteStep&) { return true; }

template <EventKind kind>
bool is_call(const ConcreteStep& step) {
  return step.event.kind == kind;
}

bool opens_somewhere(const ConcreteStep& step) {
  return is_call<EventKind::open_active>(step) && step.event.remote_given &&
         step.event.address_valid;
}

bool opens_passively(const ConcreteStep& step) {
  return is_call<EventKind::open_passive>(step) && step.event.address_valid && step.event.has_room;
}

bool opens_with_room(const ConcreteStep& step) {
  return opens_somewhere(step) && step.event.has_room;
}

bool opens_nowhere(const ConcreteStep& step) {
  return is_call<EventKind::open_active>(step) && !step.event.remote_given;
}

bool opens_without_room(const ConcreteStep& step) {
  return step.event.address_valid && !step.event.has_room &&
         (step.event.remote_given || is_call<EventKind::open_passive>(step));
}

bool opens_invalid(const ConcreteStep& step) { return !step.event.address_valid; }

// Text that the user has sent and the peer has not acknowledged.
std::uint32_t queued_bytes(const ConcreteStep& step) {
  return step.before.snd.end - step.before.snd.una;
}

bool sends_within_buffer(const ConcreteStep& step) {
  const std::uint64_t wanted = std::uint64_t{queued_bytes(step)} + step.event.bytes;
  return wanted <= step.before.snd_buffer_bytes;
}

bool sends_beyond_buffer(const ConcreteStep& step) { return !sends_within_buffer(step); }

bool sends_somewhere(const ConcreteStep& step) {
  return step.event.remote_given && step.event.has_room;
}

bool sends_without_room(const ConcreteStep& step) {
  return step.event.remote_given && !step.event.has_room;
}

bool sends_nowhere(const ConcreteStep& step) { return !step.event.remote_given; }

// Received in order and not taken by the user. A FIN that was received bears a number.
std::uint32_t unread_bytes(const ConcreteStep& step) {
  const ReceiveSpace<Concrete>& rcv = step.before.rcv;
  return rcv.nxt - rcv.consumed - (peer_has_closed(step.before.state) ? 1u : 0u);
}

bool receives_first(const ConcreteStep& step) {
  return step.before.rcv.pending_receive_bytes == 0u;
}

bool receives_again(const ConcreteStep& step) { return !receives_first(step); }

bool receives_enough(const ConcreteStep& step) {
  return 0u < unread_bytes(step) && step.event.bytes <= unread_bytes(step);
}

bool receives_too_little(const ConcreteStep& step) {
  return unread_bytes(step) < step.event.bytes && receives_first(step);
}

bool receives_too_little_again(const ConcreteStep& step) {
  return unread_bytes(step) < step.event.bytes && receives_again(step);
}

bool has_unread(const ConcreteStep& step) { return 0u < unread_bytes(step); }
bool has_read_all(const ConcreteStep& step) { return unread_bytes(step) == 0u; }

bool has_sent_nothing(const ConcreteStep& step) {
  return step.before.snd.end == step.before.snd.nxt;
}

bool has_text_pending(const ConcreteStep& step) { return !has_sent_nothing(step); }

const RowGuard kCallGuards[] = {
    {"OPEN", "", "passive, resources and access ok", opens_passively},
    {"OPEN", "", "active, remote socket given, access and resources ok", opens_with_room},
    {"OPEN", "", "active, remote socket missing", opens_nowhere},
    {"OPEN", "", "no room for a TCB", opens_without_room},
    {"OPEN", "", "remote address invalid (broadcast, multicast)", opens_invalid},
    {"OPEN", "", "active, remote socket given", opens_with_room},
    {"OPEN", "", "active, no room to queue request", opens_without_room},
    {"OPEN", "", "passive again on the same socket", is_call<EventKind::open_passive>},
    {"OPEN", "", "any", always},
    {"SEND", "", "otherwise", always},
    {"SEND", "", "remote socket given", sends_somewhere},
    {"SEND", "", "remote socket given, no room", sends_without_room},
    {"SEND", "", "remote socket missing", sends_nowhere},
    {"SEND", "", "room in queue", sends_within_buffer},
    {"SEND", "", "no room", sends_beyond_buffer},
    {"SEND", "", "room, window and cwnd permit", sends_within_buffer},
    {"SEND", "", "any", always},
    {"RECEIVE", "", "otherwise", always},
    {"RECEIVE", "", "room", receives_first},
    {"RECEIVE", "", "no room", receives_again},
    {"RECEIVE", "", "enough data queued", receives_enough},
    {"RECEIVE", "", "not enough data, room", receives_too_little},
    {"RECEIVE", "", "not enough data, no room", receives_too_little_again},
    {"RECEIVE", "", "undelivered data on hand", has_unread},
    {"RECEIVE", "", "no undelivered data", has_read_all},
    {"RECEIVE", "", "any", always},
    {"CLOSE", "", "otherwise", always},
    {"CLOSE", "", "any", always},
    {"CLOSE", "", "no SEND issued and nothing pending", has_sent_nothing},
    {"CLOSE", "", "data pending", has_text_pending},
    {"CLOSE", "", "any (after queued SENDs)", always},
    {"ABORT", "", "otherwise", always},
    {"ABORT", "", "any", always},
    {"STATUS", "", "otherwise", always},
    {"STATUS", "", "any", always},
    {"USER TIMEOUT", "", "expires", always},
    {"RETRANSMISSION TIMEOUT", "", "segment in retransmission queue",
     [](const ConcreteStep& step) { return !(step.before.snd.una == step.before.snd.nxt); }},
    {"RETRANSMISSION TIMEOUT", "", "R1 reached",
     [](const ConcreteStep& step) {
       return !(step.now - step.before.rtx.since < step.policy.timeouts.r1);
     }},
    {"RETRANSMISSION TIMEOUT", "", "R2 reached",
     [](const ConcreteStep& step) {
       const Timeouts<Concrete>& limits = step.policy.timeouts;
       const bool opens = !is_synchronized(step.before.state);
       return !(step.now - step.before.rtx.since < (opens ? limits.r2_syn : limits.r2));
     }},
    {"TIME-WAIT TIMEOUT", "", "2*MSL elapsed",
     [](const ConcreteStep& step) { return step.before.closes_at <= step.now; }},
};

}  // namespace

std::span<const RowGuard> call_guards() { return kCallGuards; }

const RowGuard* guard_of(const Cells& row) {
  for (const std::span<const RowGuard> guards : {call_guards(), arrival_guards()}) {
    const auto found = std::ranges::find_if(guards, [&row](const RowGuard& guard) {
      return row.at("event") == guard.event && row.at("substep") == guard.substep &&
             row.at("guard") == guard.guard;
    });
    if (found != guards.end()) return &*found;
  }
  return nullptr;
}

std::vector<GuardedRow> guarded_rows(const std::vector<Cells>& table) {
  std::vector<GuardedRow> rows;
  for (const Cells& row : table) {
    if (row.at("status") != "exercised") continue;
    GuardedRow one{.id = row.at("id"),
                   .words = row.at("state") + ", " + row.at("event") + ", " + row.at("guard") +
                            " -> " + row.at("next_state") + ", " + row.at("reply"),
                   .tells = row.at("tells")};
    for (const Transition& transition : transitions_of(row)) {
      one.state = transition.from;
      one.event = transition.event;
      one.next_state = transition.to;
      one.replies.push_back(transition.reply);
      one.guard = guard_of(row);
    }
    rows.push_back(std::move(one));
  }
  return rows;
}

bool fires(const GuardedRow& row, const ConcreteStep& step) {
  const Outcome<Concrete>& out = step.outcome;
  return row.guard != nullptr && step.before.state == row.state &&
         table_event(step.event.kind) == row.event && step.after.state == row.next_state &&
         std::ranges::find(row.replies, reply_of(out)) != row.replies.end() &&
         !is_no_event(step.event.kind, out.why) && row.guard->holds(step) &&
         row.tells == signals_of(out);
}

}  // namespace twomsl
