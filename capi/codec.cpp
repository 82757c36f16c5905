// The codec of libtwomsl.
#include <algorithm>

#include "capi/boundary.hpp"
#include "core/codec/decode.hpp"
#include "core/codec/encode.hpp"

using namespace twomsl;

namespace {

twomsl_segment written(const SegmentView& view) {
  twomsl_segment out{};
  out.source = capi::written(view.source);
  out.destination = capi::written(view.destination);
  out.seq = view.seq;
  out.ack = view.ack;
  out.text_bytes = view.payload_bytes;
  out.ts_val = view.options.ts_val;
  out.ts_ecr = view.options.ts_ecr;
  out.window = view.window;
  out.urgent = view.urgent;
  out.mss_bytes = view.options.mss_bytes;
  out.flags = view.flags.bits;
  out.window_scale = view.options.window_scale;
  out.hops = view.hops;
  out.has_timestamps = view.options.has_timestamps;
  out.has_mss = view.options.has_mss;
  out.has_window_scale = view.options.has_window_scale;
  return out;
}

Segment<Concrete> read(const twomsl_segment& given) {
  Segment<Concrete> segment;
  const auto has = [&](unsigned flag) { return (given.flags & flag) != 0; };
  segment.seq = {given.seq};
  segment.ack = {given.ack};
  segment.text_bytes = given.text_bytes;
  segment.wnd = given.window;
  segment.up = given.urgent;
  segment.syn = has(Flags::kSyn);
  segment.fin = has(Flags::kFin);
  segment.rst = has(Flags::kRst);
  segment.has_ack = has(Flags::kAck);
  segment.psh = has(Flags::kPsh);
  segment.urg = has(Flags::kUrg);
  segment.has_ts = given.has_timestamps != 0;
  segment.ts_val = given.ts_val;
  segment.ts_ecr = given.ts_ecr;
  segment.has_mss = given.has_mss != 0;
  segment.mss_bytes = given.mss_bytes;
  segment.has_scale = given.has_window_scale != 0;
  segment.scale = given.window_scale;
  return segment;
}

}  // namespace

twomsl_result twomsl_decode(const uint8_t* packet, size_t captured_bytes, size_t wire_bytes,
                            twomsl_segment* segment, const uint8_t** text) {
  return capi::guarded([&] {
    if (packet == nullptr && captured_bytes != 0) {
      return capi::fail(TWOMSL_INVALID, "twomsl_decode: packet is null");
    }
    if (wire_bytes < captured_bytes || wire_bytes > 0xffff'ffffu) {
      return capi::fail(TWOMSL_INVALID,
                        "twomsl_decode: wire_bytes is less than captured_bytes, or "
                        "more than 2^32 - 1");
    }
    const auto captured = capi::bytes_at(packet, captured_bytes);
    const Decoded decoded = decode_ip(captured, static_cast<std::uint32_t>(wire_bytes));
    if (decoded.rejection != Rejection::none) {
      return capi::fail(TWOMSL_REFUSED, std::string(name(decoded.rejection)));
    }
    if (segment != nullptr) {
      *segment = written(decoded.segment);
      const bool is_whole = captured_bytes == wire_bytes;
      segment->checksums_are_wrong = is_whole && !are_checksums_right(captured, decoded.segment);
    }
    if (text != nullptr) *text = decoded.segment.payload.data();
    return TWOMSL_OK;
  });
}

twomsl_result twomsl_encode(const twomsl_segment* segment, const uint8_t* text, uint8_t* packet,
                            size_t room, size_t* packet_bytes) {
  return capi::guarded([&] {
    if (segment == nullptr || packet == nullptr || packet_bytes == nullptr ||
        (text == nullptr && segment->text_bytes != 0)) {
      return capi::fail(TWOMSL_INVALID, "twomsl_encode: an argument is null");
    }
    Route route;
    if (!capi::read(&segment->source, route.source) ||
        !capi::read(&segment->destination, route.destination) ||
        route.source.address.family != route.destination.address.family) {
      return capi::fail(TWOMSL_INVALID,
                        "twomsl_encode: source and destination must be sockets of "
                        "one family");
    }
    *packet_bytes =
        encode_ip(read(*segment), route, capi::bytes_at(text, segment->text_bytes), {packet, room});
    if (*packet_bytes != 0) return TWOMSL_OK;
    return capi::fail(TWOMSL_INVALID,
                      "twomsl_encode: no room for the packet, or longer than IP can carry");
  });
}
