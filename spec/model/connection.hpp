// A connection: the transmission control block of RFC 9293 section 3.3.1, as a flat value.
//
// What an established segment touches stands together, in 136 bytes. The text of either direction
// is a range of sequence numbers; its bytes stay with the caller.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "spec/model/held/held_ranges.hpp"
#include "spec/model/segment.hpp"
#include "spec/model/state.hpp"
#include "spec/model/table_event.hpp"
#include "spec/model/time.hpp"

namespace twomsl {

/// The deadline of a timer that is off.
inline constexpr std::uint64_t kNeverUs = ~std::uint64_t{0};

/// The largest window that can be offered: 2^30 (RFC 7323 section 2.3).
inline constexpr std::uint32_t kLargestWindow = std::uint32_t{1} << 30;

/// The smallest MSS that is used; a smaller offer counts as this. It leaves room for text beside
/// the timestamps.
inline constexpr std::uint32_t kSmallestMss = 64;

/// The send sequence space. una <= nxt <= end, or end + 1 once the FIN, which bears end, is sent.
template <class D>
struct SendSpace {
  Seq<D> una{};
  Seq<D> nxt{};
  Seq<D> end{};  // after the last byte that the user has sent; a FIN bears this number
  typename D::U32 wnd_bytes{};
  Seq<D> wl1{};
  Seq<D> wl2{};
  typename D::U32 max_wnd_bytes{};  // MAX.SND.WND: the largest ever seen
  typename D::U32 acked_count{};    // numbers acknowledged since ISS; 2^30 stands for more
  typename D::U32 mss_bytes{};      // what may go into one segment, options counted as data
  typename D::U32 scale{};          // shift of the windows that the peer offers
  typename D::Bool opening{};       // our SYN is not acknowledged yet: una = iss
  typename D::Bool fin_queued{};    // the user has called CLOSE: a FIN ends the stream
  typename D::Bool urgent{};        // up is meaningful and not yet acknowledged
  Seq<D> up{};                      // after the last urgent byte (MUST-62)
};

/// The receive sequence space. nxt + wnd is the right edge that has been promised.
template <class D>
struct ReceiveSpace {
  Seq<D> fin{};
  Seq<D> up{};
  Seq<D> nxt{};
  typename D::U32 wnd_bytes{};
  Seq<D> consumed{};                        // the next byte that the user will receive
  typename D::U32 pending_receive_bytes{};  // of the RECEIVE that waits; none if zero
  typename D::U32 buffer_bytes{};
  typename D::U32 scale{};     // shift of the windows that we offer; before the peer's SYN: offered
  typename D::Bool scaling{};  // both ends scale windows; before the peer's SYN: we offer to
  typename D::Bool has_held{};  // some range of `held` is not empty
  typename D::Bool fin_seen{};  // a FIN ends the stream, at number fin; it may lie ahead of nxt
  typename D::Bool urgent{};    // up is meaningful
};

/// Timestamps (RFC 7323).
template <class D>
struct Timestamps {
  Instant<D> recent_at{};
  typename D::U32 recent{};  // TS.Recent
  typename D::Bool on{};     // both ends send them; before the peer's SYN: we offer to
};

/// Retransmission (RFC 6298), and the probing of a closed window.
template <class D>
struct Retransmission {
  Instant<D> at{typename D::U64(kNeverUs)};     // when the timer expires
  Duration<D> rto{};                            // each timeout doubles it (back-off)
  Instant<D> since{typename D::U64(kNeverUs)};  // no answer has come since: R1 and R2 count from it
  Seq<D> recover{};                             // SND.NXT at the last timeout
  typename D::Bool rexmit_pending{};            // the segment at SND.UNA is to be sent again
  typename D::Bool timing{};                    // the ACK that reaches `timed` is a measurement
  Seq<D> timed{};
  Instant<D> timed_at{};  // when it was sent
  Duration<D> srtt{};     // times 8; zero before the first measurement
  Duration<D> rttvar{};   // times 4
};

/// The TIME-WAIT that a SYN interrupted: an old duplicate leads back to it (MAY-2), and once the
/// new incarnation is ESTABLISHED its numbers tell which RST may be an old one.
template <class D>
struct InterruptedWait {
  TimeWaitRecord<D> record{};
  Instant<D> ends_at{};
};

/// What ACKs of unacceptable segments have spent: each adds policy.ack_interval to one of two
/// buckets. What looks like a retransmission of the peer's, or its probe, has a bucket of its own,
/// which no blind sender reaches: the answers that a peer waits for outlast a flood.
template <class D>
struct AckCredit {
  Instant<D> of_retransmissions{};
  Instant<D> of_others{};
};

template <class D>
struct Connection {
  using Domain = D;

  ReceiveSpace<D> rcv{};
  SendSpace<D> snd{};
  State state = State::closed;     // concrete on every path
  Origin origin = Origin::active;  // concrete on every path
  typename D::U32 ts_offset{};     // of this tuple's clock, the same in every incarnation
  Timestamps<D> ts{};
  Retransmission<D> rtx{};
  HeldRanges<D> held{};
  Seq<D> iss{};
  Seq<D> irs{};
  typename D::U32 offered_mss_bytes{};  // in our SYN: what we can receive, and send at most
  typename D::U32 snd_buffer_bytes{};
  Instant<D> closes_at{typename D::U64(kNeverUs)};  // FIN-WAIT-2, LAST-ACK and TIME-WAIT end
  AckCredit<D> ack_credit{};
  InterruptedWait<D> old{};  // meaningful if reopened
};

// A segment of an established connection touches no more than this, unless it lies ahead of
// RCV.NXT, carries urgent data, or completes a measurement of the round trip.
static_assert(offsetof(Connection<Concrete>, rtx.timing) + sizeof(Concrete::Bool) -
                  offsetof(Connection<Concrete>, rcv.nxt) <=
              136);

template <class D>
[[nodiscard]] constexpr bool is_half_open(const Connection<D>& c) {
  return is_half_open(c.state, c.origin);
}

template <class D>
[[nodiscard]] constexpr bool interrupts_wait(const Connection<D>& c) {
  return interrupts_wait(c.state, c.origin);
}

inline constexpr std::array<const char*, kHeldRanges> kHeldBeginNames = {
    "held[0].begin", "held[1].begin", "held[2].begin", "held[3].begin"};
inline constexpr std::array<const char*, kHeldRanges> kHeldEndNames = {
    "held[0].end", "held[1].end", "held[2].end", "held[3].end"};

/// The ranges are listed one by one; those that run are one member, of a length of its own.
template <class C>
inline constexpr bool kListsRanges = !std::is_same_v<typename C::Domain, Concrete>;

/// Visits the held ranges; none of connections of which some run and some do not.
template <class F, class... C>
constexpr void for_each_held(F&& visit, C&... c) {
  if constexpr ((kListsRanges<C> && ...)) {
    for (std::size_t i = 0; i < kHeldRanges; ++i) {
      visit(kHeldBeginNames[i], c.held[i].begin...);
      visit(kHeldEndNames[i], c.held[i].end...);
    }
  } else if constexpr ((!kListsRanges<C> && ...)) {
    visit("held", c.held...);
  }
}

/// Visits every member but state and origin, of one connection or of several side by side.
template <class F, class... C>
constexpr void for_each_field(F&& visit, C&... c) requires(requires { (c.rcv, ...); }) {
  visit("rcv.fin", c.rcv.fin...);
  visit("rcv.up", c.rcv.up...);
  visit("rcv.nxt", c.rcv.nxt...);
  visit("rcv.wnd_bytes", c.rcv.wnd_bytes...);
  visit("rcv.consumed", c.rcv.consumed...);
  visit("rcv.pending_receive_bytes", c.rcv.pending_receive_bytes...);
  visit("rcv.buffer_bytes", c.rcv.buffer_bytes...);
  visit("rcv.scale", c.rcv.scale...);
  visit("rcv.scaling", c.rcv.scaling...);
  visit("rcv.has_held", c.rcv.has_held...);
  visit("rcv.fin_seen", c.rcv.fin_seen...);
  visit("rcv.urgent", c.rcv.urgent...);
  visit("snd.una", c.snd.una...);
  visit("snd.nxt", c.snd.nxt...);
  visit("snd.end", c.snd.end...);
  visit("snd.wnd_bytes", c.snd.wnd_bytes...);
  visit("snd.wl1", c.snd.wl1...);
  visit("snd.wl2", c.snd.wl2...);
  visit("snd.max_wnd_bytes", c.snd.max_wnd_bytes...);
  visit("snd.acked_count", c.snd.acked_count...);
  visit("snd.mss_bytes", c.snd.mss_bytes...);
  visit("snd.scale", c.snd.scale...);
  visit("snd.opening", c.snd.opening...);
  visit("snd.fin_queued", c.snd.fin_queued...);
  visit("snd.urgent", c.snd.urgent...);
  visit("snd.up", c.snd.up...);
  visit("ts_offset", c.ts_offset...);
  visit("ts.recent_at", c.ts.recent_at...);
  visit("ts.recent", c.ts.recent...);
  visit("ts.on", c.ts.on...);
  visit("rtx.at", c.rtx.at...);
  visit("rtx.rto", c.rtx.rto...);
  visit("rtx.since", c.rtx.since...);
  visit("rtx.recover", c.rtx.recover...);
  visit("rtx.rexmit_pending", c.rtx.rexmit_pending...);
  visit("rtx.timing", c.rtx.timing...);
  visit("rtx.timed", c.rtx.timed...);
  visit("rtx.timed_at", c.rtx.timed_at...);
  visit("rtx.srtt", c.rtx.srtt...);
  visit("rtx.rttvar", c.rtx.rttvar...);
  for_each_held(visit, c...);
  visit("iss", c.iss...);
  visit("irs", c.irs...);
  visit("offered_mss_bytes", c.offered_mss_bytes...);
  visit("snd_buffer_bytes", c.snd_buffer_bytes...);
  visit("closes_at", c.closes_at...);
  visit("ack_credit.of_retransmissions", c.ack_credit.of_retransmissions...);
  visit("ack_credit.of_others", c.ack_credit.of_others...);
  visit("old.snd_nxt", c.old.record.snd_nxt...);
  visit("old.rcv_nxt", c.old.record.rcv_nxt...);
  visit("old.ts_on", c.old.record.ts_on...);
  visit("old.ts_recent", c.old.record.ts_recent...);
  visit("old.fin_received", c.old.record.fin_received...);
  visit("old.ends_at", c.old.ends_at...);
}
static_assert(lists_every_member<Connection>(sizeof(State) + sizeof(Origin)));

/// A FIN has been sent: the number after the stream's last byte is behind SND.NXT.
template <class D>
[[nodiscard]] constexpr typename D::Bool fin_sent(const Connection<D>& c) {
  return c.snd.fin_queued && c.snd.nxt == c.snd.end + typename D::U32(1u);
}

/// Our FIN has been sent and acknowledged.
template <class D>
[[nodiscard]] constexpr typename D::Bool fin_acknowledged(const Connection<D>& c) {
  return fin_sent(c) && c.snd.una == c.snd.nxt;
}

/// The peer's FIN has been received in order: RCV.NXT lies behind it.
template <class D>
[[nodiscard]] constexpr typename D::Bool fin_received(const Connection<D>& c) {
  return c.rcv.fin_seen && c.rcv.nxt == c.rcv.fin + typename D::U32(1u);
}

/// Text received in order and not yet taken by the user, in bytes.
template <class D>
[[nodiscard]] constexpr typename D::U32 text_on_hand(const Connection<D>& c) {
  return (c.rcv.nxt - c.rcv.consumed) - one_if<D>(fin_received(c));
}

/// Text of the user's that has not been sent yet, in bytes.
template <class D>
[[nodiscard]] constexpr typename D::U32 text_unsent(const Connection<D>& c) {
  return (c.snd.end + one_if<D>(fin_sent(c))) - c.snd.nxt;
}

}  // namespace twomsl
