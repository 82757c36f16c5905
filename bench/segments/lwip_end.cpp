// lwIP's callbacks: what it delivers is taken at once, what it sends is looked at and dropped.
#include "bench/segments/lwip_end.hpp"

#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>

#include <array>

#include "bench/segments/peer.hpp"

namespace twomsl::bench {
namespace {

constexpr std::array<std::uint8_t, kTextBytes> kText{};

void free_nothing(pbuf* /*packet*/) {}

}  // namespace

LwipEnd::LwipEnd() : by_port_(std::size_t{1} << 16) {
  [[maybe_unused]] static const bool once = (lwip_init(), true);
  ip4_addr_t address{lwip_htonl(kLocalAddress)};
  ip4_addr_t mask{lwip_htonl(0xfffe0000)};
  ip4_addr_t gateway{lwip_htonl(kPeerAddress)};
  const auto set_up = [](netif* link) {
    link->name[0] = 'b';
    link->name[1] = 'e';
    link->mtu = 1500;
    link->output = on_packet;
    return static_cast<err_t>(ERR_OK);
  };
  netif_add(&link_, &address, &mask, &gateway, this, set_up, ip_input);
  netif_set_default(&link_);
  netif_set_up(&link_);
  netif_set_link_up(&link_);
  tcp_pcb* bound = tcp_new();
  tcp_bind(bound, IP_ADDR_ANY, kLocalPort);
  listener_ = tcp_listen(bound);
  tcp_arg(listener_, this);
  tcp_accept(listener_, on_accept);
}

LwipEnd::~LwipEnd() {
  while (tcp_active_pcbs != nullptr) tcp_abort(tcp_active_pcbs);
  tcp_close(listener_);
  netif_remove(&link_);
}

void LwipEnd::input(std::span<std::uint8_t> packet) {
  // As a driver has it: the packet stays in its buffer, and nothing is allocated for it.
  static pbuf_custom frame;
  frame.custom_free_function = free_nothing;
  const auto bytes = static_cast<u16_t>(packet.size());
  link_.input(pbuf_alloced_custom(PBUF_RAW, bytes, PBUF_REF, &frame, packet.data(), bytes), &link_);
}

void LwipEnd::write(std::uint16_t port, std::uint32_t bytes) {
  tcp_write(by_port_[port], kText.data(), static_cast<u16_t>(bytes), TCP_WRITE_FLAG_COPY);
  tcp_output(by_port_[port]);
}

err_t LwipEnd::on_accept(void* end, tcp_pcb* pcb, err_t /*error*/) {
  static_cast<LwipEnd*>(end)->by_port_[pcb->remote_port] = pcb;
  tcp_arg(pcb, end);
  tcp_recv(pcb, on_receive);
  return ERR_OK;
}

err_t LwipEnd::on_receive(void* end, tcp_pcb* pcb, pbuf* text, err_t /*error*/) {
  auto& self = *static_cast<LwipEnd*>(end);
  if (text == nullptr) return tcp_close(pcb);
  const u16_t bytes = text->tot_len;
  self.received_bytes_ += bytes;
  tcp_recved(pcb, bytes);
  pbuf_free(text);
  if (self.echoes) self.write(pcb->remote_port, bytes);
  return ERR_OK;
}

err_t LwipEnd::on_packet(netif* link, pbuf* packet, const ip4_addr_t* /*destination*/) {
  const auto* ip = static_cast<const std::uint8_t*>(packet->payload);
  const std::uint8_t* tcp = ip + 20;
  const std::uint32_t header_bytes = 20u + (std::uint32_t{tcp[12]} >> 4 << 2);
  const std::uint32_t controls = (tcp[13] & (Flags::kSyn | Flags::kFin)) != 0 ? 1 : 0;
  static_cast<LwipEnd*>(link->state)->sent_end_ =
      load_be32(tcp + 4) + (packet->tot_len - header_bytes) + controls;
  return ERR_OK;
}

}  // namespace twomsl::bench
