/* What the author of a TCP stack writes to have it held to the RFC: one file that fills a struct
 * twomsl_stack and returns it from twomsl_stack_under_test(). Linked with the library
 * twomsl_harness it is a program that plays random connections against the stack, judges what the
 * stack sent, and shrinks and explains what breaks a rule. docs/YOUR-STACK.md shows the way.
 *
 * All is in one process and one thread, and in virtual time: no socket, no clock of the machine.
 * C99 and C++. Numbers are in host byte order, addresses and packets as on the wire. Pointers that
 * a call is given are valid until it returns, unless it says otherwise.
 */
#ifndef TWOMSL_STACK_H
#define TWOMSL_STACK_H

#include <stddef.h>
#include <stdint.h>
#include <twomsl/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this header. A field that is added comes last and counts it up; no field changes. A file that
 * says an earlier one, from 2 on, is asked for nothing that came later. */
#define TWOMSL_STACK_VERSION 3u

/* A connection as the stack sees it. */
struct twomsl_tuple {
  twomsl_socket local; /* of family 4; IPv6 is not used yet */
  twomsl_socket remote;
};

/* How a run begins. */
struct twomsl_setup {
  twomsl_socket local;  /* the stack's own address; the port is zero */
  twomsl_socket peer;   /* the address of all its peers, on the same link */
  uint32_t connections; /* memory for so many control blocks, in whatever state and those of
                           TIME-WAIT among them, listeners not; 0: for as many as may come */
  uint64_t seed;        /* whatever the stack draws at random it draws from this */
};

/* What a stack may say of itself, in `traits`. */
enum twomsl_trait {
  TWOMSL_STACK_UNLIMITED = 1, /* it knows no limit of memory: `connections` of its setup is 0 */
  TWOMSL_STACK_REAL_TIME = 2  /* its clock is the machine's: its callbacks sleep until that has come
                                 as far as virtual time, and a run may take as long */
};

/* What `reset` returns begins with this if the stack cannot run on this machine, by nobody's fault:
 * the program then ends with status 77. */
#define TWOMSL_STACK_NOT_HERE "not here: "

/* Why a connection is gone. */
enum twomsl_end {
  TWOMSL_END_CLOSED = 0,    /* both directions were closed; the stack may keep TIME-WAIT */
  TWOMSL_END_RESET = 1,     /* the peer reset or refused it */
  TWOMSL_END_TIMED_OUT = 2, /* the peer did not answer for too long */
  TWOMSL_END_GIVEN_UP = 3   /* the stack ended it for reasons of its own, as lack of memory */
};

/* What the harness gives. Each function takes `harness`, the first field, as its first argument,
 * and may be called only while the harness is inside a callback of struct twomsl_stack that is
 * given time or packets: reset, packet_in, advance, open, send, close or abort. Nothing is called
 * back from inside them: what they tell is acted upon once the callback has returned.
 */
struct twomsl_services {
  void* harness;

  /* Virtual time in microseconds. It begins above zero and moves between callbacks only. This one
   * may be called in every callback. */
  uint64_t (*now_us)(void* harness);

  /* The stack sends one whole IP packet, checksums included. It is copied. */
  void (*packet_out)(void* harness, const uint8_t* packet, size_t bytes);

  /* A connection that a peer opened is ESTABLISHED. `connection` is the stack's name of it, not
   * NULL, and stays so until `ended`. */
  void (*accepted)(void* harness, void* connection, const struct twomsl_tuple* tuple);

  /* A connection that `open` returned is ESTABLISHED. */
  void (*opened)(void* harness, void* connection);

  /* Text has arrived, in order; the user takes it at once, so the window opens again. */
  void (*text)(void* harness, void* connection, const uint8_t* text, size_t bytes);

  /* The peer has closed: no more text comes. */
  void (*peer_closed)(void* harness, void* connection);

  /* The user has nothing more to do with the connection, and its name may be used for another. */
  void (*ended)(void* harness, void* connection, enum twomsl_end how);
};

/* What a stack holds: bytes, control blocks, or whatever it counts. */
struct twomsl_memory {
  uint64_t held;
  uint64_t most; /* that it says it may hold, since reset; 0: it knows no limit */
};

/* The stack. No callback may be NULL but those of version 3. `context` is its first argument. */
struct twomsl_stack {
  uint32_t version;    /* TWOMSL_STACK_VERSION */
  const char* name;    /* of one word, for messages and names of files, as "lwip" */
  const char* release; /* as "2.1.3" */
  uint64_t msl_us;     /* the MSL that the stack says it keeps: it is judged by twice that */
  void* context;

  /* Forget all connections and listeners and begin anew, as after a boot so long ago that nothing
   * old is alive. `services` is valid until the next reset. NULL if done, else what is wrong, in
   * words: then nothing else is called. It is called at least once before all others. */
  const char* (*reset)(void* context, const struct twomsl_services* services,
                       const struct twomsl_setup* setup);

  /* One IP packet has arrived. It may be damaged, old or of no connection. */
  void (*packet_in)(void* context, const uint8_t* packet, size_t bytes);

  /* Time has passed: what is due is done. */
  void (*advance)(void* context);

  /* When `advance` wants to be called next, in microseconds: later than now if it has just been
   * called; UINT64_MAX if never. A stack with a periodic timer returns its next tick. */
  uint64_t (*next_deadline_us)(void* context);

  /* OPEN, passive, on a port of the stack's address: 0 if done. */
  int (*listen)(void* context, uint16_t port);

  /* OPEN, active: the stack's name of the connection, or NULL if it refuses. */
  void* (*open)(void* context, const struct twomsl_tuple* tuple);

  /* SEND: how many of the bytes were accepted; the rest is dropped. */
  size_t (*send)(void* context, void* connection, const uint8_t* text, size_t bytes);

  /* CLOSE: a FIN behind all that was sent. The user goes on to read until the peer closes. */
  void (*close)(void* context, void* connection);

  /* ABORT: the connection is gone at once, and `ended` need not be told. */
  void (*abort)(void* context, void* connection);

  unsigned traits; /* enum twomsl_trait, or-ed */

  /* Since version 3: what the stack says of itself, which is held to what it does. NULL if it
   * cannot say. Asked once another callback has returned; it changes nothing, and calls no service
   * but now_us. */

  /* The state of the connection between two sockets, by its name in RFC 9293 section 3.3.2, as
   * "TIME-WAIT"; "CLOSED" if there is none, a listener or not; NULL if that is not known. */
  const char* (*state)(void* context, const struct twomsl_tuple* tuple);

  /* The memory of all connections. */
  void (*memory)(void* context, struct twomsl_memory* memory);
};

/* The author's file defines this. The struct stays valid and does not change. */
const struct twomsl_stack* twomsl_stack_under_test(void);

#ifdef __cplusplus
}
#endif

#endif
