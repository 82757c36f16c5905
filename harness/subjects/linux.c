/* The Linux kernel as a subject: a namespace of its own, a TUN device in it, real sockets.
 *
 * Its clock is that of the machine, so time is real: before anything is done the file sleeps until
 * as much real time as virtual has passed since reset. Nothing is set: a namespace begins with the
 * kernel's own defaults (tcp_timestamps=1, tcp_tw_reuse=2, tcp_rfc1337=0 and so on); the sizes of
 * buffers and the congestion control are the machine's. The ISS is the kernel's, not of the seed.
 */
#define _GNU_SOURCE /* unshare */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <time.h>
#include <twomsl/stack.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wunused-parameter" /* of callbacks */
#define TICK_US 5000u
#define NEW_SOCKET (SOCK_NONBLOCK | SOCK_CLOEXEC)
#define MOST_CONNECTIONS 64 /* of one moment; the harness has 16 tuples */

struct connection {
  int socket;    /* -1: the entry is free */
  int is_told;   /* accepted or opened */
  int is_at_end; /* of what the peer sends */
  int error;
};

static struct {
  const struct twomsl_services* harness;
  uint64_t begin_us; /* of virtual time, and of the machine's */
  uint64_t real_begin_us;
  uint64_t next_tick_us;
  twomsl_socket own; /* the listener's */
  int device;
  int listener;
  struct connection connections[MOST_CONNECTIONS];
} self = {.device = -1, .listener = -1};

static uint64_t now_us(void) { return self.harness->now_us(self.harness->harness); }

static uint64_t real_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

/* Sleeps until the machine's time has come to the harness's. */
static void catch_up(void) {
  const uint64_t until_us = self.real_begin_us + (now_us() - self.begin_us);
  const struct timespec until = {.tv_sec = (time_t)(until_us / 1000000u),
                                 .tv_nsec = (long)(until_us % 1000000u) * 1000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) continue;
}

static struct sockaddr_in socket_of(const twomsl_socket* plain) {
  struct sockaddr_in socket = {.sin_family = AF_INET, .sin_port = htons(plain->port)};
  memcpy(&socket.sin_addr, plain->address, 4);
  return socket;
}

/* What the kernel has sent is passed on; IPv6's greetings of the device are not. */
static void drain_device(void) {
  static uint8_t packet[65535];
  ssize_t bytes;
  while ((bytes = read(self.device, packet, sizeof packet)) > 0) {
    if (packet[0] >> 4 == 4) {
      self.harness->packet_out(self.harness->harness, packet, (size_t)bytes);
    }
  }
}

static struct connection* new_connection(int socket) {
  struct connection* one = self.connections;
  while (one != self.connections + MOST_CONNECTIONS && one->socket >= 0) ++one;
  if (one == self.connections + MOST_CONNECTIONS) return NULL;
  *one = (struct connection){.socket = socket};
  return one;
}

static void accept_all(void) {
  struct sockaddr_in remote;
  socklen_t bytes = sizeof remote;
  int next;
  while ((next = accept4(self.listener, (struct sockaddr*)&remote, &bytes, NEW_SOCKET)) >= 0) {
    struct twomsl_tuple tuple = {self.own, {.family = 4, .port = ntohs(remote.sin_port)}};
    struct connection* one = new_connection(next);
    memcpy(tuple.remote.address, &remote.sin_addr, 4);
    if (one == NULL) {
      close(next);
      continue;
    }
    one->is_told = 1;
    self.harness->accepted(self.harness->harness, one, &tuple);
  }
}

static void receive(struct connection* one) {
  static uint8_t text[65536];
  ssize_t bytes;
  while ((bytes = recv(one->socket, text, sizeof text, 0)) > 0) {
    self.harness->text(self.harness->harness, one, text, (size_t)bytes);
  }
  if (bytes == 0) {
    one->is_at_end = 1;
    self.harness->peer_closed(self.harness->harness, one);
  } else if (errno != EAGAIN) {
    one->error = errno;
  }
}

static int state_of(int socket) {
  struct tcp_info info = {.tcpi_state = TCP_CLOSE};
  socklen_t bytes = sizeof info;
  getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &bytes);
  return info.tcpi_state;
}

/* The kernel calls a socket closed, too, whose TIME-WAIT it goes on to keep. */
static void look_at(struct connection* one) {
  const int state = state_of(one->socket);
  socklen_t bytes = sizeof one->error;
  if (!one->is_told && state != TCP_SYN_SENT && state != TCP_SYN_RECV && state != TCP_CLOSE) {
    one->is_told = 1;
    self.harness->opened(self.harness->harness, one);
  }
  if (one->is_told && !one->is_at_end && one->error == 0) receive(one);
  if (state_of(one->socket) != TCP_CLOSE) return;
  if (one->error == 0) getsockopt(one->socket, SOL_SOCKET, SO_ERROR, &one->error, &bytes);
  close(one->socket);
  one->socket = -1;
  self.harness->ended(self.harness->harness, one,
                      one->error == 0           ? TWOMSL_END_CLOSED
                      : one->error == ETIMEDOUT ? TWOMSL_END_TIMED_OUT
                                                : TWOMSL_END_RESET);
}

/* What has happened is told, and what there is to send is sent. */
static void settle(void) {
  struct connection* one;
  accept_all();
  for (one = self.connections; one != self.connections + MOST_CONNECTIONS; ++one) {
    if (one->socket >= 0) look_at(one);
  }
  drain_device();
}

/* Whatever is done begins with this: what was sent in the meantime is told first. */
static void begin(void) {
  catch_up();
  settle();
  self.next_tick_us = now_us() + TICK_US;
}

static void forget_all(void) {
  struct connection* one;
  for (one = self.connections; one != self.connections + MOST_CONNECTIONS; ++one) {
    if (self.device >= 0 && one->socket >= 0) close(one->socket);
    one->socket = -1;
  }
  if (self.listener >= 0) close(self.listener);
  if (self.device >= 0) close(self.device);
  self.listener = self.device = -1;
}

static int set_up_device(const struct twomsl_setup* setup) {
  struct ifreq wanted = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  struct sockaddr_in address = socket_of(&setup->local);
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  int is_up = control >= 0 && ioctl(self.device, TUNSETIFF, &wanted) == 0;
  memcpy(&wanted.ifr_addr, &address, sizeof address);
  is_up = is_up && ioctl(control, SIOCSIFADDR, &wanted) == 0;
  address.sin_addr.s_addr = htonl(0xffffff00);
  memcpy(&wanted.ifr_netmask, &address, sizeof address);
  is_up = is_up && ioctl(control, SIOCSIFNETMASK, &wanted) == 0;
  wanted.ifr_flags = IFF_UP | IFF_RUNNING;
  is_up = is_up && ioctl(control, SIOCSIFFLAGS, &wanted) == 0;
  if (control >= 0) close(control);
  return is_up;
}

static const char* reset(void* context, const struct twomsl_services* services,
                         const struct twomsl_setup* setup) {
  forget_all();
  self.harness = services;
  self.own = setup->local;
  /* Who is not root may be so in a namespace of users. */
  if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
    return TWOMSL_STACK_NOT_HERE "a network namespace of its own is not permitted";
  }
  self.device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (self.device < 0) return TWOMSL_STACK_NOT_HERE "/dev/net/tun cannot be opened";
  if (!set_up_device(setup)) return TWOMSL_STACK_NOT_HERE "a TUN device is not permitted";
  self.begin_us = now_us();
  self.next_tick_us = self.begin_us + TICK_US;
  self.real_begin_us = real_us();
  return NULL;
}

static void packet_in(void* context, const uint8_t* packet, size_t bytes) {
  begin();
  if (write(self.device, packet, bytes) < 0) return; /* as if it were lost */
  settle();
}

static void advance(void* context) { begin(); }

static uint64_t next_deadline_us(void* context) { return self.next_tick_us; }

static int new_socket(const struct sockaddr_in* local) {
  const int yes = 1;
  const int made = socket(AF_INET, SOCK_STREAM | NEW_SOCKET, 0);
  if (made < 0) return -1;
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  setsockopt(made, SOL_SOCKET, SO_OOBINLINE, &yes, sizeof yes); /* urgent text is text */
  if (bind(made, (const struct sockaddr*)local, sizeof *local) == 0) return made;
  close(made);
  return -1;
}

static int listen_on(void* context, uint16_t port) {
  const struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (self.listener < 0 || self.own.port != port) self.listener = new_socket(&any);
  self.own.port = port;
  return self.listener >= 0 && listen(self.listener, MOST_CONNECTIONS) == 0 ? 0 : -1;
}

static void* open_to(void* context, const struct twomsl_tuple* tuple) {
  const struct sockaddr_in local = socket_of(&tuple->local);
  const struct sockaddr_in remote = socket_of(&tuple->remote);
  struct connection* one = NULL;
  int made;
  begin();
  if ((made = new_socket(&local)) < 0) return NULL;
  if (connect(made, (const struct sockaddr*)&remote, sizeof remote) == 0 || errno == EINPROGRESS) {
    one = new_connection(made);
  }
  if (one == NULL) close(made);
  drain_device();
  return one;
}

static size_t send_text(void* context, void* connection, const uint8_t* text, size_t bytes) {
  const struct connection* one = connection;
  ssize_t accepted;
  begin();
  if (one->socket < 0) return 0; /* it has ended while time was caught up with */
  accepted = send(one->socket, text, bytes, MSG_NOSIGNAL);
  settle();
  return accepted < 0 ? 0 : (size_t)accepted;
}

static void close_one_way(void* context, void* connection) {
  const struct connection* one = connection;
  begin();
  if (one->socket >= 0) shutdown(one->socket, SHUT_WR);
  settle();
}

static void abort_it(void* context, void* connection) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  struct connection* one = connection;
  begin();
  if (one->socket >= 0) {
    setsockopt(one->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(one->socket);
    one->socket = -1;
  }
  drain_device();
}

const struct twomsl_stack* twomsl_stack_under_test(void) {
  static struct utsname machine;
  static struct twomsl_stack kernel = {
      .version = TWOMSL_STACK_VERSION,
      .name = "linux",
      .msl_us = 30000000u, /* TCP_TIMEWAIT_LEN is a minute */
      .reset = reset,
      .packet_in = packet_in,
      .advance = advance,
      .next_deadline_us = next_deadline_us,
      .listen = listen_on,
      .open = open_to,
      .send = send_text,
      .close = close_one_way,
      .abort = abort_it,
      .traits = TWOMSL_STACK_UNLIMITED | TWOMSL_STACK_REAL_TIME,
  };
  uname(&machine);
  kernel.release = machine.release;
  return &kernel;
}
