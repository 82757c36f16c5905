// Reassembly. A hostile capture costs a look-up and a copy for each fragment, and no more memory
// than the bounds allow.
#include "oracle/capture/layers/fragments.hpp"

#include <algorithm>
#include <iterator>

#include "core/codec/bytes.hpp"
#include "core/codec/checksum.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::uint32_t kLargestPacket = 65'535;
constexpr std::size_t kIpv6FragmentBytes = 8;

bool is_ipv6(std::span<const std::uint8_t> packet) { return packet[0] >> 4 == 6; }

// Times of a hostile file may lie further apart than their type can say.
bool is_over(std::int64_t since_ns, std::int64_t now_ns) {
  const auto waited = static_cast<std::uint64_t>(now_ns) - static_cast<std::uint64_t>(since_ns);
  return now_ns > since_ns && waited > std::uint64_t{kWaiting_ns};
}

// Makes the header of a first part that of a whole packet with `bytes` behind it. IPv6's fragment
// header stays: that of a packet which is its own only fragment (RFC 6946).
void make_whole(std::span<std::uint8_t> header, std::size_t bytes) {
  if (is_ipv6(header)) {
    store_be16(&header[4], static_cast<std::uint16_t>(header.size() - 40 + bytes));
    store_be16(&header[header.size() - 6], 0);
    return;
  }
  const std::uint16_t before = load_be16(&header[10]);
  const bool is_right = checksum_of(sum_words(header)) == 0;
  store_be16(&header[2], static_cast<std::uint16_t>(header.size() + bytes));
  store_be16(&header[6], 0);
  store_be16(&header[10], 0);
  store_be16(&header[10], is_right ? checksum_of(sum_words(header)) : before);
}

}  // namespace

Fragments::Key Fragments::key_of(const Fragment& fragment) {
  const std::uint8_t* packet = fragment.packet.bytes.data();
  if (!is_ipv6(fragment.packet.bytes)) {
    return {{load_be64(packet + 12), 0, 0, 0},
            load_be16(packet + 4),
            fragment.packet.scope,
            fragment.protocol,
            4};
  }
  return {{load_be64(packet + 8), load_be64(packet + 16), load_be64(packet + 24),
           load_be64(packet + 32)},
          load_be32(packet + fragment.header_bytes - 4),
          fragment.packet.scope,
          0,
          6};
}

Fragments::Part Fragments::part_of(const Fragment& fragment) {
  const std::uint8_t* packet = fragment.packet.bytes.data();
  const bool six = is_ipv6(fragment.packet.bytes);
  const std::uint16_t word =
      load_be16(packet + (six ? fragment.header_bytes - kIpv6FragmentBytes + 2 : 6));
  const std::uint32_t begin = six ? word & 0xfff8u : (word & 0x1fffu) * 8;
  const std::uint32_t bytes = fragment.packet_bytes - fragment.header_bytes;
  const auto rest = fragment.packet.bytes.subspan(fragment.header_bytes);
  return {begin, begin + bytes, (word & (six ? 1u : 0x2000u)) == 0,
          rest.first(std::min<std::size_t>(rest.size(), bytes))};
}

void Fragments::forget(Packets::iterator packet) {
  bytes_ -= packet->bytes.size() + packet->header.size();
  by_key_.erase(packet->key);
  waiting_.erase(packet);
}

Fragments::Waiting& Fragments::find_or_make(const Fragment& fragment) {
  while (!waiting_.empty() && is_over(waiting_.front().since_ns, fragment.time_ns)) {
    forget(waiting_.begin());
  }
  const Key key = key_of(fragment);
  if (const auto known = by_key_.find(key); known != by_key_.end()) return *known->second;
  if (waiting_.size() == kWaitingPackets) forget(waiting_.begin());
  waiting_.push_back({.key = key, .since_ns = fragment.time_ns});
  by_key_[key] = std::prev(waiting_.end());
  return waiting_.back();
}

void Fragments::make_room(std::size_t bytes, const Waiting& except) {
  auto oldest = waiting_.begin();
  while (bytes_ + bytes > kWaitingBytes && oldest != waiting_.end()) {
    const auto packet = oldest++;
    if (&*packet != &except) forget(packet);
  }
}

// Enters a part: none, or why nothing will ever become of the packet.
LinkRejection Fragments::take(Waiting& waiting, const Part& part) {
  const bool is_whole_words = part.is_last || part.end % 8 == 0;
  const bool is_beyond = waiting.end != 0 && part.end > waiting.end;
  const bool ends_twice = part.is_last && waiting.end != 0 && part.end != waiting.end;
  const bool ends_before =
      part.is_last && !waiting.parts.empty() && waiting.parts.rbegin()->second > part.end;
  if (part.begin >= part.end || part.end > kLargestPacket || !is_whole_words || is_beyond ||
      ends_twice || ends_before) {
    return LinkRejection::fragment_invalid;
  }
  const auto next = waiting.parts.lower_bound(part.begin);
  const bool overlaps_next = next != waiting.parts.end() && next->first < part.end;
  const bool overlaps_previous =
      next != waiting.parts.begin() && std::prev(next)->second > part.begin;
  if (overlaps_next || overlaps_previous) return LinkRejection::fragments_overlap;
  if (waiting.bytes.size() < part.end) {
    const std::size_t more = part.end - waiting.bytes.size();
    make_room(more, waiting);
    waiting.bytes.resize(part.end);
    bytes_ += more;
  }
  std::ranges::copy(part.bytes, waiting.bytes.begin() + part.begin);
  if (part.bytes.size() < part.end - part.begin) {
    const auto captured = part.begin + static_cast<std::uint32_t>(part.bytes.size());
    waiting.captured = std::min(waiting.captured, captured);
  }
  if (part.is_last) waiting.end = part.end;
  waiting.parts.emplace_hint(next, part.begin, part.end);
  waiting.held += part.end - part.begin;
  return LinkRejection::none;
}

// Two parts are the same if they have the same place and, as far as both were captured, bytes.
Reassembled Fragments::add(const Fragment& fragment) {
  if (fragment.header_bytes > kLargestPacket) {
    return {{.rejection = LinkRejection::fragment_invalid}, 0};
  }
  Waiting& waiting = find_or_make(fragment);
  if (waiting.spoiled != LinkRejection::none) return {{.rejection = waiting.spoiled}, 0};
  const Part part = part_of(fragment);
  const auto same = waiting.parts.find(part.begin);
  if (same != waiting.parts.end() && same->second == part.end &&
      std::ranges::equal(part.bytes,
                         std::span(waiting.bytes).subspan(part.begin, part.bytes.size()))) {
    return {{.rejection = LinkRejection::fragment}, 0};
  }
  waiting.spoiled = take(waiting, part);
  if (waiting.spoiled != LinkRejection::none) return {{.rejection = waiting.spoiled}, 0};
  if (part.begin == 0) {
    const auto header = fragment.packet.bytes.first(fragment.header_bytes);
    waiting.header.assign(header.begin(), header.end());
    bytes_ += header.size();
  }
  if (waiting.end == 0 || waiting.held != waiting.end) {
    return {{.rejection = LinkRejection::fragment}, 0};
  }
  if (waiting.header.size() + waiting.end > kLargestPacket) {
    waiting.spoiled = LinkRejection::fragment_invalid;
    return {{.rejection = waiting.spoiled}, 0};
  }
  const Reassembled whole = complete(waiting, fragment.packet.scope);
  forget(by_key_.find(waiting.key)->second);
  return whole;
}

Reassembled Fragments::complete(const Waiting& waiting, std::uint32_t scope) {
  const std::uint32_t captured = std::min(waiting.captured, waiting.end);
  whole_ = waiting.header;
  make_whole(whole_, waiting.end);
  const auto header_bytes = static_cast<std::uint32_t>(whole_.size());
  whole_.insert(whole_.end(), waiting.bytes.begin(), waiting.bytes.begin() + captured);
  return {{LinkRejection::none, scope, header_bytes + waiting.end, whole_}, waiting.parts.size()};
}

}  // namespace twomsl::oracle
