// Shares of captures in which tuples lie in tunnels and VLANs: whatever carries them, all shares
// together say what one run says, byte for byte.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/capture/layers/layer_cases.hpp"
#include "tests/tool/program_run.hpp"
#include "tests/tool/shards.hpp"

namespace twomsl::test {
namespace {

// Many tuples; S gives up every second TIME-WAIT too early, and opens one again.
std::vector<Told> many_tuples(bool over_ipv6) {
  Conversation all;
  for (std::uint16_t i = 0; i < 8; ++i) {
    Conversation c;
    c.s_port = static_cast<std::uint16_t>(4000 + i);
    c.at(0.3 * i).open().s({.bytes = 400}).p({}).close();
    if (i % 2 == 0) c.age(1).fin_again().reset_by_s();
    if (i == 4) c.age(3).open().close();
    all.beside(c);
  }
  return packets_of(all, over_ipv6);
}

class ShardsOfLayers : public testing::Test {
 protected:
  // The tuples lie in as many networks as said, and not all of them in one share.
  void expect_same_of(const Bytes& capture, std::uint64_t networks) {
    const std::string file = folder_.file("capture.pcap").string();
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(capture.data()),
               static_cast<std::streamsize>(capture.size()));
    const oracle::Audit whole = oracle::audit_file(file, {});
    EXPECT_EQ(networks * 9, whole.summary.connections);
    EXPECT_EQ(networks * 5, whole.findings.size());
    for (std::uint32_t k = 1; k <= 2; ++k) {
      EXPECT_NE(0u, oracle::audit_share(file, {}, {k, 2}).summary.connections);
    }
    expect_same(file);
    expect_same(file, with_msl(30));
  }

  TestFolder folder_{"twomsl_sharded_layers_"};
};

TEST_F(ShardsOfLayers, SayOfEachKindOfLayerWhatOneRunSays) {
  std::vector<LayerCase> all;
  for (const auto& some : {ip_tunnels(), gre_tunnels(), udp_tunnels(), ethernet_layers(),
                           serial_links(), other_links()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  ASSERT_GT(all.size(), 30u);
  for (const LayerCase& layer : all) {
    SCOPED_TRACE(layer.name);
    const auto once = [&layer](const Told& told) {
      return std::vector<Bytes>{layer.wrap(told.way, told.packet)};
    };
    expect_same_of(layered_capture(many_tuples(layer.over_ipv6), layer.link_type, once), 1);
  }
}

TEST_F(ShardsOfLayers, SayTheSameOfVlansByDirection) {
  const auto by_direction = [](const Told& told) {
    const std::uint16_t tag = told.way == Way::forth ? 10 : 20;
    return std::vector<Bytes>{ethernet(told.packet, {{0x8100, tag}})};
  };
  expect_same_of(layered_capture(many_tuples(false), kEthernet, by_direction), 1);
}

TEST_F(ShardsOfLayers, SayTheSameOfTheSameTuplesInTwoNetworks) {
  const auto in_vlans = [](const Told& told) {
    return std::vector<Bytes>{ethernet(told.packet, {{0x8100, 10}}),
                              ethernet(told.packet, {{0x8100, 20}})};
  };
  expect_same_of(layered_capture(many_tuples(false), kEthernet, in_vlans), 2);
  const auto in_vxlans = [](const Told& told) {
    std::vector<Bytes> frames;
    for (const std::uint32_t network : {1u, 2u, 3u}) {
      frames.push_back(ethernet(outer_ipv4(told.way, 17, vxlan(network, ethernet(told.packet)))));
    }
    return frames;
  };
  expect_same_of(layered_capture(many_tuples(false), kEthernet, in_vxlans), 3);
}

// The outer packet comes in two parts: which share a frame belongs to is known with the second.
TEST_F(ShardsOfLayers, SayTheSameOfTunnelsThatAreFragmented) {
  std::uint32_t id = 0;
  const auto in_parts = [&id](const Told& told) {
    const Bytes whole = outer_ipv4(told.way, 47, gre({}, told.packet));
    ++id;
    return std::vector<Bytes>{ethernet(fragment_of(whole, {0, 32}, id)),
                              ethernet(fragment_of(whole, {32, 4096}, id))};
  };
  expect_same_of(layered_capture(many_tuples(false), kEthernet, in_parts), 1);
}

}  // namespace
}  // namespace twomsl::test
