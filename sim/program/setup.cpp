// See setup.hpp.
#include "sim/program/setup.hpp"

#include <algorithm>
#include <bit>

namespace twomsl::sim {
namespace {

constexpr std::uint64_t kSecondUs = 1'000'000;

template <class T, std::size_t N>
const T& chosen(const std::array<T, N>& choices, unsigned choice) {
  return choices[choice % N];
}

Subject subject_of(const HostSetup& setup, const Profile& profile) {
  constexpr std::array<std::uint32_t, 8> kSend = {8192, 1, 3, 64, 600, 2920, 8192, 20'000};
  constexpr std::array<std::uint32_t, 8> kReceive = {8192, 1, 2, 64, 600, 2920, 20'000, 70'000};
  constexpr std::array<std::uint32_t, 5> kMss = {1460, 64, 100, 536, 1460};
  const PoliciesUnderTest& subjects = profile.policies_under_test;
  Subject subject = subjects[setup.policy % subjects.size()];
  Policy<Concrete>& policy = subject.policy;
  if (profile.msl_us != 0) {
    policy.msl = {profile.msl_us};
  } else {
    policy.msl = {4 * kSecondUs};
    policy.timeouts.fin_wait_2 = {6 * kSecondUs};
    policy.timeouts.last_ack = {6 * kSecondUs};
  }
  policy.rcv_buffer_bytes = chosen(kReceive, setup.rcv_buffer);
  policy.mss_bytes = chosen(kMss, setup.mss);
  policy.snd_buffer_bytes = chosen(kSend, setup.snd_buffer);
  const auto widest = static_cast<std::uint32_t>(std::bit_width(policy.rcv_buffer_bytes)) - 1;
  policy.scale = std::min(widest == 0 ? 0 : widest - 1, 7u);
  policy.offers_timestamps = setup.omits_timestamps % 4 != 1;
  policy.offers_scale = setup.omits_scale % 4 != 1;
  return subject;
}

// What fills a send buffer goes out in so many segments at most.
void bound_send_buffers(std::array<Subject, 2>& subjects) {
  constexpr std::uint32_t kMostSegments = 8;
  for (std::size_t i = 0; i < 2; ++i) {
    Policy<Concrete>& policy = subjects[i].policy;
    const Policy<Concrete>& peer = subjects[1 - i].policy;
    const std::uint32_t segment =
        std::min({policy.mss_bytes, peer.mss_bytes, peer.rcv_buffer_bytes});
    policy.snd_buffer_bytes = std::min(policy.snd_buffer_bytes, kMostSegments * segment);
  }
}

}  // namespace

Family family_of(const Settings& settings) {
  return settings.family % 2 == 1 ? Family::ipv6 : Family::ipv4;
}

NetworkOptions options_of(const Settings& setup, const Profile& profile) {
  constexpr std::array<std::uint64_t, 4> kStartsUs = {
      kSecondUs, 0xffffffffull * 1024 - 2 * kSecondUs, 0x7fffffffull * 1024,
      0x3fffffffull * 16 - 3 * kSecondUs};
  constexpr HostSize kTight{kTuples, 1, kTuples - 1, kTuples, 4};
  // A museum's table is under pressure from the start; the sizes of the law's search.
  constexpr HostSize kSmall{kTuples + 1, 2, kTuples, 2 * kTuples, 4};
  constexpr HostSize kRoomy{2 * kTuples, kTuples, 2 * kTuples, 2 * kTuples, 4};
  NetworkOptions options;
  options.subjects = {subject_of(setup.a, profile), subject_of(setup.b, profile)};
  bound_send_buffers(options.subjects);
  const auto size_of = [&](const HostSetup& host) {
    HostSize size = host.is_tight % 4 == 1 ? kTight : profile.forges ? kSmall : kRoomy;
    size.reordering = profile.reordering;
    return size;
  };
  options.sizes = {size_of(setup.a), size_of(setup.b)};
  options.tuples = profile.tuples;
  options.start = {chosen(kStartsUs, setup.start)};
  options.seed = setup.secret | std::uint64_t{setup.first_iss} << 32;
  options.old_iss_near = profile.old_iss_near;
  options.checks_nothing = profile.checks_nothing;
  options.packet_life = {profile.packet_life_us};
  options.lost_rsts = profile.lost_rsts;
  options.unseen = profile.unseen;
  // A quarter of the links lose nothing; the others up to a tenth.
  const auto thousandths = [](std::uint16_t value) {
    return value % 4 == 0 ? 0u : value / 4u % 100u;
  };
  options.link = {.lost = thousandths(setup.lost),
                  .repeated = thousandths(setup.repeated),
                  .damaged = thousandths(setup.damaged),
                  .delayed = thousandths(setup.delayed)};
  constexpr std::array<std::uint64_t, 4> kDelaysUs = {10'000, kSecondUs, 240 * kSecondUs, 200};
  options.link.longest_delay_us = chosen(kDelaysUs, setup.longest_delay);
  return options;
}

}  // namespace twomsl::sim
