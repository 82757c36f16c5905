// lwIP, in process by its raw API, with a user above it and packets below as host_end.hpp has them.
//
// Debian's library is built for threads, and makes and verifies checksums. lwip_alone.cpp puts
// functions in their place that do nothing, as in a build without either: what is left is the
// checksum of the IPv4 header of each packet that it sends.
#pragma once

#include <lwip/netif.h>
#include <lwip/tcp.h>

#include <cstdint>
#include <span>
#include <vector>

namespace twomsl::bench {

/// There is one lwIP a process, and so at most one LwipEnd.
class LwipEnd {
 public:
  static constexpr const char* kName = "lwip";

  LwipEnd();
  LwipEnd(const LwipEnd&) = delete;
  LwipEnd& operator=(const LwipEnd&) = delete;
  ~LwipEnd();

  /// Whatever is delivered is sent back.
  bool echoes = false;

  /// lwIP converts the TCP header to its own byte order in place.
  void input(std::span<std::uint8_t> packet);

  void write(std::uint16_t port, std::uint32_t bytes);

  /// lwIP's waits need no time here: the peer closes first.
  void rest() {}

  [[nodiscard]] std::uint32_t sent_end() const { return sent_end_; }
  [[nodiscard]] std::uint64_t received_bytes() const { return received_bytes_; }

 private:
  static err_t on_accept(void* end, tcp_pcb* pcb, err_t error);
  static err_t on_receive(void* end, tcp_pcb* pcb, pbuf* text, err_t error);
  static err_t on_packet(netif* link, pbuf* packet, const ip4_addr_t* destination);

  netif link_{};
  tcp_pcb* listener_ = nullptr;
  std::vector<tcp_pcb*> by_port_{};
  std::uint32_t sent_end_ = 0;
  std::uint64_t received_bytes_ = 0;
};

}  // namespace twomsl::bench
