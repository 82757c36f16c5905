// An endpoint that is attacked, what its user and an attacker who sees all packets know of it, and
// what is asserted of either's view.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>

#include "net/endpoint.hpp"

namespace twomsl {

inline constexpr std::array<Address, 2> kOurs = {Address{0, 0x0a000001, Family::ipv4},
                                                 Address{0xfe80'0000'0000'0000, 1, Family::ipv6}};
inline constexpr std::array<Address, 2> kTheirs = {Address{0, 0x0a000002, Family::ipv4},
                                                   Address{0xfe80'0000'0000'0000, 2, Family::ipv6}};
inline constexpr std::uint16_t kOurPort = 80;
inline constexpr std::uint16_t kTheirPort = 1000;
inline constexpr std::size_t kPeers = 4;
inline constexpr std::size_t kMostInFlight = 64;
inline constexpr std::uint32_t kMostPackets = 100'000;

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

/// An input, read from its front; zeros behind its end. What a number is called is printed with it
/// under TWOMSL_TRACE, since what comes next depends on the run: see `twomsl seed show`.
struct ByteReader {
  std::span<const std::uint8_t> left{};
  bool is_traced = std::getenv("TWOMSL_TRACE") != nullptr;

  [[nodiscard]] std::uint8_t byte(const char* name) {
    const std::uint8_t value = next();
    if (is_traced) tell(name, value);
    return value;
  }
  [[nodiscard]] std::uint16_t word(const char* name) {
    const std::uint8_t low = next();
    const auto value = static_cast<std::uint16_t>(low | next() << 8);
    if (is_traced) tell(name, value);
    return value;
  }
  [[nodiscard]] std::vector<std::uint8_t> bytes(std::size_t count) {
    const auto some = left.first(std::min(count, left.size()));
    left = left.subspan(some.size());
    return {some.begin(), some.end()};
  }

 private:
  // A command begins a line.
  static void tell(const char* name, unsigned value) {
    std::fprintf(stderr, "%s%s=%u", std::strcmp(name, "command") == 0 ? "\n" : " ", name, value);
  }
  [[nodiscard]] std::uint8_t next() {
    if (left.empty()) return 0;
    const std::uint8_t first = left.front();
    left = left.subspan(1);
    return first;
  }
};

/// What the user knows of a handle.
struct Known {
  Handle handle{};
  bool is_listener = false;
  std::uint64_t accepted_bytes = 0;
  std::uint64_t acknowledged_bytes = 0;
};

struct Fuzzed {
  ByteReader input{};
  Endpoint endpoint{};
  Instant<Concrete> now{1'000'000};
  std::vector<Known> known{};
  std::vector<Handle> given_back{};
  std::array<std::array<SegmentView, kPeers>, 2> overheard{};  // the last to each peer, by port
  std::deque<std::vector<std::uint8_t>> in_flight{};           // from us to us
  std::uint32_t most_handles = 0;

  [[nodiscard]] Known* pick() {
    return known.empty() ? nullptr : &known[input.byte("handle") % known.size()];
  }
  void add(const Opened& opened, bool is_listener) {
    if (!opened.ok) return;
    for (const Known& other : known) require(!(other.handle == opened.handle), "one handle twice");
    known.push_back({opened.handle, is_listener});
    require(known.size() <= most_handles, "more handles than there is memory for");
  }
  void take_back(const Known& gone) {
    given_back.push_back(gone.handle);
    known.erase(known.begin() + (&gone - known.data()));
  }
};

/// An endpoint's packet: checked, overheard, and in flight if it is for us.
inline void take(Fuzzed& f, std::span<const std::uint8_t> packet) {
  const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
  require(decoded.rejection == Rejection::none, "a packet that does not decode");
  SegmentView view = decoded.segment;
  require(view.payload.size() == view.payload_bytes, "a packet that is not whole");
  require(are_checksums_right(packet, view), "a wrong checksum");
  const bool is_ipv6 = view.source.address.family == Family::ipv6;
  require(view.source.address == kOurs[is_ipv6], "a packet from somebody else's address");
  require(view.source.port != 0 && view.destination.port != 0, "a packet of port 0");
  if (view.destination.address == kOurs[is_ipv6]) {
    if (f.in_flight.size() < kMostInFlight) f.in_flight.emplace_back(packet.begin(), packet.end());
  }
  view.payload = {};
  view.raw_options = {};
  f.overheard[is_ipv6][view.destination.port % kPeers] = view;
}

/// At most `most` packets that the endpoint has to send; if kMostPackets, there are fewer.
inline void drain(Fuzzed& f, std::uint32_t most) {
  for (std::uint32_t count = 0; count < most; ++count) {
    const Packet packet = f.endpoint.poll(f.now);
    if (packet.bytes.empty()) return;
    require(f.endpoint.quiet_until() <= f.now, "INV-TW-7: a packet in quiet time");
    take(f, packet.bytes);
  }
  require(most < kMostPackets, "poll() never ends");
}

/// Notices speak of handles that the user has, and of no byte that SEND has not accepted.
inline void read_notices(Fuzzed& f) {
  std::uint32_t count = 0;
  for (Notice notice; f.endpoint.next_notice(notice); ++count) {
    require(count < f.most_handles, "notices never end");
    require(!notice.is_empty(), "an empty notice");
    const auto of = std::ranges::find(f.known, notice.handle, &Known::handle);
    require(of != f.known.end(), "a notice of a handle that the user does not have");
    of->acknowledged_bytes += notice.acknowledged_bytes;
    require(of->acknowledged_bytes <= of->accepted_bytes, "more is acknowledged than was sent");
  }
}

/// Handles are known until they are given back, and never after.
inline void check_handles(Fuzzed& f) {
  for (const Known& user : f.known) {
    const Status status = f.endpoint.status(user.handle, f.now);
    require(status.ok, "a handle that is not known");
    require((status.state == State::listen) == user.is_listener, "a listener, or none");
    require(status.unacknowledged_bytes + status.unsent_bytes <= user.accepted_bytes,
            "more is unacknowledged than was sent");
  }
  for (const Handle& old : f.given_back) {
    require(!f.endpoint.status(old, f.now).ok, "a stale handle is known");
    require(!f.endpoint.send(old, {}, f.now).ok, "a stale handle sends");
  }
}

}  // namespace twomsl
