// What stands between a link and IP, and links.
#include "tests/capture/layers/layer_cases.hpp"

namespace twomsl::test {
namespace {

constexpr std::uint32_t kPpp = 9, kPppHdlc = 50, kPppEther = 51, kAtm = 100;
constexpr std::uint32_t kRaw = 101, kCiscoHdlc = 104, kWireless = 105, kSll = 113, kRadiotap = 127;
constexpr std::uint32_t kPppd = 166, kPppWithDirection = 204, kMplsLink = 219;

}  // namespace

std::vector<LayerCase> ethernet_layers() {
  return {
      {"Pppoe", kEthernet, [](Way, const Bytes& p) { return ethernet_frame(0x8864, pppoe(5, p)); }},
      {"PppoeIpv6", kEthernet,
       [](Way, const Bytes& p) { return ethernet_frame(0x8864, pppoe(5, p)); }, true},
      {"Mpls", kEthernet,
       [](Way, const Bytes& p) {
         return ethernet_frame(0x8847, mpls({16, 17, 18}, p));
       }},
      {"MplsIpv6", kEthernet,
       [](Way, const Bytes& p) { return ethernet_frame(0x8848, mpls({2}, p)); }, true},
      {"MplsEthernet", kEthernet,
       [](Way, const Bytes& p) { return ethernet_frame(0x8847, mpls({16}, ethernet(p))); }},
      {"MplsControlWord", kEthernet,
       [](Way, const Bytes& p) {
         return ethernet_frame(0x8847, mpls({16}, concat({Bytes{0, 0, 0, 9}, ethernet(p)})));
       }},
      {"MplsEthernetOfAnyMaker", kEthernet,
       [](Way way, const Bytes& p) {
         Bytes frame = ethernet(p);
         frame[0] = way == Way::forth ? 0x00 : 0x60;  // as a control word, or as IPv6, begins
         return ethernet_frame(0x8847, mpls({16}, frame));
       }},
      {"Snap", kEthernet,
       [](Way, const Bytes& p) { return frame_of_llc(snap(ether_type_of(p), p)); }},
      {"IpByLlc", kEthernet,
       [](Way, const Bytes& p) {
         return frame_of_llc(numbers({{0x060603, 3}}, p));
       }},
      {"SnapInVlan", kEthernet,
       [](Way, const Bytes& p) {
         const Bytes llc = snap(0x0800, p);
         return ethernet_frame(static_cast<std::uint16_t>(llc.size()), llc, {{0x8100, 5}});
       }},
      {"CiscoMetadata", kEthernet, [](Way, const Bytes& p) { return cisco_metadata(p); }},
      {"QinQ", kEthernet,
       [](Way, const Bytes& p) {
         return ethernet(p, {{0x88a8, 2}, {0x8100, 3}});
       }},
      {"OldQinQ", kEthernet,
       [](Way, const Bytes& p) {
         return ethernet(p, {{0x9100, 2}, {0x9100, 3}, {0x8100, 4}});
       }},
      {"ProviderBackbone", kEthernet,
       [](Way, const Bytes& p) {
         return ethernet_frame(0x88e7, numbers({{0x0000'1234, 4}}, ethernet(p)), {{0x88a8, 3}});
       }},
      {"FabricPath", kEthernet,
       [](Way, const Bytes& p) {
         return ethernet_frame(0x8903, numbers({{0x0060, 2}}, ethernet(p)));
       }},
  };
}

std::vector<LayerCase> serial_links() {
  return {
      {"CiscoHdlc", kCiscoHdlc,
       [](Way, const Bytes& p) {
         return numbers({{0x0f000800, 4}}, p);
       }},
      {"CiscoHdlcIpv6", kCiscoHdlc,
       [](Way, const Bytes& p) {
         return numbers({{0x0f0086dd, 4}}, p);
       },
       true},
      {"PppUnderCiscosNumber", kCiscoHdlc,
       [](Way, const Bytes& p) {
         return concat({Bytes{0xff, 3}, ppp(p)});
       }},
      {"Ppp", kPpp,
       [](Way, const Bytes& p) {
         return concat({Bytes{0xff, 3}, ppp(p)});
       }},
      {"PppWithoutAddress", kPpp, [](Way, const Bytes& p) { return ppp(p); }},
      {"PppWithOneByteOfProtocol", kPpp,
       [](Way, const Bytes& p) {
         return numbers({{0x21, 1}}, p);
       }},
      {"PppMpls", kPpp,
       [](Way, const Bytes& p) {
         return numbers({{0x0281, 2}}, mpls({4}, p));
       }},
      {"PppHdlc", kPppHdlc,
       [](Way, const Bytes& p) {
         return concat({Bytes{0xff, 3}, ppp(p)});
       }},
      {"CiscoUnderPppsNumber", kPppHdlc,
       [](Way, const Bytes& p) {
         return numbers({{0x0f000800, 4}}, p);
       }},
      {"PppoeLink", kPppEther, [](Way, const Bytes& p) { return pppoe(5, p); }},
      {"Pppd", kPppd,
       [](Way, const Bytes& p) {
         return concat({Bytes{1, 3}, ppp(p)});
       }},
      {"PppWithDirection", kPppWithDirection,
       [](Way, const Bytes& p) {
         return concat({Bytes{1, 0xff, 3}, ppp(p)});
       }},
  };
}

std::vector<LayerCase> other_links() {
  return {
      {"MplsLink", kMplsLink, [](Way, const Bytes& p) { return mpls({16}, p); }},
      {"AtmSnap", kAtm, [](Way, const Bytes& p) { return snap(0x0800, p); }},
      {"AtmBridged", kAtm,
       [](Way, const Bytes& p) {
         return numbers({{0xaaaa03, 3}, {0x0080c2, 3}, {7, 2}, {0, 2}}, ethernet(p));
       }},
      {"SllLlc", kSll,
       [](Way, const Bytes& p) {
         return concat({Bytes(14, 0), Bytes{0, 4}, snap(0x0800, p)});
       }},
      {"RawTunnel", kRaw, [](Way way, const Bytes& p) { return outer_ipv4(way, 4, p); }},
      {"Wireless", kWireless,
       [](Way, const Bytes& p) {
         return concat({Bytes{8, 1}, Bytes(22, 0), snap(0x0800, p)});
       }},
      {"WirelessBetweenStationsOfQuality", kRadiotap,
       [](Way, const Bytes& p) {
         return concat({Bytes{0, 0, 8, 0, 0, 0, 0, 0}, Bytes{0x88, 0x83}, Bytes(28, 0), Bytes(6, 0),
                        snap(0x0800, p)});
       }},
  };
}

}  // namespace twomsl::test
