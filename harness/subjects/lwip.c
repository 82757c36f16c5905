/* lwIP as a subject: Debian's library (liblwip-dev), its clock and its memory interposed.
 *
 * The library calls sys_now, memp_malloc, memp_free and a few more through its symbol table, so
 * those of this program come first. reset() sees that they do. Its timer is driven here, and its
 * control blocks are counted here: in Debian's build they come from malloc and never run out.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/memp.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/timeouts.h>
#include <string.h>
#include <twomsl/stack.h>

#include "harness/subjects/lwip_terms.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" /* of callbacks */
#define TICK_US 250000u

static struct {
  const struct twomsl_services* harness;
  uint32_t most_pcbs;
  uint32_t pcbs;
  uint64_t next_tick_us;
  uint32_t ticks;
  int is_in_timer;
  u32_t iss;
  uint64_t clock_reads;
  struct netif link;
} self;

static uint64_t now_us(void) { return self.harness->now_us(self.harness->harness); }

/* What the library calls in place of its own. */

u32_t sys_now(void) {
  ++self.clock_reads;
  return (u32_t)(now_us() / 1000);
}

void sys_check_core_locking(void) {} /* one thread */

/* The library's own algorithm (tcp_next_iss in tcp.c), whose number no reset could reach. */
u32_t tcp_next_iss(struct tcp_pcb* pcb) { return self.iss += tcp_ticks; }

void* memp_malloc(memp_t type) {
  static void* (*library)(memp_t);
  void* memory;
  if (library == NULL) *(void**)&library = dlsym(RTLD_NEXT, "memp_malloc");
  if (type == MEMP_TCP_PCB && self.most_pcbs != 0 && self.pcbs == self.most_pcbs) return NULL;
  memory = library(type);
  if (type == MEMP_TCP_PCB && memory != NULL) ++self.pcbs;
  return memory;
}

void memp_free(memp_t type, void* memory) {
  static void (*library)(memp_t, void*);
  if (library == NULL) *(void**)&library = dlsym(RTLD_NEXT, "memp_free");
  if (type == MEMP_TCP_PCB && memory != NULL) --self.pcbs;
  library(type, memory);
}

/* What lwIP tells its user. Its argument is the control block, which is the connection's name. */

static void forget(struct tcp_pcb* pcb) {
  tcp_arg(pcb, NULL);
  tcp_recv(pcb, NULL);
  tcp_err(pcb, NULL);
}

/* ERR_ABRT tells of a retransmission that was given up, if the timer does it, else of a control
 * block that was taken for another connection. */
static void on_error(void* pcb, err_t error) {
  enum twomsl_end how = error == ERR_RST    ? TWOMSL_END_RESET
                        : error == ERR_CLSD ? TWOMSL_END_CLOSED
                        : self.is_in_timer  ? TWOMSL_END_TIMED_OUT
                                            : TWOMSL_END_GIVEN_UP;
  if (pcb != NULL) self.harness->ended(self.harness->harness, pcb, how);
}

static err_t on_receive(void* name, struct tcp_pcb* pcb, struct pbuf* text, err_t error) {
  const struct pbuf* part;
  if (name == NULL) {
    if (text != NULL) pbuf_free(text);
    return ERR_OK;
  }
  if (text == NULL) {
    self.harness->peer_closed(self.harness->harness, name);
    /* From there on no callback comes. */
    if (pcb->state == TIME_WAIT || pcb->state == CLOSING) {
      forget(pcb);
      self.harness->ended(self.harness->harness, name, TWOMSL_END_CLOSED);
    }
    return ERR_OK;
  }
  for (part = text; part != NULL; part = part->next) {
    self.harness->text(self.harness->harness, name, part->payload, part->len);
  }
  tcp_recved(pcb, text->tot_len);
  pbuf_free(text);
  return ERR_OK;
}

static void name(struct tcp_pcb* pcb) {
  tcp_arg(pcb, pcb);
  tcp_recv(pcb, on_receive);
  tcp_err(pcb, on_error);
}

static err_t on_accept(void* listener, struct tcp_pcb* pcb, err_t error) {
  struct twomsl_tuple tuple;
  if (error != ERR_OK || pcb == NULL) return ERR_VAL;
  name(pcb);
  tuple.local = lwip_socket_of(&pcb->local_ip, pcb->local_port);
  tuple.remote = lwip_socket_of(&pcb->remote_ip, pcb->remote_port);
  self.harness->accepted(self.harness->harness, pcb, &tuple);
  return ERR_OK;
}

static err_t on_connected(void* name_of_it, struct tcp_pcb* pcb, err_t error) {
  self.harness->opened(self.harness->harness, name_of_it);
  return ERR_OK;
}

static err_t on_packet(struct netif* link, struct pbuf* packet, const ip4_addr_t* destination) {
  static uint8_t bytes[65535];
  pbuf_copy_partial(packet, bytes, packet->tot_len, 0);
  self.harness->packet_out(self.harness->harness, bytes, packet->tot_len);
  return ERR_OK;
}

/* A device without a link layer. */
static err_t set_up(struct netif* link) {
  link->name[0] = 't';
  link->name[1] = 'w';
  link->mtu = 1500;
  link->output = on_packet;
  return ERR_OK;
}

static void begin_once(const struct twomsl_setup* setup) {
  const ip_addr_t own = lwip_address_of(&setup->local);
  const ip_addr_t gateway = lwip_address_of(&setup->peer);
  ip4_addr_t mask;
  if (netif_default != NULL) return;
  lwip_init();
  IP4_ADDR(&mask, 255, 255, 255, 0);
  netif_add(&self.link, ip_2_ip4(&own), &mask, ip_2_ip4(&gateway), NULL, set_up, ip_input);
  netif_set_default(&self.link);
  netif_set_up(&self.link);
  netif_set_link_up(&self.link);
}

static void forget_all(void) {
  struct tcp_pcb* pcb;
  for (pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) forget(pcb);
  while (tcp_active_pcbs != NULL) tcp_abandon(tcp_active_pcbs, 0);
  while (tcp_tw_pcbs != NULL) tcp_abandon(tcp_tw_pcbs, 0);
  while (tcp_bound_pcbs != NULL) tcp_abandon(tcp_bound_pcbs, 0);
  while (tcp_listen_pcbs.listen_pcbs != NULL) tcp_close(tcp_listen_pcbs.pcbs);
}

static void on_timeout(void* nothing) {}

/* Without it memory would never end, and lwIP would be acquitted. */
static const char* see_interposition(void) {
  struct tcp_pcb *first, *second;
  const uint64_t reads = self.clock_reads;
  sys_timeout(40, on_timeout, NULL);
  sys_untimeout(on_timeout, NULL);
  if (self.clock_reads == reads) {
    return "lwIP reads another clock: is it linked with -Bsymbolic, or statically?";
  }
  self.most_pcbs = 1;
  first = tcp_new();
  second = tcp_new();
  if (first != NULL) tcp_abandon(first, 0);
  if (second != NULL) tcp_abandon(second, 0);
  if (first == NULL || second != NULL || self.pcbs != 0) {
    return "lwIP has other memory: is it linked with -Bsymbolic, or statically?";
  }
  return NULL;
}

static const char* reset(void* context, const struct twomsl_services* services,
                         const struct twomsl_setup* setup) {
  const char* trouble;
  self.harness = services;
  self.most_pcbs = 0;
  begin_once(setup);
  forget_all();
  if ((trouble = see_interposition()) != NULL) return trouble;
  self.most_pcbs = setup->connections;
  self.next_tick_us = now_us() + TICK_US;
  self.ticks = 0;
  self.iss = 6510; /* as the library begins */
  tcp_ticks = 0;
  return NULL;
}

static void packet_in(void* context, const uint8_t* packet, size_t bytes) {
  struct pbuf* copy = pbuf_alloc(PBUF_RAW, (u16_t)bytes, PBUF_RAM);
  if (copy == NULL) return;
  pbuf_take(copy, packet, (u16_t)bytes);
  if (self.link.input(copy, &self.link) != ERR_OK) pbuf_free(copy);
}

/* As tcp_tmr() has it, whose count no reset could reach. */
static void advance(void* context) {
  self.is_in_timer = 1;
  for (; self.next_tick_us <= now_us(); self.next_tick_us += TICK_US) {
    tcp_fasttmr();
    if (++self.ticks % 2 == 1) tcp_slowtmr();
  }
  self.is_in_timer = 0;
}

static uint64_t next_deadline_us(void* context) { return self.next_tick_us; }

static int listen_on(void* context, uint16_t port) {
  struct tcp_pcb* bound = tcp_new();
  struct tcp_pcb* listener;
  if (bound == NULL || tcp_bind(bound, IP_ADDR_ANY, port) != ERR_OK) return -1;
  listener = tcp_listen(bound);
  if (listener == NULL) return -1;
  tcp_accept(listener, on_accept);
  return 0;
}

static void* open_to(void* context, const struct twomsl_tuple* tuple) {
  struct tcp_pcb* pcb = tcp_new();
  const ip_addr_t local = lwip_address_of(&tuple->local);
  const ip_addr_t remote = lwip_address_of(&tuple->remote);
  if (pcb == NULL) return NULL;
  if (tcp_bind(pcb, &local, tuple->local.port) != ERR_OK ||
      tcp_connect(pcb, &remote, tuple->remote.port, on_connected) != ERR_OK) {
    tcp_abandon(pcb, 0);
    return NULL;
  }
  name(pcb);
  return pcb;
}

static size_t send_text(void* context, void* connection, const uint8_t* text, size_t bytes) {
  struct tcp_pcb* pcb = connection;
  const size_t accepted = LWIP_MIN(bytes, tcp_sndbuf(pcb));
  if (tcp_write(pcb, text, (u16_t)accepted, TCP_WRITE_FLAG_COPY) != ERR_OK) return 0;
  tcp_output(pcb);
  return accepted;
}

/* One direction alone: tcp_close() would answer what still comes by a RST. */
static void close_one_way(void* context, void* connection) {
  struct tcp_pcb* pcb = connection;
  if (pcb->state == SYN_SENT) {
    forget(pcb);
    tcp_close(pcb);
    self.harness->ended(self.harness->harness, connection, TWOMSL_END_CLOSED);
  } else {
    tcp_shutdown(pcb, 0, 1);
  }
}

static void abort_it(void* context, void* connection) {
  forget(connection);
  tcp_abort(connection);
}

static const char* state_of(void* context, const struct twomsl_tuple* tuple) {
  return lwip_state_of(tuple);
}

static void memory_held(void* context, struct twomsl_memory* memory) {
  memory->held = self.pcbs;
  memory->most = self.most_pcbs;
}

const struct twomsl_stack* twomsl_stack_under_test(void) {
  static const struct twomsl_stack lwip = {
      .version = TWOMSL_STACK_VERSION,
      .name = "lwip",
      .release = LWIP_VERSION_STRING,
      .msl_us = TCP_MSL * 1000u,
      .reset = reset,
      .packet_in = packet_in,
      .advance = advance,
      .next_deadline_us = next_deadline_us,
      .listen = listen_on,
      .open = open_to,
      .send = send_text,
      .close = close_one_way,
      .abort = abort_it,
      .state = state_of,
      .memory = memory_held,
  };
  return &lwip;
}
