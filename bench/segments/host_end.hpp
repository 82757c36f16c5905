// The host with a user above it and packets below: text that arrives is read at once, a peer that
// closes is closed, and every answer becomes a packet. No text is stored: what the endpoint costs
// beyond this is the price of streams, handles and notices.
#pragma once

#include <array>
#include <span>

#include "bench/segments/peer.hpp"
#include "core/codec/decode.hpp"
#include "core/codec/encode.hpp"
#include "core/host/concrete/concrete_host.hpp"

namespace twomsl::bench {

class HostEnd {
 public:
  static constexpr const char* kName = "host";

  /// Who computes the checksums of packets sent. Those of packets received are not verified.
  explicit HostEnd(Checksums checksums = Checksums::of_the_device) : checksums_(checksums) {
    Ipv4Host::Event event;
    event.kind = HostEventKind::listen;
    event.key = {kLocalAddress, 0, std::uint32_t{kLocalPort} << 16};
    static_cast<void>(host_.step(event));
  }

  /// Whatever is delivered is sent back.
  bool echoes = false;

  void input(std::span<const std::uint8_t> packet) {
    event_.now.us += 10;
    if (parse(packet)) take(EventKind::segment_arrives, 0);
  }

  void write(std::uint16_t port, std::uint32_t bytes) {
    event_.key = key_of(port);
    take(EventKind::send, bytes);
  }

  /// Time passes between two connections: floors expire and are collected.
  void rest() {
    event_.now.us += 64'000;
    host_.sweep(event_.now);
  }

  [[nodiscard]] std::uint32_t sent_end() const { return sent_end_; }
  [[nodiscard]] std::uint64_t received_bytes() const { return received_bytes_; }

 private:
  static Ipv4Tuple<Concrete> key_of(std::uint16_t port) {
    return {kLocalAddress, kPeerAddress, std::uint32_t{kLocalPort} << 16 | port};
  }

  /// One event, and what the user makes of it. True if a packet was sent: what the user sends
  /// acknowledges, too, so that an ACK alone waits for him, as lwIP's does.
  bool take(EventKind kind, std::uint32_t bytes) {
    event_.event.kind = kind;
    event_.event.bytes = bytes;
    const HostOutcome<Concrete> stepped = host_.step(event_);
    const Outcome<Concrete>& outcome = stepped.outcome;
    const bool waits = length(outcome.segment) == 0;
    if (outcome.replies && !waits) emit(outcome.segment);
    const bool sent = react(outcome);
    if (outcome.replies && waits && !sent) emit(outcome.segment);
    return sent || outcome.replies;
  }

  /// As the endpoint does it (net/family_arrival.hpp).
  [[gnu::flatten]] bool parse(std::span<const std::uint8_t> packet) {
    const TcpParts parts =
        locate_tcp(Family::ipv4, packet, static_cast<std::uint32_t>(packet.size()));
    if (parts.rejection != Rejection::none) return false;
    write_tuple(packet.data(), parts.header, event_.key);
    write_segment(parts, event_.event.segment);
    return true;
  }

  bool react(const Outcome<Concrete>& outcome) {
    if (outcome.signals.peer_closing) return take(EventKind::close, 0);
    received_bytes_ += outcome.delivery.bytes;
    if (outcome.intake.take_bytes != 0) return take(EventKind::receive, kMostBytes);
    if (echoes && outcome.delivery.bytes != 0) {
      return take(EventKind::send, outcome.delivery.bytes);
    }
    return outcome.may_send && take(EventKind::transmit, 0);
  }

  void emit(const Segment<Concrete>& segment) {
    const Route route{
        {{0, kLocalAddress, Family::ipv4}, kLocalPort},
        {{0, kPeerAddress, Family::ipv4}, static_cast<std::uint16_t>(event_.key.ports)},
        checksums_};
    sent_bytes_ = encode_ip(segment, route, std::span(text_).first(segment.text_bytes), packet_);
    sent_end_ = segment.seq.value + length(segment);
  }

  static constexpr std::uint32_t kMostBytes = 0xffff;

  Checksums checksums_ = Checksums::of_the_device;
  Ipv4Host host_ = make_host<Ipv4Stores>(safe<Concrete>(), {}, {1, 2});
  Ipv4Host::Event event_{.now = {1'000'000}};
  std::array<std::uint8_t, kTextBytes> text_{};
  std::array<std::uint8_t, kMostHeaderBytes + kTextBytes> packet_{};
  std::size_t sent_bytes_ = 0;
  std::uint32_t sent_end_ = 0;
  std::uint64_t received_bytes_ = 0;
};

}  // namespace twomsl::bench
