// What may befall a capture on its way to the judge, at real frames: none of it is anybody's guilt.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/packet_builder.hpp"

namespace twomsl::test {

enum class Alteration : std::uint8_t {
  none,
  goes_on,       // all of it once more after 300 s, one side with the numbers that it had
  bits_flipped,  // in TCP headers whose checksum was right
  swapped,       // neighbours
  no_syn_acks,   // not one was captured
};

[[nodiscard]] constexpr std::string_view name(Alteration alteration) {
  switch (alteration) {
    case Alteration::none:
      return "none";
    case Alteration::goes_on:
      return "goes-on";
    case Alteration::bits_flipped:
      return "bits-flipped";
    case Alteration::swapped:
      return "swapped";
    case Alteration::no_syn_acks:
      return "no-syn-acks";
  }
  return "";
}

/// A frame of a capture that has been read.
struct KeptFrame {
  std::int64_t time_ns = 0;
  std::uint16_t link_type = 0;
  std::uint32_t wire_bytes = 0;
  Bytes bytes{};
};

/// The frames that have a time, up to where the file is damaged.
[[nodiscard]] std::vector<KeptFrame> frames_of(const std::string& file);

[[nodiscard]] std::vector<KeptFrame> altered(const std::vector<KeptFrame>& frames,
                                             Alteration alteration, std::uint64_t seed);

/// A pcapng of them, an interface for each link type.
[[nodiscard]] Bytes file_of(const std::vector<KeptFrame>& frames);

}  // namespace twomsl::test
