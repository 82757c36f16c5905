// TCP options: one pass, no more than the header's 40 bytes.
#include "core/codec/decode_options.hpp"

#include <cstddef>

#include "core/codec/bytes.hpp"

namespace twomsl {
namespace {

enum Kind : std::uint8_t {
  kEndOfList = 0,
  kNoOperation = 1,
  kMaximumSegmentSize = 2,
  kWindowScale = 3,
  kSackPermitted = 4,
  kTimestamps = 8,
  kMd5Signature = 19,    // RFC 2385
  kAuthentication = 29,  // RFC 5925
};

constexpr std::size_t kTimestampsBytes = 10;
constexpr std::uint32_t kAlignedTimestamps = 0x0101080a;  // two no-operations, then timestamps

void store_timestamps(Options& options, const std::uint8_t* option) {
  options.has_timestamps = true;
  options.ts_val = load_be32(option + 2);
  options.ts_ecr = load_be32(option + 6);
}

void store_option(Options& options, const std::uint8_t* option, std::size_t bytes) {
  //= rfc9293#3.1 MUST-4
  if (option[0] == kMaximumSegmentSize && bytes == 4) {
    options.has_mss = true;
    options.mss_bytes = load_be16(option + 2);
  } else if (option[0] == kWindowScale && bytes == 3) {
    options.has_window_scale = true;
    options.window_scale = option[2];
  } else if (option[0] == kSackPermitted && bytes == 2) {
    options.has_sack_permitted = true;
  } else if (option[0] == kTimestamps && bytes == kTimestampsBytes) {
    store_timestamps(options, option);
  } else if (option[0] == kMd5Signature || option[0] == kAuthentication) {
    options.is_signed = true;
  }
}

}  // namespace

Options decode_options(std::span<const std::uint8_t> captured, std::size_t header_bytes) {
  Options options;
  options.cut = captured.size() < header_bytes;
  // Nearly every segment of an established connection looks like this (RFC 7323 appendix A).
  if (captured.size() == kTimestampsBytes + 2 && load_be32(captured.data()) == kAlignedTimestamps) {
    store_timestamps(options, captured.data() + 2);
    return options;
  }
  std::size_t at = 0;
  //= rfc9293#3.1 MUST-4
  while (at < captured.size() && captured[at] != kEndOfList) {
    //= rfc9293#3.1 MUST-4
    if (captured[at] == kNoOperation) {
      ++at;
      continue;
    }
    if (at + 1 == captured.size()) {
      options.malformed = !options.cut;
      break;
    }
    const std::size_t bytes = captured[at + 1];
    //= rfc9293#3.1 MUST-7
    options.malformed = bytes < 2 || bytes > header_bytes - at;
    if (options.malformed || bytes > captured.size() - at) break;
    //= rfc9293#3.1 MUST-6
    //= rfc9293#3.1 MUST-68
    store_option(options, captured.data() + at, bytes);
    //= rfc9293#3.2 MUST-64
    //= rfc5482#3 RFC5482-3-5
    //= rfc5482#4.1 RFC5482-4.1-1
    at += bytes;
  }
  return options;
}

}  // namespace twomsl
