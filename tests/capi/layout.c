/* Prints where the C compiler puts each member of twomsl.h's structures, for python_test.py. */
#include <stdio.h>
#include <twomsl/twomsl.h>

#define SIZE(kind) printf(#kind " %zu\n", sizeof(twomsl_##kind))
#define AT(kind, member) printf(#kind "." #member " %zu\n", offsetof(twomsl_##kind, member))

int main(void) {
  SIZE(socket);
  AT(socket, address), AT(socket, port), AT(socket, family);
  SIZE(segment);
  AT(segment, source), AT(segment, destination), AT(segment, seq), AT(segment, ack);
  AT(segment, text_bytes), AT(segment, ts_val), AT(segment, ts_ecr), AT(segment, window);
  AT(segment, urgent), AT(segment, mss_bytes), AT(segment, flags), AT(segment, window_scale);
  AT(segment, hops), AT(segment, has_timestamps), AT(segment, has_mss);
  AT(segment, has_window_scale), AT(segment, checksums_are_wrong);
  SIZE(judge_options);
  AT(judge_options, size), AT(judge_options, msl_s), AT(judge_options, profile);
  AT(judge_options, vantage), AT(judge_options, assume);
  SIZE(endpoint_options);
  AT(endpoint_options, size), AT(endpoint_options, policy), AT(endpoint_options, addresses);
  AT(endpoint_options, msl_s), AT(endpoint_options, secret), AT(endpoint_options, connections);
  AT(endpoint_options, half_open), AT(endpoint_options, waits);
  AT(endpoint_options, listeners);
  AT(endpoint_options, iss_floors), AT(endpoint_options, nothing_was_sent);
  AT(endpoint_options, acks_at_once);
  SIZE(handle);
  AT(handle, index), AT(handle, generation);
  SIZE(open_options);
  AT(open_options, size), AT(open_options, local), AT(open_options, remote);
  AT(open_options, mss_bytes), AT(open_options, snd_buffer_bytes);
  AT(open_options, rcv_buffer_bytes), AT(open_options, backlog), AT(open_options, user);
  SIZE(status);
  AT(status, state), AT(status, why), AT(status, local), AT(status, remote);
  AT(status, rexmit_at_us);
  AT(status, closes_at_us), AT(status, snd_wnd_bytes), AT(status, rcv_wnd_bytes);
  AT(status, unacknowledged_bytes), AT(status, unsent_bytes), AT(status, unreceived_bytes);
  AT(status, mss_bytes), AT(status, incoming), AT(status, timestamps);
  SIZE(notice);
  AT(notice, handle), AT(notice, user), AT(notice, acknowledged_bytes), AT(notice, events);
  return 0;
}
