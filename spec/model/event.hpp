// What happens to a connection: the user calls of RFC 9293 section 3.9.1, SEGMENT ARRIVES, the
// timeouts, and TRANSMIT, by which the caller asks for what may be sent now.
//
// The machine reads no clock, no random source and no global: whatever a step needs of them lies
// here.
#pragma once

#include "spec/model/connection.hpp"

namespace twomsl {

enum class EventKind : std::uint8_t {
  open_active,
  open_passive,
  send,
  receive,
  close,
  abort,
  status,
  segment_arrives,
  transmit,  // more of what SEND, CLOSE or an ACK has released
  user_timeout,
  retransmission_timeout,  // also the probing of a closed window
  time_wait_timeout,
  closing_timeout,  // FIN-WAIT-2 or LAST-ACK has lasted as long as the policy allows
};
inline constexpr std::size_t kEventKindCount = 13;

inline constexpr std::array<std::string_view, kEventKindCount> kEventKindNames = {
    "OPEN active",
    "OPEN passive",
    "SEND",
    "RECEIVE",
    "CLOSE",
    "ABORT",
    "STATUS",
    "SEGMENT ARRIVES",
    "TRANSMIT",
    "USER TIMEOUT",
    "RETRANSMISSION TIMEOUT",
    "TIME-WAIT TIMEOUT",
    "CLOSING TIMEOUT"};

[[nodiscard]] constexpr std::string_view name(EventKind kind) {
  return kEventKindNames[static_cast<std::size_t>(kind)];
}

/// The numbers that a new control block starts from. Read by events that may create one.
template <class D>
struct InitialParameters {
  Seq<D> iss{};                      // by RFC 6528
  typename D::Bool has_iss_floor{};  // this end has used the tuple in the last 2*MSL
  Seq<D> iss_floor{};                // its SND.NXT then: the new ISS lies after it
  typename D::U32 ts_offset{};
  typename D::U32 default_mss_bytes{};  // 536 for IPv4, 1220 for IPv6 (MUST-15)
};

/// One event. Booleans are facts of the environment, concrete on every path; facts_read_by() says
/// which kinds look at which.
template <class D>
struct Event {
  EventKind kind = EventKind::status;
  bool remote_given = true;   // a remote socket is named
  bool address_valid = true;  // no broadcast or multicast address
  bool has_room = true;       // memory for a control block and its slot
  bool checksum_ok = true;
  Segment<D> segment{};
  typename D::U32 bytes{};    // SEND, RECEIVE
  typename D::Bool urgent{};  // SEND
  InitialParameters<D> initial{};
};

/// A segment arrived, intact and from an address that can be.
template <class D>
[[nodiscard]] constexpr bool has_arrived(const Event<D>& event) {
  return event.kind == EventKind::segment_arrives && event.checksum_ok && event.address_valid;
}

/// The facts of the environment, in the order in which bit i of a set of them stands for kFacts[i].
inline constexpr std::size_t kFactCount = 4;
inline constexpr unsigned kFactSets = 1u << kFactCount;
template <class D>
inline constexpr std::array<bool Event<D>::*, kFactCount> kFacts = {
    &Event<D>::remote_given, &Event<D>::address_valid, &Event<D>::has_room, &Event<D>::checksum_ok};

/// The facts at which an event of this kind looks, as a set. OPEN and SEND look where they begin a
/// connection.
[[nodiscard]] constexpr unsigned facts_read_by(EventKind kind) {
  constexpr unsigned kRemote = 1, kAddress = 2, kRoom = 4, kChecksum = 8;
  switch (kind) {
    case EventKind::open_active:
    case EventKind::send:
      return kRemote | kAddress | kRoom;
    case EventKind::open_passive:
      return kAddress | kRoom;
    case EventKind::segment_arrives:
      return kAddress | kChecksum;
    case EventKind::receive:
    case EventKind::close:
    case EventKind::abort:
    case EventKind::status:
    case EventKind::transmit:
    case EventKind::user_timeout:
    case EventKind::retransmission_timeout:
    case EventKind::time_wait_timeout:
    case EventKind::closing_timeout:
      return 0;
  }
  return 0;
}

/// The facts that are against the event, as a set.
template <class D>
[[nodiscard]] constexpr unsigned facts_against(const Event<D>& event) {
  unsigned against = 0;
  for (unsigned i = 0; i < kFactCount; ++i) {
    against |= event.*kFacts<D>[i] ? 0u : 1u << i;
  }
  return against;
}

/// Makes the facts of the set be against the event, and no other.
template <class D>
constexpr void set_facts_against(Event<D>& event, unsigned against) {
  for (unsigned i = 0; i < kFactCount; ++i) {
    event.*kFacts<D>[i] = ((against >> i) & 1u) == 0;
  }
}

/// Visits every member but the concrete ones and the segment's.
template <class F, class... E>
constexpr void for_each_field(F&& visit, E&... e) requires(requires { (e.initial, ...); }) {
  visit("event.bytes", e.bytes...);
  visit("event.urgent", e.urgent...);
  visit("event.iss", e.initial.iss...);
  visit("event.has_iss_floor", e.initial.has_iss_floor...);
  visit("event.iss_floor", e.initial.iss_floor...);
  visit("event.ts_offset", e.initial.ts_offset...);
  visit("event.default_mss_bytes", e.initial.default_mss_bytes...);
}
static_assert(lists_every_member<Event>(sizeof(EventKind) + 4 * sizeof(bool) +
                                        sizeof(Segment<Counted>)));

}  // namespace twomsl
