// The endpoint of a family, instantiated once for each.
#include "net/family_endpoint.hpp"

#include <utility>

#include "net/family_ack.hpp"
#include "net/family_arrival.hpp"
#include "net/family_calls.hpp"
#include "net/family_icmp.hpp"
#include "net/family_open.hpp"
#include "net/family_output.hpp"
#include "net/family_settle.hpp"
#include "net/family_step.hpp"

namespace twomsl {

SettingsInForce settings_of(const Policy<Concrete>& policy, const ConnectionSizes& asked,
                            const ConnectionSwitches& switches) {
  SettingsInForce settings = settings_of(policy);
  set_switches(settings, switches);
  if (asked.mss_bytes != 0) settings.mss_bytes = asked.mss_bytes;
  if (asked.snd_buffer_bytes != 0) settings.snd_buffer_bytes = asked.snd_buffer_bytes;
  if (asked.rcv_buffer_bytes != 0) {
    settings.rcv_buffer_bytes = asked.rcv_buffer_bytes;
    settings.scale = 0;
    while (settings.scale < 14 &&
           (std::uint64_t{0xffff} << settings.scale) < asked.rcv_buffer_bytes) {
      ++settings.scale;
    }
  }
  return settings;
}

template <class Stores>
FamilyEndpoint<Stores>::FamilyEndpoint(const EndpointOptions& options)
    : running_(make_host<Stores>(options.policy, options.size, options.secret)),
      addresses_(options.addresses),
      links_(options.links),
      checksums_(options.checksums),
      has_begun_(options.quiet_time != QuietTime::kept) {
  static_cast<void>(running_.set_ports(options.ports));
  of_policy_ = settings_of(options.policy);
  // As many handles of connections that are over as of those that are not.
  const std::uint32_t handles = 2 * options.size.connections + options.size.listeners;
  entries_.resize(handles);
  entry_count_ = handles;
  for (std::uint32_t at = handles; at > 0; --at) {
    entries_[at - 1].next = first_free_;
    first_free_ = at - 1;
  }
  entry_of_block_.assign(options.size.connections, kNoIndex);
  listeners_ = make_index<Key>(options.size.listeners, running_.host.source.table_seed());
  half_open_ = HalfOpenQueue(handles);
  packet_.resize(kMostHeaderBytes);
  outgoing_ = make_queue<Outgoing<Key>>(options.queued_packets);
  senders_ = make_queue<std::uint32_t>(handles);
  owed_ = make_queue<OwedAck>(options.queued_packets);
  delays_acks_ = options.delays_acks;
  noticed_ = make_queue<std::uint32_t>(handles);
}

/// Whatever was opened keeps the settings under which it was.
template <class Stores>
HostConfigured FamilyEndpoint<Stores>::configure(const HostSetting<Concrete>& setting) {
  const HostConfigured configured = running_.configure(setting);
  const SettingsInForce former = std::exchange(of_policy_, settings_of(running_.host.policy));
  if (former == of_policy_) return configured;
  for (EntryOf& entry : entries_) {
    if (entry.kind != EntryKind::free && !entry.has_settings()) entry.settings = former;
  }
  return configured;
}

template class FamilyEndpoint<Ipv4Stores>;
template class FamilyEndpoint<Ipv6Stores>;

}  // namespace twomsl
