// What an endpoint keeps of one handle: a connection with the bytes of its streams, or a listener.
#pragma once

#include "net/buffer/byte_ring.hpp"
#include "net/calls.hpp"
#include "net/sockets.hpp"

namespace twomsl {

enum class EntryKind : std::uint8_t { free, connection, listener };

/// The settings under which a connection is opened; they stand in for the policy's in each of its
/// steps.
struct SettingsInForce {
  std::uint32_t snd_buffer_bytes = 0;
  std::uint32_t rcv_buffer_bytes = 0;
  std::uint32_t mss_bytes = 0;  // 0: the policy's settings count
  std::uint32_t path_mss_bytes = 0;
  std::uint8_t scale = 0;
  bool nagle = false;
  bool keeps_alive = false;

  friend constexpr bool operator==(const SettingsInForce&, const SettingsInForce&) = default;
};

[[nodiscard]] constexpr SettingsInForce settings_of(const Policy<Concrete>& policy) {
  return {policy.snd_buffer_bytes,
          policy.rcv_buffer_bytes,
          policy.mss_bytes,
          policy.path_mss_bytes,
          static_cast<std::uint8_t>(policy.scale),
          policy.nagle,
          policy.keeps_alive};
}

constexpr void set_settings(Policy<Concrete>& policy, const SettingsInForce& settings) {
  policy.mss_bytes = settings.mss_bytes;
  policy.path_mss_bytes = settings.path_mss_bytes;
  policy.snd_buffer_bytes = settings.snd_buffer_bytes;
  policy.rcv_buffer_bytes = settings.rcv_buffer_bytes;
  policy.scale = settings.scale;
  policy.nagle = settings.nagle;
  policy.keeps_alive = settings.keeps_alive;
}

/// What the user asks for stands in for what was.
constexpr void set_switches(SettingsInForce& settings, const ConnectionSwitches& asked) {
  settings.nagle = asked.nagle.value_or(settings.nagle);
  settings.keeps_alive = asked.keep_alive.value_or(settings.keeps_alive);
}

/// What the policy and the user ask for; a receive buffer of the user's brings the smallest scale
/// by which a window can offer all of it.
[[nodiscard]] SettingsInForce settings_of(const Policy<Concrete>& policy,
                                          const ConnectionSizes& asked,
                                          const ConnectionSwitches& switches);

/// IP and TCP headers without options, in bytes.
[[nodiscard]] constexpr std::uint32_t plain_header_bytes(Family family) {
  return family == Family::ipv6 ? 60 : 40;
}

/// The largest MSS whose segments fit a packet of either family.
//= rfc9293#3.7.1 MUST-67
inline constexpr std::uint32_t kLargestMssBytes = 0xffff - 40 - 20;

/// No segment is longer than the link of the address takes, in either direction.
//= rfc9293#3.7.1 MUST-67
//= rfc9293#3.7.3 SHLD-6
constexpr void fit_to_link(SettingsInForce& settings, std::span<const LinkMtu> links,
                           const Address& local) {
  std::uint32_t named_bytes = 0;
  std::uint32_t other_bytes = 0;
  for (const LinkMtu& link : links) {
    if (link.address == local) named_bytes = link.bytes;
    if (is_unspecified(link.address) && link.address.family == local.family) {
      other_bytes = link.bytes;
    }
  }
  const std::uint32_t mtu_bytes = named_bytes != 0 ? named_bytes : other_bytes;
  if (mtu_bytes == 0) return;
  const std::uint32_t mss_bytes = mtu_bytes - plain_header_bytes(local.family);
  settings.mss_bytes = smaller(settings.mss_bytes, mss_bytes);
  settings.path_mss_bytes = smaller(settings.path_mss_bytes, mss_bytes);
}

/// The name of the first field that no endpoint can work by; empty if there is none.
[[nodiscard]] constexpr std::string_view unusable_field(const Policy<Concrete>& policy) {
  if (const std::string_view field = invalid_field(policy); !field.empty()) return field;
  return policy.mss_bytes <= kLargestMssBytes ? std::string_view{} : "mss_bytes";
}

/// Begins at a cache line, and what each segment needs of it comes first.
template <class Key>
struct alignas(64) Entry {
  EntryKind kind = EntryKind::free;
  bool is_users = false;           // the user has the handle: accepted, and not given back
  bool is_offered = false;         // open, and in its listener's queue
  bool is_released = false;        // the user has given it back, or nobody will accept it
  bool is_over = false;            // it had a control block, and has none any more
  bool is_noticed = false;         // waits in the queue of notices
  bool has_news = false;           // its notice says something
  bool is_sending = false;         // waits in the queue of those that may send
  bool is_waiting = false;         // it ended in TIME-WAIT
  bool peer_closed = false;        // and nothing that came before was lost
  bool wants_room = false;         // a SEND was cut short
  bool tells_acknowledged = true;  // text that is acknowledged is worth a notice
  bool delays_acks = false;
  bool owes_ack = false;    // of text in order
  bool may_be_cut = false;  // the path takes no packet that is worth its header
  Why ended_by = Why::done;
  std::uint32_t generation = 0;
  std::uint32_t block = kNoBlock;  // its control block
  Seq<Concrete> acked{};           // text before it is acknowledged
  Seq<Concrete> sent{};            // text before it was given by SEND
  Seq<Concrete> received{};        // the next byte for RECEIVE
  Seq<Concrete> arrived{};         // text before it has arrived in order
  Seq<Concrete> ack_sent{};        // SEG.ACK of the last segment that was queued
  std::uint32_t wnd_sent = 0;      // and its SEG.WND
  std::uint32_t owed_ts_ecr = 0;   // of the ACK that is owed
  std::uint32_t owed_serial = 0;   // how many were
  std::uint64_t acked_bytes = 0;
  std::uint64_t told_bytes = 0;      // of these, in notices
  Seq<Concrete> trial_end{};         // of a segment longer than any that was acknowledged
  std::uint32_t trial_bytes = 0;     // its text; 0: none is in flight
  std::uint32_t proven_bytes = 0;    // the longest text of one segment that was acknowledged
  std::uint32_t told_mtu_bytes = 0;  // by a router, and not judged yet; 0: none
  Seq<Concrete> told_about{};        // the segment of which it spoke
  SettingsInForce settings{};
  News news{};  // for the next notice
  UserPointer user = nullptr;
  Key key{};

  ByteRing sending{};
  ByteRing receiving{};
  std::uint32_t snd_buffer_bytes = 0;
  std::uint32_t rcv_buffer_bytes = 0;
  std::uint32_t next = kNoIndex;      // free, or behind this in a listener's queue
  std::uint32_t listener = kNoIndex;  // that made it, until it is accepted

  std::uint32_t backlog = 0;   // of a listener
  std::uint32_t pending = 0;   // half-open, or open and not accepted
  std::uint32_t incoming = 0;  // open and not accepted
  std::uint32_t first_incoming = kNoIndex;
  std::uint32_t last_incoming = kNoIndex;

  [[nodiscard]] bool has_block() const { return block != kNoBlock; }

  /// The machine is to work by other settings than the policy's.
  [[nodiscard]] bool has_settings() const { return settings.mss_bytes != 0; }
};

}  // namespace twomsl
