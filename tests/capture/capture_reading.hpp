// What the tests of the capture reader share: a capture read whole, and frames to compare.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "oracle/capture/capture.hpp"
#include "tests/support/packet_builder.hpp"

namespace twomsl::test {

/// A frame with its bytes, which outlive the capture.
struct OwnedFrame {
  std::uint64_t number = 0;
  std::int64_t time_ns = 0;
  std::uint32_t interface = 0;
  std::uint16_t link_type = 0;
  bool has_time = true;
  std::uint32_t wire_bytes = 0;
  Bytes bytes{};

  friend bool operator==(const OwnedFrame&, const OwnedFrame&) = default;
};

inline std::ostream& operator<<(std::ostream& out, const OwnedFrame& frame) {
  return out << "frame " << frame.number << " time " << frame.time_ns << " interface "
             << frame.interface << " link " << frame.link_type
             << (frame.has_time ? "" : " timeless") << " wire " << frame.wire_bytes << " bytes "
             << testing::PrintToString(frame.bytes);
}

struct Reading {
  std::vector<OwnedFrame> frames{};
  oracle::ReadStatus last = oracle::ReadStatus::frame;
  std::string damage{};
};

[[nodiscard]] inline Reading read_all(oracle::Capture capture) {
  Reading reading;
  oracle::Frame frame;
  while ((reading.last = capture.next(frame)) == oracle::ReadStatus::frame) {
    reading.frames.push_back({frame.number, frame.time_ns, frame.interface, frame.link_type,
                              frame.has_time, frame.wire_bytes,
                              Bytes(frame.bytes.begin(), frame.bytes.end())});
  }
  reading.damage = capture.damage();
  return reading;
}

[[nodiscard]] inline Reading read_bytes(const Bytes& file) {
  return read_all(oracle::Capture(std::span<const std::uint8_t>(file)));
}

}  // namespace twomsl::test
