// Traffic without a finding: a capture of well-behaved connections, made from a seed.
//
// Every connection opens, exchanges data in both directions and closes in full, on a 4-tuple of its
// own, with timestamps; many are open at once and interleave at random, so that a reader's flow
// table misses the cache as it does in real captures. Ethernet, IPv4, pcap with nanoseconds.
#pragma once

#include <cstdint>
#include <ostream>

namespace twomsl::bench {

/// What to generate. Two equal settings give equal bytes.
struct TrafficSettings {
  std::uint64_t seed = 1;
  std::uint32_t connections = 170'000;
  std::uint32_t concurrent = 2'000;  // connections open at any time
  std::uint32_t exchanges = 6;       // at most this many data segments a connection, each ACKed
  std::uint32_t payload_bytes = 64;  // of each data segment, at most 1448
};

/// What was generated.
struct Tally {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  // of the file

  friend bool operator==(const Tally&, const Tally&) = default;
};

/// Writes the capture of `settings` to `out`. The caller checks the state of the stream.
Tally write_capture(const TrafficSettings& settings, std::ostream& out);

}  // namespace twomsl::bench
