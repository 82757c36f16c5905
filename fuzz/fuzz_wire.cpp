// Any frame of any link type: two bytes of link type, two of wire length beyond the captured bytes
// (both big-endian), then the frame.
#include <cstddef>
#include <cstdint>

#include "core/codec/bytes.hpp"
#include "fuzz/support/wire_laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHeaderBytes = 4;
  if (size < kHeaderBytes) return 0;
  const twomsl::fuzz::Span frame(data + kHeaderBytes, size - kHeaderBytes);
  const auto wire_bytes = static_cast<std::uint32_t>(frame.size()) + twomsl::load_be16(data + 2);
  twomsl::fuzz::check_frame(twomsl::load_be16(data), frame, wire_bytes);
  return 0;
}
