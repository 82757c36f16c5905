// write_wire_seeds CORPUS: writes the seeds of fuzz_wire and fuzz_capture into the directories of
// these names below CORPUS. They are committed; run it again after changing it.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "fuzz/support/seeds/layer_seeds.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/capture/layers/layer_builder.hpp"
#include "tests/support/packet_builder.hpp"

namespace twomsl::fuzz {
namespace {

using test::Bytes;
using test::concat;

const Bytes kOptions =
    concat({test::mss_option(1460), test::sack_permitted_option(), test::timestamps_option(1, 0),
            Bytes{1}, test::window_scale_option(7)});
const Bytes kText{'h', 'i'};

SegmentView segment_of(Family family) {
  const bool v4 = family == Family::ipv4;
  SegmentView segment;
  segment.source = {v4 ? test::ipv4(10, 0, 0, 1) : test::ipv6(0x20010db800000000, 1), 40000};
  segment.destination = {v4 ? test::ipv4(10, 0, 0, 2) : test::ipv6(0x20010db800000000, 2), 80};
  segment.seq = 1000;
  segment.flags = {Flags::kSyn};
  segment.hops = 64;
  segment.raw_options = kOptions;
  segment.payload = kText;
  return segment;
}

Bytes ipv6_with_extensions() {
  const SegmentView segment = segment_of(Family::ipv6);
  const Bytes headers{43, 0, 1,  4, 0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0,
                      0,  9, 51, 0, 1, 4, 0, 0, 0,  0, 6, 1, 0, 0, 0, 0, 0,  1, 0, 0, 0, 2};
  return test::ipv6_packet(segment, 0, concat({headers, test::tcp_bytes(segment)}));
}

Bytes wire_seed(std::uint16_t link_type, const Bytes& header, const Bytes& packet) {
  Bytes seed;
  test::append_be(seed, link_type, 2);
  test::append_be(seed, 0, 2);
  return concat({seed, header, packet});
}

std::map<std::string, Bytes> wire_seeds() {
  const Bytes v4 = test::ip_packet(segment_of(Family::ipv4));
  const Bytes v6 = test::ip_packet(segment_of(Family::ipv6));
  SegmentView bare = segment_of(Family::ipv4);
  bare.raw_options = {};
  return {
      {"ethernet_ipv4", wire_seed(1, test::ethernet_frame(0x0800, {}), v4)},
      {"ethernet_ipv6", wire_seed(1, test::ethernet_frame(0x86dd, {}), v6)},
      {"qinq_ipv4", wire_seed(1, test::ethernet_frame(0x0800, {}, {{0x88a8, 2}, {0x8100, 3}}), v4)},
      {"null_ipv4", wire_seed(0, {2, 0, 0, 0}, v4)},
      {"loop_ipv6", wire_seed(108, {0, 0, 0, 24}, v6)},
      {"sll_ipv4", wire_seed(113, concat({Bytes(14, 0), Bytes{8, 0}}), v4)},
      {"sll2_ipv6", wire_seed(276, concat({Bytes{0x86, 0xdd}, Bytes(18, 0)}), v6)},
      {"raw_ipv4_bare", wire_seed(101, {}, test::ip_packet(bare))},
      {"raw_ipv4_options",
       wire_seed(101, {}, test::ipv4_packet(bare, 6, test::tcp_bytes(bare), Bytes(8, 1)))},
      {"raw_ipv6_extensions", wire_seed(101, {}, ipv6_with_extensions())},
  };
}

// One file for each kind of layer, as one frame of fuzz_wire.
std::map<std::string, Bytes> layered_wire_seeds() {
  std::map<std::string, Bytes> seeds;
  for (const auto& [name, layer] : layer_seeds(test::ip_packet(segment_of(Family::ipv4)),
                                               test::ip_packet(segment_of(Family::ipv6)))) {
    seeds["layer_" + name] = wire_seed(layer.link_type, {}, layer.frame);
  }
  return seeds;
}

// Packets in parts, which fuzz_wire with its one frame does not put together.
Bytes fragments(Family family) {
  const Bytes packet = test::ip_packet(segment_of(family));
  const Bytes tunnel = test::outer_ipv4(test::Way::forth, 4, packet);
  std::vector<test::Packet> frames;
  for (const std::size_t begin : {16u, 0u, 32u}) {
    frames.push_back({0, test::ethernet(test::fragment_of(packet, {begin, 16}, 1))});
  }
  for (const std::size_t begin : {0u, 48u}) {
    frames.push_back({0, test::ethernet(test::fragment_of(tunnel, {begin, 48}, 2))});
  }
  return test::pcap_file(frames);
}

std::map<std::string, Bytes> capture_seeds() {
  const test::Packet packet{1'700'000'000'000'001'000,
                            test::ethernet(test::ip_packet(segment_of(Family::ipv4)))};
  const auto big = test::ByteOrder::big;
  const Bytes offset(8, 1);
  test::PcapngBuilder pcapng;
  pcapng.interface(1).interface(1, 64, {{9, {9}}, {14, offset}});
  pcapng.enhanced(1, 5, packet).block(5, Bytes(12, 0)).simple(packet);
  pcapng.section(big).interface(1, 0, {{9, {0x8a}}}).enhanced(0, 6, packet).obsolete(0, 7, packet);
  const Bytes pcap = test::pcap_file({packet, packet});
  return {
      {"pcap", pcap},
      {"pcap_big", test::pcap_file({packet}, {big, test::kPcapNanoseconds, 1})},
      {"pcap_kuznetsov", test::pcap_file({packet}, {.magic = test::kPcapKuznetsov})},
      {"pcapng", pcapng.bytes()},
      {"pcap_gz", test::gzip(pcap)},
      {"pcapng_gz", test::gzip(pcapng.bytes())},
      {"pcap_zstd", test::zstd(pcap)},
      {"fragments", fragments(Family::ipv4)},
      {"fragments_ipv6", fragments(Family::ipv6)},
      {"pcap_cut", Bytes(pcap.begin(), pcap.begin() + 130)},
      {"xz", {0xfd, '7', 'z', 'X', 'Z', 0, 0, 4}},
  };
}

bool write(const std::filesystem::path& directory, const std::map<std::string, Bytes>& seeds) {
  std::filesystem::create_directories(directory);
  for (const auto& [name, bytes] : seeds) {
    std::ofstream out(directory / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) return false;
  }
  return true;
}

}  // namespace
}  // namespace twomsl::fuzz

int main(int argc, char** argv) {
  using namespace twomsl::fuzz;
  if (argc != 2) {
    std::fputs("usage: write_wire_seeds CORPUS\n", stderr);
    return 2;
  }
  const std::filesystem::path corpus(argv[1]);
  const bool written = write(corpus / "fuzz_wire", wire_seeds()) &&
                       write(corpus / "fuzz_wire", layered_wire_seeds()) &&
                       write(corpus / "fuzz_capture", capture_seeds());
  if (!written) std::perror("write_wire_seeds");
  return written ? 0 : 1;
}
