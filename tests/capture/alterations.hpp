// What may befall a capture on its way to the judge, at real frames: none of it is anybody's guilt.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/capture/capture_reading.hpp"

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

/// REQUIRES: frames that have a time.
[[nodiscard]] std::vector<OwnedFrame> altered(const std::vector<OwnedFrame>& frames,
                                              Alteration alteration, std::uint64_t seed);

/// A pcapng of them, an interface for each link type.
[[nodiscard]] Bytes file_of(const std::vector<OwnedFrame>& frames);

}  // namespace twomsl::test
