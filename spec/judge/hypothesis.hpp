// One history in which a conforming end may be, as far as its packets tell: the judge's endpoint.
//
// A state stands for what the end has *emitted* of its own stream and *received* of the other:
// FIN-WAIT-1 has emitted its FIN, while a machine is there from CLOSE on, with the FIN perhaps
// still unsent. CLOSED stands for LISTEN, too. Numbers are bounded by what was emitted.
#pragma once

#include <array>
#include <cstddef>

#include "spec/judge/excuse.hpp"
#include "spec/model/segment.hpp"
#include "spec/model/state.hpp"
#include "spec/model/time.hpp"

namespace twomsl {

/// The wait that a SYN interrupted: what it returns to if nothing comes of that.
template <class D>
struct WaitToResume {
  bool exists = false;
  bool is_owed = false;  // the SYN was taken by its number alone, so MAY-2 demands the return
  Seq<D> iss{};
  Seq<D> nxt{};
  Seq<D> rcv_nxt{};
  Instant<D> entered{};
};

template <class D>
struct Hypothesis {
  State state = State::closed;
  bool survived_rst = false;  // TIME-WAIT lives on after a RST at RCV.NXT that may have been lost
  bool ignores_rst = false;   // and after one that was not, or more than one
  bool has_returned = false;  // to TIME-WAIT, from a reopening that its peer disowned
  bool has_restarted = false;
  Seq<D> iss{};
  Seq<D> nxt{};            // one past the highest number emitted
  Seq<D> rcv_nxt{};        // RCV.NXT is there or later, and there once the peer's FIN has come
  Instant<D> fin_sent{};   // the own FIN may have been emitted from then on
  Instant<D> entered{};    // FIN-WAIT-2 or TIME-WAIT, at the earliest
  Instant<D> restarted{};  // TIME-WAIT, by a FIN again; meaningful if has_restarted
  WaitToResume<D> interrupted{};  // in SYN-RECEIVED
};

/// The own FIN has been emitted. Its number is nxt - 1.
[[nodiscard]] constexpr bool has_sent_fin(State state) {
  return state == State::fin_wait_1 || state == State::fin_wait_2 || state == State::closing ||
         state == State::last_ack || state == State::time_wait;
}

/// The peer's FIN has been received. Its number is rcv_nxt - 1.
[[nodiscard]] constexpr bool has_received_fin(State state) {
  return state == State::close_wait || state == State::closing || state == State::last_ack ||
         state == State::time_wait;
}

/// A way on, and what must be supposed for it.
template <class D>
struct Move {
  Hypothesis<D> to{};
  ExcuseSet why{};
  bool fin_waits = false;  // the FIN that was delivered may count still
};

/// At most so many ways on from one hypothesis: by a delivery or an emission, and to CLOSED.
inline constexpr std::size_t kMostMoves = 4;
inline constexpr std::size_t kMostWaysOut = 16;

template <class D, std::size_t kMost = kMostMoves>
struct Moves {
  std::array<Move<D>, kMost> move{};
  std::size_t count = 0;

  constexpr void add(const Hypothesis<D>& to, Excuses why = {}, bool is_supported = false) {
    move[count++] = {to, {why, is_supported ? why : Excuses{}}};
  }
  constexpr void add(const Hypothesis<D>& to, const ExcuseSet& why) { move[count++] = {to, why}; }
  constexpr void add_but_fin(const Hypothesis<D>& to) { move[count++] = {to, {}, true}; }
  [[nodiscard]] constexpr bool empty() const { return count == 0; }
  [[nodiscard]] constexpr const Move<D>* begin() const { return move.data(); }
  [[nodiscard]] constexpr const Move<D>* end() const { return move.data() + count; }
};

template <class D>
[[nodiscard]] constexpr Hypothesis<D> with_state(const Hypothesis<D>& h, State state) {
  Hypothesis<D> to = h;
  to.state = state;
  return to;
}

/// The history in which the control block is gone. What was last emitted is remembered, so that a
/// copy is known.
template <class D>
[[nodiscard]] constexpr Hypothesis<D> closed_after(const Hypothesis<D>& h) {
  Hypothesis<D> to{};
  to.iss = h.iss;
  to.nxt = h.nxt;
  to.rcv_nxt = h.rcv_nxt;
  return to;
}

/// The history in which the wait that a SYN interrupted goes on. REQUIRES: h.interrupted.exists.
//= rfc9293#3.6.1 MAY-2
template <class D>
[[nodiscard]] constexpr Hypothesis<D> resumed(const Hypothesis<D>& h) {
  Hypothesis<D> to{};
  to.state = State::time_wait;
  to.has_returned = true;
  to.iss = h.interrupted.iss;
  to.nxt = h.interrupted.nxt;
  to.rcv_nxt = h.interrupted.rcv_nxt;
  to.entered = h.interrupted.entered;
  return to;
}

/// Numbers further apart than this are not of one incarnation: no window is larger (RFC 7323
/// section 2.3), and a FIN or a probe may lie behind it.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_near(const Seq<D>& a, const Seq<D>& b) {
  constexpr std::uint32_t kFarthest = (1u << 30) + 1;
  using U32 = typename D::U32;
  return (a - b) + U32(kFarthest) <= U32(2 * kFarthest);
}

}  // namespace twomsl
