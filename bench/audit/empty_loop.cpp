// empty_loop FILE: the anchor of audit, the least that a program on libpcap can do with a capture.
#include <fmt/core.h>
#include <pcap/pcap.h>

#include <array>
#include <cstdint>
#include <memory>

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: empty_loop FILE\n");
    return 2;
  }
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
      pcap_open_offline(argv[1], error.data()), pcap_close);
  if (!capture) {
    fmt::print(stderr, "empty_loop: {}\n", error.data());
    return 1;
  }
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  std::uint64_t packets = 0;
  int status = 0;
  while ((status = pcap_next_ex(capture.get(), &header, &bytes)) == 1) ++packets;
  if (status != PCAP_ERROR_BREAK) {
    fmt::print(stderr, "empty_loop: {}\n", pcap_geterr(capture.get()));
    return 1;
  }
  fmt::print("{}\n", packets);
}
