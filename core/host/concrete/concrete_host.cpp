// The concrete host, instantiated once for each address family.
#include "core/host/concrete/concrete_host.hpp"

namespace twomsl {

template void step(Host<Ipv4Stores>&, const HostEvent<Concrete, Ipv4Tuple<Concrete>>&,
                   HostOutcome<Concrete>&);
template void step(Host<Ipv6Stores>&, const HostEvent<Concrete, Ipv6Tuple<Concrete>>&,
                   HostOutcome<Concrete>&);
template void step_found(Host<Ipv4Stores>&, const HostEvent<Concrete, Ipv4Tuple<Concrete>>&,
                         std::uint32_t, HostOutcome<Concrete>&);
template void step_found(Host<Ipv6Stores>&, const HostEvent<Concrete, Ipv6Tuple<Concrete>>&,
                         std::uint32_t, HostOutcome<Concrete>&);

namespace {

// Full sweeps of the tables in 2*MSL: 97 % of the slots stay in use.
constexpr std::uint64_t kRounds = 16;

constexpr Duration<Concrete> kFloorSearchInterval{10'000};

// The timeout that is due. REQUIRES: one of the two timers of `c` has expired.
EventKind timeout_of(const Connection<Concrete>& c, Instant<Concrete> now) {
  return c.rtx.at <= now ? EventKind::retransmission_timeout : EventKind::closing_timeout;
}

}  // namespace

template <class Stores>
HostOutcome<Concrete> RunningHost<Stores>::step(const Event& event) {
  HostOutcome<Concrete> out;
  twomsl::step(host, event, out);
  return out;
}

template <class Stores>
bool RunningHost<Stores>::is_free(const Key& key, Instant<Concrete> now) const {
  return host.blocks.find(key) == kNoBlock && !look_up(host.waits, key, now).held;
}

template <class Stores>
bool RunningHost<Stores>::choose_local_port(Key& key, Instant<Concrete> now) {
  const std::uint32_t remote_port = key.ports & 0xffffu;
  key.ports = remote_port;
  const std::uint32_t offset = host.source.word(key);
  const std::uint16_t port = choose_port(ports, offset, next_port, [&](std::uint16_t candidate) {
    key.ports = std::uint32_t{candidate} << 16 | remote_port;
    return is_free(key, now);
  });
  key.ports = std::uint32_t{port} << 16 | remote_port;
  return port != 0;
}

template <class Stores>
bool RunningHost<Stores>::find_timeout(Instant<Concrete> now, Event& event) {
  const std::uint32_t at = host.blocks.find_due(now.us);
  if (at == kNoBlock) {
    return false;
  }
  event.now = now;
  event.key = host.blocks.blocks[at].key;
  event.event.kind = timeout_of(host.blocks.connection(at), now);
  return true;
}

template <class Stores>
void RunningHost<Stores>::sweep_held(Instant<Concrete> now) {
  // Floors last for milliseconds or for 2*MSL: where they leave no room, all are looked at at once.
  if (is_full(host.iss_floors) && floors_searched_at + kFloorSearchInterval <= now) {
    floors_searched_at = now;
    expire(host.iss_floors, now, slot_count(host.iss_floors));
  }
  const auto slots = std::uint64_t{slot_count(host.waits)} + slot_count(host.iss_floors);
  const std::uint64_t two_msl_us = 2 * host.policy.msl.us;
  // More than a round at once finds nothing more; of a short MSL a microsecond may be several.
  const std::uint64_t passed_us = smaller((now - swept_at).us, two_msl_us / kRounds + 1);
  const std::uint64_t visits = smaller(slots * kRounds * passed_us / two_msl_us, slots);
  if (visits != 0) {
    expire(host.waits, now, static_cast<std::uint32_t>(visits));
    expire(host.iss_floors, now, static_cast<std::uint32_t>(visits));
    swept_at = now;
  }
}

template <class Stores>
HostConfigured RunningHost<Stores>::configure(const HostSetting<Concrete>& setting) {
  return twomsl::configure(host, setting);
}

template <class Stores>
HostConfigured RunningHost<Stores>::set_ports(const PortRange& range) {
  const std::string_view field = invalid_field(range);
  if (!field.empty()) {
    return {HostResult::invalid_ports, field};
  }
  ports = range;
  return {};
}

template <class Stores>
RunningHost<Stores> make_host(const Policy<Concrete>& policy, const HostSize& size,
                              const Secret& secret) {
  using Key = typename Stores::Key;
  RunningHost<Stores> running;
  Host<Stores>& host = running.host;
  host.policy = policy;
  host.source.secret = secret;
  const std::uint64_t seed = host.source.table_seed();
  host.waits = make_table<Key>(table_policy(policy, size.waits), seed);
  host.iss_floors = make_table<Key>(iss_floor_policy<Concrete>(policy.msl, size.floors), seed);
  host.blocks = make_slab<Key>(size.connections, size.reordering, seed);
  host.listeners = {make_index<Key>(size.listeners, seed), 0, size.listeners};
  host.half_open_capacity = size.half_open;
  return running;
}

template struct RunningHost<Ipv4Stores>;
template struct RunningHost<Ipv6Stores>;
template RunningHost<Ipv4Stores> make_host(const Policy<Concrete>&, const HostSize&, const Secret&);
template RunningHost<Ipv6Stores> make_host(const Policy<Concrete>&, const HostSize&, const Secret&);

}  // namespace twomsl
