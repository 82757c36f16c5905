// What IP carries.
#include "tests/capture/layers/layer_cases.hpp"

namespace twomsl::test {
namespace {

Bytes in_ip(Way way, std::uint8_t protocol, const Bytes& payload) {
  return ethernet(outer_ipv4(way, protocol, payload));
}

Bytes in_udp(Way way, const Bytes& datagram) { return in_ip(way, 17, datagram); }

}  // namespace

std::vector<LayerCase> ip_tunnels() {
  return {
      {"Ipv4InIpv4", kEthernet, [](Way way, const Bytes& p) { return in_ip(way, 4, p); }},
      {"Ipv6InIpv4", kEthernet, [](Way way, const Bytes& p) { return in_ip(way, 41, p); }, true},
      {"Ipv4InIpv6", kEthernet,
       [](Way way, const Bytes& p) { return ethernet(outer_ipv6(way, 4, p)); }},
      {"Ipv6InIpv6", kEthernet,
       [](Way way, const Bytes& p) { return ethernet(outer_ipv6(way, 41, p)); }, true},
      {"Ipv4InIpv6BehindOptions", kEthernet,
       [](Way way, const Bytes& p) {
         return ethernet(outer_ipv6(way, 60, concat({Bytes{4, 0, 4, 1, 4, 1, 0, 0}, p})));
       }},
      {"EtherIp", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 97, numbers({{0x3000, 2}}, ethernet(p)));
       }},
      {"MplsInIp", kEthernet,
       [](Way way, const Bytes& p) { return in_ip(way, 137, mpls({5}, p)); }},
      {"AuthenticationHeader", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 51,
                      numbers({{4, 1}, {4, 1}, {0, 2}, {7, 4}, {1, 4}, {0, 8}, {0, 4}}, p));
       }},
      {"Ipv4InIpv4EightTimes", kEthernet,
       [](Way way, const Bytes& p) {
         Bytes packet = p;
         for (int depth = 0; depth < 8; ++depth) packet = outer_ipv4(way, 4, packet);
         return ethernet(packet);
       }},
  };
}

std::vector<LayerCase> gre_tunnels() {
  return {
      {"Gre", kEthernet, [](Way way, const Bytes& p) { return in_ip(way, 47, gre({}, p)); }},
      {"GreIpv6", kEthernet,
       [](Way way, const Bytes& p) { return in_ip(way, 47, gre({.type = 0x86dd}, p)); }, true},
      {"GreOverIpv6", kEthernet,
       [](Way way, const Bytes& p) { return ethernet(outer_ipv6(way, 47, gre({}, p))); }},
      {"GreChecksum", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 47, gre({0x8000, 0x0800, {0}}, p));
       }},
      {"GreKey", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 47, gre({0x2000, 0x0800, {9}}, p));
       }},
      {"GreSequence", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 47, gre({0x1000, 0x0800, {3}}, p));
       }},
      {"GreAllWords", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 47, gre({0xb000, 0x0800, {0, 9, 3}}, p));
       }},
      {"GreEthernet", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 47, gre({0x2000, 0x6558, {0x500}}, ethernet(p, {{0x8100, 4}})));
       }},
      {"GreMpls", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 47, gre({0, 0x8847}, mpls({16, 17}, p)));
       }},
      {"GreInUdp", kEthernet,
       [](Way way, const Bytes& p) { return in_udp(way, udp(4754, gre({}, p))); }},
      {"Pptp", kEthernet,
       [](Way way, const Bytes& p) {
         const Bytes frame = concat({Bytes{0xff, 0x03}, ppp(p)});
         return in_ip(way, 47, gre({0x3081, 0x880b, {77, 1, 2}}, frame));
       }},
      {"ErspanOne", kEthernet,
       [](Way way, const Bytes& p) {
         return in_ip(way, 47, gre({0, 0x88be}, ethernet(p)));
       }},
      {"ErspanTwo", kEthernet,
       [](Way way, const Bytes& p) { return in_ip(way, 47, erspan_two(3, ethernet(p))); }},
      {"ErspanThree", kEthernet,
       [](Way way, const Bytes& p) { return in_ip(way, 47, erspan_three(3, ethernet(p), false)); }},
      {"ErspanThreeWithSubheader", kEthernet,
       [](Way way, const Bytes& p) { return in_ip(way, 47, erspan_three(3, ethernet(p), true)); }},
  };
}

std::vector<LayerCase> udp_tunnels() {
  return {
      {"Vxlan", kEthernet,
       [](Way way, const Bytes& p) { return in_udp(way, vxlan(7, ethernet(p))); }},
      {"VxlanOverIpv6", kEthernet,
       [](Way way, const Bytes& p) {
         return ethernet(outer_ipv6(way, 17, vxlan(7, ethernet(p))));
       }},
      {"VxlanGpeIp", kEthernet,
       [](Way way, const Bytes& p) {
         return in_udp(way, udp(4790, numbers({{0x0c, 1}, {0, 2}, {1, 1}, {7, 3}, {0, 1}}, p)));
       }},
      {"VxlanGpeNetworkService", kEthernet,
       [](Way way, const Bytes& p) {
         const Bytes service = numbers({{0x0042, 2}, {2, 1}, {1, 1}, {1, 4}}, p);
         return in_udp(way,
                       udp(4790, numbers({{0x0c, 1}, {0, 2}, {4, 1}, {7, 3}, {0, 1}}, service)));
       }},
      {"GeneveEthernet", kEthernet,
       [](Way way, const Bytes& p) { return in_udp(way, geneve(7, 0x6558, ethernet(p))); }},
      {"GeneveIpWithOptions", kEthernet,
       [](Way way, const Bytes& p) { return in_udp(way, geneve(7, 0x0800, p, 5)); }},
      {"GtpUser", kEthernet, [](Way way, const Bytes& p) { return in_udp(way, gtp(1, p)); }},
      {"GtpUserIpv6", kEthernet, [](Way way, const Bytes& p) { return in_udp(way, gtp(1, p)); },
       true},
      {"GtpUserExtended", kEthernet,
       [](Way way, const Bytes& p) { return in_udp(way, gtp_extended(1, p)); }},
      {"MplsInUdp", kEthernet,
       [](Way way, const Bytes& p) { return in_udp(way, udp(6635, mpls({99}, p))); }},
      {"VxlanInGtpInPppoe", kEthernet,
       [](Way way, const Bytes& p) {
         const Bytes overlay = outer_ipv4(way, 17, vxlan(7, ethernet(p)));
         return ethernet_frame(0x8864, pppoe(5, outer_ipv4(way, 17, gtp(1, overlay))));
       }},
  };
}

}  // namespace twomsl::test
