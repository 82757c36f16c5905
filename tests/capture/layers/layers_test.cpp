// Each kind of layer: the TCP inside it is found and judged, and a frame that is cut has a reason.
#include <gtest/gtest.h>

#include <set>

#include "tests/capture/layers/layer_cases.hpp"

namespace twomsl::test {
namespace {

class Layer : public testing::TestWithParam<LayerCase> {};
const auto name_of = [](const auto& layer) { return layer.param.name; };
INSTANTIATE_TEST_SUITE_P(Ip, Layer, testing::ValuesIn(ip_tunnels()), name_of);
INSTANTIATE_TEST_SUITE_P(Gre, Layer, testing::ValuesIn(gre_tunnels()), name_of);
INSTANTIATE_TEST_SUITE_P(Udp, Layer, testing::ValuesIn(udp_tunnels()), name_of);
INSTANTIATE_TEST_SUITE_P(Ethernet, Layer, testing::ValuesIn(ethernet_layers()), name_of);
INSTANTIATE_TEST_SUITE_P(SerialLinks, Layer, testing::ValuesIn(serial_links()), name_of);
INSTANTIATE_TEST_SUITE_P(OtherLinks, Layer, testing::ValuesIn(other_links()), name_of);

TEST_P(Layer, HasItsTcpFoundAndJudged) {
  const LayerCase& layer = GetParam();
  const Bytes capture = layered_capture(
      convicted_conversation(layer.over_ipv6), layer.link_type,
      [&layer](const Told& told) { return std::vector<Bytes>{layer.wrap(told.way, told.packet)}; });
  EXPECT_EQ(kConvicted, found_in(capture));
  EXPECT_EQ("", skipped_in(capture));
}

// Padding and a frame check sequence behind the packet are no part of it.
TEST_P(Layer, HasItsTrailerPassedOver) {
  const LayerCase& layer = GetParam();
  const Bytes capture = layered_capture(
      convicted_conversation(layer.over_ipv6), layer.link_type, [&layer](const Told& told) {
        return std::vector<Bytes>{concat({layer.wrap(told.way, told.packet), Bytes(4, 0xee)})};
      });
  EXPECT_EQ(kConvicted, found_in(capture));
}

TEST_P(Layer, HasAReasonWhereverItsFrameIsCut) {
  const std::set<std::string> kReasons{"1 link-header-cut", "1 ip-header-cut", "1 not-tcp",
                                       "1 tunnel-header-cut", "1 tcp-header-cut"};
  const LayerCase& layer = GetParam();
  const Told first = convicted_conversation(layer.over_ipv6).front();
  const Bytes frame = layer.wrap(first.way, first.packet);
  for (std::size_t kept = 0; kept < frame.size(); ++kept) {
    const auto end = frame.begin() + static_cast<std::ptrdiff_t>(kept);
    const Bytes capture =
        pcap_file({{0, {frame.begin(), end}, static_cast<std::uint32_t>(frame.size())}},
                  {.link_type = layer.link_type});
    EXPECT_EQ("0 connections", found_in(capture)) << kept << " bytes";
    EXPECT_TRUE(kReasons.contains(skipped_in(capture)))
        << kept << " bytes: " << skipped_in(capture);
  }
}

}  // namespace
}  // namespace twomsl::test
