// A slot of the TIME-WAIT table: 32 bytes for IPv4, 64 for IPv6, expiry included.
#pragma once

#include "spec/model/table_event.hpp"

namespace twomsl {

/// When a wait ends, and three flags, in one word: deadline_us << 3 | fin_received << 2 |
/// frozen << 1 | ts_on. An empty slot has the word zero, which no wait has: no deadline is zero.
template <class D>
struct DeadlineWord {
  typename D::U64 word{};
};

inline constexpr std::uint64_t kTsOnFlag = 1;
inline constexpr std::uint64_t kFrozenFlag = 2;
inline constexpr std::uint64_t kFinReceivedFlag = 4;
inline constexpr std::uint64_t kAllFlags = 7;

template <class D>
[[nodiscard]] constexpr typename D::Bool has_flag(const DeadlineWord<D>& word, std::uint64_t flag) {
  using U64 = typename D::U64;
  return (word.word & U64(flag)) == U64(flag);
}

/// The word of a wait that is not frozen.
template <class D>
[[nodiscard]] constexpr DeadlineWord<D> make_deadline_word(const Instant<D>& deadline,
                                                           const TimeWaitRecord<D>& record) {
  using U64 = typename D::U64;
  return {(deadline.us << 3) | select(record.ts_on, U64(kTsOnFlag), U64(0u)) |
          select(record.fin_received, U64(kFinReceivedFlag), U64(0u))};
}

template <class D>
[[nodiscard]] constexpr Instant<D> deadline(const DeadlineWord<D>& word) {
  return {word.word >> 3};
}

template <class D>
[[nodiscard]] constexpr typename D::Bool is_frozen(const DeadlineWord<D>& word) {
  return has_flag(word, kFrozenFlag);
}

template <class D>
[[nodiscard]] constexpr typename D::Bool ts_on(const DeadlineWord<D>& word) {
  return has_flag(word, kTsOnFlag);
}

template <class D>
[[nodiscard]] constexpr DeadlineWord<D> frozen(const DeadlineWord<D>& word) {
  return {word.word | typename D::U64(kFrozenFlag)};
}

template <class D>
[[nodiscard]] constexpr DeadlineWord<D> thawed(const DeadlineWord<D>& word) {
  return {word.word & typename D::U64(~kFrozenFlag)};
}

/// The same flags with another deadline.
template <class D>
[[nodiscard]] constexpr DeadlineWord<D> with_deadline(const DeadlineWord<D>& word,
                                                      const Instant<D>& deadline) {
  return {(deadline.us << 3) | (word.word & typename D::U64(kAllFlags))};
}

/// One wait. The members of its TimeWaitRecord stand here one by one, its flags within the deadline
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
  return {slot.snd_nxt, slot.rcv_nxt, ts_on(slot.deadline_word), slot.ts_recent,
          has_flag(slot.deadline_word, kFinReceivedFlag)};
}

}  // namespace twomsl
