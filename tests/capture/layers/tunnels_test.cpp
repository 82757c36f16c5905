// What tells networks apart and what does not, what is no packet, and what is not read.
#include <gtest/gtest.h>

#include "tests/capture/layers/layer_cases.hpp"

namespace twomsl::test {
namespace {

const std::string kTwice =
    "2 connections; violation early-release-rst; violation early-release-rst";

using WrapIn = std::function<Bytes(std::uint32_t number, Way way, const Bytes& packet)>;

std::string found_of(const std::vector<Told>& conversation, const Wrap& wrap) {
  return found_in(layered_capture(conversation, kEthernet, wrap));
}

// The conversation in one network, and at the same time in another.
std::string found_in_both(const WrapIn& wrap) {
  return found_of(convicted_conversation(), [&wrap](const Told& told) {
    return std::vector<Bytes>{wrap(1, told.way, told.packet), wrap(2, told.way, told.packet)};
  });
}

// The two directions under two numbers.
std::string found_by_direction(const WrapIn& wrap) {
  return found_of(convicted_conversation(), [&wrap](const Told& told) {
    return std::vector<Bytes>{wrap(told.way == Way::forth ? 1 : 2, told.way, told.packet)};
  });
}

const WrapIn kVlan = [](std::uint32_t id, Way, const Bytes& p) {
  return ethernet(p, {{0x8100, static_cast<std::uint16_t>(id)}});
};
const WrapIn kVxlan = [](std::uint32_t id, Way way, const Bytes& p) {
  return ethernet(outer_ipv4(way, 17, vxlan(id, ethernet(p))));
};
const WrapIn kGeneve = [](std::uint32_t id, Way way, const Bytes& p) {
  return ethernet(outer_ipv4(way, 17, geneve(id, 0x0800, p)));
};
const WrapIn kGre = [](std::uint32_t id, Way way, const Bytes& p) {
  return ethernet(outer_ipv4(way, 47, gre({0x2000, 0x0800, {id}}, p)));
};
const WrapIn kErspan = [](std::uint32_t id, Way way, const Bytes& p) {
  return ethernet(outer_ipv4(way, 47, erspan_two(id, ethernet(p))));
};
const WrapIn kBackbone = [](std::uint32_t id, Way, const Bytes& p) {
  return ethernet_frame(0x88e7, numbers({{id, 4}}, ethernet(p)));
};
const WrapIn kGtp = [](std::uint32_t id, Way way, const Bytes& p) {
  return ethernet(outer_ipv4(way, 17, gtp(id, p)));
};
const WrapIn kMpls = [](std::uint32_t id, Way, const Bytes& p) {
  return ethernet_frame(0x8847, mpls({id + 15, 40}, p));
};
const WrapIn kVlanInVxlan = [](std::uint32_t id, Way way, const Bytes& p) {
  return ethernet(
      outer_ipv4(way, 17, vxlan(5, ethernet(p, {{0x8100, static_cast<std::uint16_t>(id)}}))));
};

TEST(Networks, AreToldApartByTheirIdentifiers) {
  for (const WrapIn* wrap :
       {&kVlan, &kVxlan, &kGeneve, &kGre, &kErspan, &kBackbone, &kVlanInVxlan}) {
    EXPECT_EQ(kTwice, found_in_both(*wrap));
  }
}

TEST(Networks, ThatDifferByDirectionAreOne) {
  for (const WrapIn* wrap :
       {&kVlan, &kVxlan, &kGeneve, &kGre, &kErspan, &kBackbone, &kGtp, &kMpls, &kVlanInVxlan}) {
    EXPECT_EQ(kConvicted, found_by_direction(*wrap));
  }
}

// Who receives gives these out, and may give others on the way.
TEST(Networks, AreNotWhatTunnelEndpointsAndLabelsName) {
  for (const WrapIn* wrap : {&kGtp, &kMpls}) {
    std::uint32_t id = 0;
    EXPECT_EQ(kConvicted, found_of(convicted_conversation(), [&](const Told& told) {
                return std::vector<Bytes>{(*wrap)(++id, told.way, told.packet)};
              }));
  }
}

// A balancer puts what goes to the server into a tunnel; the answer goes straight to the client.
TEST(Networks, OfATunnelInOneDirectionAreOne) {
  for (const Way tunnelled : {Way::forth, Way::back}) {
    EXPECT_EQ(kConvicted, found_of(convicted_conversation(), [&](const Told& told) {
                return std::vector<Bytes>{told.way == tunnelled
                                              ? ethernet(outer_ipv4(told.way, 4, told.packet))
                                              : ethernet(told.packet)};
              }));
  }
}

// A gateway sees each packet twice, inside the tunnel and outside.
TEST(Networks, InsideAndOutsideOfATunnelAreTwo) {
  EXPECT_EQ(kTwice, found_of(convicted_conversation(), [](const Told& told) {
              return std::vector<Bytes>{ethernet(told.packet),
                                        ethernet(outer_ipv4(told.way, 4, told.packet))};
            }));
}

std::string skipped_of(const Bytes& frame) {
  const Bytes capture = pcap_file({{0, frame}});
  EXPECT_EQ("0 connections", found_in(capture));
  return skipped_in(capture);
}

Bytes a_packet(bool over_ipv6 = false) { return convicted_conversation(over_ipv6).front().packet; }

TEST(NoPackets, AreThoseThatIcmpErrorsQuote) {
  const Bytes error = numbers({{3, 1}, {1, 1}, {0, 2}, {0, 4}}, a_packet());
  EXPECT_EQ("1 not-tcp", skipped_of(ethernet(outer_ipv4(Way::back, 1, error))));
  const Bytes error6 = numbers({{1, 1}, {4, 1}, {0, 2}, {0, 4}}, a_packet(true));
  EXPECT_EQ("1 not-tcp", skipped_of(ethernet(outer_ipv6(Way::back, 58, error6))));
  const Bytes inside = outer_ipv4(Way::forth, 4, outer_ipv4(Way::back, 1, error));
  EXPECT_EQ("1 not-tcp", skipped_of(ethernet(inside)));
}

TEST(NotRead, IsNamed) {
  const Bytes p = a_packet();
  const auto by_protocol = [&p](std::uint8_t protocol) {
    return skipped_of(ethernet(outer_ipv4(Way::forth, protocol, p)));
  };
  EXPECT_EQ("1 encrypted", by_protocol(50));
  for (const std::uint8_t protocol : Bytes{55, 98, 108, 115})
    EXPECT_EQ("1 tunnel", by_protocol(protocol));
  EXPECT_EQ("1 tunnel", skipped_of(ethernet_frame(0x88e5, p)));
  EXPECT_EQ("1 tunnel",
            skipped_of(ethernet_frame(0x8864, numbers({{0x1100, 2}, {0, 4}, {0xfd, 2}}, p))));
  EXPECT_EQ("1 not-ip", skipped_of(ethernet_frame(0x8863, numbers({{0x1109, 2}, {0, 4}}, p))));
  EXPECT_EQ("1 not-ip",
            skipped_of(ethernet_frame(0x8864, numbers({{0x1100, 2}, {0, 4}, {0xc021, 2}}, p))));
  EXPECT_EQ("1 not-ip",
            skipped_of(ethernet_frame(0x8847, mpls({16}, numbers({{0x10000021, 4}}, p)))));
  EXPECT_EQ("1 not-ip", skipped_of(frame_of_llc(numbers({{0x424203, 3}}, p))));
}

std::string skipped_of_gre(const Gre& header, const Bytes& payload) {
  return skipped_of(ethernet(outer_ipv4(Way::forth, 47, gre(header, payload))));
}

TEST(NotRead, OfGreIsNamed) {
  const Bytes p = a_packet();
  EXPECT_EQ("1 tunnel", skipped_of_gre({0x4000, 0x0800, {0}}, p));
  EXPECT_EQ("1 tunnel-header-invalid", skipped_of_gre({0x0002, 0x0800}, p));
  EXPECT_EQ("1 tunnel-header-invalid", skipped_of_gre({0x0001, 0x0800}, p));
  EXPECT_EQ("1 not-ip", skipped_of_gre({0x2081, 0x880b, {4, 5}}, {}));  // PPTP acknowledges
  EXPECT_EQ("1 not-ip", skipped_of_gre({0, 0x0806}, p));
  EXPECT_EQ("1 tunnel-header-invalid", skipped_of_gre({0x1000, 0x88be, {1}}, p));
}

TEST(NotRead, OfUdpIsNotTcp) {
  const Bytes p = a_packet();
  const auto by_udp = [](const Bytes& datagram) {
    return skipped_of(ethernet(outer_ipv4(Way::forth, 17, datagram)));
  };
  EXPECT_EQ("1 not-tcp", by_udp(udp(53, p)));
  EXPECT_EQ("1 not-tcp", by_udp(udp(4789, numbers({{0, 8}}, ethernet(p)))));   // no network
  EXPECT_EQ("1 not-tcp", by_udp(udp(6081, numbers({{0x40, 1}, {0, 7}}, p))));  // a later version
  EXPECT_EQ("1 not-tcp", by_udp(gtp(1, p, 1)));                                // an echo request
  EXPECT_EQ("1 not-ip", by_udp(gtp(1, ethernet(p))));
  // An extension header without a length would be passed over for ever.
  EXPECT_EQ(
      "1 tunnel-header-invalid",
      by_udp(udp(2152, numbers({{0x34ff, 2}, {0, 2}, {1, 4}, {0, 3}, {0x85, 1}, {0, 4}}, p))));
}

TEST(Nesting, HasAnEnd) {
  Bytes packet = a_packet();
  for (int depth = 0; depth < 9; ++depth) packet = outer_ipv4(Way::forth, 4, packet);
  EXPECT_EQ("1 too-many-layers", skipped_of(ethernet(packet)));
  Bytes tags = ethernet(a_packet());
  for (int tag = 0; tag < 16; ++tag) tags.insert(tags.begin() + 12, {0x81, 0, 0, 1});
  EXPECT_EQ("1 too-many-layers", skipped_of(tags));
  Bytes labels = mpls({16}, a_packet());
  for (int label = 0; label < 16; ++label) labels = concat({Bytes{0, 1, 0, 64}, labels});
  EXPECT_EQ("1 too-many-layers", skipped_of(ethernet_frame(0x8847, labels)));
}

// Some tools write the cut length as that on the wire, too: what the IP header claims is the truth.
TEST(CutFrames, WhoseLengthOnTheWireWasRewrittenAreRead) {
  const auto cut = [](const Told& told) {
    Bytes frame = ethernet(told.packet);
    frame.resize(std::min<std::size_t>(frame.size(), 14 + 20 + 20));
    return std::vector<Bytes>{frame};
  };
  EXPECT_EQ(kConvicted, found_of(convicted_conversation(false, 900), cut));
  const auto cut_inside = [](const Told& told) {
    Bytes frame = ethernet(outer_ipv4(told.way, 47, gre({}, told.packet)));
    frame.resize(std::min<std::size_t>(frame.size(), 14 + 20 + 4 + 20 + 20));
    return std::vector<Bytes>{frame};
  };
  EXPECT_EQ(kConvicted, found_of(convicted_conversation(false, 900), cut_inside));
}

// One that says how much was on the wire, and that this was less than its header claims, is no
// packet that a host takes.
TEST(CutFrames, ThatWereTooShortOnTheWireAreNotRead) {
  Bytes frame = ethernet(convicted_conversation(false, 900)[3].packet);
  frame.resize(60);
  const Bytes capture = pcap_file({{0, frame, 100}});
  EXPECT_EQ("1 ip-header-invalid", skipped_in(capture));
}

// A send that the interface is to cut has no length yet in its IP header.
TEST(Offloading, HasTheLengthOfTheFrame) {
  EXPECT_EQ(
      kConvicted, found_of(convicted_conversation(), [](const Told& told) {
        Bytes inner = told.packet;
        inner[2] = inner[3] = 0;
        return std::vector<Bytes>{ethernet(outer_ipv4(told.way, 17, vxlan(7, ethernet(inner))))};
      }));
}

}  // namespace
}  // namespace twomsl::test
