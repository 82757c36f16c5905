// The host that runs: IPv4 and IPv6, all memory taken at construction.
//
// Besides the step, it chooses ports, fires timeouts that are due, and frees the slots of waits
// that are over.
#pragma once

#include "core/host/concrete/isn.hpp"
#include "core/host/concrete/ports.hpp"
#include "core/host/concrete/slab.hpp"
#include "core/host/configure.hpp"
#include "core/host/step.hpp"
#include "core/table/concrete_table.hpp"

namespace twomsl {

/// How much memory a host takes.
struct HostSize {
  std::uint32_t connections = 1024;  // control blocks, half-open ones included
  std::uint32_t half_open = 256;
  std::uint32_t waits = 4096;  // of TIME-WAIT, reserved and held
  std::uint32_t floors = 4096;
  std::uint32_t listeners = 64;
  std::uint32_t reordering = ~0u;  // connections that hold text ahead of RCV.NXT at once: all
};

template <class Tuple, std::uint32_t kMssBytes>
struct RunningStores {
  using Domain = Concrete;
  using Key = Tuple;
  using Table = RunningTable<Tuple>;
  using Blocks = Slab<Tuple>;
  using Listeners = ListenerSet<Tuple>;
  using Credits = std::array<AckCredit<Concrete>, 256>;
  using Source = TupleSource;
  static constexpr std::uint32_t kDefaultMssBytes = kMssBytes;
};

using Ipv4Stores = RunningStores<Ipv4Tuple<Concrete>, 536>;
using Ipv6Stores = RunningStores<Ipv6Tuple<Concrete>, 1220>;

extern template void step(Host<Ipv4Stores>&, const HostEvent<Concrete, Ipv4Tuple<Concrete>>&,
                          HostOutcome<Concrete>&);
extern template void step(Host<Ipv6Stores>&, const HostEvent<Concrete, Ipv6Tuple<Concrete>>&,
                          HostOutcome<Concrete>&);
extern template void step_found(Host<Ipv4Stores>&, const HostEvent<Concrete, Ipv4Tuple<Concrete>>&,
                                std::uint32_t, HostOutcome<Concrete>&);
extern template void step_found(Host<Ipv6Stores>&, const HostEvent<Concrete, Ipv6Tuple<Concrete>>&,
                                std::uint32_t, HostOutcome<Concrete>&);

/// A host of one address family, with what its steps leave to the caller.
template <class Stores>
struct RunningHost {
  using Key = typename Stores::Key;
  using Event = HostEvent<Concrete, Key>;

  Host<Stores> host{};
  PortRange ports{};
  std::uint32_t next_port = 0;
  Instant<Concrete> swept_at{};
  Instant<Concrete> floors_searched_at{};

  /// One event. No allocation.
  [[nodiscard]] HostOutcome<Concrete> step(const Event& event);

  /// Writes into `key` a port of the host's choice from which its remote end can be opened. False
  /// if there is none.
  [[nodiscard]] bool choose_local_port(Key& key, Instant<Concrete> now);

  /// A timeout that is due at `now`, if there is one; its step may leave more.
  [[nodiscard]] bool find_timeout(Instant<Concrete> now, Event& event);

  /// Sweeps a share of the slots in proportion to the time since the last sweep: sixteen full
  /// rounds in 2*MSL. Does nothing if no slot is occupied.
  void sweep(Instant<Concrete> now) {
    if (host.waits.account.held + host.iss_floors.account.held == 0) {
      swept_at = now;
    } else {
      sweep_held(now);
    }
  }

  [[nodiscard]] HostConfigured configure(const HostSetting<Concrete>& setting);

  /// From now on ports are chosen from `range`, if that is valid.
  [[nodiscard]] HostConfigured set_ports(const PortRange& range);

  /// Neither connection nor wait has the tuple.
  [[nodiscard]] bool is_free(const Key& key, Instant<Concrete> now) const;

  /// What sweep() does where some slot is occupied.
  void sweep_held(Instant<Concrete> now);
};

using Ipv4Host = RunningHost<Ipv4Stores>;
using Ipv6Host = RunningHost<Ipv6Stores>;

/// An empty host. It takes for granted that nothing was sent before: else begin_without_memory()
/// (quiet.hpp). REQUIRES: a valid policy (invalid_field), a random secret.
template <class Stores>
[[nodiscard]] RunningHost<Stores> make_host(const Policy<Concrete>& policy, const HostSize& size,
                                            const Secret& secret);

extern template struct RunningHost<Ipv4Stores>;
extern template struct RunningHost<Ipv6Stores>;

}  // namespace twomsl
