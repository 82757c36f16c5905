// bench_audit CAPTURE: what each stage of audit costs, beside an empty libpcap loop on the same
// file, all in one process. Items are packets; the time of one iteration is the whole file's.
#include <benchmark/benchmark.h>
#include <pcap/pcap.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "core/codec/decode.hpp"
#include "oracle/audit.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/link.hpp"

namespace twomsl::bench {
namespace {

/// The anchor: libpcap shows every packet, and nothing is done with it.
std::int64_t read_with_libpcap(const std::string& path) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
      pcap_open_offline(path.c_str(), error.data()), pcap_close);
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  std::int64_t packets = 0;
  while (capture && pcap_next_ex(capture.get(), &header, &bytes) == 1) ++packets;
  return packets;
}

/// Our reader, with `use` called for each frame.
template <class Use>
std::int64_t read(const std::string& path, Use use) {
  oracle::Capture capture(path);
  oracle::Frame frame;
  std::int64_t packets = 0;
  for (; capture.next(frame) == oracle::ReadStatus::frame; ++packets) use(frame);
  return packets;
}

std::int64_t read_frames(const std::string& path) {
  return read(path, [](const oracle::Frame& frame) { benchmark::DoNotOptimize(frame.bytes); });
}

std::int64_t read_segments(const std::string& path) {
  return read(path, [](const oracle::Frame& frame) {
    const oracle::NetworkLayer network =
        oracle::strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
    benchmark::DoNotOptimize(decode_ip(network.bytes, network.wire_bytes));
  });
}

std::int64_t audit(const std::string& path) {
  return static_cast<std::int64_t>(oracle::audit_file(path, {}).summary.packets);
}

void register_one(const char* name, const std::string& path,
                  std::int64_t (*run)(const std::string&)) {
  const auto measure = [path, run](benchmark::State& state) {
    std::int64_t packets = 0;
    for (auto _ : state) packets += run(path);
    if (packets == 0) state.SkipWithError("no packets were read");
    state.SetItemsProcessed(packets);
  };
  benchmark::RegisterBenchmark(name, measure)->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace twomsl::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::fputs("usage: bench_audit CAPTURE [--benchmark_...]\n", stderr);
    return 2;
  }
  using namespace twomsl::bench;
  const std::string path = argv[1];
  register_one("audit/libpcap", path, read_with_libpcap);
  register_one("audit/reader", path, read_frames);
  register_one("audit/decode", path, read_segments);
  register_one("audit/audit", path, audit);
  benchmark::RunSpecifiedBenchmarks();
}
