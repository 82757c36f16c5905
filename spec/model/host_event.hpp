// What happens to a host of many connections, how it is configured, and what it answers.
//
// A connection is addressed by its tuple, a listener by the tuple's local end. Nothing but the
// settings below changes what a host is configured to.
#pragma once

#include "spec/model/outcome.hpp"
#include "spec/model/policy.hpp"

namespace twomsl {

enum class HostEventKind : std::uint8_t {
  connection,  // `event` happens to the tuple: a segment, a user call or a timeout
  listen,      // OPEN passive on the local end of the tuple; address zero stands for any
  unlisten,    // CLOSE of that listener; the connections that it made stay
  expire,      // frees the slots of waits and ISS floors that are over
};

/// One event. Hosts fill in event.has_room themselves.
template <class D, class Key>
struct HostEvent {
  HostEventKind kind = HostEventKind::connection;
  Instant<D> now{};
  Key key{};
  Event<D> event{};
  AdversaryChoice<D> adversary{};  // read by tables of the museum alone
};

/// What became of a host's event, or the reason why nothing did.
enum class HostResult : std::uint8_t {
  stepped,             // a step of the tuple's connection
  created,             // a step that made a control block
  waited,              // a step of the tuple's TIME-WAIT
  no_connection,       // neither connection nor wait: a step of CLOSED or LISTEN
  half_open_full,      // a SYN is dropped: too many connections in SYN-RECEIVED already
  no_block,            // no memory for another control block
  no_iss_floor,        // no slot to remember its last sequence number
  no_slot,             // no slot for the TIME-WAIT that it may need
  quiet,               // the host has lost its memory less than MSL ago: it sends nothing
  listening,           // a listener began
  unlistened,          // a listener ended
  already_listening,   // another listener has this local end
  not_listening,       // there is no such listener
  listeners_full,      // no memory for another listener
  collected,           // slots of what was over are free
  no_port,             // every port of the range is in use or in TIME-WAIT towards this peer
  configured,          // a setting is in force
  invalid_policy,      // a value of the policy is impossible; `field` names it
  invalid_ports,       // the same of a range of ports
  connections_exist,   // rules of TIME-WAIT change only where no connection relies on them
  capacity_in_use,     // a capacity below what is reserved and held
  capacity_too_large,  // a capacity above the memory that was taken at the start
};
inline constexpr std::size_t kHostResultCount = 22;

inline constexpr std::array<std::string_view, kHostResultCount> kHostResultNames = {
    "stepped",         "created",           "waited",         "no_connection",  "half_open_full",
    "no_block",        "no_iss_floor",      "no_slot",        "quiet",          "listening",
    "unlistened",      "already_listening", "not_listening",  "listeners_full", "collected",
    "no_port",         "configured",        "invalid_policy", "invalid_ports",  "connections_exist",
    "capacity_in_use", "capacity_too_large"};

[[nodiscard]] constexpr std::string_view name(HostResult result) {
  return kHostResultNames[static_cast<std::size_t>(result)];
}

/// The verbs that a step applied to the TIME-WAIT table, in this order; at most two.
struct TableActions {
  std::array<TableVerb, 2> verbs{};
  std::uint32_t count = 0;

  friend constexpr bool operator==(const TableActions&, const TableActions&) = default;
};

/// What a step answers. `before` and `after` are the tuple's states; a held slot is TIME-WAIT.
template <class D>
struct HostOutcome {
  HostResult result = HostResult::no_connection;
  State before = State::closed;
  State after = State::closed;
  TableActions actions{};
  Outcome<D> outcome{};
};

enum class HostSettingKind : std::uint8_t {
  policy,              // of all connections, MSL included
  capacity,            // of TIME-WAIT: reserved + held
  half_open_capacity,  // of connections in SYN-RECEIVED that a peer began
  museum,              // how the table departs from the law
};

/// One change of configuration. A kind reads the member of its own name.
template <class D>
struct HostSetting {
  HostSettingKind kind = HostSettingKind::policy;
  Policy<D> policy{};
  typename D::U32 capacity{};  // also of half_open_capacity
  Museum<D> museum{};
};

/// What became of a setting.
struct HostConfigured {
  HostResult result = HostResult::configured;
  std::string_view field{};  // of what is invalid: the first impossible field
};

}  // namespace twomsl
