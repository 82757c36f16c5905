// Reading, writing and running of programs.
#include "tests/network/network_program.hpp"

#include <algorithm>
#include <bit>

#include "historical/connection_policies.hpp"
#include "tests/network/network_drain.hpp"
#include "tests/support/hexadecimal.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kSecondUs = 1'000'000;
constexpr std::uint64_t kDayUs = 86'400 * kSecondUs;

template <class T, std::size_t N>
const T& chosen(const std::array<T, N>& choices, unsigned choice) {
  return choices[choice % N];
}

Subject subject_of(const Opening& opening, unsigned end,
                   const PoliciesUnderTest& policies_under_test) {
  constexpr std::array<std::uint32_t, 8> kSend = {8192, 1, 3, 64, 600, 2920, 20'000, 20'000};
  constexpr std::array<std::uint32_t, 8> kReceive = {8192, 1, 2, 64, 600, 2920, 70'000, 200'000};
  constexpr std::array<std::uint32_t, 5> kMss = {1460, 64, 65, 536, 65'535};
  const unsigned shift = 4 * end;
  Subject subject = policies_under_test[((opening[0] >> shift) & 15u) % policies_under_test.size()];
  Policy<Concrete>& policy = subject.policy;
  policy.snd_buffer_bytes = chosen(kSend, (opening[1] >> shift) & 15u);
  policy.rcv_buffer_bytes = chosen(kReceive, (opening[2] >> shift) & 15u);
  policy.mss_bytes = chosen(kMss, (opening[3] >> shift) & 15u);
  const auto widest = static_cast<std::uint32_t>(std::bit_width(policy.rcv_buffer_bytes)) - 1;
  policy.scale = std::min(widest == 0 ? 0 : widest - 1, 7u);
  policy.offers_timestamps = (opening[5] >> end & 1u) == 0;
  policy.offers_scale = (opening[5] >> (2 + end) & 1u) == 0;
  return subject;
}

Network make_network(const Opening& opening, const PoliciesUnderTest& policies_under_test) {
  constexpr std::array<std::uint32_t, 8> kIss = {
      1000, 0, 1, 0xffffffffu, 0xfffffffeu, 0x7fffffffu, 0x80000000u, 0xffffff00u};
  constexpr std::array<std::uint32_t, 4> kOffsets = {0, 0xffffff00u, 0x80000000u, 7};
  constexpr std::array<std::uint64_t, 4> kStartsUs = {
      kSecondUs, 0xffffffffull * 1024 - 2 * kSecondUs, 0x7fffffffull * 1024, kDayUs};
  constexpr std::uint32_t kMostSegments = 256;  // in one send buffer: all of them go out at the end
  Network network;
  network.now = {chosen(kStartsUs, opening[6] >> 4)};
  std::array<Subject, 2> subjects = {subject_of(opening, 0, policies_under_test),
                                     subject_of(opening, 1, policies_under_test)};
  for (unsigned i = 0; i < 2; ++i) {
    Policy<Concrete>& policy = subjects[i].policy;
    const std::uint32_t segment_bytes =
        std::min({policy.mss_bytes, subjects[1 - i].policy.mss_bytes,
                  subjects[1 - i].policy.rcv_buffer_bytes});
    policy.snd_buffer_bytes = std::min(policy.snd_buffer_bytes, kMostSegments * segment_bytes);
    network.ends[i] = make_end(i, subjects[i]);
    network.ends[i].first_iss = chosen(kIss, (opening[4] >> (4 * i)) & 15u);
    network.ends[i].ts_offset = chosen(kOffsets, opening[6] >> (2 * i));
  }
  return network;
}

std::uint32_t size_of(unsigned choice, std::uint32_t buffer_bytes) {
  constexpr std::array<std::uint32_t, 14> kSizes = {1,   100, 0,    2,    3,    7,    64,
                                                    536, 537, 1000, 1460, 2000, 2920, 4000};
  choice &= 15u;
  return choice < kSizes.size() ? kSizes[choice] : std::min(buffer_bytes, 5000u) + (choice - 14u);
}

// The moment that a wait lasts until: boundaries of timers, of the lifetime of segments, of
// waits.
std::uint64_t moment(const Network& network, const End& end, unsigned choice) {
  const std::uint64_t now = network.now.us;
  const std::uint64_t msl = end.policy.msl.us;
  const auto about = [now](Instant<Concrete> then, std::uint64_t offset) {
    return then.us == kNeverUs || then.us + offset < now ? now : then.us + offset;
  };
  constexpr std::array<std::uint64_t, 7> kLengthsUs = {
      1, 1000, 20'000, 200'000, kSecondUs, 3 * kSecondUs, 60 * kSecondUs};
  choice &= 15u;
  if (choice < kLengthsUs.size()) {
    return now + kLengthsUs[choice];
  }
  const std::uint64_t one_less = ~std::uint64_t{0};
  const std::array<std::uint64_t, 9> moments = {about(next_deadline(network), one_less),
                                                about(next_deadline(network), 0),
                                                about(next_deadline(network), 1),
                                                now + msl,
                                                now + 2 * msl - 1,
                                                now + 2 * msl,
                                                about(next_expiry(network), 0),
                                                about(next_expiry(network), 1),
                                                now + 25 * kDayUs};
  return moments[choice - kLengthsUs.size()];
}

void make_rare_call(Network& network, std::uint32_t end, unsigned choice) {
  constexpr std::array<EventKind, 8> kRareCalls = {EventKind::status,
                                                   EventKind::transmit,
                                                   EventKind::retransmission_timeout,
                                                   EventKind::time_wait_timeout,
                                                   EventKind::closing_timeout,
                                                   EventKind::transmit,
                                                   EventKind::user_timeout,
                                                   EventKind::abort};
  call(network, end, {.kind = chosen(kRareCalls, choice)});
}

void exchange(Network& network, unsigned most) {
  for (unsigned i = 0; i <= most && !network.in_flight.empty() && !network.breach; ++i) {
    const Packet& oldest = network.in_flight.front();
    const std::uint32_t to = 1 - oldest.from;
    const Instant<Concrete> then = oldest.sent + Duration<Concrete>{1000};
    wait_until(network, larger(network.now, then), false);
    act_on_packet(network, to, 0, PacketAction::deliver);
    transmit_all(network, to);
  }
}

std::size_t newest(const Network& network, std::uint32_t end) {
  const auto here = std::count_if(network.in_flight.begin(), network.in_flight.end(),
                                  [end](const Packet& packet) { return packet.from != end; });
  return here == 0 ? 0 : static_cast<std::size_t>(here - 1);
}

void perform(Network& network, const Command& command) {
  const std::uint32_t index = command[0] >> 4 & 1u;
  const unsigned operand = command[1];
  const End& end = network.ends[index];
  switch (static_cast<CommandKind>((command[0] & 15u) % kCommandKindCount)) {
    case CommandKind::open_active:
      return call(network, index, {.kind = EventKind::open_active});
    case CommandKind::open_passive:
      return call(network, index, {.kind = EventKind::open_passive});
    case CommandKind::send:
      return call(network, index,
                  {.kind = EventKind::send,
                   .bytes = size_of(operand, end.policy.snd_buffer_bytes),
                   .urgent = operand >= 128});
    case CommandKind::receive:
      return call(
          network, index,
          {.kind = EventKind::receive, .bytes = size_of(operand, end.policy.rcv_buffer_bytes)});
    case CommandKind::close:
      return call(network, index, {.kind = EventKind::close});
    case CommandKind::rare:
      return make_rare_call(network, index, operand);
    case CommandKind::deliver:
      return act_on_packet(network, index, operand & 7u, PacketAction::deliver);
    case CommandKind::deliver_newest:
      return act_on_packet(network, index, newest(network, index), PacketAction::deliver);
    case CommandKind::duplicate:
      return act_on_packet(network, index, operand & 7u, PacketAction::duplicate);
    case CommandKind::corrupt:
      return act_on_packet(network, index, operand & 7u, PacketAction::corrupt);
    case CommandKind::drop:
      return act_on_packet(network, index, operand & 7u, PacketAction::drop);
    case CommandKind::wait:
      return wait_until(network, {moment(network, end, operand)}, (command[0] & 32u) != 0);
    case CommandKind::exchange:
      return exchange(network, operand & 15u);
  }
}

void run(Network& network, const NetworkProgram& program) {
  for (const Command& command : program.commands) {
    perform(network, command);
    for (std::uint32_t end = 0; end < 2 && (command[0] & 32u) == 0; ++end) {
      transmit_all(network, end);
    }
    if (network.breach) {
      return;
    }
  }
  drain(network, {program.opening[7]});
}

}  // namespace

NetworkProgram read_network_program(std::span<const std::uint8_t> bytes) {
  NetworkProgram program;
  const std::size_t opening = std::min(bytes.size(), kOpeningBytes);
  std::copy_n(bytes.begin(), opening, program.opening.begin());
  for (bytes = bytes.subspan(opening); !bytes.empty();) {
    Command command{};
    const std::size_t here = std::min(bytes.size(), kCommandBytes);
    std::copy_n(bytes.begin(), here, command.begin());
    program.commands.push_back(command);
    bytes = bytes.subspan(here);
  }
  return program;
}

std::vector<std::uint8_t> write_network_program(const NetworkProgram& program) {
  std::vector<std::uint8_t> bytes(program.opening.begin(), program.opening.end());
  for (const Command& command : program.commands) {
    bytes.insert(bytes.end(), command.begin(), command.end());
  }
  return bytes;
}

std::optional<Breach> run_network_program(const NetworkProgram& program,
                                          const PoliciesUnderTest& policies_under_test) {
  Network network = make_network(program.opening, policies_under_test);
  run(network, program);
  if (!network.breach) {
    return std::nullopt;
  }
  std::string trace;
  Network again = make_network(program.opening, policies_under_test);
  again.trace = &trace;
  run(again, program);
  network.breach->what += "\nafter:\n" + trace + "replay these bytes with fuzz_pair: " +
                          hexadecimal(write_network_program(program));
  return network.breach;
}

}  // namespace twomsl
