// The options of a TCP header, any bytes, as captured whole or cut: those of the twin parser, the
// same behind words of padding, and whatever follows their end. What we encode of them is read
// back.
//
//   input = how many bytes of the header the capture lacks (1 byte, modulo 41), options
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/codec/decode_options.hpp"
#include "core/codec/encode.hpp"
#include "fuzz/support/wire_laws.hpp"

namespace twomsl::fuzz {
namespace {

constexpr std::size_t kMostOptions = 40;

// No-Operation before, or anything behind the end of a list that ends.
void check_padding(Span options, const Options& plain) {
  std::array<std::uint8_t, kMostOptions> room{};
  room.fill(1);
  std::ranges::copy(options, room.begin() + 4);
  const Span padded = Span(room).first(options.size() + 4);
  require(are_same(decode_options(padded, padded.size()), plain), "padding before changes nothing");
  room.fill(0xff);
  std::ranges::copy(options, room.begin());
  room[options.size()] = 0;
  const Span ended = Span(room).first(options.size() + 2);
  if (plain.malformed) return;
  require(are_same(decode_options(ended, ended.size()), plain), "what follows the end is nothing");
}

// What the machine makes of them, on a SYN that we send ourselves.
void check_round_trip(const Options& options) {
  Segment<Concrete> segment;
  segment.syn = true;
  segment.has_mss = options.has_mss;
  segment.mss_bytes = options.mss_bytes;
  segment.has_scale = options.has_window_scale;
  segment.scale = options.window_scale;
  segment.has_ts = options.has_timestamps;
  segment.ts_val = options.ts_val;
  segment.ts_ecr = options.ts_ecr;
  constexpr Address kHost{0, 0x0a000001, Family::ipv4};
  std::array<std::uint8_t, kMostHeaderBytes> packet{};
  const std::size_t bytes = encode_ip(segment, {{kHost, 1}, {kHost, 2}}, {}, packet);
  const Decoded decoded = decode_ip(Span(packet).first(bytes), static_cast<std::uint32_t>(bytes));
  require(decoded.rejection == Rejection::none, "what is encoded is decoded");
  const Segment<Concrete> again = segment_of(decoded.segment);
  for_each_field([](std::string_view, const auto& a,
                    const auto& b) { require(a == b, "what is encoded is read back"); },
                 segment, again);
}

void check(std::size_t lacks, Span options) {
  options = options.first(std::min(options.size(), kMostOptions));
  lacks = std::min(lacks, kMostOptions - options.size());
  const Options cut = decode_options(options, options.size() + lacks);
  check_options(cut, options, options.size() + lacks);
  const Options whole = decode_options(options, options.size());
  check_options(whole, options, options.size());
  if (options.size() + 4 <= kMostOptions) check_padding(options, whole);
  check_round_trip(whole);
}

}  // namespace
}  // namespace twomsl::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  twomsl::fuzz::check(data[0] % 41u, {data + 1, size - 1});
  return 0;
}
