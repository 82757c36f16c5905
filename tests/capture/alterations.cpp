// See alterations.hpp.
#include "tests/capture/alterations.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "core/codec/bytes.hpp"
#include "core/codec/checksum.hpp"
#include "core/codec/decode.hpp"
#include "oracle/capture/link.hpp"
#include "sim/random.hpp"
#include "tests/capture/capture_builder.hpp"

namespace twomsl::test {
namespace {

using sim::drawn;

constexpr std::int64_t kPause_ns = 300'000'000'000;
constexpr std::size_t kSequence = 4, kAcknowledgment = 8, kChecksum = 16;  // in the TCP header
constexpr std::uint64_t kOneIn = 12;  // frames, that one thing happens to

// The segment of a frame, and its TCP header there.
struct Found {
  SegmentView segment{};
  std::span<std::uint8_t> header{};
  bool is_right = false;  // captured whole, with checksums that are right
};

std::optional<Found> find(OwnedFrame& frame) {
  const oracle::NetworkLayer network =
      oracle::strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
  if (network.rejection != oracle::LinkRejection::none) return std::nullopt;
  const Decoded decoded = decode_ip(network.bytes, network.wire_bytes);
  if (decoded.rejection != Rejection::none) return std::nullopt;
  const Family family = decoded.segment.source.address.family;
  const TcpParts parts = locate_tcp(family, network.bytes, network.wire_bytes);
  const auto at = static_cast<std::size_t>(parts.header - frame.bytes.data());
  const bool is_whole = decoded.segment.payload.size() == decoded.segment.payload_bytes &&
                        parts.options.size() + 20 == parts.header_bytes;
  return Found{decoded.segment, std::span(frame.bytes).subspan(at, 20),
               is_whole && are_checksums_right(network.bytes, decoded.segment)};
}

// Adds to a number of the header. Its checksum stays as right or wrong as it was (RFC 1624).
void add(std::span<std::uint8_t> header, std::size_t at, std::uint32_t more) {
  const auto sum = [&] { return sum_words(header.subspan(at, 4)); };
  const std::uint64_t before = sum();
  const std::uint32_t number = load_be32(&header[at]) + more;
  for (std::size_t i = 0; i < 4; ++i) {
    header[at + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  }
  const std::uint64_t rest = std::uint64_t{0xffff} - load_be16(&header[kChecksum]);
  const std::uint16_t checksum = checksum_of(rest + (0xffff - fold(before)) + sum());
  header[kChecksum] = static_cast<std::uint8_t>(checksum >> 8);
  header[kChecksum + 1] = static_cast<std::uint8_t>(checksum);
}

using Ends = std::tuple<std::uint64_t, std::uint64_t, std::uint16_t>;

Ends end_of(const Socket& socket) { return {socket.address.high, socket.address.low, socket.port}; }

// The tuple's next incarnation: of two ends one keeps its numbers, those of the other are moved.
void renumber(OwnedFrame& frame, std::uint64_t seed) {
  const auto found = find(frame);
  if (!found) return;
  const Ends from = end_of(found->segment.source);
  const Ends to = end_of(found->segment.destination);
  const auto& [high, low, port] = std::min(from, to);
  const auto& [other_high, other_low, other_port] = std::max(from, to);
  const std::uint64_t tuple =
      sim::mixed(high ^ sim::mixed(low ^ sim::mixed(other_high ^ sim::mixed(other_low)))) ^
      (std::uint64_t{port} << 16 | other_port);
  const bool is_moved = (drawn(seed, "which side", tuple) % 2 == 0) == (from < to);
  const auto by = static_cast<std::uint32_t>(drawn(seed, "by how much", tuple));
  if (is_moved) {
    add(found->header, kSequence, by);
  } else if (found->segment.flags.ack()) {
    add(found->header, kAcknowledgment, by);
  }
}

std::vector<OwnedFrame> gone_on(std::vector<OwnedFrame> frames, std::uint64_t seed) {
  const auto [first, last] = std::minmax_element(
      frames.begin(), frames.end(),
      [](const OwnedFrame& a, const OwnedFrame& b) { return a.time_ns < b.time_ns; });
  const std::int64_t later_ns = last->time_ns - first->time_ns + kPause_ns;
  const std::size_t count = frames.size();
  for (std::size_t i = 0; i < count; ++i) {
    OwnedFrame frame = frames[i];
    frame.time_ns += later_ns;
    renumber(frame, seed);
    frames.push_back(std::move(frame));
  }
  return frames;
}

void flip_bits(std::vector<OwnedFrame>& frames, std::uint64_t seed) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (drawn(seed, "is flipped", i) % kOneIn != 0) continue;
    const auto found = find(frames[i]);
    if (!found || !found->is_right) continue;
    const std::uint64_t bit = drawn(seed, "bit", i) % (found->header.size() * 8);
    found->header[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

void swap_neighbours(std::vector<OwnedFrame>& frames, std::uint64_t seed) {
  for (std::size_t i = 0; i + 1 < frames.size(); ++i) {
    if (drawn(seed, "is swapped", i) % kOneIn != 0) continue;
    std::swap(frames[i], frames[i + 1]);
    std::swap(frames[i].time_ns, frames[i + 1].time_ns);
    ++i;
  }
}

bool is_syn_ack(OwnedFrame& frame) {
  const auto found = find(frame);
  return found && found->segment.flags.syn() && found->segment.flags.ack();
}

}  // namespace

std::vector<OwnedFrame> altered(const std::vector<OwnedFrame>& frames, Alteration alteration,
                                std::uint64_t seed) {
  std::vector<OwnedFrame> changed = frames;
  switch (alteration) {
    case Alteration::none:
      break;
    case Alteration::goes_on:
      if (!frames.empty()) changed = gone_on(std::move(changed), seed);
      break;
    case Alteration::bits_flipped:
      flip_bits(changed, seed);
      break;
    case Alteration::swapped:
      swap_neighbours(changed, seed);
      break;
    case Alteration::no_syn_acks:
      std::erase_if(changed, is_syn_ack);
      break;
  }
  return changed;
}

Bytes file_of(const std::vector<OwnedFrame>& frames) {
  const PcapngOption in_nanoseconds{9, {9}};
  PcapngBuilder file;
  std::map<std::uint16_t, std::uint32_t> interfaces;
  for (const OwnedFrame& frame : frames) {
    if (interfaces.count(frame.link_type) != 0) continue;
    interfaces.emplace(frame.link_type, static_cast<std::uint32_t>(interfaces.size()));
    file.interface(frame.link_type, 0, {in_nanoseconds});
  }
  for (const OwnedFrame& frame : frames) {
    file.enhanced(interfaces.at(frame.link_type), static_cast<std::uint64_t>(frame.time_ns),
                  {frame.time_ns, frame.bytes, frame.wire_bytes});
  }
  return file.bytes();
}

}  // namespace twomsl::test
