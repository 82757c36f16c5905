// Reading, writing and holding of conversations.
#include "tests/network/network_record.hpp"

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

// The moment that a wait lasts until: boundaries of timers, of the life of segments, of waits.
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
                                                about(next_death(network), 0),
                                                about(next_death(network), 1),
                                                now + 25 * kDayUs};
  return moments[choice - kLengthsUs.size()];
}

void do_something_odd(Network& network, std::uint32_t end, unsigned choice) {
  constexpr std::array<EventKind, 8> kOdd = {EventKind::status,
                                             EventKind::transmit,
                                             EventKind::retransmission_timeout,
                                             EventKind::time_wait_timeout,
                                             EventKind::closing_timeout,
                                             EventKind::transmit,
                                             EventKind::user_timeout,
                                             EventKind::abort};
  call(network, end, {.kind = chosen(kOdd, choice)});
}

void exchange(Network& network, unsigned most) {
  for (unsigned i = 0; i <= most && !network.under_way.empty() && !network.breach; ++i) {
    const Packet& oldest = network.under_way.front();
    const std::uint32_t to = 1 - oldest.from;
    const Instant<Concrete> then = oldest.sent + Duration<Concrete>{1000};
    wait_until(network, larger(network.now, then), false);
    settle(network, to, 0, Fate::arrives);
    transmit_all(network, to);
  }
}

std::size_t newest(const Network& network, std::uint32_t end) {
  const auto here = std::count_if(network.under_way.begin(), network.under_way.end(),
                                  [end](const Packet& packet) { return packet.from != end; });
  return here == 0 ? 0 : static_cast<std::size_t>(here - 1);
}

void perform(Network& network, const Turnout& record) {
  const std::uint32_t index = record[0] >> 4 & 1u;
  const unsigned operand = record[1];
  const End& end = network.ends[index];
  switch (static_cast<Verb>((record[0] & 15u) % kVerbCount)) {
    case Verb::open_active:
      return call(network, index, {.kind = EventKind::open_active});
    case Verb::open_passive:
      return call(network, index, {.kind = EventKind::open_passive});
    case Verb::send:
      return call(network, index,
                  {.kind = EventKind::send,
                   .bytes = size_of(operand, end.policy.snd_buffer_bytes),
                   .urgent = operand >= 128});
    case Verb::receive:
      return call(
          network, index,
          {.kind = EventKind::receive, .bytes = size_of(operand, end.policy.rcv_buffer_bytes)});
    case Verb::close:
      return call(network, index, {.kind = EventKind::close});
    case Verb::odd:
      return do_something_odd(network, index, operand);
    case Verb::arrive:
      return settle(network, index, operand & 7u, Fate::arrives);
    case Verb::arrive_last:
      return settle(network, index, newest(network, index), Fate::arrives);
    case Verb::arrive_twice:
      return settle(network, index, operand & 7u, Fate::arrives_and_stays);
    case Verb::damage:
      return settle(network, index, operand & 7u, Fate::arrives_damaged);
    case Verb::lose:
      return settle(network, index, operand & 7u, Fate::is_lost);
    case Verb::wait:
      return wait_until(network, {moment(network, end, operand)}, (record[0] & 32u) != 0);
    case Verb::exchange:
      return exchange(network, operand & 15u);
  }
}

void hold(Network& network, const Conversation& conversation) {
  for (const Turnout& record : conversation.records) {
    perform(network, record);
    for (std::uint32_t end = 0; end < 2 && (record[0] & 32u) == 0; ++end) {
      transmit_all(network, end);
    }
    if (network.breach) {
      return;
    }
  }
  drain(network, {conversation.opening[7]});
}

}  // namespace

PoliciesUnderTest honest_policies_under_test() {
  const auto itself = [](const Policy<Concrete>& policy) {
    return Subject{policy, policy.time_wait};
  };
  return {itself(safe<Concrete>()), itself(strict<Concrete>()), itself(rfc9293<Concrete>())};
}

PoliciesUnderTest museum_policies_under_test(std::string_view name) {
  const TimeWaitRules claims = safe<Concrete>().time_wait;
  if (name == "assassinated") {
    return {{assassinated<Concrete>(), claims}};
  }
  if (name == "no_return") {
    return {{no_return<Concrete>(), claims}};
  }
  if (name == "no_time_wait") {
    return {{no_time_wait<Concrete>(), claims}};
  }
  return {};
}

Conversation read_conversation(std::span<const std::uint8_t> bytes) {
  Conversation conversation;
  const std::size_t opening = std::min(bytes.size(), kOpeningBytes);
  std::copy_n(bytes.begin(), opening, conversation.opening.begin());
  for (bytes = bytes.subspan(opening); !bytes.empty();) {
    Turnout record{};
    const std::size_t here = std::min(bytes.size(), kRecordBytes);
    std::copy_n(bytes.begin(), here, record.begin());
    conversation.records.push_back(record);
    bytes = bytes.subspan(here);
  }
  return conversation;
}

std::vector<std::uint8_t> write_conversation(const Conversation& conversation) {
  std::vector<std::uint8_t> bytes(conversation.opening.begin(), conversation.opening.end());
  for (const Turnout& record : conversation.records) {
    bytes.insert(bytes.end(), record.begin(), record.end());
  }
  return bytes;
}

std::optional<Breach> hold_conversation(const Conversation& conversation,
                                        const PoliciesUnderTest& policies_under_test) {
  Network network = make_network(conversation.opening, policies_under_test);
  hold(network, conversation);
  if (!network.breach) {
    return std::nullopt;
  }
  std::string story;
  Network again = make_network(conversation.opening, policies_under_test);
  again.story = &story;
  hold(again, conversation);
  network.breach->what += "\nafter:\n" + story + "replay these bytes with fuzz_pair: " +
                          hexadecimal(write_conversation(conversation));
  return network.breach;
}

}  // namespace twomsl
