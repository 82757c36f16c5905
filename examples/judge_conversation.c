/* Two endpoints talk, and a judge stands at the client. The client closes first, its last ACK is
 * lost, and it forgets its TIME-WAIT: so the server's second FIN is answered with a RST. What the
 * judge says of it, and what it says once it is told that the client has rebooted.
 *
 *   cc judge_conversation.c $(pkg-config --cflags --libs twomsl-c)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <twomsl/twomsl.h>

#define CLIENT "10.0.0.1"
#define SERVER "10.0.0.2"
#define MSL_S 60

static void require(int holds) {
  if (holds) return;
  fprintf(stderr, "judge_conversation: %s\n", twomsl_error());
  exit(1);
}

static twomsl_endpoint* make(const char* address, uint64_t secret) {
  twomsl_endpoint_options options = {.size = sizeof options, .addresses = address};
  options.secret[0] = secret; /* random bits, on a real network */
  options.nothing_was_sent = 1;
  twomsl_endpoint* endpoint = twomsl_endpoint_new(&options);
  require(endpoint != NULL);
  return endpoint;
}

static twomsl_judge* judge;

/* What `from` has to send arrives at `to`, if the wire does not lose it. The judge sees it. */
static void carry(twomsl_endpoint* from, twomsl_endpoint* to, uint64_t now_us, int is_lost) {
  const uint8_t* packet;
  size_t bytes;
  twomsl_endpoint_advance(from, now_us);
  while ((bytes = twomsl_endpoint_poll(from, now_us, &packet)) != 0) {
    require(twomsl_judge_packet(judge, packet, bytes, bytes, (int64_t)now_us * 1000) == TWOMSL_OK);
    if (!is_lost) twomsl_endpoint_packet(to, packet, bytes, now_us);
  }
}

/* The findings of a conversation in which the client forgets. */
static void converse(int is_told) {
  twomsl_judge_options at_client = {.size = sizeof at_client, .msl_s = MSL_S};
  at_client.vantage = "host:" CLIENT;
  judge = twomsl_judge_new(&at_client);
  require(judge != NULL);
  twomsl_endpoint* client = make(CLIENT, 1);
  twomsl_endpoint* server = make(SERVER, 2);

  twomsl_open_options passive = {.size = sizeof passive}, active = {.size = sizeof active};
  require(twomsl_socket_read(SERVER ":80", &passive.local) == TWOMSL_OK);
  require(twomsl_socket_read(SERVER ":80", &active.remote) == TWOMSL_OK);
  require(twomsl_socket_read(CLIENT ":40000", &active.local) == TWOMSL_OK);
  twomsl_handle listener, connection, accepted;
  require(twomsl_endpoint_open(server, &passive, 0, &listener) == TWOMSL_OK);
  require(twomsl_endpoint_open(client, &active, 0, &connection) == TWOMSL_OK);

  for (uint64_t now_us = 0; now_us < 10000000; now_us += 1000) {
    if (now_us == 100000) {
      require(twomsl_endpoint_accept(server, listener, NULL, &accepted) == TWOMSL_OK);
      require(twomsl_endpoint_close(client, connection, now_us) == TWOMSL_OK);
    }
    if (now_us == 200000) twomsl_endpoint_close(server, accepted, now_us);
    if (now_us == 300000) { /* the slot of TIME-WAIT is gone */
      twomsl_endpoint_free(client);
      client = make(CLIENT, 3);
      if (is_told) twomsl_judge_tell(judge, TWOMSL_REBOOTED, &active.local, NULL, 300000000);
    }
    carry(client, server, now_us, now_us >= 200000 && now_us < 300000);
    carry(server, client, now_us, 0);
  }

  require(twomsl_judge_finish(judge) == TWOMSL_OK);
  const char* line;
  while ((line = twomsl_judge_poll(judge)) != NULL) {
    if (strstr(line, "\"type\":\"finding\"") != NULL) puts(line);
  }
  twomsl_endpoint_free(client);
  twomsl_endpoint_free(server);
  twomsl_judge_free(judge);
}

int main(void) {
  converse(0);
  converse(1);
  return 0;
}
