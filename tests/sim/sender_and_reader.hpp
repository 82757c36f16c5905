// A sender and a reader on a simulated network, for what a connection meets on a real link and no
// law forbids: how long text waits although the peer has room for it and the link delivers.
#pragma once

#include <gtest/gtest.h>

#include "sim/users.hpp"

namespace twomsl::sim {

inline constexpr Place kSender{0, 0};
inline constexpr Place kReader{1, 0};
inline constexpr std::uint64_t kLatencyUs = 10'000;
inline constexpr std::uint64_t kSecondUs = 1'000'000;
inline constexpr HostSize kSize{4, 4, 4, 4, 4};

inline NetworkOptions options_of(std::uint32_t rcv_buffer_bytes, bool uses_timestamps) {
  Policy<Concrete> policy = safe<Concrete>();
  policy.rcv_buffer_bytes = rcv_buffer_bytes;
  policy.snd_buffer_bytes = 1u << 16;
  policy.scale = 0;
  policy.offers_timestamps = uses_timestamps;
  NetworkOptions options;
  options.subjects = {subject_of("safe", policy), subject_of("safe", policy)};
  options.sizes = {kSize, kSize};
  options.tuples = 1;
  options.link.latency_us = kLatencyUs;
  return options;
}

inline void run_for(Network& network, std::uint64_t us) {
  network.run_until(network.now + Duration<Concrete>{us});
  accept_all(network, 0);
  accept_all(network, 1);
}

inline void connect(Network& network) {
  listen(network, kReader);
  open(network, kSender);
  run_for(network, 10 * kLatencyUs);
  ASSERT_EQ(State::established, network.state_of(kSender));
  ASSERT_EQ(State::established, network.state_of(kReader));
}

inline constexpr std::uint64_t kLongText = 5 * 8000;  // five times what the reader has room for

inline void send_long_text(Network& network) {
  for (int i = 0; i < 5; ++i) send(network, kSender, kLongText / 5);
}

inline std::uint64_t read_at(Network& network, Place at) {
  receive(network, at, 1u << 20);
  return network.hosts[at.end].tuples[at.tuple].now()->received_bytes;
}

// How long the rest of the stream takes once the reader has begun to read, asking each round trip.
inline std::uint64_t time_to_read(Network& network) {
  const Instant<Concrete> from = network.now;
  while (!network.breach && read_at(network, kReader) < kLongText) {
    if ((network.now - from).us > 120 * kSecondUs) break;
    run_for(network, 2 * kLatencyUs);
  }
  EXPECT_FALSE(network.breach) << network.breach->what;
  return (network.now - from).us;
}

}  // namespace twomsl::sim
