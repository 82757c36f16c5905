/* Sockets and states of lwIP, as stack.h has them. */
#ifndef TWOMSL_HARNESS_LWIP_TERMS_H
#define TWOMSL_HARNESS_LWIP_TERMS_H

#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>
#include <string.h>
#include <twomsl/stack.h>

static twomsl_socket lwip_socket_of(const ip_addr_t* address, u16_t port) {
  twomsl_socket socket = {.family = 4};
  const u32_t network_order = ip4_addr_get_u32(ip_2_ip4(address));
  memcpy(socket.address, &network_order, sizeof network_order);
  socket.port = port;
  return socket;
}

static ip_addr_t lwip_address_of(const twomsl_socket* socket) {
  ip_addr_t address = IPADDR4_INIT(0);
  memcpy(&ip_2_ip4(&address)->addr, socket->address, 4);
  return address;
}

static const struct tcp_pcb* lwip_found_among(const struct tcp_pcb* pcbs,
                                              const struct twomsl_tuple* tuple) {
  const ip_addr_t remote = lwip_address_of(&tuple->remote);
  const struct tcp_pcb* pcb;
  for (pcb = pcbs; pcb != NULL; pcb = pcb->next) {
    if (pcb->local_port == tuple->local.port && pcb->remote_port == tuple->remote.port &&
        ip_addr_cmp(&pcb->remote_ip, &remote)) {
      return pcb;
    }
  }
  return NULL;
}

/* By its name in the RFC. */
static const char* lwip_state_of(const struct twomsl_tuple* tuple) {
  static const char* const names[] = {
      "CLOSED",     "LISTEN",     "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
      "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING",  "LAST-ACK",     "TIME-WAIT"}; /* as enum tcp_state */
  const struct tcp_pcb* pcb = lwip_found_among(tcp_active_pcbs, tuple);
  if (pcb == NULL) pcb = lwip_found_among(tcp_tw_pcbs, tuple);
  return names[pcb == NULL ? CLOSED : pcb->state];
}

#endif
