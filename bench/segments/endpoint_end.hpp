// The endpoint as its users have it (net/endpoint.hpp), with a user above it and packets below:
// what arrives is put to receive(), notices are answered by calls, and poll() is asked for packets
// until there are none left.
//
// All bytes are real: text is copied into the ring of its connection, where the user reads it in
// place, and from the user's by SEND. The user does not ask for notices of acknowledgments.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "bench/segments/peer.hpp"
#include "net/endpoint.hpp"

namespace twomsl::bench {

class EndpointEnd {
 public:
  static constexpr const char* kName = "endpoint";

  /// With checksums of ours those of arriving packets are verified, too.
  explicit EndpointEnd(Checksums checksums = Checksums::of_the_device)
      : endpoint_(make_endpoint({.size = {},
                                 .secret = {1, 2},
                                 .quiet_time = QuietTime::nothing_was_sent,
                                 .checksums = checksums})
                      .endpoint),
        by_port_(std::size_t{1} << 16),
        listener_(endpoint_.listen(kListening, now_).handle) {}

  /// Whatever is delivered is sent back.
  bool echoes = false;

  void input(std::span<const std::uint8_t> packet) {
    now_.us += 10;
    if (!endpoint_.receive(packet, now_).ok) ++refused_packets_;
    answer_notices();
    send_packets();
  }

  void write(std::uint16_t port, std::uint32_t bytes) {
    send(by_port_[port], std::span(text_).first(bytes));
    send_packets();
  }

  /// Time passes between two connections: floors expire and are collected.
  void rest() {
    now_.us += 64'000;
    endpoint_.advance(now_);
  }

  [[nodiscard]] std::uint32_t sent_end() const { return sent_end_; }
  [[nodiscard]] std::uint64_t received_bytes() const {
    return refused_packets_ == 0 ? received_bytes_ : 0;
  }

 private:
  void answer_notices() {
    for (Notice notice; endpoint_.next_notice(notice);) {
      if (notice.incoming) accept();
      if (notice.text) receive(notice.handle);
      if (notice.end_of_stream) endpoint_.close(notice.handle, now_);
      if (notice.ended) endpoint_.release(notice.handle, now_);
    }
  }

  void accept() {
    for (;;) {
      const Opened opened = endpoint_.accept(listener_);
      if (!opened.ok) return;
      by_port_[opened.remote.port] = opened.handle;
    }
  }

  void receive(Handle handle) {
    std::uint32_t left_bytes = 0;
    do {
      const Peeked text = endpoint_.peek(handle);
      const auto bytes = static_cast<std::uint32_t>(text.bytes.size());
      received_bytes_ += bytes;
      if (echoes) send(handle, text.bytes);
      left_bytes = endpoint_.consume(handle, bytes, now_).left_bytes;
    } while (left_bytes != 0);
  }

  void send(Handle handle, std::span<const std::uint8_t> text) {
    static_cast<void>(endpoint_.send(handle, text, now_));
  }

  void send_packets() {
    for (;;) {
      const std::span<const std::uint8_t> packet = endpoint_.poll(now_).bytes;
      if (packet.empty()) return;
      const std::uint8_t* tcp = &packet[20];
      const std::size_t header_bytes = 20u + (std::size_t{tcp[12]} >> 4 << 2);
      const std::uint32_t controls = (tcp[13] & (Flags::kSyn | Flags::kFin)) != 0 ? 1 : 0;
      sent_end_ =
          load_be32(tcp + 4) + static_cast<std::uint32_t>(packet.size() - header_bytes) + controls;
    }
  }

  static constexpr ListenOptions kListening{.local = {{0, kLocalAddress}, kLocalPort},
                                            .tells_acknowledged = false};

  Instant<Concrete> now_{1'000'000};
  Endpoint endpoint_;
  std::vector<Handle> by_port_;
  Handle listener_;
  std::array<std::uint8_t, kTextBytes> text_{};
  std::uint32_t sent_end_ = 0;
  std::uint64_t received_bytes_ = 0;
  std::uint64_t refused_packets_ = 0;
};

}  // namespace twomsl::bench
