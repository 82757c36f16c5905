/* libtwomsl: twomsl for C, and for all that calls C.
 *
 *   the judge     packets and times in, findings and stories out, as lines of JSON
 *   the endpoint  a TCP that runs on packets and time alone, and misbehaves if it is told to
 *   the codec     from packets to segments, and back
 *
 * Nothing here reads a clock, a socket or a file, and nothing blocks. Objects share nothing: two
 * threads may use two objects, never one at once. No exception leaves the library.
 *
 * Structures of options begin with `size`: set it to sizeof the structure, and all that is to have
 * its default to zero. So a program goes on with a library whose structures have grown.
 */
#ifndef TWOMSL_TWOMSL_H
#define TWOMSL_TWOMSL_H

#include <stddef.h>
#include <stdint.h>
#include <twomsl/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TWOMSL_API __attribute__((visibility("default")))
#else
#define TWOMSL_API
#endif

/* Counts changes after which a program must be compiled again. */
#define TWOMSL_API_VERSION 1
TWOMSL_API uint32_t twomsl_api_version(void);
/* That of the project, as "0.1.0". */
TWOMSL_API const char* twomsl_version(void);

/* What a call answers. Negative ones are failures, which have changed
 * nothing but what the call writes its answer to. */
typedef enum twomsl_result {
  TWOMSL_OK = 0,
  TWOMSL_WOULD_WAIT = 1,    /* there is nothing yet, or no room yet */
  TWOMSL_END_OF_STREAM = 2, /* the peer has closed, and all that it sent was received */
  TWOMSL_INVALID = -1,      /* an argument that is impossible */
  TWOMSL_REFUSED = -2,      /* the machine refuses it, as RFC 9293 asks */
  TWOMSL_NO_MEMORY = -3,
  TWOMSL_OVER = -4,  /* the judge has finished */
  TWOMSL_BROKEN = -5 /* a fault of libtwomsl */
} twomsl_result;

/* Why the latest call of this thread that failed did; "" if none has. Valid until the next. */
TWOMSL_API const char* twomsl_error(void);

/* --- sockets and segments ------------------------------------------------------------------- */

/* "10.0.0.1:80" or "[2001:db8::1]:80". */
TWOMSL_API twomsl_result twomsl_socket_read(const char* words, twomsl_socket* socket);
/* The same in reverse. Returns its length without the zero, as snprintf() does. */
TWOMSL_API size_t twomsl_socket_write(const twomsl_socket* socket, char* words, size_t room);

enum {
  TWOMSL_FIN = 0x01,
  TWOMSL_SYN = 0x02,
  TWOMSL_RST = 0x04,
  TWOMSL_PSH = 0x08,
  TWOMSL_ACK = 0x10,
  TWOMSL_URG = 0x20
};

/* A segment and the options that TCP's rules speak of. Numbers in the machine's order. */
typedef struct twomsl_segment {
  twomsl_socket source;
  twomsl_socket destination;
  uint32_t seq;
  uint32_t ack;
  uint32_t text_bytes; /* by the IP header: where a capture cut the packet, more than was kept */
  uint32_t ts_val;
  uint32_t ts_ecr;
  uint16_t window; /* as on the wire, not scaled */
  uint16_t urgent;
  uint16_t mss_bytes;
  uint8_t flags;
  uint8_t window_scale;
  uint8_t hops; /* TTL or hop limit; encoded packets have 64 */
  uint8_t has_timestamps;
  uint8_t has_mss;
  uint8_t has_window_scale;
  uint8_t checksums_are_wrong; /* of a packet that was captured whole */
} twomsl_segment;

/* Takes an IP packet apart. `wire_bytes` is its length on the wire, at least `captured_bytes`.
 * `text` points into the packet, at as much of the text as was captured. Both outputs may be null.
 * REFUSED: it holds no TCP segment; twomsl_error() says why. */
TWOMSL_API twomsl_result twomsl_decode(const uint8_t* packet, size_t captured_bytes,
                                       size_t wire_bytes, twomsl_segment* segment,
                                       const uint8_t** text);

/* Writes the IP packet of a segment, with its checksums, and sets `packet_bytes`. The ACK number is
 * written as zero without its control bit. */
TWOMSL_API twomsl_result twomsl_encode(const twomsl_segment* segment, const uint8_t* text,
                                       uint8_t* packet, size_t room, size_t* packet_bytes);

/* --- the judge ------------------------------------------------------------------------------ */

typedef struct twomsl_judge twomsl_judge;

/* As `twomsl audit --help` has them. */
typedef struct twomsl_judge_options {
  size_t size;
  double msl_s;        /* 0: none is known */
  const char* profile; /* null: "rfc9293" */
  const char* vantage; /* null: "auto" */
  const char* assume;  /* null: all assumptions are granted */
} twomsl_judge_options;

/* Null if an option is impossible: see twomsl_error(). `options` may be null. */
TWOMSL_API twomsl_judge* twomsl_judge_new(const twomsl_judge_options* options);
TWOMSL_API void twomsl_judge_free(twomsl_judge* judge);

/* The next packet, of either direction, as it passed where the judge stands; `time_ns` is since any
 * epoch. Packets are counted from 1: their numbers are the frames of findings. A packet that holds
 * no TCP segment is counted, and named in the summary. */
TWOMSL_API twomsl_result twomsl_judge_packet(twomsl_judge* judge, const uint8_t* packet,
                                             size_t captured_bytes, size_t wire_bytes,
                                             int64_t time_ns);

/* What no packet shows, and ends a connection or a wait all the same. */
typedef enum twomsl_hidden_event {
  TWOMSL_ABORTED = 1,    /* the user's ABORT */
  TWOMSL_TIMED_OUT = 2,  /* a user timeout */
  TWOMSL_ICMP_ERROR = 3, /* a hard error ended it */
  TWOMSL_REBOOTED = 4    /* the host has lost its memory; ports and peer do not count */
} twomsl_hidden_event;

/* It happened to `party`, on its connection with `peer`. Without it a verdict takes for granted
 * that it did not, and says so under "assumptions"; with it the finding is undetermined. May be
 * told at any time before twomsl_judge_finish(). `peer` may be null for TWOMSL_REBOOTED. */
TWOMSL_API twomsl_result twomsl_judge_tell(twomsl_judge* judge, twomsl_hidden_event event,
                                           const twomsl_socket* party, const twomsl_socket* peer,
                                           int64_t time_ns);

/* No packet comes any more: what only the whole can decide is decided. */
TWOMSL_API twomsl_result twomsl_judge_finish(twomsl_judge* judge);

/* The next line of the report as JSON, with a zero instead of the end of the line; null if there is
 * none. Before finish(): findings of type "provisional", of which everything but the frame and
 * the class may still change, and which a profile may take away. After it: every finding, story and
 * the summary, as `twomsl audit --json` prints them (oracle/schema.json). Valid until the next
 * call. */
TWOMSL_API const char* twomsl_judge_poll(twomsl_judge* judge);

/* --- the endpoint --------------------------------------------------------------------------- */

typedef struct twomsl_endpoint twomsl_endpoint;

/* No deadline. */
#define TWOMSL_NEVER UINT64_MAX

typedef struct twomsl_endpoint_options {
  size_t size;
  const char* policy;    /* "safe", "strict" or "rfc9293"; null: "safe" */
  const char* addresses; /* its own, separated by commas; null: whichever a packet names */
  double msl_s;          /* 0: 120 s */
  uint64_t secret[2];    /* random bits, from which ISS and ports come; fixed ones replay */
  uint32_t connections;  /* bounds of memory, of each address family; 0: the library's own */
  uint32_t half_open;
  uint32_t waits; /* TIME-WAIT: an OPEN is refused if there is no slot to reserve */
  uint32_t listeners;
  uint32_t iss_floors;      /* tuples of which the ISS used last is remembered until it is safe */
  uint8_t nothing_was_sent; /* 1: from its addresses, for MSL. 0: it keeps quiet for so long */
  uint8_t acks_at_once;     /* 1: no ACK is delayed */
} twomsl_endpoint_options;

/* Null if an option is impossible: see twomsl_error(). `options` may be null. */
TWOMSL_API twomsl_endpoint* twomsl_endpoint_new(const twomsl_endpoint_options* options);
TWOMSL_API void twomsl_endpoint_free(twomsl_endpoint* endpoint);

/* Times are microseconds from any beginning, and never run backwards. */

/* One whole IP packet has arrived. REFUSED: it was not taken; twomsl_error() says why. */
TWOMSL_API twomsl_result twomsl_endpoint_packet(twomsl_endpoint* endpoint, const uint8_t* packet,
                                                size_t bytes, uint64_t now_us);

/* The next packet to send; returns its length, 0 if there is none. Valid until the next call. */
TWOMSL_API size_t twomsl_endpoint_poll(twomsl_endpoint* endpoint, uint64_t now_us,
                                       const uint8_t** packet);

/* When advance() or poll() has something to do; TWOMSL_NEVER if never. */
TWOMSL_API uint64_t twomsl_endpoint_deadline(twomsl_endpoint* endpoint);

/* Time has passed: timers that are due expire. */
TWOMSL_API void twomsl_endpoint_advance(twomsl_endpoint* endpoint, uint64_t now_us);

/* Names a connection or a listener; one that was released is refused. */
typedef struct twomsl_handle {
  uint32_t index;
  uint32_t generation;
} twomsl_handle;

typedef struct twomsl_open_options {
  size_t size;
  twomsl_socket local;  /* of OPEN active: family 0 and port 0 leave the choice to the endpoint */
  twomsl_socket remote; /* family 0: passive, a listener */
  uint32_t mss_bytes;   /* 0: the policy's, as below */
  uint32_t snd_buffer_bytes;
  uint32_t rcv_buffer_bytes;
  uint32_t backlog; /* of a listener: connections that are not accepted yet; 0: 128 */
  void* user;       /* comes with its notices */
} twomsl_open_options;

TWOMSL_API twomsl_result twomsl_endpoint_open(twomsl_endpoint* endpoint,
                                              const twomsl_open_options* options, uint64_t now_us,
                                              twomsl_handle* handle);

/* The next connection of a listener, or WOULD_WAIT. */
TWOMSL_API twomsl_result twomsl_endpoint_accept(twomsl_endpoint* endpoint, twomsl_handle listener,
                                                void* user, twomsl_handle* handle);

/* Text is copied. `accepted` may be less than was offered, and 0 with WOULD_WAIT. */
TWOMSL_API twomsl_result twomsl_endpoint_send(twomsl_endpoint* endpoint, twomsl_handle handle,
                                              const uint8_t* text, size_t bytes, uint64_t now_us,
                                              size_t* accepted);

/* At least one byte with OK; none with WOULD_WAIT or END_OF_STREAM. */
TWOMSL_API twomsl_result twomsl_endpoint_receive(twomsl_endpoint* endpoint, twomsl_handle handle,
                                                 uint8_t* into, size_t room, uint64_t now_us,
                                                 size_t* received);

/* CLOSE: a FIN behind all that was sent. Of a listener: it ends. */
TWOMSL_API twomsl_result twomsl_endpoint_close(twomsl_endpoint* endpoint, twomsl_handle handle,
                                               uint64_t now_us);
TWOMSL_API twomsl_result twomsl_endpoint_abort(twomsl_endpoint* endpoint, twomsl_handle handle,
                                               uint64_t now_us);
/* The handle is needed no more. A connection that goes on is closed, and waits as it must. */
TWOMSL_API twomsl_result twomsl_endpoint_release(twomsl_endpoint* endpoint, twomsl_handle handle,
                                                 uint64_t now_us);

typedef struct twomsl_status {
  const char* state; /* "ESTABLISHED" and so on, as RFC 9293 has it; stays valid */
  const char* why;   /* how a connection that is over ended; else "" */
  twomsl_socket local;
  twomsl_socket remote;
  uint64_t rexmit_at_us; /* TWOMSL_NEVER if that timer is off */
  uint64_t closes_at_us; /* when FIN-WAIT-2, LAST-ACK or TIME-WAIT ends */
  uint32_t snd_wnd_bytes;
  uint32_t rcv_wnd_bytes;
  uint32_t unacknowledged_bytes;
  uint32_t unsent_bytes;
  uint32_t unreceived_bytes;
  uint32_t mss_bytes;
  uint32_t incoming; /* of a listener: connections to accept */
  uint8_t timestamps;
} twomsl_status;

TWOMSL_API twomsl_result twomsl_endpoint_status(twomsl_endpoint* endpoint, twomsl_handle handle,
                                                uint64_t now_us, twomsl_status* status);

enum {
  TWOMSL_INCOMING = 0x001, /* accept will give a connection */
  TWOMSL_OPENED = 0x002,
  TWOMSL_TEXT = 0x004,         /* receive will give bytes */
  TWOMSL_STREAM_ENDED = 0x008, /* the peer has closed */
  TWOMSL_ROOM = 0x010,         /* send was cut short, and will accept bytes now */
  TWOMSL_FIN_ACKED = 0x020,    /* our FIN is acknowledged */
  TWOMSL_WAS_REFUSED = 0x040,
  TWOMSL_RESET = 0x080, /* by the peer or by ABORT, or given up */
  TWOMSL_ENDED = 0x100  /* there is no connection any more */
};

typedef struct twomsl_notice {
  twomsl_handle handle;
  void* user;
  uint64_t acknowledged_bytes;
  uint32_t events;
} twomsl_notice;

/* What has happened since; 0 if nothing has. */
TWOMSL_API int twomsl_endpoint_notice(twomsl_endpoint* endpoint, twomsl_notice* notice);

/* From now on what it sends is changed by a program, a rule a line, "#" begins a comment:
 *
 *   fin 1 drop                    the first FIN is not sent
 *   data 3-5 delay 250ms          the third to fifth packet with text leave later; us, ms, s
 *   ack 2- repeat 3               each bare ACK from the second on is sent three times
 *   syn set window 0              also seq, ack, urgent, ts_val, ts_ecr; "+5", "-1" change it
 *   any 20 damage                 a bit is wrong, and the checksum with it
 *   data 2 inject rst             a RST with its numbers follows it; also syn, fin, ack
 *
 * A rule counts the packets of its kind: syn, syn-ack, fin, rst, data, ack (nothing else) or any.
 * The first rule that holds for a packet is the one that is obeyed. Of packets that leave later
 * 4096 wait at most; what is beyond is lost. Null or "" ends it. INVALID:
 * twomsl_error() names the line. */
TWOMSL_API twomsl_result twomsl_endpoint_misbehave(twomsl_endpoint* endpoint, const char* program);

#ifdef __cplusplus
}
#endif

#endif
