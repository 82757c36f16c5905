// The pcap format: a header of 24 bytes, then records. Both byte orders, microseconds and
// nanoseconds, and Kuznetsov's records of 24 bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "oracle/capture/capture.hpp"
#include "oracle/capture/input/byte_source.hpp"

namespace twomsl::oracle {

class PcapReader {
 public:
  /// True if the bytes that begin a file with `magic` (big-endian) are pcap's.
  [[nodiscard]] static bool is_magic(std::uint32_t magic);

  /// Reads the file header; what is wrong with it stands in the source's damage().
  explicit PcapReader(ByteSource& source);
  [[nodiscard]] ReadStatus next(ByteSource& source, Frame& frame);

 private:
  bool big_endian_ = false;
  std::uint16_t link_type_ = 0;
  std::uint32_t fraction_ns_ = 1000;
  std::size_t header_bytes_ = 16;
  std::uint64_t frames_ = 0;
};

}  // namespace twomsl::oracle
