// Packets, time and the link; what a step of a host leads to is in sim/steps.hpp.
#include "sim/network.hpp"

#include <algorithm>
#include <utility>

#include "core/codec/bytes.hpp"
#include "core/codec/segment_view.hpp"
#include "sim/checkers/rule_breaking.hpp"
#include "sim/plays/hidden_events.hpp"
#include "sim/random.hpp"
#include "sim/steps.hpp"
#include "sim/tap.hpp"

namespace twomsl::sim {
namespace {

constexpr int kBurst = 64;
constexpr int kTimeoutsInARow = 64;
constexpr int kMostSteps = 100'000;  // of a run
constexpr std::size_t kMostInFlight = 512;

template <class Key>
constexpr std::size_t kIpHeaderBytes = kFamilyOf<Key> == Family::ipv4 ? 20 : 40;

// From the bytes of a packet as a driver would, seen from its sender.
void read_key(std::span<const std::uint8_t> packet, Ipv4Tuple<Concrete>& key) {
  key = {load_be32(&packet[12]), load_be32(&packet[16]), load_be32(&packet[20])};
}

void read_key(std::span<const std::uint8_t> packet, Ipv6Tuple<Concrete>& key) {
  for (std::size_t i = 0; i < 4; ++i) {
    key.local[i] = load_be32(&packet[8 + 4 * i]);
    key.remote[i] = load_be32(&packet[24 + 4 * i]);
  }
  key.ports = load_be32(&packet[40]);
}

bool is_rst_without_ack(std::span<const std::uint8_t> segment) {
  const Flags flags{segment[13]};
  return flags.rst() && !flags.ack();
}

}  // namespace

template <class Stores>
std::uint64_t NetworkOf<Stores>::random() {
  return mixed(random_++);
}

template <class Stores>
const Connection<Concrete>* NetworkOf<Stores>::block_of(Place at) const {
  const auto& blocks = hosts[at.end].endpoint.host().host.blocks;
  const std::uint32_t block = blocks.find(key_of(at));
  return block == kNoBlock ? nullptr : &blocks.connection(block);
}

template <class Stores>
State NetworkOf<Stores>::state_of(Place at) const {
  if (const Connection<Concrete>* c = block_of(at)) return c->state;
  const bool is_free = hosts[at.end].endpoint.host().is_free(key_of(at), now);
  return is_free ? State::closed : State::time_wait;
}

template <class Stores>
const Policy<Concrete>& NetworkOf<Stores>::policy_of(std::uint32_t end) const {
  return hosts[end].endpoint.host().host.policy;
}

template <class Stores>
Duration<Concrete> NetworkOf<Stores>::longest_delay() const {
  return smaller(options.packet_life, smaller(policy_of(0).msl, policy_of(1).msl));
}

template <class Stores>
bool NetworkOf<Stores>::is_quiet(std::uint32_t end) const {
  return now < hosts[end].quiet_until;
}

template <class Stores>
void NetworkOf<Stores>::fail(std::string_view law, const std::string& what) {
  if (!breach) breach = Breach{law, what};
}

template <class Stores>
HostOutcome<Concrete> NetworkOf<Stores>::put(std::uint32_t end, const RunningEvent& event) {
  if (breach) return {};
  const HostOutcome<Concrete> out = hosts[end].endpoint.step(event);
  flush(end);
  return out;
}

template <class Stores>
HostOutcome<Concrete> NetworkOf<Stores>::put(Place at, const Event<Concrete>& event) {
  return put(at.end, {.now = now, .key = key_of(at), .event = event});
}

template <class Stores>
HostConfigured NetworkOf<Stores>::configure(std::uint32_t end,
                                            const HostSetting<Concrete>& setting) {
  laws_only = true;
  SimulatedHost& host = hosts[end];
  const std::optional<Breach> broken = host.laws.configure(host.endpoint.host(), setting, now);
  if (broken) fail(broken->law, broken->what);
  return host.endpoint.configure(setting);  // once more, which changes nothing, for its answer
}

template <class Stores>
void NetworkOf<Stores>::emit(std::uint32_t end, const Packet& packet) {
  if (is_quiet(end)) fail("INV-TW-7", "a packet in quiet time");
  InFlight flying{.sent = now, .from = end};
  if (!spare_.empty()) {
    flying.bytes = std::move(spare_.back());
    spare_.pop_back();
  }
  flying.bytes.assign(packet.bytes.begin(), packet.bytes.end());
  Key key{};
  read_key(packet.bytes, key);
  const std::optional<std::uint32_t> tuple = tuple_of(end, key);
  // What refuses a segment is about the incarnation that this was for, and not about its own.
  const bool refuses =
      is_rst_without_ack(packet.bytes.subspan(kIpHeaderBytes<Key>)) && arriving_ != nullptr;
  if (tuple && !packet.handle.is_none() && !refuses) {
    flying.incarnation = hosts[end].tuples[*tuple].find(packet.handle);
  } else if (tuple && !hosts[end].has_backlog && hosts[end].last.result == HostResult::waited) {
    flying.incarnation = hosts[end].tuples[*tuple].current;
  } else if (arriving_ != nullptr && !hosts[end].has_backlog) {
    flying.answered = arriving_->incarnation;
  }
  ++coverage.packets;
  if (!note_emission(end, flying.bytes, tuple)) return;
  put_in_flight(std::move(flying));
}

template <class Stores>
void NetworkOf<Stores>::put_in_flight(InFlight packet) {
  const Link link = link_for(packet);
  packet.due = now + Duration<Concrete>{link.latency_us};
  if (in_flight.size() >= kMostInFlight) return;
  const LinkEffect effect = draw_effect(link, [this] { return random(); });
  if (effect.is_lost) return;
  packet.due = packet.due + Duration<Concrete>{effect.delay_us};
  if (effect.repeated_after_us) {
    InFlight copy = packet;
    copy.due = copy.due + Duration<Concrete>{*effect.repeated_after_us};
    in_flight.push_back(std::move(copy));
    ++coverage.repetitions;
  }
  in_flight.push_back(std::move(packet));
  if (effect.damaged_at) damage(in_flight.size() - 1, *effect.damaged_at);
}

template <class Stores>
void NetworkOf<Stores>::flush(std::uint32_t end) {
  name_incarnations(end);
  for (int i = 0; i < kBurst && !breach && !is_lazy; ++i) {
    const Packet packet = hosts[end].endpoint.poll(now);
    if (packet.bytes.empty()) {
      hosts[end].has_backlog = false;
      return;
    }
    emit(end, packet);
  }
  hosts[end].has_backlog = true;
}

template <class Stores>
std::optional<std::size_t> NetworkOf<Stores>::find_packet(std::uint32_t end,
                                                          std::size_t position) const {
  for (std::size_t i = 0; i < in_flight.size(); ++i) {
    if (in_flight[i].from != end && position-- == 0) return i;
  }
  return std::nullopt;
}

template <class Stores>
std::size_t NetworkOf<Stores>::count_packets(std::uint32_t end) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      in_flight, [end](const InFlight& packet) { return packet.from != end; }));
}

template <class Stores>
void NetworkOf<Stores>::drop(std::size_t packet) {
  spare_.push_back(std::move(in_flight[packet].bytes));
  in_flight.erase(in_flight.begin() + static_cast<std::ptrdiff_t>(packet));
}

template <class Stores>
void NetworkOf<Stores>::damage(std::size_t packet, std::uint32_t where) {
  if (in_flight[packet].is_damaged) return;
  in_flight[packet].is_damaged = true;
  damage_bit(std::span(in_flight[packet].bytes).subspan(kIpHeaderBytes<Key>), where);
}

template <class Stores>
void NetworkOf<Stores>::arrive(const InFlight& packet) {
  const std::uint32_t to = 1 - packet.from;
  forget(to);
  if (tap != nullptr) tap->arrived(to, packet.bytes, packet.sent, now);
  arriving_ = &packet;
  const ArrivalResult result = hosts[to].endpoint.receive(packet.bytes, now);
  if (result.why == Admission::bad_checksum) ++coverage.damaged;
  flush(to);
  arriving_ = nullptr;
}

template <class Stores>
void NetworkOf<Stores>::deliver(std::size_t packet, bool stays) {
  if (breach) return;
  InFlight arriving;
  if (stays) {
    arriving = in_flight[packet];
    ++coverage.repetitions;
  } else {
    arriving = std::move(in_flight[packet]);
    in_flight.erase(in_flight.begin() + static_cast<std::ptrdiff_t>(packet));
  }
  arrive(arriving);
  spare_.push_back(std::move(arriving.bytes));
}

template <class Stores>
std::size_t NetworkOf<Stores>::find_next() const {
  const auto next =
      std::ranges::min_element(in_flight, {}, [](const InFlight& packet) { return packet.due.us; });
  return static_cast<std::size_t>(next - in_flight.begin());
}

template <class Stores>
bool NetworkOf<Stores>::deliver_next() {
  const std::size_t next = find_next();
  if (next == in_flight.size() || breach) return false;
  wait_until(larger(now, in_flight[next].due), false);
  // Timers that expired on the way may have sent more, and what is too old is gone.
  const std::size_t due = find_next();
  if (due != in_flight.size()) deliver(due, false);
  return true;
}

template <class Stores>
Instant<Concrete> NetworkOf<Stores>::next_deadline() {
  return smaller(hosts[0].endpoint.next_deadline(), hosts[1].endpoint.next_deadline());
}

template <class Stores>
void NetworkOf<Stores>::drop_expired() {
  const Duration<Concrete> lifetime = longest_delay();
  for (std::size_t i = in_flight.size(); i > 0; --i) {
    if (in_flight[i - 1].sent + lifetime < now) drop(i - 1);
  }
}

template <class Stores>
void NetworkOf<Stores>::expire(std::uint32_t end) {
  if (breach) return;
  hosts[end].endpoint.advance(now);
  flush(end);
}

template <class Stores>
void NetworkOf<Stores>::wait_until(Instant<Concrete> then, bool late) {
  // No packet waits in a host while time passes: it would grow older than MSL without being seen.
  const bool was_lazy = std::exchange(is_lazy, false);
  flush(0);
  flush(1);
  for (int i = 0; !late && i < kTimeoutsInARow && !breach; ++i) {
    const Instant<Concrete> due = next_deadline();
    if (then < due) break;
    now = larger(now, due);
    expire(0);
    expire(1);
  }
  now = larger(now, then);
  drop_expired();
  expire(0);
  expire(1);
  is_lazy = was_lazy;
}

template <class Stores>
void NetworkOf<Stores>::run_until(Instant<Concrete> then) {
  for (int i = 0; i < kMostSteps && !breach; ++i) {
    const std::size_t next = find_next();
    const bool none_flies = next == in_flight.size();
    const Instant<Concrete> arrival = none_flies ? never<Concrete>() : in_flight[next].due;
    const Instant<Concrete> deadline = next_deadline();
    if (then < smaller(arrival, deadline)) break;
    if (arrival <= deadline) {
      deliver_next();
    } else {
      wait_until(deadline, false);
    }
  }
  wait_until(then, false);
}

template class NetworkOf<Ipv4Stores>;
template class NetworkOf<Ipv6Stores>;

}  // namespace twomsl::sim
