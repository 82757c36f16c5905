/* A stack under test in one file: what its author writes to have it held to the RFC. The stack here
 * is the endpoint of libtwomsl; yours stands where twomsl_endpoint_... is called.
 *
 *   cc stack_under_test.c $(pkg-config --cflags --libs twomsl-harness twomsl-c) -o my_stack
 *   ./my_stack check && ./my_stack properties --count 100 && ./my_stack conform
 */
#include <string.h>
#include <twomsl/stack.h>
#include <twomsl/twomsl.h>

#define MSL_S 120
#define MOST_CONNECTIONS 256 /* at a time, where the harness sets no limit */

/* Of each an address is its name. */
struct connection {
  twomsl_handle handle;
  int is_used;
  int is_ours_to_open;
};

static struct {
  const struct twomsl_services* harness;
  twomsl_endpoint* tcp;
  twomsl_handle listener;
  twomsl_socket own;
  struct connection connections[MOST_CONNECTIONS];
} self;

static uint64_t now(void) { return self.harness->now_us(self.harness->harness); }

static struct connection* new_connection(void) {
  for (size_t i = 0; i < MOST_CONNECTIONS; ++i) {
    struct connection* connection = &self.connections[i];
    if (connection->is_used) continue;
    memset(connection, 0, sizeof *connection);
    connection->is_used = 1;
    return connection;
  }
  return NULL;
}

static void forget(struct connection* connection) {
  twomsl_endpoint_release(self.tcp, connection->handle, now());
  connection->is_used = 0;
}

/* --- what has happened is told, and what there is to send is sent --------------------------- */

static void accept_all(void) {
  struct connection* connection;
  while ((connection = new_connection()) != NULL) {
    twomsl_status status;
    struct twomsl_tuple tuple;
    if (twomsl_endpoint_accept(self.tcp, self.listener, connection, &connection->handle) !=
            TWOMSL_OK ||
        twomsl_endpoint_status(self.tcp, connection->handle, now(), &status) != TWOMSL_OK) {
      connection->is_used = 0;
      return;
    }
    tuple.local = status.local;
    tuple.remote = status.remote;
    self.harness->accepted(self.harness->harness, connection, &tuple);
  }
}

static void receive_text(struct connection* connection) {
  uint8_t room[2048];
  size_t bytes;
  twomsl_result result;
  do {
    result =
        twomsl_endpoint_receive(self.tcp, connection->handle, room, sizeof room, now(), &bytes);
    if (result == TWOMSL_OK) self.harness->text(self.harness->harness, connection, room, bytes);
  } while (result == TWOMSL_OK);
  if (result == TWOMSL_END_OF_STREAM) {
    self.harness->peer_closed(self.harness->harness, connection);
  }
}

static enum twomsl_end end_of(const struct connection* connection, uint32_t events) {
  twomsl_status status;
  if (events & TWOMSL_WAS_REFUSED) return TWOMSL_END_RESET;
  if (!(events & TWOMSL_RESET)) return TWOMSL_END_CLOSED;
  if (twomsl_endpoint_status(self.tcp, connection->handle, now(), &status) != TWOMSL_OK ||
      strcmp(status.why, "gave_up") != 0) {
    return TWOMSL_END_RESET;
  }
  return TWOMSL_END_TIMED_OUT;
}

static void settle(void) {
  twomsl_notice notice;
  const uint8_t* packet;
  size_t bytes;
  while (twomsl_endpoint_notice(self.tcp, &notice)) {
    struct connection* connection = notice.user;
    if (notice.events & TWOMSL_INCOMING) accept_all();
    if (connection == NULL) continue;
    if (notice.events & TWOMSL_OPENED && connection->is_ours_to_open) {
      self.harness->opened(self.harness->harness, connection);
    }
    if (notice.events & (TWOMSL_TEXT | TWOMSL_STREAM_ENDED)) receive_text(connection);
    if (notice.events & TWOMSL_ENDED) {
      self.harness->ended(self.harness->harness, connection, end_of(connection, notice.events));
      forget(connection);
    }
  }
  while ((bytes = twomsl_endpoint_poll(self.tcp, now(), &packet)) != 0) {
    self.harness->packet_out(self.harness->harness, packet, bytes);
  }
}

/* --- the callbacks -------------------------------------------------------------------------- */

static const char* reset(void* context, const struct twomsl_services* services,
                         const struct twomsl_setup* setup) {
  twomsl_endpoint_options options = {.size = sizeof options, .msl_s = MSL_S};
  char address[64];
  (void)context;
  twomsl_endpoint_free(self.tcp);
  memset(&self, 0, sizeof self);
  self.harness = services;
  self.own = setup->local;
  twomsl_socket_write(&self.own, address, sizeof address);
  *strchr(address, ':') = '\0'; /* without the port */
  options.addresses = address;
  options.secret[0] = setup->seed;
  options.connections = options.half_open = options.waits = setup->connections;
  options.nothing_was_sent = 1;
  self.tcp = twomsl_endpoint_new(&options);
  return self.tcp == NULL ? twomsl_error() : NULL;
}

static void packet_in(void* context, const uint8_t* packet, size_t bytes) {
  (void)context;
  twomsl_endpoint_packet(self.tcp, packet, bytes, now());
  settle();
}

static void advance(void* context) {
  (void)context;
  twomsl_endpoint_advance(self.tcp, now());
  settle();
}

static uint64_t next_deadline_us(void* context) {
  (void)context;
  return twomsl_endpoint_deadline(self.tcp);
}

static int listen_on(void* context, uint16_t port) {
  twomsl_open_options passive = {.size = sizeof passive};
  (void)context;
  passive.local = self.own;
  passive.local.port = port;
  return twomsl_endpoint_open(self.tcp, &passive, now(), &self.listener);
}

static void* open_to(void* context, const struct twomsl_tuple* tuple) {
  twomsl_open_options active = {.size = sizeof active};
  struct connection* connection = new_connection();
  (void)context;
  if (connection == NULL) return NULL;
  connection->is_ours_to_open = 1;
  active.local = tuple->local;
  active.remote = tuple->remote;
  active.user = connection;
  if (twomsl_endpoint_open(self.tcp, &active, now(), &connection->handle) != TWOMSL_OK) {
    connection->is_used = 0;
    return NULL;
  }
  settle();
  return connection;
}

static size_t send_text(void* context, void* name, const uint8_t* text, size_t bytes) {
  struct connection* connection = name;
  size_t accepted = 0;
  (void)context;
  twomsl_endpoint_send(self.tcp, connection->handle, text, bytes, now(), &accepted);
  settle();
  return accepted;
}

static void close_it(void* context, void* name) {
  struct connection* connection = name;
  (void)context;
  twomsl_endpoint_close(self.tcp, connection->handle, now());
  settle();
}

static void abort_it(void* context, void* name) {
  struct connection* connection = name;
  (void)context;
  twomsl_endpoint_abort(self.tcp, connection->handle, now());
  forget(connection);
  settle();
}

const struct twomsl_stack* twomsl_stack_under_test(void) {
  static const struct twomsl_stack mine = {
      .version = TWOMSL_STACK_VERSION,
      .name = "example",
      .release = "1",
      .msl_us = MSL_S * 1000000u,
      .reset = reset,
      .packet_in = packet_in,
      .advance = advance,
      .next_deadline_us = next_deadline_us,
      .listen = listen_on,
      .open = open_to,
      .send = send_text,
      .close = close_it,
      .abort = abort_it,
  };
  return &mine;
}
