// Traffic between two simulated hosts over a link with faults, captured at either end: the truth of
// what the link did beside the two captures, and what boxes and clocks do to the second.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <sstream>

#include "core/codec/decode.hpp"
#include "oracle/both/comparison.hpp"
#include "sim/random.hpp"
#include "sim/tap.hpp"
#include "sim/users.hpp"
#include "tests/capture/capture_builder.hpp"

namespace twomsl::test {

inline constexpr std::uint16_t kRawIp = 101;
inline constexpr std::int64_t kBegin_ns = 1'000'000'000'000'000'000;

/// What one capture holds; the clock of the other may be another one.
using Frames = std::vector<Packet>;

struct TwoCaptures {
  std::array<Frames, 2> frames{};  // at A, who opens, and at B
  sim::Link link{};
  std::array<std::uint64_t, 2> sent{};  // by A, by B
  std::array<std::uint64_t, 2> arrived{};
};

[[nodiscard]] inline Frames frames_at(const sim::Tap& tap, sim::Vantage vantage) {
  Frames frames;
  for (const sim::Captured& seen : tap.captured(vantage)) {
    frames.push_back({kBegin_ns + static_cast<std::int64_t>(seen.at.us) * 1000,
                      {seen.packet.begin(), seen.packet.end()}});
  }
  return frames;
}

[[nodiscard]] inline SegmentView view_of(const Packet& packet) {
  return decode_ip(packet.bytes, static_cast<std::uint32_t>(packet.bytes.size())).segment;
}

template <class Stores>
class Traffic {
 public:
  explicit Traffic(std::uint64_t seed) : seed_(seed), network_(options_of(seed)) {
    network_.tap = &tap_;
  }

  /// Conversations one after another, the first and the last over a link without faults.
  TwoCaptures play(std::uint64_t seconds_between = 5) {
    const sim::Link link = network_.options.link;
    network_.options.link = {.latency_us = link.latency_us};
    converse(1);
    network_.options.link = link;
    for (std::uint32_t round = 0; round < 3; ++round) {
      converse(round % 2);
      run_for(seconds_between * 1'000'000);
    }
    run_for(600'000'000);
    network_.options.link = {.latency_us = link.latency_us};
    converse(2);
    run_for(300'000'000);
    EXPECT_FALSE(network_.breach) << network_.breach->law << ": " << network_.breach->what;
    TwoCaptures made{.frames = {frames_at(tap_, sim::Vantage::a), frames_at(tap_, sim::Vantage::b)},
                     .link = link};
    const Address a = view_of(made.frames[0].front()).source.address;
    for (std::size_t at = 0; at < 2; ++at) {
      for (const Packet& packet : made.frames[at]) {
        const std::size_t by = view_of(packet).source.address == a ? 0 : 1;
        ++(by == at ? made.sent : made.arrived)[by];
      }
    }
    return made;
  }

 private:
  static sim::NetworkOptions options_of(std::uint64_t seed) {
    Policy<Concrete> policy = safe<Concrete>();
    policy.offers_timestamps = drawn(seed, "timestamps") % 2 == 0;
    sim::NetworkOptions options;
    options.subjects = {sim::eager_subject_of("safe", policy),
                        sim::eager_subject_of("safe", policy)};
    options.sizes = {HostSize{6, 3, 6, 6, 4}, HostSize{6, 3, 6, 6, 4}};
    options.seed = seed;
    options.link = {.lost = static_cast<std::uint32_t>(drawn(seed, "lost") % 150),
                    .delayed = static_cast<std::uint32_t>(drawn(seed, "delayed") % 250),
                    .latency_us = 300 + drawn(seed, "latency") % 40'000,
                    .longest_delay_us = 1'000 + drawn(seed, "delay") % 60'000};
    return options;
  }

  static std::uint64_t drawn(std::uint64_t seed, std::string_view what, std::uint64_t index = 0) {
    return sim::drawn(seed, what, index);
  }

  void run_for(std::uint64_t us) {
    network_.run_until(network_.now + Duration<Concrete>{us});
    sim::accept_all(network_, 0);
    sim::accept_all(network_, 1);
  }

  void converse(std::uint32_t tuple) {
    sim::listen(network_, {1, tuple});
    sim::open(network_, {0, tuple});
    run_for(3'000'000);
    for (int i = 0; i < 12; ++i, ++draws_) {
      const std::uint32_t end = drawn(seed_, "end", draws_) % 3 == 0 ? 1 : 0;
      sim::send(network_, {end, tuple},
                static_cast<std::uint32_t>(1 + drawn(seed_, "size", draws_) % 4000));
      run_for(drawn(seed_, "pause", draws_) % 200'000);
      sim::receive(network_, {0, tuple}, 1u << 20);
      sim::receive(network_, {1, tuple}, 1u << 20);
    }
    const std::uint32_t first = drawn(seed_, "closer", draws_++) % 2 == 0 ? 0 : 1;
    sim::close(network_, {first, tuple});
    run_for(500'000);
    sim::close(network_, {1 - first, tuple});
    for (int i = 0; i < 20; ++i) {
      run_for(1'000'000);
      sim::receive(network_, {0, tuple}, 1u << 20);
      sim::receive(network_, {1, tuple}, 1u << 20);
    }
    sim::unlisten(network_, {1, tuple});
  }

  std::uint64_t seed_;
  std::uint64_t draws_ = 0;
  sim::NetworkOf<Stores> network_;
  sim::Tap tap_{};
};

[[nodiscard]] inline TwoCaptures traffic_of(std::uint64_t seed, std::uint64_t seconds_between = 5) {
  if (seed % 4 == 0) return Traffic<Ipv6Stores>(seed).play(seconds_between);
  return Traffic<Ipv4Stores>(seed).play(seconds_between);
}

/// Another clock: ahead by so much at kBegin_ns, and fast by so many parts in a million.
inline void set_clock(Frames& frames, std::int64_t ahead_ns, double ppm = 0) {
  for (Packet& packet : frames) {
    packet.time_ns += ahead_ns + static_cast<std::int64_t>(
                                     static_cast<double>(packet.time_ns - kBegin_ns) * ppm / 1e6);
  }
}

/// What a box makes of each packet of IPv4: `change` gets the view and the bytes of IP and TCP.
using Change = std::function<void(const SegmentView& view, std::span<std::uint8_t> packet)>;
inline void rewrite(Frames& frames, const Change& change) {
  for (Packet& packet : frames) {
    const Bytes before = packet.bytes;
    const Packet kept{packet.time_ns, before};
    change(view_of(kept), packet.bytes);
    std::fill_n(packet.bytes.begin() + 36, 2, std::uint8_t{0});
    Bytes pseudo(packet.bytes.begin() + 12, packet.bytes.begin() + 20);
    append_be(pseudo, kProtocolTcp, 2);
    append_be(pseudo, packet.bytes.size() - 20, 2);
    const std::span tcp = std::span(packet.bytes).subspan(20);
    put_checksum(packet.bytes, 36, checksum_sum(tcp, checksum_sum(pseudo)));
  }
}

[[nodiscard]] inline Bytes file_of(const Frames& frames) {
  return pcap_file(frames, {.magic = kPcapNanoseconds, .link_type = kRawIp});
}

[[nodiscard]] inline oracle::both::Comparison compare(const std::array<Frames, 2>& frames) {
  return oracle::both::compare({oracle::both::record_bytes(file_of(frames[0])),
                                oracle::both::record_bytes(file_of(frames[1]))});
}

/// The words of a report, wherever its lines end.
[[nodiscard]] inline std::string in_one_line(const std::string& text) {
  std::string words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words += (words.empty() ? "" : " ") + word;
  return words;
}

/// Of all connections together.
[[nodiscard]] inline std::array<oracle::both::Direction, 2> totals_of(
    const oracle::both::Comparison& comparison) {
  std::array<oracle::both::Direction, 2> all{};
  for (const auto& compared : comparison.connections) {
    for (std::size_t i = 0; i < 2; ++i) {
      const oracle::both::Direction& one = compared.direction[i];
      all[i].sent += one.sent;
      all[i].arrived += one.arrived;
      all[i].lost += one.lost;
      all[i].missed += one.missed;
      all[i].beyond += one.beyond;
      all[i].copies += one.copies;
      all[i].appeared += one.appeared;
      all[i].cut_anew += one.cut_anew;
      all[i].overtaken += one.overtaken;
      all[i].delay_ns[0] = std::min(all[i].delay_ns[0], one.delay_ns[0]);
      all[i].delay_ns[2] = std::max(all[i].delay_ns[2], one.delay_ns[2]);
    }
  }
  return all;
}

}  // namespace twomsl::test
