// See host_museum_capture.hpp.
#include "tests/historical/host_museum_capture.hpp"

#include "sim/tap.hpp"
#include "sim/users.hpp"

namespace twomsl {
namespace {

using sim::InFlight;
using sim::Network;
using sim::Place;

constexpr Place kA{0, 0};
constexpr Place kB{1, 0};

// A is the client, except under no_return, where the peer must reopen: without timestamps, so that
// its SYN qualifies by its sequence number, of which MAY-2 speaks.
sim::NetworkOptions options_of(std::string_view name) {
  const HostExhibit<Concrete> exhibit = host_exhibit(name);
  sim::NetworkOptions options;
  options.subjects = {{{name, exhibit.policy, exhibit.museum, exhibit.judge, true},
                       sim::subject_of("peer", safe<Concrete>())}};
  options.subjects[1].policy.offers_timestamps = name != "no_return";
  options.sizes[0] = {8, 4, kMuseumWaits, 8, 1};
  options.link.latency_us = 10'000;
  options.checks_nothing = true;
  return options;
}

// The adversary's choice of a victim: the first wait in A's table.
std::uint32_t victim(const Network& network) {
  const auto& slots = network.hosts[0].endpoint.host().host.waits.slots;
  std::uint64_t at = 0;
  while (at + 1 < slots.size() && is_empty(slots[at])) ++at;
  return static_cast<std::uint32_t>((at << 32) / slots.size() + 1);
}

void exchange(Network& network) {
  while (network.deliver_next()) continue;
}

void pass(Network& network, std::uint64_t ms) {
  network.wait_until(network.now + Duration<Concrete>{ms * 1000}, false);
}

void call(Network& network, Place at, EventKind kind) {
  network.adversary = {victim(network), true};
  network.put(at, {.kind = kind});
  exchange(network);
}

void arrive_again(Network& network, const InFlight& packet) {
  network.in_flight.push_back(packet);
  exchange(network);
}

// What B sends when its retransmission timer of the connection expires.
void expire(Network& network, Place at) {
  if (const Connection<Concrete>* c = network.block_of(at)) network.wait_until(c->rtx.at, false);
  exchange(network);
}

struct LastPackets {
  InFlight fin{};  // of B
  InFlight ack{};  // of A, which then is in TIME-WAIT
};

// `client` opens and A closes; B closes too.
LastPackets open_and_close(Network& network, Place client, bool is_last_ack_lost) {
  call(network, client, EventKind::open_active);
  pass(network, 50);
  call(network, {kA.end, client.tuple}, EventKind::close);
  pass(network, 50);
  network.put({kB.end, client.tuple}, {.kind = EventKind::close});
  LastPackets last{.fin = network.in_flight.back()};
  network.deliver_next();
  last.ack = network.in_flight.back();
  if (is_last_ack_lost) network.in_flight.clear();
  exchange(network);
  return last;
}

// Before the peer's FIN comes again, A opens and closes another connection. A table that gives way
// to this pressure answers the first FIN by RST; the second wait lasts in any table.
void run_pressure(Network& network) {
  open_and_close(network, kA, true);
  pass(network, 100);
  open_and_close(network, {0, 1}, true);
  expire(network, kB);
  expire(network, {1, 1});
}

// The second wait is refused, as a copy of B's FIN shows; the first lasts.
void run_refusal(Network& network) {
  open_and_close(network, kA, true);
  const LastPackets last = open_and_close(network, {0, 1}, true);
  pass(network, 300);
  arrive_again(network, last.fin);
  expire(network, kB);
}

void run_bind(Network& network) {
  open_and_close(network, kA, false);
  pass(network, 100);
  call(network, kA, EventKind::open_active);
}

void run_no_wait(Network& network) {
  open_and_close(network, kA, true);
  expire(network, kB);
}

// A copy of A's last acknowledgement reaches B after it has closed, and provokes a RST; then a copy
// of B's FIN comes.
void run_assassination(Network& network) {
  const LastPackets last = open_and_close(network, kA, false);
  pass(network, 1000);
  arrive_again(network, last.ack);
  pass(network, 100);
  arrive_again(network, last.fin);
}

// A serves and closes first. B opens again from the same port, aborts before A's answer arrives,
// and answers it by RST; then a copy of B's old FIN comes.
void run_no_return(Network& network) {
  listen(network, kA);
  const LastPackets last = open_and_close(network, kB, false);
  pass(network, 500);
  network.put(kB, {.kind = EventKind::open_active});
  network.put(kB, {.kind = EventKind::abort});
  exchange(network);
  pass(network, 100);
  arrive_again(network, last.fin);
}

void run(Network& network, std::string_view exhibit) {
  if (exhibit == "refuse_newcomer") return run_refusal(network);
  if (exhibit == "bind_reuse") return run_bind(network);
  if (exhibit == "no_time_wait") return run_no_wait(network);
  if (exhibit == "assassinated") return run_assassination(network);
  if (exhibit == "no_return") return run_no_return(network);
  run_pressure(network);
}

}  // namespace

std::string capture_name(std::string_view exhibit) {
  std::string name = "museum-" + std::string(exhibit) + ".pcap";
  for (char& letter : name) letter = letter == '_' ? '-' : letter;
  return name;
}

std::vector<std::uint8_t> capture_of_host(std::string_view exhibit) {
  Network network(options_of(exhibit));
  sim::Tap tap;
  network.tap = &tap;
  listen(network, kB);
  run(network, exhibit);
  return tap.capture(sim::Vantage::a);
}

}  // namespace twomsl
