// Running of programs.
#include <algorithm>

#include "core/codec/encode.hpp"
#include "sim/drain.hpp"
#include "sim/program/setup.hpp"
#include "sim/tap.hpp"
#include "sim/users.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint64_t kSecondUs = 1'000'000;

std::uint32_t size_of(unsigned choice, std::uint32_t buffer_bytes) {
  constexpr std::array<std::uint32_t, 14> kSizes = {1,   100, 0,    2,    3,    7,    64,
                                                    536, 537, 1000, 1460, 2000, 2920, 4000};
  choice &= 15u;
  return choice < kSizes.size() ? kSizes[choice] : std::min(buffer_bytes, 5000u) + (choice - 14u);
}

// The moment that a wait lasts until: boundaries of timers, of the lifetime of packets, of waits.
template <class Stores>
Instant<Concrete> moment(NetworkOf<Stores>& network, unsigned choice) {
  constexpr std::array<std::uint64_t, 7> kLengthsUs = {
      1, 1000, 20'000, 400'000, kSecondUs, 3 * kSecondUs, 60 * kSecondUs};
  choice &= 15u;
  if (choice < kLengthsUs.size()) return network.now + Duration<Concrete>{kLengthsUs[choice]};
  const std::uint64_t msl = network.policy_of(0).msl.us;
  const std::uint64_t due = network.next_deadline().us;
  const std::uint64_t timer = due == kNeverUs ? 0 : due;
  const std::uint64_t expiry = network.in_flight.empty()
                                   ? 0
                                   : network.in_flight.front().sent.us + network.longest_delay().us;
  const std::array<std::uint64_t, 9> moments = {timer - (timer == 0 ? 0u : 1u),
                                                timer,
                                                timer + 1,
                                                network.now.us + msl,
                                                network.now.us + 2 * msl - 1,
                                                network.now.us + 2 * msl,
                                                expiry,
                                                expiry + 1,
                                                network.now.us + 90 * kSecondUs};
  return larger(network.now, Instant<Concrete>{moments[choice - kLengthsUs.size()]});
}

template <class Stores>
void make_rare_call(NetworkOf<Stores>& network, Place at, unsigned choice) {
  constexpr std::array<EventKind, 8> kCalls = {EventKind::status,
                                               EventKind::retransmission_timeout,
                                               EventKind::time_wait_timeout,
                                               EventKind::closing_timeout,
                                               EventKind::user_timeout,
                                               EventKind::abort,
                                               EventKind::abort,
                                               EventKind::transmit};
  if ((choice & 8u) != 0) {
    abort(network, at);
  } else {
    network.put(at, {.kind = kCalls[choice % kCalls.size()]});
  }
}

// Text comes as bytes, so that the receiver has them.
template <class Stores>
void deliver_forged(NetworkOf<Stores>& network, Place at, const Event<Concrete>& event) {
  if (network.breach) return;
  constexpr std::array<std::uint8_t, 1> kText = {0xff};
  const Segment<Concrete>& segment = event.segment;
  const auto text = std::span(kText).first(segment.text_bytes);
  const SocketPair sockets = sockets_of(network.key_of({1 - at.end, at.tuple}));
  std::array<std::uint8_t, kMostHeaderBytes + kText.size()> packet{};
  const std::size_t bytes = encode_ip(segment, {sockets.local, sockets.remote}, text, packet);
  const auto forged = std::span(packet).first(bytes);
  if (network.tap != nullptr) network.tap->arrived(at.end, forged, network.now, network.now);
  if (text.empty()) {
    network.obey(at, event);
    network.put(at, event);
  } else {
    network.hosts[at.end].endpoint.receive(forged, network.now);
    network.flush(at.end);
  }
}

// A segment that nobody sent, its numbers next to those that the receiver expects.
template <class Stores>
void forge(NetworkOf<Stores>& network, Place at, std::uint32_t bits) {
  const RunningHost<Stores>& host = network.hosts[at.end].endpoint.host();
  const Connection<Concrete>* block = network.block_of(at);
  const TimeWaitRecord<Concrete> next =
      block != nullptr ? record_of(*block)
                       : look_up(host.host.waits, network.key_of(at), network.now).record;
  Event<Concrete> event{.kind = EventKind::segment_arrives};
  Segment<Concrete>& segment = event.segment;
  segment.seq = next.rcv_nxt + ((bits >> 8 & 3u) - 1);
  segment.ack = next.snd_nxt;
  segment.wnd = 1000;
  segment.syn = (bits & 1u) != 0;
  segment.fin = (bits & 2u) != 0;
  segment.rst = (bits & 4u) != 0;
  segment.has_ack = (bits & 8u) != 0;
  segment.text_bytes = (bits >> 4) & 1u;
  segment.has_ts = (bits & 32u) != 0;
  segment.ts_val = next.ts_recent + ((bits >> 6 & 3u) - 1);
  network.laws_only = true;
  ++network.coverage.forgeries;
  deliver_forged(network, at, event);
}

template <class Stores>
void configure(NetworkOf<Stores>& network, Place at, std::uint32_t amount) {
  HostSetting<Concrete> setting{.policy = network.policy_of(at.end), .capacity = amount / 4 % 6};
  setting.kind = std::array{HostSettingKind::policy, HostSettingKind::capacity,
                            HostSettingKind::half_open_capacity}[amount % 3];
  setting.policy.msl.us = amount * 128;
  network.configure(at.end, setting);
}

template <class Stores>
void exchange(NetworkOf<Stores>& network, unsigned most) {
  for (unsigned i = 0; i <= most && network.deliver_next(); ++i) {
    accept_all(network, 0);
    accept_all(network, 1);
  }
}

// Without its memory a host sends nothing for MSL, and its peers may have all sorts of connections.
template <class Stores>
void reboot(NetworkOf<Stores>& network, Place at, unsigned choice) {
  if (choice % 4 != 0 || network.is_quiet(at.end)) return;
  network.reboot(at.end);
}

template <class Stores>
void replace(NetworkOf<Stores>& network, Place at, unsigned amount) {
  const std::uint64_t msl_us = network.policy_of(at.end).msl.us;
  network.replace(at.end, {amount % 2 == 0 ? msl_us : msl_us / 4});
}

template <class Stores>
void act_on_packet(NetworkOf<Stores>& network, const Command& command) {
  const std::size_t count = network.count_packets(command.at.end);
  const bool is_newest = command.kind == CommandKind::newest;
  const auto packet = network.find_packet(
      command.at.end, is_newest ? (count == 0 ? 0 : count - 1) : command.amount & 7u);
  if (!packet) return;
  if (command.kind == CommandKind::drop) {
    network.drop(*packet);
    return;
  }
  if (command.kind == CommandKind::damage) network.damage(*packet, command.amount / 8u);
  network.deliver(*packet, command.kind == CommandKind::repeat);
}

template <class Stores>
void perform(NetworkOf<Stores>& network, const Command& command, const Profile& profile) {
  const Place at = command.at;
  const unsigned amount = command.amount;
  const Policy<Concrete>& policy = network.policy_of(at.end);
  switch (command.kind) {
    case CommandKind::open:
      return open(network, at);
    case CommandKind::open_any:
      return profile.tuples == kTuples ? open(network, {0, at.tuple % 2}, true) : void();
    case CommandKind::listen:
      return listen(network, at);
    case CommandKind::unlisten:
      return unlisten(network, at);
    case CommandKind::send:
      return send(network, at, size_of(amount, policy.snd_buffer_bytes), (amount & 128u) != 0);
    case CommandKind::receive:
      return receive(network, at, size_of(amount, policy.rcv_buffer_bytes));
    case CommandKind::close:
      return close(network, at);
    case CommandKind::call:
      return make_rare_call(network, at, amount);
    case CommandKind::deliver:
    case CommandKind::newest:
    case CommandKind::repeat:
    case CommandKind::damage:
    case CommandKind::drop:
      return act_on_packet(network, command);
    case CommandKind::wait:
    case CommandKind::late:
      return network.wait_until(moment(network, amount), command.kind == CommandKind::late);
    case CommandKind::run:
      return network.run_until(moment(network, amount));
    case CommandKind::exchange:
      return exchange(network, amount & 15u);
    case CommandKind::forge:
      return profile.forges ? forge(network, at, amount) : void();
    case CommandKind::configure:
      return profile.forges ? configure(network, at, amount) : void();
    case CommandKind::collect:
      static_cast<void>(network.put(at.end, {.kind = HostEventKind::expire, .now = network.now}));
      return;
    case CommandKind::reboot:
      return reboot(network, at, amount);
    case CommandKind::replace:
      return profile.replaces ? replace(network, at, amount) : void();
  }
}

// Many tuples, each named as the other end sees it, looked up at once and one by one.
template <class Stores>
void look_up_waits(NetworkOf<Stores>& network, std::uint32_t end) {
  const auto& waits = network.hosts[end].endpoint.host().host.waits;
  std::array<typename Stores::Key, kTuples> keys;
  std::array<TableAnswer<Concrete>, kTuples> answers;
  for (std::uint32_t i = 0; i < kTuples; ++i) keys[i] = mirrored(network.key_of({1 - end, i}));
  look_up_all(waits, keys, network.now, answers);
  for (std::uint32_t i = 0; i < kTuples; ++i) {
    const auto alone = look_up(waits, network.key_of({end, i}), network.now);
    const bool is_alike = alone.held == answers[i].held && alone.frozen == answers[i].frozen &&
                          (!alone.held || alone.record == answers[i].record);
    if (!is_alike) network.fail("twin", "a look-up of many says what none alone does");
  }
}

template <class Stores>
void run(NetworkOf<Stores>& network, const Program& program, const Profile& profile) {
  for (const Place at : {Place{0, 0}, Place{0, 1}, Place{1, 0}, Place{1, 2}}) listen(network, at);
  for (Command command : program.commands) {
    command.at.tuple %= profile.tuples;
    network.is_lazy = command.is_lazy;
    network.adversary = {std::uint32_t{command.amount} << 16, command.amount % 4 != 0};
    network.forget(0);
    network.forget(1);
    perform(network, command, profile);
    network.is_lazy = false;
    accept_all(network, 0);
    accept_all(network, 1);
    if (network.breach) return;
  }
  look_up_waits(network, 0);
  look_up_waits(network, 1);
  if (profile.drains && !network.laws_only) drain(network, {program.settings.drain});
}

template <class Stores>
std::optional<Breach> run_under(const Program& program, const Profile& profile, Coverage& coverage,
                                Recorders recorders) {
  const NetworkOptions options = options_of(program.settings, profile);
  const auto play = [&](std::string* trace, Coverage& met) {
    NetworkOf<Stores> network(options);
    network.trace = trace;
    network.tap = recorders.tap;
    network.offences = recorders.offences;
    run(network, program, profile);
    for (const auto& host : network.hosts) {
      network.coverage.dropped_texts += host.endpoint.dropped_early_text();
    }
    met += network.coverage;
    return network.breach;
  };
  std::optional<Breach> breach = play(nullptr, coverage);
  if (!breach) return breach;
  std::string trace;
  Coverage again;
  recorders = {};
  static_cast<void>(play(&trace, again));
  breach->what += "\nafter:\n" + trace + "of the program: " + describe(program);
  return breach;
}

}  // namespace

std::optional<Breach> run_program(const Program& program, const Profile& profile,
                                  Coverage& coverage, Recorders recorders) {
  const bool is_ipv6 = family_of(program.settings) == Family::ipv6;
  return is_ipv6 ? run_under<Ipv6Stores>(program, profile, coverage, recorders)
                 : run_under<Ipv4Stores>(program, profile, coverage, recorders);
}

std::optional<Breach> run_program(const Program& program, const Profile& profile,
                                  Coverage& coverage, Tap* tap) {
  return run_program(program, profile, coverage, Recorders{tap, nullptr});
}

}  // namespace twomsl::sim
