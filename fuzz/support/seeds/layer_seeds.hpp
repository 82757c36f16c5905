// Seeds with one frame of each kind of layer.
#pragma once

#include <map>
#include <string>

#include "tests/support/packet_builder.hpp"

namespace twomsl::fuzz {

/// A frame and the LINKTYPE_ value of its link.
struct LayerSeed {
  std::uint16_t link_type = 1;
  test::Bytes frame{};
};

/// By name, each around one of the two packets.
[[nodiscard]] std::map<std::string, LayerSeed> layer_seeds(const test::Bytes& ipv4,
                                                           const test::Bytes& ipv6);

}  // namespace twomsl::fuzz
