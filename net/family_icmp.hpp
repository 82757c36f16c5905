// What routers and peers say by ICMP of segments that were sent (RFC 9293 section 3.9.2.2; RFC 1191
// and RFC 8201 for the path; RFC 5927 for what is believed).
#pragma once

#include "core/codec/decode_icmp.hpp"
#include "net/family_endpoint.hpp"

namespace twomsl {

/// Every IPv6 link takes so much, and every IPv4 host (RFC 791). Less would make segments that are
/// all header: routers cut the packets of an IPv4 path of less.
template <class Stores>
inline constexpr std::uint32_t kSmallestMtuBytes =
    FamilyEndpoint<Stores>::kFamily == Family::ipv6 ? 1280 : 576;

/// What every IPv4 link takes (RFC 791).
inline constexpr std::uint32_t kLeastIpv4MtuBytes = 68;

/// The path takes packets of that length and no longer ones.
template <class Stores>
[[gnu::cold]] void FamilyEndpoint<Stores>::narrow_path(std::uint32_t at, std::uint32_t told_bytes) {
  EntryOf& entry = entries_[at];
  if (!entry.has_settings()) entry.settings = of_policy_;
  const std::uint32_t mtu_bytes = larger(told_bytes, kSmallestMtuBytes<Stores>);
  if (told_bytes < mtu_bytes) entry.may_be_cut = true;
  entry.settings.path_mss_bytes =
      smaller(entry.settings.path_mss_bytes, mtu_bytes - plain_header_bytes(kFamily));
}

/// A router says that a packet was too long. That counts once the packet times out: what arrives
/// all the same was not too long (RFC 5927 section 7.2). A router that does not say how much it
/// takes is one that takes as much as every host. False if it cannot be true: the packet was no
/// longer than that, or every link takes more (RFC 791; RFC 8201 section 4).
template <class Stores>
bool FamilyEndpoint<Stores>::note_path(std::uint32_t at, const IcmpError& error) {
  constexpr bool kIsIpv4 = kFamily == Family::ipv4;
  constexpr std::uint32_t kSmallest = kSmallestMtuBytes<Stores>;
  const bool is_said = error.mtu_bytes != 0 || !kIsIpv4;
  const std::uint32_t mtu_bytes = is_said ? error.mtu_bytes : kSmallest;
  const std::uint32_t least_bytes = kIsIpv4 ? kLeastIpv4MtuBytes : kSmallest;
  if (mtu_bytes < least_bytes || error.packet_bytes <= mtu_bytes) return false;
  entries_[at].told_mtu_bytes = mtu_bytes;
  entries_[at].told_about = {error.seq};
  return true;
}

/// Before a retransmission: the path may be the reason why nothing is acknowledged. A router has
/// said so; or the peer has not answered for R1 and has never acknowledged a long segment: a router
/// may say nothing (RFC 2923 section 2.1).
//= rfc5927#7.2 RFC5927-7.2-D1
template <class Stores>
[[gnu::cold]] void FamilyEndpoint<Stores>::judge_path(std::uint32_t at) {
  EntryOf& entry = entries_[at];
  const Connection<Concrete>& c = running_.host.blocks.connection(entry.block);
  const std::uint32_t flight = c.snd.nxt - c.snd.una;
  if (!is_synchronized(c.state) || flight == 0) return;
  if (entry.told_mtu_bytes != 0 && entry.told_about - c.snd.una < flight) {
    narrow_path(at, entry.told_mtu_bytes);
  }
  entry.told_mtu_bytes = 0;
  const Instant<Concrete> r1_at = c.rtx.since + running_.host.policy.timeouts.r1;
  const bool is_silent = c.rtx.since.us != kNeverUs && r1_at <= now_;
  const std::uint32_t plain = kSmallestMtuBytes<Stores> - plain_header_bytes(kFamily);
  if (is_silent && plain < flight && entry.proven_bytes < c.snd.mss_bytes / 2) {
    narrow_path(at, kSmallestMtuBytes<Stores>);
  }
}

/// The error concerns something that is in flight. Whoever cannot see the path does not know its
/// number, and an error about what has arrived is too late.
//= rfc5927#4.1 RFC5927-4.1-D1
template <class Stores>
bool FamilyEndpoint<Stores>::is_believed(const IcmpError& error, std::uint32_t block) const {
  if (block == kNoBlock) return false;
  const SendSpace<Concrete>& snd = running_.host.blocks.connection(block).snd;
  return Seq<Concrete>{error.seq} - snd.una < snd.nxt - snd.una;
}

/// A hard error ends a connection that is being opened actively, and is a soft one in any other:
/// what has answered once can be reached (RFC 5461 section 4.1, RFC 5927 section 5.2).
//= rfc9293#3.9.2.2 MUST-54
//= rfc9293#3.9.2.2 MUST-56
//= rfc5461#2.2 RFC5461-2.2-1
template <class Stores>
[[gnu::cold]] ArrivalResult FamilyEndpoint<Stores>::receive_icmp(
    std::span<const std::uint8_t> packet, std::uint32_t zone) {
  const std::optional<IcmpError> error = decode_icmp_error(kFamily, packet);
  if (!error) return {.why = Admission::undecodable, .rejection = Rejection::not_tcp};
  Key key{};
  write_key({error->source, error->destination, zone}, key);
  const std::uint32_t block = running_.host.blocks.find(key);
  if (error->kind == IcmpKind::source_quench || !is_believed(*error, block)) {
    return {.why = Admission::stray_error};
  }
  const std::uint32_t at = entry_of_block_[block];
  const Handle handle = name_of(at);
  if (error->kind == IcmpKind::packet_too_big) {
    if (!note_path(at, *error)) return {.why = Admission::stray_error};
    return {.ok = true, .why = Admission::taken, .handle = handle};
  }
  //= rfc9293#3.9.2.2 SHLD-25
  EntryOf& entry = entries_[at];
  News& news = entry.news;
  news.icmp_error = true;
  news.icmp_type = error->type;
  news.icmp_code = error->code;
  put_notice(at);
  const bool is_opening = running_.host.blocks.connection(block).state == State::syn_sent;
  //= rfc9293#3.9.2.2 SHLD-26
  //= rfc5461#2.1 RFC5461-2.1-1
  //= rfc5927#5.2 RFC5927-5.2-D1
  if (error->kind == IcmpKind::hard && is_opening) {
    call_machine(event_of(at, EventKind::abort), at);
    news.refused = true;
    news.reset = false;
    news.why = entry.ended_by = Why::refused;
  }
  return {.ok = true, .why = Admission::taken, .handle = handle};
}

}  // namespace twomsl
