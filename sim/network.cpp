// Packets, time and the link; what a step of a host leads to is in sim/steps.cpp.
#include "sim/network.hpp"

#include <algorithm>
#include <utility>

#include "core/codec/bytes.hpp"
#include "core/codec/segment_view.hpp"
#include "sim/random.hpp"
#include "sim/tap.hpp"

namespace twomsl::sim {
namespace {

constexpr int kBurst = 64;
constexpr int kTimeoutsInARow = 64;
constexpr int kMostSteps = 100'000;  // of a run
constexpr std::size_t kMostInFlight = 512;
constexpr std::size_t kIpv4HeaderBytes = 20;

// From the bytes of a packet as a driver would, seen from its sender.
Key key_in(std::span<const std::uint8_t> packet) {
  return {load_be32(&packet[12]), load_be32(&packet[16]), load_be32(&packet[kIpv4HeaderBytes])};
}

bool is_rst_without_ack(std::span<const std::uint8_t> packet) {
  const Flags flags{packet[kIpv4HeaderBytes + 13]};
  return flags.rst() && !flags.ack();
}

}  // namespace

Coverage& operator+=(Coverage& sum, const Coverage& more) {
  for (std::uint64_t Coverage::*count :
       {&Coverage::steps, &Coverage::packets, &Coverage::delivered_bytes, &Coverage::conversations,
        &Coverage::aborts, &Coverage::user_timeouts, &Coverage::reboots, &Coverage::repetitions,
        &Coverage::waits, &Coverage::reopenings, &Coverage::returns, &Coverage::assassinations,
        &Coverage::give_ups, &Coverage::refusals, &Coverage::strays, &Coverage::damaged,
        &Coverage::forgeries}) {
    sum.*count += more.*count;
  }
  sum.transitions |= more.transitions;
  return sum;
}

std::uint64_t Network::random() { return mixed(random_++); }

const Connection<Concrete>* Network::block_of(Place at) const {
  const auto& blocks = hosts[at.end].endpoint.host().host.blocks;
  const std::uint32_t block = blocks.find(key_of(at));
  return block == kNoBlock ? nullptr : &blocks.connection(block);
}

State Network::state_of(Place at) const {
  if (const Connection<Concrete>* c = block_of(at)) return c->state;
  const bool is_free = hosts[at.end].endpoint.host().is_free(key_of(at), now);
  return is_free ? State::closed : State::time_wait;
}

const Policy<Concrete>& Network::policy_of(std::uint32_t end) const {
  return hosts[end].endpoint.host().host.policy;
}

Duration<Concrete> Network::longest_delay() const {
  return smaller(policy_of(0).msl, policy_of(1).msl);
}

bool Network::is_quiet(std::uint32_t end) const { return now < hosts[end].quiet_until; }

void Network::fail(std::string_view law, const std::string& what) {
  if (!breach) breach = Breach{law, what};
}

HostOutcome<Concrete> Network::put(std::uint32_t end, const Ipv4Host::Event& event) {
  if (breach) return {};
  const HostOutcome<Concrete> out = hosts[end].endpoint.step(event);
  flush(end);
  return out;
}

HostOutcome<Concrete> Network::put(Place at, const Event<Concrete>& event) {
  return put(at.end, {.now = now, .key = key_of(at), .event = event});
}

HostConfigured Network::configure(std::uint32_t end, const HostSetting<Concrete>& setting) {
  laws_only = true;
  SimulatedHost& host = hosts[end];
  const std::optional<Breach> broken = host.laws.configure(host.endpoint.host(), setting, now);
  if (broken) fail(broken->law, broken->what);
  return host.endpoint.configure(setting);  // once more, which changes nothing, for its answer
}

void Network::emit(std::uint32_t end, const Packet& packet) {
  if (is_quiet(end)) fail("INV-TW-7", "a packet in quiet time");
  InFlight flying{.sent = now, .from = end};
  if (!spare_.empty()) {
    flying.bytes = std::move(spare_.back());
    spare_.pop_back();
  }
  flying.bytes.assign(packet.bytes.begin(), packet.bytes.end());
  const std::optional<std::uint32_t> tuple = tuple_of(end, key_in(packet.bytes));
  // What refuses a segment is about the incarnation that this was for, and not about its own.
  const bool refuses = is_rst_without_ack(packet.bytes) && arriving_ != nullptr;
  if (tuple && !packet.handle.is_none() && !refuses) {
    flying.incarnation = hosts[end].tuples[*tuple].find(packet.handle);
  } else if (tuple && !hosts[end].has_backlog && hosts[end].last.result == HostResult::waited) {
    flying.incarnation = hosts[end].tuples[*tuple].current;
  } else if (arriving_ != nullptr && !hosts[end].has_backlog) {
    flying.answered = arriving_->incarnation;
  }
  ++coverage.packets;
  if (tap != nullptr) tap->sent(end, flying.bytes, now);
  put_in_flight(std::move(flying));
}

void Network::put_in_flight(InFlight packet) {
  Link link = options.link;
  packet.due = now + Duration<Concrete>{link.latency_us};
  if (in_flight.size() >= kMostInFlight) return;
  link.longest_delay_us = smaller(Duration<Concrete>{link.longest_delay_us}, longest_delay()).us;
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

void Network::flush(std::uint32_t end) {
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

std::optional<std::size_t> Network::find_packet(std::uint32_t end, std::size_t position) const {
  for (std::size_t i = 0; i < in_flight.size(); ++i) {
    if (in_flight[i].from != end && position-- == 0) return i;
  }
  return std::nullopt;
}

std::size_t Network::count_packets(std::uint32_t end) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      in_flight, [end](const InFlight& packet) { return packet.from != end; }));
}

void Network::drop(std::size_t packet) {
  spare_.push_back(std::move(in_flight[packet].bytes));
  in_flight.erase(in_flight.begin() + static_cast<std::ptrdiff_t>(packet));
}

void Network::damage(std::size_t packet, std::uint32_t where) {
  if (in_flight[packet].is_damaged) return;
  in_flight[packet].is_damaged = true;
  damage_bit(std::span(in_flight[packet].bytes).subspan(kIpv4HeaderBytes), where);
}

void Network::arrive(const InFlight& packet) {
  const std::uint32_t to = 1 - packet.from;
  if (tap != nullptr) tap->arrived(to, packet.bytes, packet.sent, now);
  arriving_ = &packet;
  const ArrivalResult result = hosts[to].endpoint.receive(packet.bytes, now);
  if (result.why == Admission::bad_checksum) ++coverage.damaged;
  flush(to);
  arriving_ = nullptr;
}

void Network::deliver(std::size_t packet, bool stays) {
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

std::size_t Network::find_next() const {
  const auto next =
      std::ranges::min_element(in_flight, {}, [](const InFlight& packet) { return packet.due.us; });
  return static_cast<std::size_t>(next - in_flight.begin());
}

bool Network::deliver_next() {
  const std::size_t next = find_next();
  if (next == in_flight.size() || breach) return false;
  wait_until(larger(now, in_flight[next].due), false);
  // Timers that expired on the way may have sent more, and what is too old is gone.
  const std::size_t due = find_next();
  if (due != in_flight.size()) deliver(due, false);
  return true;
}

Instant<Concrete> Network::next_deadline() {
  return smaller(hosts[0].endpoint.next_deadline(), hosts[1].endpoint.next_deadline());
}

void Network::drop_expired() {
  const Duration<Concrete> lifetime = longest_delay();
  for (std::size_t i = in_flight.size(); i > 0; --i) {
    if (in_flight[i - 1].sent + lifetime < now) drop(i - 1);
  }
}

void Network::expire(std::uint32_t end) {
  if (breach) return;
  hosts[end].endpoint.advance(now);
  flush(end);
}

void Network::wait_until(Instant<Concrete> then, bool late) {
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

void Network::run_until(Instant<Concrete> then) {
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

}  // namespace twomsl::sim
