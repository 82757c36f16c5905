// Any frame of any link type: two bytes of link type, two of wire length beyond the captured bytes
// (both big-endian), then the frame.
#include <cstddef>
#include <cstdint>

#include "core/codec/bytes.hpp"
#include "fuzz/support/wire_laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHeaderBytes = 4;
  if (size < kHeaderBytes) return 0;
  const twomsl::fuzz::Span bytes(data + kHeaderBytes, size - kHeaderBytes);
  const auto wire_bytes = static_cast<std::uint32_t>(bytes.size()) + twomsl::load_be16(data + 2);
  twomsl::oracle::Opener opener;
  twomsl::fuzz::check_frame(
      {.number = 1, .link_type = twomsl::load_be16(data), .wire_bytes = wire_bytes, .bytes = bytes},
      opener);
  return 0;
}
