// What happens to a TIME-WAIT table, and what it answers.
#pragma once

#include "spec/model/sequence.hpp"
#include "spec/model/table_policy.hpp"

namespace twomsl {

/// What TIME-WAIT remembers of the connection that closed.
template <class D>
struct TimeWaitRecord {
  Seq<D> snd_nxt{};
  Seq<D> rcv_nxt{};
  typename D::Bool ts_on{};     // the connection used timestamps (RFC 7323)
  typename D::U32 ts_recent{};  // meaningful if ts_on
  // RCV.NXT lies behind the peer's FIN. Otherwise the wait began with a RST, or with a bound on
  // FIN-WAIT-2, and the peer may still send.
  typename D::Bool fin_received{};

  friend constexpr typename D::Bool operator==(const TimeWaitRecord& a, const TimeWaitRecord& b) {
    return a.snd_nxt == b.snd_nxt && a.rcv_nxt == b.rcv_nxt && a.ts_on == b.ts_on &&
           a.ts_recent == b.ts_recent && a.fin_received == b.fin_received;
  }
};

/// What of a segment decides whether it may end or reopen a wait.
template <class D>
struct Arrival {
  Seq<D> seq{};
  typename D::U32 wnd_bytes{};  // the receive window that TIME-WAIT still honours
  typename D::Bool has_ts{};    // it carries timestamps, and this end offers them too
  typename D::U32 ts_val{};
};

/// What an adversary chooses for a table of the museum; no other table reads it.
template <class D>
struct AdversaryChoice {
  typename D::U32 victim{};  // the slot that evict_any takes, modulo the number of slots
  typename D::Bool write_back{};
};

/// R and H are the account's reserved and held.
enum class TableVerb : std::uint8_t {
  reserve,             // +R: a connection that may one day enter TIME-WAIT begins
  give_back,           // -R: a connection that reserved can no longer enter it
  hold,                // -R +H: it enters TIME-WAIT
  restart,             // its FIN, answered again, restarts the wait
  freeze,              // a SYN that qualifies for reopening; the slot stays counted
  thaw,                // the SYN was an old duplicate: back to TIME-WAIT (MAY-2)
  complete_reopening,  // -H +R: the new incarnation is ESTABLISHED
  release,             // -H, early: by a licence
  expire,              // -H for every wait that is over
  set_msl,
  set_capacity,
  set_policy,
};
inline constexpr std::size_t kTableVerbCount = 12;

inline constexpr std::array<std::string_view, kTableVerbCount> kTableVerbNames = {
    "reserve", "give_back", "hold",    "restart",      "freeze",    "thaw", "complete_reopening",
    "release", "expire",    "set_msl", "set_capacity", "set_policy"};

/// One event. A verb reads the members that it needs: set_msl policy.msl, release licence and
/// arrival, and so on.
template <class D, class Key>
struct TableEvent {
  TableVerb verb = TableVerb::reserve;
  Instant<D> now{};
  Key key{};
  TimeWaitRecord<D> record{};
  Licence licence = Licence::expiry;
  Arrival<D> arrival{};
  TablePolicy<D> policy{};
  AdversaryChoice<D> adversary{};
};

/// What became of an event: done, or the reason for which nothing changed.
enum class TableResult : std::uint8_t {
  done,
  full,                // reserved + held has reached the capacity
  not_reserved,        // nothing is reserved that could be held or given back
  already_held,        // the tuple is in TIME-WAIT already
  not_held,            // the tuple is not in TIME-WAIT
  frozen,              // the slot waits for the outcome of a reopening
  not_frozen,          // no reopening is under way
  not_enabled,         // the policy does not enable this licence
  guard_failed,        // the licence's condition does not hold
  msl_out_of_range,    // zero, or above kLongestMslUs
  capacity_in_use,     // below reserved + held
  capacity_too_large,  // more than the table has slots
};
inline constexpr std::size_t kTableResultCount = 12;

inline constexpr std::array<std::string_view, kTableResultCount> kTableResultNames = {
    "done",
    "full",
    "not_reserved",
    "already_held",
    "not_held",
    "frozen",
    "not_frozen",
    "not_enabled",
    "guard_failed",
    "msl_out_of_range",
    "capacity_in_use",
    "capacity_too_large"};

/// What a look-up says of one tuple at one moment.
template <class D>
struct TableAnswer {
  typename D::Bool held{};  // in TIME-WAIT, or frozen
  typename D::Bool frozen{};
  TimeWaitRecord<D> record{};  // meaningful if held
};

/// Slots reserved and slots occupied; `held` counts a slot until it is freed, frozen ones included.
template <class D>
struct TableAccount {
  typename D::U32 reserved{};
  typename D::U32 held{};
};

[[nodiscard]] constexpr std::string_view name(Licence licence) {
  return kLicenceNames[static_cast<std::size_t>(licence)];
}
[[nodiscard]] constexpr std::string_view name(TableVerb verb) {
  return kTableVerbNames[static_cast<std::size_t>(verb)];
}
[[nodiscard]] constexpr std::string_view name(TableResult result) {
  return kTableResultNames[static_cast<std::size_t>(result)];
}

}  // namespace twomsl
