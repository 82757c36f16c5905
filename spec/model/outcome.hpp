// What a step answers: at most one segment, what the user is told, and why.
#pragma once

#include "spec/model/event.hpp"

namespace twomsl {

/// Why a step did what it did. One reason a step: the first that decided.
enum class Why : std::uint8_t {
  done,                   // the call or event took effect
  no_connection,          // CLOSED: no control block
  bad_checksum,           // discarded before everything else
  bad_address,            // from or to an address that no connection can have
  not_a_syn,              // LISTEN or SYN-SENT: neither SYN nor RST nor a valid ACK
  unexpected_ack,         // LISTEN or SYN-SENT: acknowledges what was never sent
  unexpected_rst,         // LISTEN or SYN-SENT: RST without a valid ACK
  opened_by_syn,          // LISTEN: SYN, ACK sent
  opened_simultaneously,  // SYN-SENT: SYN without ACK
  established,            // the open completes
  reopened,               // TIME-WAIT: a SYN that qualifies (MAY-2, RFC 6191)
  syn_not_reopening,      // TIME-WAIT: a SYN that does not, dropped silently
  timestamp_missing,      // RFC 7323 section 3.2
  timestamp_old,          // PAWS, RFC 7323 section 5.3
  unacceptable,           // outside the window
  unacceptable_rst,       // outside the window, with RST
  rst_challenged,         // in the window, but not at RCV.NXT (RFC 5961 section 3.2)
  rst_ignored,            // TIME-WAIT under RFC 1337
  reset,                  // by a valid RST
  refused,                // by a valid RST in SYN-SENT or an active SYN-RECEIVED
  returned_to_listen,     // a passive SYN-RECEIVED, by RST or SYN
  returned_to_time_wait,  // a reopened SYN-RECEIVED: the SYN was an old duplicate (MAY-2)
  syn_challenged,         // RFC 5961 section 4.2
  ack_missing,            // the ACK bit is off
  ack_out_of_range,       // RFC 5961 section 5.2
  ack_refused,            // SYN-RECEIVED: answered by RST
  acknowledged,           // an ACK, and nothing else to do
  fin_acknowledged,       // our FIN
  text_accepted,
  text_held,     // ahead of RCV.NXT
  text_ignored,  // in a state that takes no text
  fin_accepted,  // the peer's, in order
  fin_repeated,  // the peer's again, in TIME-WAIT: answered, and the wait restarts
  rst_repeated,  // the wait began with a RST that the peer missed: again, and it restarts
  retransmission_answered,  // strict TIME-WAIT: INV-TW-8
  silent,                   // strict TIME-WAIT: no retransmission, so no answer (INV-TW-8)
  error_exists,             // user calls: "connection already exists"
  error_no_connection,      // "connection does not exist"
  error_closing,            // "connection closing"
  error_resources,          // "insufficient resources"
  error_remote,             // "remote socket unspecified"
  error_address,            // a broadcast or multicast address
  queued,                   // SEND, RECEIVE, CLOSE: carried out later
  sent,                     // text or a FIN, for the first time
  nothing_to_send,
  probed,  // one number beyond a closed window (MUST-36)
  retransmitted,
  not_due,    // a timeout whose timer is off, or set to a later time
  gave_up,    // R2, the user timeout, or the bound of FIN-WAIT-2 or LAST-ACK
  wait_over,  // TIME-WAIT has lasted 2*MSL
  invalid,    // an event that this build does not know: nothing is done
};
inline constexpr std::size_t kWhyCount = 51;

inline constexpr std::array<std::string_view, kWhyCount> kWhyNames = {"done",
                                                                      "no_connection",
                                                                      "bad_checksum",
                                                                      "bad_address",
                                                                      "not_a_syn",
                                                                      "unexpected_ack",
                                                                      "unexpected_rst",
                                                                      "opened_by_syn",
                                                                      "opened_simultaneously",
                                                                      "established",
                                                                      "reopened",
                                                                      "syn_not_reopening",
                                                                      "timestamp_missing",
                                                                      "timestamp_old",
                                                                      "unacceptable",
                                                                      "unacceptable_rst",
                                                                      "rst_challenged",
                                                                      "rst_ignored",
                                                                      "reset",
                                                                      "refused",
                                                                      "returned_to_listen",
                                                                      "returned_to_time_wait",
                                                                      "syn_challenged",
                                                                      "ack_missing",
                                                                      "ack_out_of_range",
                                                                      "ack_refused",
                                                                      "acknowledged",
                                                                      "fin_acknowledged",
                                                                      "text_accepted",
                                                                      "text_held",
                                                                      "text_ignored",
                                                                      "fin_accepted",
                                                                      "fin_repeated",
                                                                      "rst_repeated",
                                                                      "retransmission_answered",
                                                                      "silent",
                                                                      "error_exists",
                                                                      "error_no_connection",
                                                                      "error_closing",
                                                                      "error_resources",
                                                                      "error_remote",
                                                                      "error_address",
                                                                      "queued",
                                                                      "sent",
                                                                      "nothing_to_send",
                                                                      "probed",
                                                                      "retransmitted",
                                                                      "not_due",
                                                                      "gave_up",
                                                                      "wait_over",
                                                                      "invalid"};

[[nodiscard]] constexpr std::string_view name(Why why) {
  return kWhyNames[static_cast<std::size_t>(why)];
}

/// What the user is told; several may be set. Concrete on every path.
struct Signals {
  bool opened : 1 = false;           // the open completes
  bool peer_closing : 1 = false;     // "connection closing": the peer's FIN
  bool reset : 1 = false;            // "connection reset", for every call that waits
  bool refused : 1 = false;          // "connection refused"
  bool aborted : 1 = false;          // timeouts: "connection aborted"
  bool closed : 1 = false;           // our FIN is acknowledged: CLOSE is "ok"
  bool soft_error : 1 = false;       // R1 is reached
  bool calls_cancelled : 1 = false;  // "closing", for every call that waits

  friend constexpr bool operator==(const Signals&, const Signals&) = default;
};

/// What becomes of the text of an arriving segment: bytes [skip, skip + take) of it go to number
/// `at` of the receive buffer.
template <class D>
struct Intake {
  Seq<D> at{};
  typename D::U32 skip_bytes{};
  typename D::U32 take_bytes{};
};

/// Bytes of the receive buffer that the user gets, from number `at` on.
template <class D>
struct Delivery {
  Seq<D> at{};
  typename D::U32 bytes{};
};

template <class D>
struct Outcome {
  Why why = Why::done;
  bool replies = false;         // `segment` is to be sent; its text is [seq, seq + text_bytes)
  bool spends_credit = false;   // `segment` is an ACK that Connection::ack_credit limits
  Signals signals{};            // apart from `why`: else both are one word, which waits for a store
  typename D::Bool may_send{};  // TRANSMIT would send something: ask again
  typename D::Bool urgent{};    // the user is told that urgent data lie ahead
  Segment<D> segment{};
  Intake<D> intake{};
  Delivery<D> delivery{};
};

/// Visits every member but the concrete ones and the segment's.
template <class F, class... O>
constexpr void for_each_field(F&& visit, O&... o) requires(requires { (o.intake, ...); }) {
  visit("out.may_send", o.may_send...);
  visit("out.urgent", o.urgent...);
  visit("out.intake.at", o.intake.at...);
  visit("out.intake.skip_bytes", o.intake.skip_bytes...);
  visit("out.intake.take_bytes", o.intake.take_bytes...);
  visit("out.delivery.at", o.delivery.at...);
  visit("out.delivery.bytes", o.delivery.bytes...);
}
static_assert(lists_every_member<Outcome>(sizeof(Why) + sizeof(Signals) + 2 * sizeof(bool) +
                                          sizeof(Segment<Counted>)));

}  // namespace twomsl
