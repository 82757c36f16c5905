// A slot of the TIME-WAIT table: 32 bytes for IPv4, 64 for IPv6, expiry included.
#pragma once

#include "spec/model/table_event.hpp"

namespace twomsl {

/// When a wait ends, and two flags, in one word: deadline_us << 2 | frozen << 1 | ts_on.
/// An empty slot has the word zero, which no wait has: no deadline is zero.
template <class D>
struct DeadlineWord {
  typename D::U64 word{};
};

template <class D>
[[nodiscard]] constexpr DeadlineWord<D> make_deadline_word(const Instant<D>& deadline,
                                                           const typename D::Bool& ts_on) {
  using U64 = typename D::U64;
  return {(deadline.us << 2) | select(ts_on, U64(1u), U64(0u))};
}

template <class D>
[[nodiscard]] constexpr Instant<D> deadline(const DeadlineWord<D>& word) {
  return {word.word >> 2};
}

template <class D>
[[nodiscard]] constexpr typename D::Bool is_frozen(const DeadlineWord<D>& word) {
  return (word.word & typename D::U64(2u)) == typename D::U64(2u);
}

template <class D>
[[nodiscard]] constexpr typename D::Bool ts_on(const DeadlineWord<D>& word) {
  return (word.word & typename D::U64(1u)) == typename D::U64(1u);
}

template <class D>
[[nodiscard]] constexpr DeadlineWord<D> frozen(const DeadlineWord<D>& word) {
  return {word.word | typename D::U64(2u)};
}

template <class D>
[[nodiscard]] constexpr DeadlineWord<D> thawed(const DeadlineWord<D>& word) {
  return {word.word & typename D::U64(~std::uint64_t{2})};
}

/// One wait. The members of its TimeWaitRecord stand here one by one, ts_on within the deadline
/// word, so that padding does not break the 32 bytes.
template <class D, class Key>
struct alignas(32) Slot {
  DeadlineWord<D> deadline_word{};
  Key key{};
  Seq<D> snd_nxt{};
  Seq<D> rcv_nxt{};
  typename D::U32 ts_recent{};
};

template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool is_empty(const Slot<D, Key>& slot) {
  return slot.deadline_word.word == typename D::U64(0u);
}

/// The wait of an occupied slot is over, and no reopening is under way.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool is_due(const Slot<D, Key>& slot, const Instant<D>& now) {
  return !is_frozen(slot.deadline_word) && deadline(slot.deadline_word) <= now;
}

template <class D, class Key>
[[nodiscard]] constexpr TimeWaitRecord<D> record(const Slot<D, Key>& slot) {
  return {slot.snd_nxt, slot.rcv_nxt, ts_on(slot.deadline_word), slot.ts_recent};
}

}  // namespace twomsl
