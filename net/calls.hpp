// What the user of an endpoint gives and gets: the calls of RFC 9293 section 3.9.1, as plain
// values.
//
// Each answer says `ok` beside `why`. No call blocks: what cannot be done now says so, and a notice
// tells when it can.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/codec/decode.hpp"
#include "core/codec/encode.hpp"
#include "core/host/concrete/concrete_host.hpp"

namespace twomsl {

inline constexpr std::uint32_t kNoIndex = ~std::uint32_t{0};

/// Names a connection or a listener of one endpoint. An index is used again with another
/// generation, so that a handle which was released is refused and never means somebody else.
struct Handle {
  std::uint32_t index = kNoIndex;
  std::uint32_t generation = 0;

  [[nodiscard]] constexpr bool is_none() const { return index == kNoIndex; }
  friend constexpr bool operator==(const Handle&, const Handle&) = default;
};

/// Whatever the user wants to find again with a handle.
using UserPointer = void*;

/// Whether an endpoint may have sent what it does not remember. If so it keeps quiet for MSL from
/// its first call on, so that all that is gone (RFC 9293 sections 3.4.2 and 3.4.3): it answers
/// nothing, and OPEN is refused. Turned off, it says why.
enum class QuietTime : std::uint8_t {
  kept,
  nothing_was_sent,  // for MSL, from any of its addresses: they are new, or the machine was off
  risk_is_taken,  // an old segment of ours may be taken for a new one, if its number happens to fit
};

/// The longest packet that the link of an address of ours takes; an address of zero stands for all
/// of its family that are not named.
struct LinkMtu {
  Address address{};
  std::uint32_t bytes = 0;  // from least_link_bytes() to 65535
};

/// What every IPv6 link takes (RFC 8200), and what the headers of IPv4 and the smallest MSS ask
/// for.
[[nodiscard]] constexpr std::uint32_t least_link_bytes(Family family) {
  return family == Family::ipv6 ? 1280 : 40 + kSmallestMss;
}

/// How an endpoint is made.
struct EndpointOptions {
  Policy<Concrete> policy = safe<Concrete>();
  HostSize size{.floors = 65'536};  // of each address family
  Secret secret{};                  // REQUIRES: 128 random bits; see Secret
  QuietTime quiet_time = QuietTime::kept;
  PortRange ports{};
  std::vector<Address> addresses{};       // that are ours; none: whichever a packet names
  std::vector<LinkMtu> links{};           // none: segments are as long as policy and user say
  Checksums checksums = Checksums::ours;  // made and verified here, or left to the device
  std::uint32_t queued_packets = 1024;    // answers kept for poll(); what is beyond is dropped
  bool delays_acks = true;  // of text in order: by 40 ms at most, and never two of them
};

/// Numbers of one connection, or of those that a listener accepts; 0 stands for the policy's.
struct ConnectionSizes {
  std::uint32_t mss_bytes = 0;         // largest segment to receive, and to send
  std::uint32_t snd_buffer_bytes = 0;  // text sent and not acknowledged, or waiting to be sent
  std::uint32_t rcv_buffer_bytes = 0;
};

/// What one connection, or those that a listener accepts, may turn on or off; left out, the
/// policy decides, and of ACKs the endpoint's options.
struct ConnectionSwitches {
  std::optional<bool> nagle{};        // off: little text goes out at once
  std::optional<bool> keep_alive{};   // on: a peer that is gone is noticed though nothing is sent
  std::optional<bool> delayed_ack{};  // off: each text is acknowledged at once
};

/// OPEN, active. The address of `local` may be left out: the first of that family that the endpoint
/// was given stands in. Port 0 lets the endpoint choose.
struct OpenOptions {
  Socket remote{};
  Socket local{};
  ConnectionSizes sizes{};
  ConnectionSwitches switches{};
  std::uint32_t zone = 0;          // of a link-local IPv6 address (RFC 4007)
  bool tells_acknowledged = true;  // by a notice, as soon as text is acknowledged
  UserPointer user = nullptr;
};

/// OPEN, passive. An address of zero listens on every address of its family.
struct ListenOptions {
  Socket local{};
  ConnectionSizes sizes{};
  ConnectionSwitches switches{};
  std::uint32_t backlog = 128;     // connections half-open, or open and not yet accepted
  std::uint32_t zone = 0;          // of a link-local IPv6 address (RFC 4007)
  bool tells_acknowledged = true;  // of its connections: see OpenOptions
  UserPointer user = nullptr;
};

/// Why a call was refused, or what it did. Reasons of the machine come as its own `why`.
struct Called {
  bool ok = false;
  Why why = Why::error_no_connection;
  HostResult result = HostResult::no_connection;  // of OPEN: which memory was missing
};

/// OPEN and accept.
struct Opened {
  bool ok = false;
  Why why = Why::error_no_connection;
  HostResult result = HostResult::no_connection;
  Handle handle{};
  Socket remote{};           // of accept: the peer
  std::string_view field{};  // the first size that is impossible, if one is
};

/// SEND. Fewer bytes than were offered are accepted when the buffer fills; a notice tells of room.
struct Sent {
  bool ok = false;  // at least one byte was accepted, or none was offered
  Why why = Why::error_no_connection;
  std::uint32_t accepted_bytes = 0;
  std::uint64_t position = 0;  // of the first accepted byte in the stream
};

/// RECEIVE. Exactly one of: bytes, end of stream, would wait, or not ok; none if room for no byte
/// was offered to text.
struct Received {
  bool ok = false;
  Why why = Why::error_no_connection;
  std::uint32_t bytes = 0;
  bool end_of_stream = false;  // the peer has closed, and all that it sent was received
  bool would_wait = false;     // nothing has arrived; a notice tells of text
};

/// The text that RECEIVE would give, in place. Exactly one of: bytes, end of stream, would wait, or
/// not ok.
struct Peeked {
  bool ok = false;
  Why why = Why::error_no_connection;
  bool end_of_stream = false;
  bool would_wait = false;
  std::span<const std::uint8_t> bytes{};  // the first piece; more may follow where the ring ends
};

/// RECEIVE of what was peeked at.
struct Consumed {
  bool ok = false;
  Why why = Why::error_no_connection;
  std::uint32_t left_bytes = 0;  // arrived, and not received yet
};

/// STATUS (RFC 9293 section 3.9.1.6).
struct Status {
  bool ok = false;
  Why why = Why::error_no_connection;  // of a connection that is over: how it ended
  State state = State::closed;
  Origin origin = Origin::active;
  Socket local{};
  Socket remote{};
  std::uint32_t snd_wnd_bytes = 0;
  std::uint32_t rcv_wnd_bytes = 0;
  std::uint32_t unacknowledged_bytes = 0;  // sent, text only
  std::uint32_t unsent_bytes = 0;
  std::uint32_t unreceived_bytes = 0;  // arrived in order, and not yet taken by RECEIVE
  std::uint32_t mss_bytes = 0;         // 0 before the peer's SYN
  std::uint32_t snd_scale = 0;
  std::uint32_t rcv_scale = 0;
  bool timestamps = false;
  bool urgent = false;  // urgent data lie ahead of what was received
  Duration<Concrete> rto{};
  Duration<Concrete> srtt{};  // zero before the first measurement
  Instant<Concrete> rexmit_at{kNeverUs};
  Instant<Concrete> closes_at{kNeverUs};  // when FIN-WAIT-2, LAST-ACK or TIME-WAIT ends
  std::uint32_t incoming = 0;             // of a listener: connections to accept
  UserPointer user = nullptr;
};

/// Memory that is taken.
struct Occupancy {
  std::uint32_t connections = 0;  // control blocks
  std::uint32_t waits = 0;        // of TIME-WAIT; those that are over, until time is next told
};

/// What a notice tells but for bytes.
struct News {
  bool incoming : 1 = false;  // accept will give a connection
  bool opened : 1 = false;
  bool text : 1 = false;           // RECEIVE will give bytes
  bool end_of_stream : 1 = false;  // the peer has closed
  bool room : 1 = false;           // SEND was cut short, and will accept bytes now
  bool closed : 1 = false;         // our FIN is acknowledged
  bool urgent : 1 = false;         // urgent data lie ahead, or further ahead than before
  bool soft_error : 1 = false;     // the peer has not answered for R1
  bool refused : 1 = false;
  bool reset : 1 = false;       // by the peer or by ABORT, or given up; text not received is lost
  bool ended : 1 = false;       // no connection any more: closed, refused, reset or given up
  bool icmp_error : 1 = false;  // of the type and the code below; the connection may go on
  std::uint8_t icmp_type = 0;
  std::uint8_t icmp_code = 0;
  Why why = Why::done;  // if ended: how
};

/// What has happened to a connection or a listener since its last notice.
struct Notice : News {
  Handle handle{};
  UserPointer user = nullptr;
  std::uint64_t acknowledged_bytes = 0;  // with tells_acknowledged off no reason for a notice

  [[nodiscard]] constexpr bool is_empty() const {
    return acknowledged_bytes == 0 && !incoming && !opened && !text && !end_of_stream && !room &&
           !closed && !urgent && !soft_error && !refused && !reset && !ended && !icmp_error;
  }
};

/// What became of a packet. Refused ones have changed nothing.
enum class Admission : std::uint8_t {
  taken,
  undecodable,  // `rejection` says why
  not_ours,     // for an address that is none of ours
  bad_checksum,
  bad_address,   // from or to an address that no connection can have
  bad_port,      // port 0
  backlog_full,  // a SYN for a listener that has as many connections as it wants
  no_memory,     // a SYN for which no handle, control block, ISS floor or slot of TIME-WAIT is free
  quiet,         // the endpoint has begun less than MSL ago (QuietTime)
  stray_error,   // ICMP that concerns nothing in flight, or a Source Quench
};
inline constexpr std::size_t kAdmissionCount = 10;

[[nodiscard]] std::string_view name(Admission admission);

struct ArrivalResult {
  bool ok = false;
  Admission why = Admission::undecodable;
  Rejection rejection = Rejection::none;
  Handle handle{};  // of the connection that it was for, if there is one
};

/// A packet to send; empty if there is none. `bytes` are valid until the next call.
struct Packet {
  std::span<const std::uint8_t> bytes{};
  Handle handle{};  // of the connection that sends it; none for answers of CLOSED and TIME-WAIT
};

}  // namespace twomsl
