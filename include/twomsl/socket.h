/* One end of a connection, as libtwomsl and the harness for other people's stacks name it. */
#ifndef TWOMSL_SOCKET_H
#define TWOMSL_SOCKET_H

#include <stdint.h>

typedef struct twomsl_socket {
  uint8_t address[16]; /* in network order; of IPv4 the first four bytes count */
  uint16_t port;       /* in the machine's order */
  uint8_t family;      /* 4 or 6; 0: none is named */
} twomsl_socket;

#endif
