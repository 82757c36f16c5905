// Decoding and running of programs of two hosts.
#include "tests/host_network/host_network_program.hpp"

#include <algorithm>
#include <bit>

#include "tests/host_network/host_network_drain.hpp"
#include "tests/support/hexadecimal.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kSecondUs = 1'000'000;

template <class T, std::size_t N>
const T& chosen(const std::array<T, N>& choices, unsigned choice) {
  return choices[choice % N];
}

// MSL is short enough for old segments to meet new incarnations.
Policy<Concrete> policy_of(const Opening& opening, unsigned end, Policy<Concrete> policy) {
  constexpr std::array<std::uint32_t, 8> kSend = {8192, 1, 3, 64, 600, 2920, 8192, 20'000};
  constexpr std::array<std::uint32_t, 5> kReceive = {8192, 200, 600, 2920, 20'000};
  constexpr std::array<std::uint32_t, 4> kMss = {1460, 100, 536, 1460};
  const unsigned shift = 4 * end;
  policy.msl = {4 * kSecondUs};
  policy.timeouts.fin_wait_2 = {6 * kSecondUs};
  policy.timeouts.last_ack = {6 * kSecondUs};
  policy.snd_buffer_bytes = chosen(kSend, (opening[1] >> shift) & 15u);
  policy.rcv_buffer_bytes = chosen(kReceive, (opening[2] >> shift) & 15u);
  policy.mss_bytes = chosen(kMss, (opening[3] >> shift) & 15u);
  const auto widest = static_cast<std::uint32_t>(std::bit_width(policy.rcv_buffer_bytes)) - 1;
  policy.scale = std::min(widest == 0 ? 0 : widest - 1, 7u);
  policy.offers_timestamps = (opening[5] >> end & 1u) == 0;
  policy.offers_scale = (opening[5] >> (2 + end) & 1u) == 0;
  return policy;
}

HostSide make_side(const Opening& opening, unsigned end,
                   const PoliciesUnderTest& policies_under_test) {
  constexpr HostSize kRoomy{2 * kTuples, kTuples, 2 * kTuples, 2 * kTuples, 4};
  constexpr HostSize kTight{kTuples, 1, kTuples - 1, kTuples, 4};
  Subject subject =
      policies_under_test[((opening[0] >> (4 * end)) & 15u) % policies_under_test.size()];
  subject.policy = policy_of(opening, end, subject.policy);
  const bool is_tight = (opening[6] >> end & 1u) != 0;
  HostSide side;
  side.running =
      make_host<Ipv4Stores>(subject.policy, is_tight ? kTight : kRoomy, {opening[4], end});
  static_cast<void>(side.running.set_ports({50'000, 50'001}));
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    side.records[tuple] = make_end(end, subject);
    side.records[tuple].tuple = tuple;
    side.histories[tuple].wait.key = key_of({end, tuple});
  }
  return side;
}

HostNetwork make_network(const Opening& opening, const PoliciesUnderTest& policies_under_test) {
  constexpr std::array<std::uint64_t, 4> kStartsUs = {
      kSecondUs, 0xffffffffull * 1024 - 2 * kSecondUs, 0x7fffffffull * 1024,
      0x3fffffffull * 16 - 3 * kSecondUs};
  HostNetwork network;
  network.now = {chosen(kStartsUs, opening[4] >> 4)};
  network.sides = {make_side(opening, 0, policies_under_test),
                   make_side(opening, 1, policies_under_test)};
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    configure(network, {1, tuple}, HostEventKind::listen);
  }
  return network;
}

std::uint32_t size_of(unsigned choice, std::uint32_t buffer_bytes) {
  constexpr std::array<std::uint32_t, 14> kSizes = {1,   100, 0,    2,    3,    7,    64,
                                                    536, 537, 1000, 1460, 2000, 2920, 4000};
  choice &= 15u;
  return choice < kSizes.size() ? kSizes[choice] : std::min(buffer_bytes, 5000u) + (choice - 14u);
}

// The moment that a wait lasts until: boundaries of timers, of the lifetime of packets, of waits.
Instant<Concrete> moment(const HostNetwork& network, unsigned choice) {
  constexpr std::array<std::uint64_t, 6> kLengthsUs = {1,         1000,          20'000,
                                                       kSecondUs, 3 * kSecondUs, 60 * kSecondUs};
  const std::uint64_t msl = network.sides[0].running.host.policy.msl.us;
  const std::uint64_t due = next_deadline(network).us;
  const std::uint64_t oldest =
      network.in_flight.empty() ? 0 : network.in_flight.front().sent.us + msl;
  choice &= 15u;
  if (choice < kLengthsUs.size()) {
    return network.now + Duration<Concrete>{kLengthsUs[choice]};
  }
  const std::array<std::uint64_t, 7> moments = {due == kNeverUs ? 0 : due - 1,
                                                due == kNeverUs ? 0 : due,
                                                network.now.us + msl,
                                                network.now.us + 2 * msl - 1,
                                                network.now.us + 2 * msl,
                                                oldest,
                                                oldest + 1};
  return larger(network.now, Instant<Concrete>{chosen(moments, choice - 6u)});
}

void make_rare_call(HostNetwork& network, Socket at, unsigned choice) {
  constexpr std::array<EventKind, 8> kRareCalls = {EventKind::status,
                                                   EventKind::retransmission_timeout,
                                                   EventKind::time_wait_timeout,
                                                   EventKind::closing_timeout,
                                                   EventKind::user_timeout,
                                                   EventKind::abort,
                                                   EventKind::abort,
                                                   EventKind::transmit};
  choice &= 15u;
  if (choice < kRareCalls.size()) {
    call(network, at, {.kind = kRareCalls[choice]});
  } else if (choice < 12) {
    open_from_any_port(network, {0, at.tuple % 2});
  } else {
    constexpr std::array<HostEventKind, 2> kKinds = {HostEventKind::expire,
                                                     HostEventKind::unlisten};
    configure(network, at, chosen(kKinds, choice));
  }
}

void exchange(HostNetwork& network, unsigned most) {
  for (unsigned i = 0; i <= most && !network.in_flight.empty() && !network.breach; ++i) {
    const InFlight& oldest = network.in_flight.front();
    const std::uint32_t to = 1 - oldest.from;
    const Instant<Concrete> then = oldest.sent + Duration<Concrete>{1000};
    wait_until(network, larger(network.now, then), false);
    act_on_packet(network, to, 0, PacketAction::deliver);
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) transmit_all(network, {to, tuple});
  }
}

std::size_t newest(const HostNetwork& network, std::uint32_t end) {
  const auto here = std::count_if(network.in_flight.begin(), network.in_flight.end(),
                                  [end](const InFlight& packet) { return packet.from != end; });
  return here == 0 ? 0 : static_cast<std::size_t>(here - 1);
}

// What a user does.
bool performs_call(HostNetwork& network, Socket at, CommandKind kind, unsigned operand) {
  const Policy<Concrete>& policy = network.sides[at.end].running.host.policy;
  switch (kind) {
    case CommandKind::open_active:
      call(network, at, {.kind = EventKind::open_active});
      return true;
    case CommandKind::open_passive:
      configure(network, at, HostEventKind::listen);
      return true;
    case CommandKind::send:
      call(network, at,
           {.kind = EventKind::send,
            .bytes = size_of(operand, policy.snd_buffer_bytes),
            .urgent = operand >= 128});
      return true;
    case CommandKind::receive:
      call(network, at,
           {.kind = EventKind::receive, .bytes = size_of(operand, policy.rcv_buffer_bytes)});
      return true;
    case CommandKind::close:
      call(network, at, {.kind = EventKind::close});
      return true;
    case CommandKind::rare:
      make_rare_call(network, at, operand);
      return true;
    case CommandKind::deliver:
    case CommandKind::deliver_newest:
    case CommandKind::duplicate:
    case CommandKind::corrupt:
    case CommandKind::drop:
    case CommandKind::wait:
    case CommandKind::exchange:
      return false;
  }
  return false;
}

void perform(HostNetwork& network, const Command& command) {
  const Socket at{command[0] >> 4 & 1u, (command[0] >> 6 & 3u) % kTuples};
  const unsigned operand = command[1];
  const auto kind = static_cast<CommandKind>((command[0] & 15u) % kCommandKindCount);
  if (performs_call(network, at, kind, operand)) return;
  const std::size_t position = operand & 7u;
  if (kind == CommandKind::deliver) act_on_packet(network, at.end, position, PacketAction::deliver);
  if (kind == CommandKind::deliver_newest) {
    act_on_packet(network, at.end, newest(network, at.end), PacketAction::deliver);
  }
  if (kind == CommandKind::duplicate)
    act_on_packet(network, at.end, position, PacketAction::duplicate);
  if (kind == CommandKind::corrupt) {
    corrupt(network, at.end, operand);
    act_on_packet(network, at.end, 0, PacketAction::deliver);
  }
  if (kind == CommandKind::drop) act_on_packet(network, at.end, position, PacketAction::drop);
  if (kind == CommandKind::wait)
    wait_until(network, moment(network, operand), (command[0] & 32u) != 0);
  if (kind == CommandKind::exchange) exchange(network, operand & 15u);
}

void run(HostNetwork& network, const NetworkProgram& program) {
  for (const Command& command : program.commands) {
    perform(network, command);
    for (std::uint32_t i = 0; i < 2 * kTuples && (command[0] & 32u) == 0; ++i) {
      transmit_all(network, {i % 2, i / 2});
    }
    if (network.breach) return;
  }
  drain(network, {program.opening[7]});
}

}  // namespace

PoliciesUnderTest host_policies_under_test() {
  const auto itself = [](const Policy<Concrete>& policy) {
    return Subject{policy, policy.time_wait};
  };
  Policy<Concrete> careful = rfc9293<Concrete>();
  careful.keeps_iss_floor = true;
  return {itself(safe<Concrete>()), itself(strict<Concrete>()), itself(careful)};
}

std::optional<Breach> run_host_network_program(const NetworkProgram& program,
                                               const PoliciesUnderTest& policies_under_test,
                                               HostNetworkCoverage& coverage) {
  HostNetwork network = make_network(program.opening, policies_under_test);
  network.coverage = coverage;
  run(network, program);
  coverage = network.coverage;
  if (!network.breach) return std::nullopt;
  std::string trace;
  HostNetwork again = make_network(program.opening, policies_under_test);
  again.trace = &trace;
  run(again, program);
  network.breach->what += "\nafter:\n" + trace + "replay these bytes with fuzz_hosts: " +
                          hexadecimal(write_network_program(program));
  return network.breach;
}

}  // namespace twomsl
