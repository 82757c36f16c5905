// The eleven states of a connection (RFC 9293 section 3.3.2), and how it came to be.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace twomsl {

enum class State : std::uint8_t {
  closed,
  listen,
  syn_sent,
  syn_received,
  established,
  fin_wait_1,
  fin_wait_2,
  close_wait,
  closing,
  last_ack,
  time_wait,
};
inline constexpr std::size_t kStateCount = 11;

inline constexpr std::array<std::string_view, kStateCount> kStateNames = {
    "CLOSED",     "LISTEN",     "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
    "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING",  "LAST-ACK",     "TIME-WAIT"};

[[nodiscard]] constexpr std::string_view name(State state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

/// Both ends have agreed on sequence numbers: ESTABLISHED and all that follow.
[[nodiscard]] constexpr bool is_synchronized(State state) { return state >= State::established; }

/// How the connection came to SYN-RECEIVED; what becomes of it there depends on this.
enum class Origin : std::uint8_t {
  active,    // OPEN by the user, or SEND in LISTEN
  passive,   // a SYN to a listener
  reopened,  // a SYN to TIME-WAIT (MAY-2)
};
inline constexpr std::size_t kOriginCount = 3;

inline constexpr std::array<std::string_view, kOriginCount> kOriginNames = {"active", "passive",
                                                                            "reopened"};

[[nodiscard]] constexpr std::string_view name(Origin origin) {
  return kOriginNames[static_cast<std::size_t>(origin)];
}

/// A connection that a peer's SYN began and no ACK has completed: it has reserved no slot.
[[nodiscard]] constexpr bool is_half_open(State state, Origin origin) {
  return state == State::syn_received && origin == Origin::passive;
}

/// SYN-RECEIVED by a SYN that interrupts a TIME-WAIT (MAY-2).
[[nodiscard]] constexpr bool interrupts_wait(State state, Origin origin) {
  return state == State::syn_received && origin == Origin::reopened;
}

}  // namespace twomsl
