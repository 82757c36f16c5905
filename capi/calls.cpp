// What a user does with the endpoint of libtwomsl: the calls of RFC 9293 section 3.9.1.
#include "capi/endpoint.hpp"

using namespace twomsl;
using capi::on;

namespace {

Handle read(twomsl_handle handle) { return {handle.index, handle.generation}; }
twomsl_handle written(Handle handle) { return {handle.index, handle.generation}; }

twomsl_result refused(Why why) { return capi::fail(TWOMSL_REFUSED, std::string(name(why))); }

twomsl_result result_of(const Called& called) {
  return called.ok ? TWOMSL_OK : refused(called.why);
}

twomsl_result result_of(const Opened& opened) {
  if (opened.ok) return TWOMSL_OK;
  if (!opened.field.empty()) {
    return capi::fail(TWOMSL_INVALID, "a connection cannot have such " + std::string(opened.field));
  }
  return capi::fail(TWOMSL_REFUSED,
                    std::string(name(opened.why)) + ": " + std::string(name(opened.result)));
}

ConnectionSizes sizes_of(const twomsl_open_options& given) {
  return {given.mss_bytes, given.snd_buffer_bytes, given.rcv_buffer_bytes};
}

bool is_family(const twomsl_socket& socket) {
  return socket.family == 0 || socket.family == 4 || socket.family == 6;
}

Opened open(Endpoint& tcp, const twomsl_open_options& given, const Socket& local,
            Instant<Concrete> now) {
  Socket remote;
  if (capi::read(&given.remote, remote)) {
    return tcp.open(
        {.remote = remote, .local = local, .sizes = sizes_of(given), .user = given.user}, now);
  }
  ListenOptions how{.local = local, .sizes = sizes_of(given), .user = given.user};
  if (given.backlog != 0) how.backlog = given.backlog;
  return tcp.listen(how, now);
}

std::uint32_t events_of(const Notice& notice) {
  std::uint32_t events = 0;
  const auto note = [&](bool happened, unsigned event) { events |= happened ? event : 0u; };
  note(notice.incoming, TWOMSL_INCOMING);
  note(notice.opened, TWOMSL_OPENED);
  note(notice.text, TWOMSL_TEXT);
  note(notice.end_of_stream, TWOMSL_STREAM_ENDED);
  note(notice.room, TWOMSL_ROOM);
  note(notice.closed, TWOMSL_FIN_ACKED);
  note(notice.refused, TWOMSL_WAS_REFUSED);
  note(notice.reset, TWOMSL_RESET);
  note(notice.ended, TWOMSL_ENDED);
  return events;
}

twomsl_status written(const Status& status) {
  twomsl_status out{};
  out.state = name(status.state).data();
  out.why = status.state == State::closed ? name(status.why).data() : "";
  out.local = capi::written(status.local);
  out.remote = capi::written(status.remote);
  out.rexmit_at_us = status.rexmit_at.us;
  out.closes_at_us = status.closes_at.us;
  out.snd_wnd_bytes = status.snd_wnd_bytes;
  out.rcv_wnd_bytes = status.rcv_wnd_bytes;
  out.unacknowledged_bytes = status.unacknowledged_bytes;
  out.unsent_bytes = status.unsent_bytes;
  out.unreceived_bytes = status.unreceived_bytes;
  out.mss_bytes = status.mss_bytes;
  out.incoming = status.incoming;
  out.timestamps = status.timestamps;
  return out;
}

}  // namespace

twomsl_result twomsl_endpoint_open(twomsl_endpoint* endpoint, const twomsl_open_options* options,
                                   uint64_t now_us, twomsl_handle* handle) {
  return on(endpoint, options != nullptr && handle != nullptr, [&](Endpoint& tcp) {
    twomsl_open_options given{};
    if (!capi::read_options(options, given)) return TWOMSL_INVALID;
    Socket local, remote;
    if (!is_family(given.local) || !is_family(given.remote)) {
      return capi::fail(TWOMSL_INVALID, "a socket's family is none of 0, 4 and 6");
    }
    const bool has_local = capi::read(&given.local, local);
    const bool has_remote = capi::read(&given.remote, remote);
    if (!has_local && !has_remote) {
      return capi::fail(TWOMSL_INVALID, "neither local nor remote has a family");
    }
    if (!has_local) local.address.family = remote.address.family;
    if (has_remote && local.address.family != remote.address.family) {
      return capi::fail(TWOMSL_INVALID, "local and remote are of two families");
    }
    const Opened opened = open(tcp, given, local, {now_us});
    *handle = written(opened.handle);
    return result_of(opened);
  });
}

twomsl_result twomsl_endpoint_accept(twomsl_endpoint* endpoint, twomsl_handle listener, void* user,
                                     twomsl_handle* handle) {
  return on(endpoint, handle != nullptr, [&](Endpoint& tcp) {
    const Opened accepted = tcp.accept(read(listener), user);
    *handle = written(accepted.handle);
    if (!accepted.ok && accepted.why == Why::no_connection) return TWOMSL_WOULD_WAIT;
    return result_of(accepted);
  });
}

twomsl_result twomsl_endpoint_send(twomsl_endpoint* endpoint, twomsl_handle handle,
                                   const uint8_t* text, size_t bytes, uint64_t now_us,
                                   size_t* accepted) {
  const bool has_arguments = accepted != nullptr && (text != nullptr || bytes == 0);
  return on(endpoint, has_arguments, [&](Endpoint& tcp) {
    const Sent sent = tcp.send(read(handle), capi::bytes_at(text, bytes), {now_us});
    *accepted = sent.accepted_bytes;
    if (sent.ok) return TWOMSL_OK;
    return sent.why == Why::error_resources ? TWOMSL_WOULD_WAIT : refused(sent.why);
  });
}

twomsl_result twomsl_endpoint_receive(twomsl_endpoint* endpoint, twomsl_handle handle,
                                      uint8_t* into, size_t room, uint64_t now_us,
                                      size_t* received) {
  return on(endpoint, received != nullptr && into != nullptr && room != 0, [&](Endpoint& tcp) {
    const Received got = tcp.receive(read(handle), {into, room}, {now_us});
    *received = got.bytes;
    if (!got.ok) return refused(got.why);
    if (got.end_of_stream) return TWOMSL_END_OF_STREAM;
    return got.would_wait ? TWOMSL_WOULD_WAIT : TWOMSL_OK;
  });
}

twomsl_result twomsl_endpoint_close(twomsl_endpoint* endpoint, twomsl_handle handle,
                                    uint64_t now_us) {
  return on(endpoint, true,
            [&](Endpoint& tcp) { return result_of(tcp.close(read(handle), {now_us})); });
}

twomsl_result twomsl_endpoint_abort(twomsl_endpoint* endpoint, twomsl_handle handle,
                                    uint64_t now_us) {
  return on(endpoint, true,
            [&](Endpoint& tcp) { return result_of(tcp.abort(read(handle), {now_us})); });
}

twomsl_result twomsl_endpoint_release(twomsl_endpoint* endpoint, twomsl_handle handle,
                                      uint64_t now_us) {
  return on(endpoint, true,
            [&](Endpoint& tcp) { return result_of(tcp.release(read(handle), {now_us})); });
}

twomsl_result twomsl_endpoint_status(twomsl_endpoint* endpoint, twomsl_handle handle,
                                     uint64_t now_us, twomsl_status* status) {
  return on(endpoint, status != nullptr, [&](Endpoint& tcp) {
    const Status found = tcp.status(read(handle), {now_us});
    if (!found.ok) return refused(found.why);
    *status = written(found);
    return TWOMSL_OK;
  });
}

int twomsl_endpoint_notice(twomsl_endpoint* endpoint, twomsl_notice* notice) {
  bool is_any = false;
  (void)on(endpoint, notice != nullptr, [&](Endpoint& tcp) {
    Notice next;
    is_any = tcp.next_notice(next);
    if (is_any) {
      *notice = {written(next.handle), next.user, next.acknowledged_bytes, events_of(next)};
    }
    return TWOMSL_OK;
  });
  return is_any;
}
