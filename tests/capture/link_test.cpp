// Link layers: what lies in front of the IP packet, and what is no IP packet.
#include "oracle/capture/link.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/support/packet_builder.hpp"

namespace twomsl::oracle {
namespace {

using test::Bytes;
using test::concat;
using test::VlanTag;

constexpr std::uint16_t kNull = 0, kEthernet = 1, kLoop = 108, kSll = 113, kSll2 = 276;
using Numbers = std::initializer_list<std::uint16_t>;
const Bytes kPacket(28, 0x45);

NetworkLayer strip(std::uint16_t link_type, const Bytes& frame) {
  return strip_link(link_type, frame, static_cast<std::uint32_t>(frame.size()));
}

void expect_packet(std::uint32_t scope, const NetworkLayer& layer) {
  EXPECT_EQ("none", name(layer.rejection));
  EXPECT_EQ(scope, layer.scope);
  EXPECT_EQ(kPacket.size(), layer.wire_bytes);
  EXPECT_EQ(kPacket, Bytes(layer.bytes.begin(), layer.bytes.end()));
}

void expect_rejection(LinkRejection wanted, std::uint16_t link_type, const Bytes& frame) {
  EXPECT_EQ(name(wanted), name(strip(link_type, frame).rejection))
      << "link type " << link_type << ", " << frame.size() << " bytes";
}

Bytes sll(std::uint16_t protocol) {
  Bytes header(14, 0);
  test::append_be(header, protocol, 2);
  return header;
}

Bytes sll2(std::uint16_t protocol) {
  Bytes header;
  test::append_be(header, protocol, 2);
  header.resize(20);
  return header;
}

struct LinkCase {
  std::string name;
  std::uint16_t link_type;
  Bytes header;
  std::uint32_t scope = 0;
};

std::vector<LinkCase> link_cases() {
  return {
      {"Ethernet", kEthernet, test::ethernet_frame(0x0800, {})},
      {"EthernetIpv6", kEthernet, test::ethernet_frame(0x86dd, {})},
      {"Vlan", kEthernet, test::ethernet_frame(0x0800, {}, {{0x8100, 5}}), 5},
      {"VlanPriorityBits", kEthernet, test::ethernet_frame(0x0800, {}, {{0x8100, 0xf005}}), 5},
      {"PriorityTagIsNoNetwork", kEthernet, test::ethernet_frame(0x0800, {}, {{0x8100, 0xe000}})},
      {"PriorityTagInsideAVlan", kEthernet,
       test::ethernet_frame(0x0800, {}, {{0x8100, 7}, {0x8100, 0xe000}}), 7},
      {"ServiceVlan", kEthernet, test::ethernet_frame(0x0800, {}, {{0x88a8, 2}, {0x8100, 3}}),
       2 * 4097 + 3},
      {"OldServiceVlan", kEthernet, test::ethernet_frame(0x86dd, {}, {{0x9100, 3}, {0x8100, 2}}),
       3 * 4097 + 2},
      {"FourTags", kEthernet,
       test::ethernet_frame(0x0800, {}, {{0x8100, 0}, {0x8100, 0}, {0x8100, 7}, {0x8100, 1}}),
       7 * 4097 + 1},
      {"Raw", 101, {}},
      {"RawOfBsd", 12, {}},
      {"RawOfOpenBsd", 14, {}},
      {"Ipv4", 228, {}},
      {"Ipv6", 229, {}},
      {"NullLittleEndian", kNull, {2, 0, 0, 0}},
      {"NullBigEndian", kNull, {0, 0, 0, 2}},
      {"NullIpv6OfNetBsd", kNull, {24, 0, 0, 0}},
      {"NullIpv6OfFreeBsd", kNull, {28, 0, 0, 0}},
      {"NullIpv6OfDarwin", kNull, {30, 0, 0, 0}},
      {"NullIpv6OfLinux", kNull, {0, 0, 0, 10}},
      {"Loop", kLoop, {0, 0, 0, 2}},
      {"Sll", kSll, sll(0x0800)},
      {"SllVlan", kSll, concat({sll(0x8100), Bytes{0, 9, 0x86, 0xdd}}), 9},
      {"Sll2", kSll2, sll2(0x86dd)},
      {"Sll2Vlan", kSll2, concat({sll2(0x8100), Bytes{0, 9, 8, 0}}), 9},
  };
}

class Link : public testing::TestWithParam<LinkCase> {};
INSTANTIATE_TEST_SUITE_P(Layers, Link, testing::ValuesIn(link_cases()),
                         [](const auto& link) { return link.param.name; });

TEST_P(Link, IsStrippedDownToThePacket) {
  const LinkCase& link = GetParam();
  expect_packet(link.scope, strip(link.link_type, concat({link.header, kPacket})));
}

TEST_P(Link, IsCutWhereverTheFrameEndsBeforeThePacket) {
  const LinkCase& link = GetParam();
  for (std::size_t kept = 0; kept <= link.header.size(); ++kept) {
    const auto end = link.header.begin() + static_cast<std::ptrdiff_t>(kept);
    expect_rejection(LinkRejection::link_header_cut, link.link_type, {link.header.begin(), end});
  }
}

TEST_P(Link, CountsTheWireFromThePacketOn) {
  const LinkCase& link = GetParam();
  const Bytes frame = concat({link.header, kPacket});
  EXPECT_EQ(1000,
            strip_link(link.link_type, frame, static_cast<std::uint32_t>(link.header.size()) + 1000)
                .wire_bytes);
  // A file may claim less than it captured.
  EXPECT_EQ(kPacket.size(), strip_link(link.link_type, frame, 1).wire_bytes);
}

TEST(LinkRejections, NameWhatIsNotIp) {
  for (const auto type : Numbers{0x0000, 0x0026, 0x05dc, 0x0806, 0x88cc}) {
    expect_rejection(LinkRejection::not_ip, kEthernet, test::ethernet_frame(type, kPacket));
    expect_rejection(LinkRejection::not_ip, kEthernet,
                     test::ethernet_frame(type, kPacket, {{0x8100, 1}}));
    expect_rejection(LinkRejection::not_ip, kSll, concat({sll(type), kPacket}));
    expect_rejection(LinkRejection::not_ip, kSll2, concat({sll2(type), kPacket}));
  }
  expect_rejection(LinkRejection::not_ip, kNull, concat({Bytes{7, 0, 0, 0}, kPacket}));
  expect_rejection(LinkRejection::not_ip, kLoop, concat({Bytes{2, 0, 0, 0}, kPacket}));
}

TEST(LinkRejections, NameLinkTypesThatAreNotRead) {
  for (const auto link_type : Numbers{2, 6, 107, 195, 277, 65535}) {
    expect_rejection(LinkRejection::link_type_unsupported, link_type, kPacket);
  }
}

TEST(LinkRejections, HaveAWordEach) {
  std::set<std::string_view> names;
  const int last = static_cast<int>(LinkRejection::fragments_overlap);
  for (int reason = 0; reason <= last; ++reason) {
    names.insert(name(static_cast<LinkRejection>(reason)));
  }
  EXPECT_EQ(last + 1, static_cast<int>(names.size()));
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(LinkScope, TellsEveryPairOfTagsFromEveryOther) {
  const auto scope = [](std::uint16_t outer, std::uint16_t inner) {
    return strip(kEthernet,
                 test::ethernet_frame(0x0800, kPacket, {{0x88a8, outer}, {0x8100, inner}}))
        .scope;
  };
  std::set<std::uint32_t> scopes;
  for (const int outer : {0, 1, 2, 100, 4094, 4095}) {
    for (const int inner : {1, 2, 100, 4094, 4095}) {
      scopes.insert(scope(static_cast<std::uint16_t>(outer), static_cast<std::uint16_t>(inner)));
    }
  }
  EXPECT_EQ(30u, scopes.size());
  EXPECT_FALSE(scopes.contains(0));
}

}  // namespace
}  // namespace twomsl::oracle
