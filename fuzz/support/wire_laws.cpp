// The laws of the wire. A span's place in the packet is where its bytes stand in memory.
#include "fuzz/support/wire_laws.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <tuple>
#include <vector>

#include "core/codec/encode.hpp"
#include "oracle/capture/link.hpp"
#include "tests/support/packet_builder.hpp"

namespace twomsl::fuzz {
namespace {

bool is_inside(Span part, Span whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

std::uint32_t word(const std::uint8_t* at) {
  std::uint32_t number = 0;
  std::memcpy(&number, at, sizeof number);
  return ntohl(number);
}

auto values(const Options& o) {
  return std::tuple(o.has_mss, o.mss_bytes, o.has_window_scale, o.window_scale,
                    o.has_sack_permitted, o.has_timestamps, o.ts_val, o.ts_ecr, o.malformed);
}

auto header(const SegmentView& s) {
  return std::tuple(s.source, s.destination, s.seq, s.ack, s.window, s.urgent, s.flags.bits, s.hops,
                    s.ip_id);
}

// The slow and obvious twin of decode_options: one option, then the rest.
Options parse(Span bytes, std::size_t header_bytes, Options options) {
  if (bytes.empty() || bytes[0] == 0) return options;
  if (bytes[0] == 1) return parse(bytes.subspan(1), header_bytes - 1, options);
  const bool has_length = bytes.size() > 1;
  options.malformed = has_length ? bytes[1] < 2 || bytes[1] > header_bytes : header_bytes == 1;
  if (!has_length || options.malformed || bytes[1] > bytes.size()) return options;
  const Span option = bytes.first(bytes[1]);
  if (option[0] == 2 && option.size() == 4) {
    options.has_mss = true;
    options.mss_bytes = static_cast<std::uint16_t>(option[2] * 256 + option[3]);
  }
  if (option[0] == 3 && option.size() == 3) {
    options.has_window_scale = true;
    options.window_scale = option[2];
  }
  if (option[0] == 4 && option.size() == 2) options.has_sack_permitted = true;
  if (option[0] == 8 && option.size() == 10) {
    options.has_timestamps = true;
    options.ts_val = word(&option[2]);
    options.ts_ecr = word(&option[6]);
  }
  return parse(bytes.subspan(option.size()), header_bytes - option.size(), options);
}

void check_addresses(Span packet, const SegmentView& segment) {
  const auto& [source, destination] = std::tie(segment.source.address, segment.destination.address);
  require(source.family == destination.family, "both addresses are of one family");
  if (source.family == Family::ipv4) {
    require(source == Address{0, word(&packet[12]), Family::ipv4}, "IPv4 source");
    require(destination == Address{0, word(&packet[16]), Family::ipv4}, "IPv4 destination");
    require(segment.hops == packet[8], "IPv4 time to live");
    return;
  }
  const auto address = [&packet](std::size_t at) {
    return Address{std::uint64_t{word(&packet[at])} << 32 | word(&packet[at + 4]),
                   std::uint64_t{word(&packet[at + 8])} << 32 | word(&packet[at + 12]),
                   Family::ipv6};
  };
  require(source == address(8) && destination == address(24), "IPv6 addresses");
  require(segment.hops == packet[7], "IPv6 hop limit");
}

void check_tcp_header(Span packet, const SegmentView& segment) {
  const Span options = segment.raw_options;
  require(is_inside(options, packet), "the options lie in the packet");
  require(options.size() <= 40, "the options fit in the header");
  const std::uint8_t* tcp = options.data() - 20;
  require(tcp >= packet.data() + 20, "the TCP header stands behind an IP header");
  require(word(tcp) == (std::uint32_t{segment.source.port} << 16 | segment.destination.port),
          "ports");
  require(segment.seq == word(tcp + 4) && segment.ack == word(tcp + 8), "sequence numbers");
  require(
      (word(tcp + 12) & 0x00ff'ffff) == (std::uint32_t{segment.flags.bits} << 16 | segment.window),
      "flags and window");
  require(segment.urgent == (word(tcp + 16) & 0xffff), "urgent pointer");
  const std::size_t header_bytes = std::size_t{tcp[12]} / 16 * 4;
  check_options(segment.options, options, header_bytes - 20);
}

// What was decoded, sent again by a builder that knows nothing of the decoder, is the same.
void check_round_trip(SegmentView segment) {
  const test::Bytes packet = test::ip_packet(segment);
  const Decoded again = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
  require(again.rejection == Rejection::none, "what was built can be decoded");
  require(header(again.segment) == header(segment), "the round trip keeps the header");
  require(values(again.segment.options) == values(segment.options),
          "the round trip keeps the options");
  require(std::ranges::equal(again.segment.raw_options, segment.raw_options),
          "the round trip keeps the raw options");
  require(std::ranges::equal(again.segment.payload, segment.payload),
          "the round trip keeps the payload");
}

// What the machine sees of a packet, sent again by the encoder, is what it sees again.
void check_encoding(const SegmentView& view) {
  Segment<Concrete> seen = segment_of(view);
  if (!seen.has_ack) seen.ack = {};
  std::vector<std::uint8_t> packet(kMostHeaderBytes + view.payload.size());
  const std::size_t bytes = encode_ip(seen, {view.source, view.destination}, view.payload, packet);
  require(bytes != 0, "what was received can be sent");
  const Decoded again = decode_ip(std::span(packet).first(bytes), 0);
  require(again.rejection == Rejection::none, "what was encoded can be decoded");
  const Segment<Concrete> resent = segment_of(again.segment);
  for_each_field([](const char* field, const auto& a, const auto& b) { require(a == b, field); },
                 seen, resent);
  require(std::ranges::equal(again.segment.payload, view.payload), "the text is sent as it is");
}

void check_segment(Span packet, std::uint32_t wire_bytes, const SegmentView& segment) {
  require(is_inside(segment.payload, packet), "the payload lies in the packet");
  require(segment.payload.size() <= segment.payload_bytes, "no more was captured than was sent");
  require(segment.payload_bytes + 40 <= wire_bytes, "no more was sent than the wire carried");
  check_addresses(packet, segment);
  check_tcp_header(packet, segment);
  const std::uint8_t* after_options = segment.raw_options.data() + segment.raw_options.size();
  require(segment.payload.empty() || segment.payload.data() == after_options,
          "the payload follows the options");
  constexpr std::size_t kLargestPacket = 65'535 - 100;
  if (segment.options.cut || segment.payload.size() >= kLargestPacket) return;
  check_round_trip(segment);
  if (segment.payload.size() == segment.payload_bytes) check_encoding(segment);
}

void check_layer(const oracle::NetworkLayer& layer) {
  require(layer.wire_bytes >= layer.bytes.size(), "the wire carried what was captured");
  require(name(layer.rejection) != "unknown", "every reason has a name");
  require(layer.bytes.empty() == (layer.rejection != oracle::LinkRejection::none),
          "a packet has bytes, and only a packet");
}

Decoded check_packet(const oracle::NetworkLayer& layer) {
  const Decoded decoded = decode_ip(layer.bytes, layer.wire_bytes);
  const Decoded again = decode_ip(layer.bytes, layer.wire_bytes);
  require(decoded.rejection == again.rejection, "decoding is a function");
  require(name(decoded.rejection) != "unknown", "every reason has a name");
  if (decoded.rejection != Rejection::none) return decoded;
  require(header(decoded.segment) == header(again.segment), "decoding is a function");
  check_segment(layer.bytes, layer.wire_bytes, decoded.segment);
  return decoded;
}

}  // namespace

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", law);
  std::abort();
}

bool are_same(const Options& a, const Options& b) { return values(a) == values(b); }

void check_options(const Options& options, Span captured, std::size_t header_bytes) {
  require(options.cut == (captured.size() < header_bytes), "cut says what is missing");
  require(are_same(options, parse(captured, header_bytes, {})),
          "the options are those of the twin parser");
}

Decoded check_frame(const oracle::Frame& frame, oracle::Opener& opener) {
  const oracle::NetworkLayer layer =
      oracle::strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
  check_layer(layer);
  require(is_inside(layer.bytes, frame.bytes), "the packet lies in the frame");
  if (layer.rejection != oracle::LinkRejection::none) return {};
  const Decoded decoded = check_packet(layer);
  if (decoded.rejection == Rejection::none) return decoded;
  const oracle::Opened opened = opener.open(layer, frame.time_ns);
  check_layer(opened.packet);
  require(opened.earlier_fragments < frame.number, "fragments are of earlier frames");
  if (opened.packet.rejection != oracle::LinkRejection::none) return {};
  require(check_packet(opened.packet).rejection == opened.decoded.rejection,
          "what is opened is decoded");
  return opened.decoded;
}

}  // namespace twomsl::fuzz
