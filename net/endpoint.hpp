// An endpoint: packets and time in, packets and a deadline out. RFC 9293 sections 3.9 and 3.10.
//
// It reads no clock, no random source and no socket, and never blocks, so it runs in a kernel, over
// a TUN device, in a test or in a simulation alike. A driver's loop is: receive() what has arrived,
// advance() when next_deadline() has come, poll() until there is nothing left to send.
//
//   Made made = make_endpoint({.secret = random_secret()});
//   Opened c = made.endpoint.open({.remote = server, .local = client}, now);
//
// All memory but the byte rings of connections is taken when an endpoint is made. Time never runs
// backwards: an earlier `now` counts as the latest one. Not to be used by two threads at once.
#pragma once

#include "net/family_endpoint.hpp"

namespace twomsl {

struct Made;

class Endpoint {
 public:
  /// Of no use but to be assigned to.
  Endpoint() = default;

  /// Takes one whole IP packet: TCP, or an ICMP error about a segment that is in flight. What has
  /// no right checksum, address or port is refused. `zone` is that of the interface, where
  /// link-local addresses are in use.
  ArrivalResult receive(std::span<const std::uint8_t> packet, Instant<Concrete> now,
                        std::uint32_t zone = 0);

  /// The next packet to send, if there is one.
  [[nodiscard]] Packet poll(Instant<Concrete> now);

  /// When advance() has something to do; kNeverUs if never. It changes with every other call.
  [[nodiscard]] Instant<Concrete> next_deadline();

  /// Time has passed: timers that are due expire, and slots of TIME-WAIT that is over are freed.
  void advance(Instant<Concrete> now);

  /// The end of quiet time: until then nothing is sent, and OPEN is refused with
  /// HostResult::quiet. Zero before the first call, and if QuietTime is off.
  [[nodiscard]] Instant<Concrete> quiet_until() const;

  /// OPEN, active. REQUIRES: both sockets of one family.
  Opened open(const OpenOptions& options, Instant<Concrete> now);

  /// OPEN, passive. The handle is that of the listener.
  Opened listen(const ListenOptions& options, Instant<Concrete> now);

  /// The next connection of a listener that is open, or was; not ok with Why::no_connection if
  /// there is none yet. `user` comes with its notices from now on.
  Opened accept(Handle listener, UserPointer user = nullptr);

  /// SEND. Text is copied. `urgent` marks its last byte as the end of urgent data.
  Sent send(Handle handle, std::span<const std::uint8_t> text, Instant<Concrete> now,
            bool urgent = false);

  /// RECEIVE: as much as there is and `into` holds.
  Received receive(Handle handle, std::span<std::uint8_t> into, Instant<Concrete> now);

  /// What RECEIVE would give, where it stands: no copy. It stays there until consume() or receive()
  /// takes it, or ABORT or a RST ends the connection, or the handle is given back.
  [[nodiscard]] Peeked peek(Handle handle) const;

  /// RECEIVE of the next `bytes` without a copy, since they were peeked at. Refused, with
  /// Why::error_resources, if there are not so many.
  Consumed consume(Handle handle, std::uint32_t bytes, Instant<Concrete> now);

  /// CLOSE: a FIN behind all that was sent. The peer may send on, and RECEIVE goes on. Of a
  /// listener: it ends, and so do the connections that were not accepted.
  Called close(Handle handle, Instant<Concrete> now);

  /// Turns the Nagle algorithm, keep-alives or delayed ACKs on or off from now on; of a listener:
  /// for the connections whose SYN comes later.
  Called set_switches(Handle handle, const ConnectionSwitches& switches, Instant<Concrete> now);

  /// ABORT: a RST, and the end.
  Called abort(Handle handle, Instant<Concrete> now);

  [[nodiscard]] Status status(Handle handle, Instant<Concrete> now) const;

  /// The state of what stands between two sockets, whoever has its handle, or nobody: CLOSED if
  /// there is nothing, though a listener may be there. REQUIRES: both of one family, no zone.
  [[nodiscard]] State state_between(const Socket& local, const Socket& remote,
                                    Instant<Concrete> now) const;

  /// What is held now, of both families, and bounded by EndpointOptions::size of each.
  [[nodiscard]] Occupancy occupancy() const;

  /// The user needs the handle no more: a connection that goes on is closed, or aborted if text was
  /// not received or arrives later (RFC 9293 section 3.6.1, SHLD-3).
  Called release(Handle handle, Instant<Concrete> now);

  /// The next notice, if there is one. A handle has at most one that waits, so that none is lost.
  [[nodiscard]] bool next_notice(Notice& notice);

  /// A new policy from now on, for both families or for none. Its rules of TIME-WAIT change only
  /// while there is no connection.
  HostConfigured configure(const Policy<Concrete>& policy);

  /// Packets for which queued_packets had no room. They count as lost on the way.
  [[nodiscard]] std::uint64_t dropped_packets() const;

  /// Half-open connections that have given way to a SYN for which there was no room, by their age
  /// or their source (net/half_open.hpp).
  [[nodiscard]] std::uint64_t dropped_half_open() const;

  /// Segments whose text came ahead of what is missing and was not kept, since as many other
  /// connections kept some as may (HostSize::reordering). Their senders repeat them.
  [[nodiscard]] std::uint64_t dropped_early_text() const;

  /// How often the endpoint has answered so to a SYN, an OPEN or what else begins or ends a
  /// connection: HostResult::no_iss_floor, half_open_full, no_slot and so on tell what was refused
  /// for want of memory.
  [[nodiscard]] std::uint64_t count_of(HostResult result) const;

 private:
  friend Made make_endpoint(const EndpointOptions& options);
  void begin(Instant<Concrete> now);

  FamilyEndpoint<Ipv4Stores> v4_{};
  FamilyEndpoint<Ipv6Stores> v6_{};
  bool v6_is_next_ = false;
};

/// An endpoint, or the first field of its options that is impossible, as "msl" of the policy or
/// "size.waits".
struct Made {
  bool ok = false;
  std::string_view field{};
  Endpoint endpoint{};
};

[[nodiscard]] Made make_endpoint(const EndpointOptions& options);

}  // namespace twomsl
