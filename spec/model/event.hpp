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

/// One event. Booleans are facts of the environment, concrete on every path.
template <class D>
struct Event {
  EventKind kind = EventKind::status;
  bool remote_given = true;   // OPEN active, SEND in LISTEN: a remote socket is named
  bool address_valid = true;  // OPEN, SEGMENT ARRIVES: no broadcast or multicast address
  bool has_room = true;       // OPEN, SEND in LISTEN: memory for a control block and its slot
  bool checksum_ok = true;    // SEGMENT ARRIVES
  Segment<D> segment{};
  typename D::U32 bytes{};    // SEND, RECEIVE
  typename D::Bool urgent{};  // SEND
  InitialParameters<D> initial{};
};

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
