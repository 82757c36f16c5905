// Which family a packet, a socket or a handle belongs to; all else is in net/family_endpoint.hpp.
#include "net/endpoint.hpp"

namespace twomsl {
namespace {

bool is_ipv6(const Socket& socket) { return socket.address.family == Family::ipv6; }
bool is_ipv6(Handle handle) { return (handle.index & 1u) != 0; }

// An address that no packet of ours can bear, or a family that differs.
std::string_view invalid_field(const EndpointOptions& options) {
  if (const std::string_view field = unusable_field(options.policy); !field.empty()) {
    return field;
  }
  if (const std::string_view field = twomsl::invalid_field(options.ports); !field.empty()) {
    return field;
  }
  constexpr std::uint32_t kMost = std::uint32_t{1} << 24;
  const auto is_count = [](std::uint32_t count) { return count != 0 && count <= kMost; };
  if (!is_count(options.size.connections)) return "size.connections";
  if (!is_count(options.size.half_open)) return "size.half_open";
  if (!is_count(options.size.waits)) return "size.waits";
  if (!is_count(options.size.floors)) return "size.floors";
  if (!is_count(options.size.listeners)) return "size.listeners";
  if (options.size.reordering == 0) return "size.reordering";
  if (!is_count(options.queued_packets)) return "queued_packets";
  for (const Address& address : options.addresses) {
    if (is_impossible(address)) return "addresses";
  }
  for (const LinkMtu& link : options.links) {
    if (link.bytes < least_link_bytes(link.address.family) || 0xffff < link.bytes) return "links";
  }
  return {};
}

}  // namespace

std::string_view name(Admission admission) {
  constexpr std::array<std::string_view, kAdmissionCount> kNames = {
      "taken",    "undecodable",  "not_ours",  "bad_checksum", "bad_address",
      "bad_port", "backlog_full", "no_memory", "quiet",        "stray_error"};
  return kNames[static_cast<std::size_t>(admission)];
}

Made make_endpoint(const EndpointOptions& options) {
  Made made;
  made.field = invalid_field(options);
  if (!made.field.empty()) return made;
  made.ok = true;
  made.endpoint.v4_ = FamilyEndpoint<Ipv4Stores>(options);
  made.endpoint.v6_ = FamilyEndpoint<Ipv6Stores>(options);
  return made;
}

ArrivalResult Endpoint::receive(std::span<const std::uint8_t> packet, Instant<Concrete> now,
                                std::uint32_t zone) {
  begin(now);
  const bool has_version_6 = !packet.empty() && packet[0] >> 4 == 6;
  return has_version_6 ? v6_.receive(packet, now, zone) : v4_.receive(packet, now);
}

Packet Endpoint::poll(Instant<Concrete> now) {
  if (!v6_.may_send()) return v4_.may_send() ? v4_.poll(now) : Packet{};
  v6_is_next_ = !v6_is_next_;
  Packet packet;
  if (v6_is_next_) packet = v6_.poll(now);
  if (packet.bytes.empty() && v4_.may_send()) packet = v4_.poll(now);
  if (packet.bytes.empty() && v6_.may_send()) packet = v6_.poll(now);
  return packet;
}

Instant<Concrete> Endpoint::next_deadline() {
  return smaller(v4_.next_deadline(), v6_.next_deadline());
}

void Endpoint::begin(Instant<Concrete> now) {
  if (v4_.has_begun()) return;
  v4_.begin(now);
  v6_.begin(now);
}

Instant<Concrete> Endpoint::quiet_until() const {
  return larger(v4_.quiet_until(), v6_.quiet_until());
}

void Endpoint::advance(Instant<Concrete> now) {
  begin(now);
  v4_.advance(now);
  v6_.advance(now);
}

Opened Endpoint::open(const OpenOptions& options, Instant<Concrete> now) {
  begin(now);
  return is_ipv6(options.remote) ? v6_.open(options, now) : v4_.open(options, now);
}

Opened Endpoint::listen(const ListenOptions& options, Instant<Concrete> now) {
  begin(now);
  return is_ipv6(options.local) ? v6_.listen(options, now) : v4_.listen(options, now);
}

Opened Endpoint::accept(Handle listener, UserPointer user) {
  return is_ipv6(listener) ? v6_.accept(listener, user) : v4_.accept(listener, user);
}

Sent Endpoint::send(Handle handle, std::span<const std::uint8_t> text, Instant<Concrete> now,
                    bool urgent) {
  return is_ipv6(handle) ? v6_.send(handle, text, now, urgent)
                         : v4_.send(handle, text, now, urgent);
}

Received Endpoint::receive(Handle handle, std::span<std::uint8_t> into, Instant<Concrete> now) {
  return is_ipv6(handle) ? v6_.receive(handle, into, now) : v4_.receive(handle, into, now);
}

Peeked Endpoint::peek(Handle handle) const {
  return is_ipv6(handle) ? v6_.peek(handle) : v4_.peek(handle);
}

Consumed Endpoint::consume(Handle handle, std::uint32_t bytes, Instant<Concrete> now) {
  return is_ipv6(handle) ? v6_.consume(handle, bytes, now) : v4_.consume(handle, bytes, now);
}

Called Endpoint::close(Handle handle, Instant<Concrete> now) {
  return is_ipv6(handle) ? v6_.close(handle, now) : v4_.close(handle, now);
}

Called Endpoint::set_switches(Handle handle, const ConnectionSwitches& switches,
                              Instant<Concrete> now) {
  return is_ipv6(handle) ? v6_.set_switches(handle, switches, now)
                         : v4_.set_switches(handle, switches, now);
}

Called Endpoint::abort(Handle handle, Instant<Concrete> now) {
  return is_ipv6(handle) ? v6_.abort(handle, now) : v4_.abort(handle, now);
}

Status Endpoint::status(Handle handle, Instant<Concrete> now) const {
  return is_ipv6(handle) ? v6_.status(handle, now) : v4_.status(handle, now);
}

State Endpoint::state_between(const Socket& local, const Socket& remote,
                              Instant<Concrete> now) const {
  const SocketPair pair{local, remote};
  return is_ipv6(local) ? v6_.state_between(pair, now) : v4_.state_between(pair, now);
}

Occupancy Endpoint::occupancy() const {
  const Occupancy v4 = v4_.occupancy(), v6 = v6_.occupancy();
  return {v4.connections + v6.connections, v4.waits + v6.waits};
}

Called Endpoint::release(Handle handle, Instant<Concrete> now) {
  return is_ipv6(handle) ? v6_.release(handle, now) : v4_.release(handle, now);
}

bool Endpoint::next_notice(Notice& notice) {
  return (v4_.has_notices() && v4_.next_notice(notice)) ||
         (v6_.has_notices() && v6_.next_notice(notice));
}

HostConfigured Endpoint::configure(const Policy<Concrete>& policy) {
  if (const std::string_view field = unusable_field(policy); !field.empty()) {
    return {HostResult::invalid_policy, field};
  }
  HostSetting<Concrete> setting;
  setting.kind = HostSettingKind::policy;
  setting.policy = v4_.host().host.policy;
  HostSetting<Concrete> former = setting;
  setting.policy = policy;
  const HostConfigured of_v4 = v4_.configure(setting);
  if (of_v4.result != HostResult::configured) return of_v4;
  const HostConfigured of_v6 = v6_.configure(setting);
  if (of_v6.result != HostResult::configured) static_cast<void>(v4_.configure(former));
  return of_v6;
}

std::uint64_t Endpoint::dropped_half_open() const {
  return v4_.dropped_half_open() + v6_.dropped_half_open();
}

std::uint64_t Endpoint::dropped_early_text() const {
  return v4_.dropped_early_text() + v6_.dropped_early_text();
}

std::uint64_t Endpoint::count_of(HostResult result) const {
  return v4_.count_of(result) + v6_.count_of(result);
}

std::uint64_t Endpoint::dropped_packets() const {
  return v4_.dropped_packets() + v6_.dropped_packets();
}

}  // namespace twomsl
