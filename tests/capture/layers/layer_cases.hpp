// Each kind of layer that is read, by name.
#pragma once

#include <string>
#include <vector>

#include "tests/capture/layers/layered_capture.hpp"

namespace twomsl::test {

inline constexpr std::uint32_t kEthernet = 1;  // LINKTYPE_ values

using WrapOne = Bytes (*)(Way way, const Bytes& packet);

struct LayerCase {
  std::string name;
  std::uint32_t link_type = kEthernet;
  WrapOne wrap = nullptr;
  bool over_ipv6 = false;
};

[[nodiscard]] std::vector<LayerCase> ip_tunnels();
[[nodiscard]] std::vector<LayerCase> gre_tunnels();
[[nodiscard]] std::vector<LayerCase> udp_tunnels();
[[nodiscard]] std::vector<LayerCase> ethernet_layers();
[[nodiscard]] std::vector<LayerCase> serial_links();
[[nodiscard]] std::vector<LayerCase> other_links();

}  // namespace twomsl::test
