#include "fuzz/support/seeds/layer_seeds.hpp"

#include "tests/capture/layers/layer_builder.hpp"

namespace twomsl::fuzz {
namespace {

using namespace test;

Bytes in_ip(std::uint8_t protocol, const Bytes& payload) {
  return ethernet(outer_ipv4(Way::forth, protocol, payload));
}

Bytes in_udp(const Bytes& datagram) { return in_ip(17, datagram); }

std::map<std::string, LayerSeed> tunnel_seeds(const Bytes& v4, const Bytes& v6) {
  return {
      {"ipip", {1, in_ip(4, v4)}},
      {"6in4", {1, in_ip(41, v6)}},
      {"4in6", {1, ethernet(outer_ipv6(Way::forth, 4, v4))}},
      {"etherip", {1, in_ip(97, numbers({{0x3000, 2}}, ethernet(v4)))}},
      {"ipip_deep",
       {101, outer_ipv4(Way::forth, 4, outer_ipv4(Way::forth, 4, outer_ipv4(Way::back, 4, v4)))}},
      {"gre_all", {1, in_ip(47, gre({0xb000, 0x0800, {0, 9, 3}}, v4))}},
      {"gre_ethernet", {1, in_ip(47, gre({0x2000, 0x6558, {5}}, ethernet(v6)))}},
      {"pptp", {1, in_ip(47, gre({0x3081, 0x880b, {7, 1, 2}}, ppp(v4)))}},
      {"erspan_1", {1, in_ip(47, gre({0, 0x88be}, ethernet(v4)))}},
      {"erspan_2", {1, in_ip(47, erspan_two(3, ethernet(v4)))}},
      {"erspan_3", {1, in_ip(47, erspan_three(3, ethernet(v4), true))}},
      {"vxlan", {1, in_udp(vxlan(7, ethernet(v4)))}},
      {"vxlan_gpe_nsh",
       {1, in_udp(udp(4790, numbers({{0x0c, 1}, {0, 2}, {4, 1}, {7, 4}},
                                    numbers({{0x0042, 2}, {2, 1}, {1, 1}, {1, 4}}, v4))))}},
      {"geneve", {1, in_udp(geneve(7, 0x6558, ethernet(v4), 2))}},
      {"gtp", {1, in_udp(gtp(1, v4))}},
      {"gtp_extended", {1, in_udp(gtp_extended(1, v6))}},
      {"mpls_udp", {1, in_udp(udp(6635, mpls({99}, v4)))}},
      {"icmp_quote", {1, in_ip(1, numbers({{0x0301, 2}, {0, 6}}, v4))}},
      {"fragment", {1, ethernet(fragment_of(v4, {0, 16}, 1))}},
      {"fragment_ipv6", {1, ethernet(fragment_of(v6, {0, 16}, 1))}},
      {"fragment_whole", {1, ethernet(fragment_of(v6, {0, 1000}, 1))}},
  };
}

std::map<std::string, LayerSeed> link_seeds(const Bytes& v4, const Bytes& v6) {
  return {
      {"pppoe", {1, ethernet_frame(0x8864, pppoe(5, v4))}},
      {"mpls", {1, ethernet_frame(0x8847, mpls({16, 17}, v4))}},
      {"mpls_pseudowire",
       {1, ethernet_frame(0x8847, mpls({16}, concat({Bytes{0, 0, 0, 9}, ethernet(v4)})))}},
      {"mpls_ethernet", {1, ethernet_frame(0x8847, mpls({16}, ethernet(v6)))}},
      {"snap", {1, frame_of_llc(snap(0x0800, v4))}},
      {"cisco_metadata", {1, cisco_metadata(v4)}},
      {"backbone", {1, ethernet_frame(0x88e7, numbers({{0x1234, 4}}, ethernet(v4)))}},
      {"fabric_path", {1, ethernet_frame(0x8903, numbers({{0x60, 2}}, ethernet(v4)))}},
      {"cisco_hdlc", {104, numbers({{0x0f00'0800, 4}}, v4)}},
      {"ppp", {9, concat({Bytes{0xff, 3}, ppp(v6)})}},
      {"atm", {100, numbers({{0xaaaa03, 3}, {0x0080c2, 3}, {7, 2}, {0, 2}}, ethernet(v4))}},
      {"wireless",
       {127, concat({Bytes{0, 0, 8, 0, 0, 0, 0, 0}, Bytes{0x88, 0x83}, Bytes(34, 0),
                     snap(0x0800, v4)})}},
  };
}

}  // namespace

std::map<std::string, LayerSeed> layer_seeds(const Bytes& ipv4, const Bytes& ipv6) {
  std::map<std::string, LayerSeed> seeds = tunnel_seeds(ipv4, ipv6);
  seeds.merge(link_seeds(ipv4, ipv6));
  return seeds;
}

}  // namespace twomsl::fuzz
